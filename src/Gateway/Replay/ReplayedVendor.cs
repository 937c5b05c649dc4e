using Digdir.Altinn.Gateway.Levels;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.Grains.Scraping;

namespace Digdir.Altinn.Gateway.Replay;

/// <summary>One vendor of a trace: its conduct, and what is reported of it. Not thread-safe.</summary>
/// <param name="vendor">The vendor, as the trace names it.</param>
/// <param name="rules">The numbers to judge by.</param>
/// <param name="enforce">True when a call that is refused brought no news.</param>
internal sealed class ReplayedVendor(string vendor, ConductRules rules, bool enforce)
{
    private const long Minute = 60_000;

    private readonly VendorConduct _conduct = new(rules, ConductSettings.Shadow with { Mode = ConductMode.Enforce });
    private readonly ObservedParties _call = new();
    private readonly List<ReplayedLevel> _levels = [];
    private readonly SortedSet<string> _signals = new(StringComparer.Ordinal);

    private long _passed;

    public string Vendor => vendor;

    /// <summary>Calls that were answered and that polling is about.</summary>
    public long Reads { get; private set; }

    /// <summary>Reads that told nothing new of any party and that nothing excuses, grace apart.</summary>
    public long Redundant { get; private set; }

    /// <summary>Calls that the ladder refuses.</summary>
    public long Refusals { get; private set; }

    /// <summary>Refused calls that had an excuse after all. 0, or there is a fault in the gateway.</summary>
    public long CreditedRefused { get; private set; }

    /// <summary>When it first rose above level 0, in milliseconds since 1970; null when never.</summary>
    public long? FirstFlagged { get; private set; }

    public IReadOnlyList<ReplayedLevel> Levels => _levels;

    /// <summary>What was found beside the levels, by stable names, sorted.</summary>
    public IReadOnlyCollection<string> Signals => _signals;

    /// <summary>What a call showed of one of its parties. The call is judged and heard of when all of them are there, or when another begins.</summary>
    /// <param name="party">What it showed.</param>
    /// <param name="things">What the answer listed of the party.</param>
    /// <param name="first">True for the call's first party.</param>
    public void Hear(in Observation party, ReadOnlySpan<ulong> things, bool first)
    {
        if (!_call.IsEmpty && (first || Calls.Of(in party) != Calls.Of(in _call.All[0])))
        {
            Complete();
        }

        _call.Add(in party, things);
        if (_call.IsWhole)
        {
            Complete();
        }
    }

    /// <summary>An event.</summary>
    public void Hear(in EventDelivery delivery)
    {
        Complete();
        _conduct.Hear(delivery);
        Take();
    }

    /// <summary>Lets time pass: levels fall, and patterns are looked for.</summary>
    private void Pass(long now)
    {
        if (now - _passed < Minute)
        {
            return;
        }

        _passed = now;
        _conduct.Pass(now);
        Take();
    }

    /// <summary>The trace is over.</summary>
    public void End(long now)
    {
        Complete();
        _passed = 0;
        Pass(now);
        foreach (var group in _conduct.Look(now).Groups)
        {
            foreach (var finding in group.Figures.Findings)
            {
                _signals.Add(Word(finding.Pattern.ToString()));
            }
        }
    }

    /// <summary>Small letters and hyphens: <c>cache-busting</c>.</summary>
    private static string Word(string name)
        => string.Concat(name.Select((letter, at) => char.IsUpper(letter) ? (at > 0 ? "-" : "") + char.ToLowerInvariant(letter) : letter.ToString()));

    /// <summary>The call is whole: asks about it as the gateway does, and hears of it as the vendor's grain does.</summary>
    private void Complete()
    {
        if (_call.IsEmpty)
        {
            return;
        }

        var parties = _call.All;
        Pass(parties[0].At);
        var judgement = Judge(parties);
        Refusals += judgement.Passes ? 0 : 1;
        var refused = enforce && !judgement.Passes;
        for (var i = 0; refused && i < parties.Length; i++)
        {
            parties[i] = Refused(parties[i], judgement);
        }

        var shares = CallShares.Of(parties, 0, _conduct);
        bool read = false, called = false, credited = false;
        for (var i = 0; i < parties.Length; i++)
        {
            var weight = shares.WeightOf(in parties[i], _conduct);
            var outcome = _conduct.Hear(parties[i] with { Weight = weight }, refused ? [] : _call.ThingsOf(i));
            if (outcome.Counted && weight > Calls.NoWeight)
            {
                read = true;
                called |= !outcome.IsRedundant;
                credited |= outcome is { Novel: false, Excuse: not Excuse.None };
            }
        }

        _call.Clear();
        Reads += read ? 1 : 0;
        Redundant += read && !called ? 1 : 0;
        CreditedRefused += credited && !judgement.Passes ? 1 : 0;
        Take();
    }

    private Judgement Judge(ReadOnlySpan<Observation> parties)
    {
        // What is done with a portal session is judged by no ladder.
        if ((parties[0].Facts & ObservationFacts.PortalSession) != 0)
        {
            return Judgement.Clear;
        }

        var turns = new PartyTurns(parties.Length);
        while (turns.Take(_conduct.Judge(ReadQuestion.Of(in parties[turns.Party], turns.Part), parties[0].At)))
        {
        }

        Take();
        return turns.Judgement;
    }

    /// <summary>The same call, refused and told how long to wait.</summary>
    private static Observation Refused(in Observation call, in Judgement judgement) => call with
    {
        Status = StatusCodes.Status429TooManyRequests,
        Body = 0,
        Bytes = 0,
        Things = -1,
        CursorGiven = 0,
        AgeDays = 0,
        RetryAfter = (int)Math.Clamp((judgement.RetryAfterMs + 999) / 1000, 1, int.MaxValue),
        Facts = call.Facts | ObservationFacts.RefusedByLevel,
    };

    private void Take()
    {
        var events = _conduct.TakeEvents();
        for (var i = 0; i < events.Count; i++)
        {
            var what = events[i];
            switch (what.Kind)
            {
                case ConductEventKind.LevelRisen or ConductEventKind.LevelFallen when what.Group is { } group:
                    _levels.Add(new ReplayedLevel(what.At, what.To, group));
                    FirstFlagged ??= what.To > Level.Clear ? what.At : null;
                    break;
                case ConductEventKind.Finding when what.Pattern is { } finding:
                    _signals.Add(Word(finding.Pattern.ToString()));
                    break;
                case ConductEventKind.CaseProposed:
                    _signals.Add("closure-case");
                    break;
                case ConductEventKind.ScrapingProposed when what.Scraping is { Subject: var subject }:
                    _signals.Add(subject.Verdict == ScrapingVerdict.Case ? "scraping-case" : "scraping-review");
                    foreach (var signal in subject.Signals)
                    {
                        _signals.Add(signal.Signal);
                    }

                    break;
                default:
                    break;
            }
        }
    }
}

/// <summary>A group came to a level.</summary>
/// <param name="At">When, in milliseconds since 1970.</param>
/// <param name="Level">The level.</param>
/// <param name="Group">The group.</param>
internal sealed record ReplayedLevel(long At, Level Level, ReadGroup Group);
