namespace Digdir.Altinn.Grains.Polling;

/// <summary>Every number polling detection rests on, with the section of the reference it comes from. Immutable; the same for all vendors of a node.</summary>
internal sealed record PollingRules
{
    /// <summary>The numbers as they come.</summary>
    public static PollingRules Default { get; } = new();

    /// <summary>H: how long until a penalty has halved (1.5). Shorter loses slow pollers, longer does not forgive overnight.</summary>
    public TimeSpan HalfLife { get; init; } = TimeSpan.FromHours(24);

    /// <summary>T: the penalty from which a group is flagged (1.5).</summary>
    public double Threshold { get; init; } = 20;

    /// <summary>x_min for groups with few reads: the share of reads that must be avoidable (1.5).</summary>
    public double SmallShare { get; init; } = 0.25;

    /// <summary>x_min for groups with many reads. Below 0.10 good vendors were flagged (1.5).</summary>
    public double LargeShare { get; init; } = 0.10;

    /// <summary>N from which a group has many reads (1.5).</summary>
    public double ManyReads { get; init; } = 1000;

    /// <summary>Parties times read groups remembered per vendor; beyond that the cheapest is forgotten (1.9). 16 to 1,048,575.</summary>
    public int KeysPerVendor { get; init; } = 131_072;
}
