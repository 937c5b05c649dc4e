using System.Runtime.InteropServices;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>How much avoidable reading weighs on a read group, or on the vendor as a whole, at one instant (reference 1.5).</summary>
/// <param name="Penalty">P: the decayed sum of costs. 0 or more.</param>
/// <param name="Reads">N: the decayed number of reads. 0 or more.</param>
/// <param name="Gate">x_min(N)·N: what the penalty must reach beside a threshold before it counts, so that thresholds grow with legitimate size.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PenaltyReading(double Penalty, double Reads, double Gate)
{
    /// <summary>What the penalty must reach as well before anything is refused. 0 where a machine's pace shows.</summary>
    public double SlowingGate { get; init; }

    /// <summary>True when the penalty has reached both the threshold and the ratio gate.</summary>
    /// <param name="threshold">T; above 0.</param>
    public bool Reaches(double threshold) => Penalty >= threshold && Penalty >= Gate;
}
