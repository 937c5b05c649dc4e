using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.Grains.Scraping;

namespace Digdir.Altinn.Gateway.Replay;

/// <summary>One vendor of a trace: its conduct, and what is reported of it. Not thread-safe.</summary>
internal sealed class ReplayedVendor(string vendor, ConductRules rules)
{
    private readonly VendorConduct _conduct = new(rules, ConductSettings.Shadow with { Mode = ConductMode.Enforce });
    private const long Minute = 60_000;

    private readonly List<ReplayedLevel> _levels = [];
    private readonly SortedSet<string> _signals = new(StringComparer.Ordinal);

    private long _passed;

    public string Vendor => vendor;

    /// <summary>Calls that were answered and that polling is about.</summary>
    public long Reads { get; private set; }

    /// <summary>Reads that told nothing new and that nothing excuses, grace apart.</summary>
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

    /// <summary>Whether the read passes.</summary>
    public Judgement Judge(in ReadQuestion question, long now)
    {
        Pass(now);
        var judgement = _conduct.Judge(question, now);
        Take();
        return judgement;
    }

    /// <summary>Counts a call that the ladder refuses, if it does.</summary>
    public void NoteRefusal(bool refused) => Refusals += refused ? 1 : 0;

    /// <summary>A refused call, which never reached the product.</summary>
    public void Refused(in Observation observation)
    {
        _conduct.Hear(observation, []);
        Take();
    }

    /// <summary>An answered call, or one party's share of it.</summary>
    public void Hear(in Observation observation, ReadOnlySpan<ulong> things, bool refused)
    {
        var outcome = _conduct.Hear(observation, things);
        Reads += outcome.Counted ? 1 : 0;
        Redundant += outcome.IsRedundant ? 1 : 0;
        CreditedRefused += refused && outcome is { Counted: true, Novel: false, Excuse: not Excuse.None } ? 1 : 0;
        Take();
    }

    /// <summary>An event.</summary>
    public void Hear(in EventDelivery delivery)
    {
        _conduct.Hear(delivery);
        Take();
    }

    /// <summary>Lets time pass: levels fall, and patterns are looked for.</summary>
    public void Pass(long now)
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
