using System.Diagnostics;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.Simulation.World;

namespace Digdir.Altinn.Simulation.Vendors;

/// <summary>
/// The gateway's own way from a request to a decision, for one vendor: mapping, conduct, ladder; without the wire. Keeps the truth beside it. Not thread-safe.
/// </summary>
internal sealed class GatewayUnderTest(ConductRules rules, ConductSettings settings)
{
    private readonly Dictionary<ReadGroup, Level> _levels = [];
    private readonly SimulatedFacts _facts = new();
    private VendorConduct _conduct = new(rules, settings);

    private long _passed;

    public Truth Truth { get; } = new();

    /// <summary>Where what happens is written down; null for nowhere.</summary>
    public TraceWriter? Trace { get; init; }

    /// <summary>Stopwatch ticks spent in mapping and judging.</summary>
    public long Ticks { get; private set; }

    /// <summary>True when the first flag said how many reads, how regular, and how little news.</summary>
    public bool Explained { get; private set; }

    public ConductView Look(long now) => _conduct.Look(now);

    /// <summary>True when the ladder refuses the call; the vendor is told how many seconds to wait, and what interval holds, in milliseconds. When it is not refused, its answer must be heard next.</summary>
    public bool Refuses(in SimulatedCall call, long now, out int seconds, out long interval)
    {
        if (now - _passed >= Calendar.Minute)
        {
            Pass(now);
        }

        var began = Stopwatch.GetTimestamp();
        var judgement = _conduct.Judge(_facts.Ask(call, now), now);
        seconds = (int)((judgement.RetryAfterMs + 999) / 1_000);
        interval = judgement.IntervalMs;
        if (!judgement.Passes)
        {
            _conduct.Hear(_facts.Refused(), []);
        }

        Ticks += Stopwatch.GetTimestamp() - began;
        Take();
        return !judgement.Passes;
    }

    /// <summary>The call was answered.</summary>
    public void Hear(in SimulatedCall call, in SimulatedAnswer answer, ReadOnlySpan<ulong> things, long now)
    {
        Trace?.Write(call, answer, things, now);
        var began = Stopwatch.GetTimestamp();
        _conduct.Hear(_facts.Answered(answer, things), things);
        Ticks += Stopwatch.GetTimestamp() - began;
        Take();
    }

    /// <summary>An event was delivered, or could not be.</summary>
    public void Hear(Party party, string product, string id, bool delivered, long now)
    {
        Trace?.Write(party, id, delivered, now);
        _conduct.Hear(new EventDelivery(now, SimulatedFacts.PartyHash(party), product, SimulatedFacts.EventHash(id), delivered));
        Take();
    }

    /// <summary>Time passes without a call.</summary>
    public void Pass(long now)
    {
        _passed = now;
        _conduct.Pass(now);
        Take();
    }

    /// <summary>The gateway starts anew with what it had stored.</summary>
    public void Restart(long now) => _conduct = VendorConduct.Restore(_conduct.Snapshot(now), rules, settings);

    private void Take()
    {
        var events = _conduct.TakeEvents();
        for (var i = 0; i < events.Count; i++)
        {
            Take(events[i]);
        }
    }

    private void Take(ConductEvent what)
    {
        switch (what.Kind)
        {
            case ConductEventKind.LevelRisen or ConductEventKind.LevelFallen when what.Group is { } group:
                Explained |= Truth.Flagged == 0 && what.Figures is { Penalty.Reads: > 0 } figures
                    && (figures.PeriodMs > 0 || figures.Findings.Any(finding => finding.Pattern == Pattern.WrongInterface));
                _levels[group] = what.To;
                Truth.Moved(_levels.Values.Max(), what.At);
                break;
            case ConductEventKind.Finding when what.Pattern is { } finding:
                Truth.Found(finding.Pattern, what.At);
                break;
            case ConductEventKind.ScrapingProposed when what.Scraping is { } proposal:
                Truth.Proposed(proposal, what.At);
                break;
            default:
                break;
        }
    }
}
