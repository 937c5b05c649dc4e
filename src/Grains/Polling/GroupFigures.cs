using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>
/// What one read group of a vendor looks like: the figures behind a level, for the vendor itself, for notices and for case files (reference 5.4). Immutable.
/// Counts are decayed like the penalty: a steady rate of r a day shows as r·H/ln 2. <see cref="PerDay"/> turns a count back into a rate.
/// </summary>
internal sealed record GroupFigures
{
    /// <summary>Product and class.</summary>
    public required ReadGroup Group { get; init; }

    /// <summary>When the figures hold, in milliseconds since 1970 (UTC).</summary>
    public required long At { get; init; }

    /// <summary>Penalty, reads and ratio gate.</summary>
    public required PenaltyReading Penalty { get; init; }

    /// <summary>The half-life the counts and the penalty decay with, in milliseconds.</summary>
    public required double HalfLifeMs { get; init; }

    /// <summary>Reads that told something new.</summary>
    public double Novel { get; init; }

    /// <summary>Reads that told nothing new and were not excused, those on grace included.</summary>
    public double Redundant { get; init; }

    /// <summary>Reads in excess: redundant, and no grace left.</summary>
    public double Excess { get; init; }

    /// <summary>Reads refused by the ladder.</summary>
    public double Refused { get; init; }

    /// <summary>Reads without news that were excused, indexed by <see cref="Excuse"/>; grace included.</summary>
    public ImmutableArray<double> Excused { get; init; } = [];

    /// <summary>Claims to react to an event that never was: aggravating.</summary>
    public double FalseClaims { get; init; }

    /// <summary>(party, class) keys held at present.</summary>
    public int Parties { get; init; }

    /// <summary>The typical time between readings of one party, in milliseconds: the median over the costliest party's last episodes; 0 when unknown.</summary>
    public long PeriodMs { get; init; }

    /// <summary>Median deviation from <see cref="PeriodMs"/>, in milliseconds.</summary>
    public long SpreadMs { get; init; }

    /// <summary>
    /// The share of all cost that falls on the costliest parties, taken together fewer than one in twenty, 0 to 1. Above one half few parties are polled in the
    /// shelter of many (reference 5.3). 0 for twenty parties or fewer, and when nothing has cost anything.
    /// </summary>
    public double Concentration { get; init; }

    /// <summary>The interval at which half the reads would bring news, ln 2/λ, in milliseconds; 0 when it cannot be told (reference 1.8).</summary>
    public long HalfUsefulIntervalMs { get; init; }

    /// <summary>The parties that cost most, costliest first.</summary>
    public ImmutableArray<PartyFigures> TopParties { get; init; } = [];

    /// <summary>Patterns found beside plain polling (reference 1.8).</summary>
    public ImmutableArray<Finding> Findings { get; init; } = [];

    /// <summary>Of all answers, the share that brought news, 0 to 1.</summary>
    public double NewsShare => Penalty.Reads > 0 ? Math.Min(1, Novel / Penalty.Reads) : 0;

    /// <summary>The steady daily rate that a decayed count stands for.</summary>
    public double PerDay(double count) => HalfLifeMs > 0 ? count * Math.Log(2) * 86_400_000 / HalfLifeMs : 0;
}

/// <summary>One party's part in it.</summary>
/// <param name="Party">Keyed hash of the party.</param>
/// <param name="Cost">Its share of the penalty.</param>
/// <param name="Reads">Decayed number of reads.</param>
/// <param name="Novel">Decayed number of reads that told something new.</param>
/// <param name="PeriodMs">Median time between episodes, in milliseconds; 0 when unknown.</param>
/// <param name="SpreadMs">Median deviation from it, in milliseconds.</param>
/// <param name="Hours">Distinct hours of the last twenty-four in which it was read.</param>
/// <param name="Weight">The timing weight m (reference 1.6), 0 to 1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PartyFigures(ulong Party, double Cost, double Reads, double Novel, long PeriodMs, long SpreadMs, int Hours, double Weight);

/// <summary>A pattern found, with the figure that shows it.</summary>
/// <param name="Pattern">Which.</param>
/// <param name="Value">The statistic.</param>
/// <param name="Threshold">What it had to reach.</param>
/// <param name="Count">How many calls it rests on; a rate a day of herds and an hour of retries.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Finding(Pattern Pattern, double Value, double Threshold, double Count);

/// <summary>Companion patterns (reference 1.8). Values are stored: add, never renumber.</summary>
internal enum Pattern : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Reads crowd at the full, quarter or half hour. Value: times the even share of those minutes.</summary>
    Herd = 1,

    /// <summary>Retries before Retry-After has passed. Value: their share of all retries.</summary>
    EarlyRetries = 2,

    /// <summary>Retries without back-off. Value: the median ratio of successive gaps.</summary>
    NoBackOff = 3,

    /// <summary>The same question in ever new dress. Value: distinct queries per distinct question.</summary>
    CacheBusting = 4,

    /// <summary>Whole walks through what was known already. Value: walks in a week.</summary>
    ReCrawl = 5,

    /// <summary>Subscribed, served with events, and polling all the same. Value: share of events delivered.</summary>
    BeltAndBraces = 6,

    /// <summary>The subscription's deliveries fail, and reads rise. Value: hours it has failed.</summary>
    DeadWebhook = 7,

    /// <summary>The event feed read more often than its allowance without getting further. Value: reads a day beyond it.</summary>
    FeedPolling = 8,

    /// <summary>Listing through an interface that is not for it (terms 2.2). Value: reads.</summary>
    WrongInterface = 9,

    /// <summary>Claims to react to events that never were. Value: claims.</summary>
    FalseClaims = 10,
}
