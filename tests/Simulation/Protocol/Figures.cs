using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Simulation.Behaviours;

namespace Digdir.Altinn.Simulation.Protocol;

/// <summary>The figures of reference 4.4 over the outcomes of one run.</summary>
internal sealed class Figures(IReadOnlyList<Outcome> outcomes)
{
    public IReadOnlyList<Outcome> Outcomes => outcomes;

    public IEnumerable<Outcome> Of(Kind kind) => outcomes.Where(one => one.Behaviour.Kind == kind);

    public IEnumerable<Outcome> Of(params string[] names) => outcomes.Where(one => names.Contains(one.Behaviour.Name, StringComparer.Ordinal));

    /// <summary>Good vendors that were flagged.</summary>
    public int FalseFlags => Of(Kind.Good).Count(one => one.Truth.Flagged > 0);

    /// <summary>Good vendors that were put before a person for scraping.</summary>
    public int FalseReviews => Of(Kind.Good).Count(one => one.Truth.Review > 0);

    public double GoodDays => Of(Kind.Good).Sum(one => (double)one.Days);

    public double Precision
    {
        get
        {
            double right = Of(Kind.Polling).Count(one => one.Truth.Flagged > 0);
            return right + FalseFlags == 0 ? 1 : right / (right + FalseFlags);
        }
    }

    /// <summary>Pollers that matter: at least 50 avoidable calls a day.</summary>
    public (int Hits, int Of) Recall(params string[] names)
    {
        var those = (names.Length == 0 ? Of(Kind.Polling) : Of(names)).Where(one => one.AvoidablePerDay >= 50).ToList();
        return (those.Count(one => one.Truth.Flagged > 0), those.Count);
    }

    /// <summary>The share of polls since the first flag that was kept from the product, or of those at the hard level.</summary>
    public double? Saved(bool atHard, params string[] names)
    {
        long made = 0, refused = 0;
        foreach (var one in Of(names))
        {
            var (more, kept) = atHard ? one.Truth.AtHard : one.Truth.AfterFlag;
            made += more;
            refused += kept;
        }

        return made == 0 ? null : refused / (double)made;
    }

    public double GoodHarm
    {
        get
        {
            var calls = Of(Kind.Good).Sum(one => one.Truth.Calls);
            return calls == 0 ? 0 : Of(Kind.Good).Sum(one => one.Truth.Refused) / (double)calls;
        }
    }

    public long CreditedRefused => outcomes.Sum(one => one.Truth.CreditedRefused);

    /// <summary>How long refusals kept news from those who polled for it: the median in minutes, and as a share of the interval in force.</summary>
    public (double? Minutes, double? Intervals) FreshnessHarm(bool atHard)
    {
        var delays = outcomes.SelectMany(one => one.Truth.Delays).Where(delay => delay.Level >= Level.Hard == atHard && delay.Interval > 0).ToList();
        return (Statistics.Median(delays.Select(delay => delay.Milliseconds / 60_000.0)), Statistics.Median(delays.Select(delay => delay.Milliseconds / (double)delay.Interval)));
    }

    public double Explained
    {
        get
        {
            var flagged = outcomes.Where(one => one.Truth.Flagged > 0).ToList();
            return flagged.Count == 0 ? 1 : flagged.Count(one => one.Explained) / (double)flagged.Count;
        }
    }

    /// <summary>Microseconds of the machine per call, in the gateway's own code.</summary>
    public double MicrosecondsPerCall => outcomes.Sum(one => one.GatewayMs) * 1_000 / Math.Max(1, outcomes.Sum(one => one.Truth.Calls));
}
