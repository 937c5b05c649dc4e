using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.Grains.Scraping;

namespace Digdir.Altinn.Grains.Conduct;

/// <summary>A vendor's conduct as it stands: what the vendor's own usage report and the servicedesk show. Immutable.</summary>
/// <param name="At">When it was taken, in milliseconds since 1970 (UTC).</param>
/// <param name="Groups">The groups that were read, the highest level first, then the costliest.</param>
/// <param name="Total">Penalty and reads of the vendor as a whole.</param>
/// <param name="Scraping">Evidence of scraping; for people at Digdir, not for the vendor's report.</param>
internal sealed record ConductView(long At, IReadOnlyList<GroupView> Groups, PenaltyReading Total, ScrapingView Scraping)
{
    /// <summary>Until when the emergency brake holds, in milliseconds since 1970; 0 when it is off.</summary>
    public long BrakedUntil { get; init; }

    /// <summary>Calls an hour that the brake lets pass; 0 when it is off.</summary>
    public double BrakedPerHour { get; init; }

    /// <summary>What a monitor saw when it pulled the brake; null when it is off or a person pulled it.</summary>
    public Overrun? BrakedFor { get; init; }

    /// <summary>The vendor's median calls in an hour of the last seven days, hours without a call apart.</summary>
    public double MedianPerHour { get; init; }
}

/// <summary>One group's conduct. Immutable. Spans are in milliseconds.</summary>
internal sealed record GroupView
{
    /// <summary>The group.</summary>
    public required ReadGroup Group { get; init; }

    /// <summary>The mode that holds for it.</summary>
    public required ConductMode Mode { get; init; }

    /// <summary>Its level; what it would be where the mode is shadow.</summary>
    public required Level Level { get; init; }

    /// <summary>
    /// Penalty P and reads N, share of news, redundant, excess and refused reads, credits spent by excuse, period and jitter, costliest parties by keyed hash,
    /// companion patterns.
    /// </summary>
    public required GroupFigures Figures { get; init; }

    /// <summary>Since when it is at the level, in milliseconds since 1970; 0 when it never was elsewhere.</summary>
    public long Since { get; init; }

    /// <summary>By when the vendor may mend it before anything is refused, in milliseconds since 1970; 0 when there is no notice.</summary>
    public long Deadline { get; init; }

    /// <summary>Levels come back to within thirty days: each doubles the half-life.</summary>
    public int Strikes { get; init; }

    /// <summary>Calls in the last 24 hours, refused ones included; a call for several parties is one.</summary>
    public long Calls { get; init; }

    /// <summary>The least time between uncredited reads of one party, less for a party that was read more often than the others; 0 while nothing is slowed.</summary>
    public long IntervalMs { get; init; }

    /// <summary>The penalty of the next level; 0 when there is none.</summary>
    public double NextLevelAt { get; init; }

    /// <summary>Avoidable reads a day at the rate of the last hours.</summary>
    public double ExcessPerDay { get; init; }

    /// <summary>How long until the next level at the rate of the last hours, deadlines counted in; null when that rate does not lead there.</summary>
    public long? ToNextLevelMs { get; init; }

    /// <summary>How long until the next lower level when the vendor stops now: H·log2(P/P_down), but not before the dwell is over. Null at no level and in a closure case.</summary>
    public long? ToLowerLevelMs { get; init; }

    /// <summary>How long until nothing is left of it when the vendor stops now. Null at no level and in a closure case.</summary>
    public long? ToForgivenessMs { get; init; }

    /// <summary>The Conduct's penalty P.</summary>
    public double Penalty => Figures.Penalty.Penalty;

    /// <summary>Reads N, decayed like the penalty.</summary>
    public double Reads => Figures.Penalty.Reads;
}
