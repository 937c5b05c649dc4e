using System.Collections.Immutable;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>
/// What must outlive a restart: penalties and counts per read group. What has been seen is not kept: after a restart everything is news once, and nobody pays
/// for our restart (reference 1.9). No personal data, not even hashed.
/// </summary>
/// <param name="At">When it was taken, in milliseconds since 1970 (UTC).</param>
/// <param name="Groups">The read groups.</param>
/// <param name="TotalPenalty">P of the vendor as a whole.</param>
/// <param name="TotalReads">N of the vendor as a whole.</param>
internal sealed record PollingSnapshot(long At, ImmutableArray<GroupSnapshot> Groups, double TotalPenalty, double TotalReads);

/// <summary>One read group of a <see cref="PollingSnapshot"/>; counts as in <see cref="GroupFigures"/>, decayed to the snapshot's instant.</summary>
/// <param name="Product">The product's id.</param>
/// <param name="Class">Number of the class.</param>
/// <param name="Penalty">P.</param>
/// <param name="Reads">N.</param>
/// <param name="HalfLifeFactor">How many times the usual half-life it decays with; 1 to 16.</param>
/// <param name="Novel">Reads with news.</param>
/// <param name="Redundant">Reads without.</param>
/// <param name="Excess">Reads in excess.</param>
/// <param name="Refused">Reads refused.</param>
/// <param name="FalseClaims">False claims of events.</param>
/// <param name="Excused">Excused reads by number of excuse.</param>
internal sealed record GroupSnapshot(
    string Product,
    byte Class,
    double Penalty,
    double Reads,
    double HalfLifeFactor,
    double Novel,
    double Redundant,
    double Excess,
    double Refused,
    double FalseClaims,
    ImmutableArray<double> Excused)
{
    /// <summary>Reads in excess, each by its timing weight. What was kept before this was counted has none, and errs in the vendor's favour for a day.</summary>
    public double Paced { get; init; }
}
