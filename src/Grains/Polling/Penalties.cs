namespace Digdir.Altinn.Grains.Polling;

/// <summary>Excess, cost and the ratio gate: the formulas of the reference (1.5), as pure functions. Thread-safe.</summary>
internal static class Penalties
{
    /// <summary>c = x·m·w: what a read in excess costs.</summary>
    /// <param name="timing">m, 0 to 1.</param>
    /// <param name="weight">The share of the call, above 0 and at most 1.</param>
    /// <param name="notModified">The caller sent a validator and got 304.</param>
    /// <param name="rules">The numbers.</param>
    public static double Cost(double timing, double weight, bool notModified, PollingRules rules)
        => timing * weight * (notModified ? rules.NotModifiedCost : 1);

    /// <summary>x_min(N)·N: what a penalty must reach beside its threshold, so that large good vendors are not hit first.</summary>
    /// <param name="reads">N.</param>
    /// <param name="paced">The mean timing weight of reads in excess, 0 to 1: the lower share is for those that a machine paces.</param>
    /// <param name="rules">The numbers.</param>
    public static double Gate(double reads, double paced, PollingRules rules)
        => reads * (reads < rules.ManyReads || paced < rules.PacedFrom ? rules.SmallShare : rules.LargeShare);

    /// <summary>What a penalty must reach beside its threshold before anything is refused: where people could have made the reads, more than for a notice.</summary>
    /// <param name="reads">N.</param>
    /// <param name="paced">The mean timing weight of reads in excess.</param>
    /// <param name="rules">The numbers.</param>
    public static double SlowingGate(double reads, double paced, PollingRules rules) => paced < rules.PacedFrom ? reads * rules.SlowedShare : 0;

    /// <summary>The steady rate of excess a day above which a threshold is reached in the end: T·ln 2/H; 13.9 with the numbers as they come.</summary>
    public static double ToleratedPerDay(double threshold, PollingRules rules)
        => threshold * Math.Log(2) / rules.HalfLife.TotalDays;

    /// <summary>Where news comes at a rate λ and a share u of reads an interval apart brings some, u = 1 − e^(−λI): ln 2/λ, the interval at which half would; 0 when it cannot be told.</summary>
    public static double HalfUsefulInterval(double useful, double intervalMs)
        => useful is > 0 and < 1 && intervalMs > 0 ? Math.Log(2) * intervalMs / -Math.Log(1 - useful) : 0;

    /// <summary>The share of a call an observation stands for, made sound: what is not in (0, 1] is 1.</summary>
    public static double Share(float weight) => weight is > 0 and <= 1 ? weight : 1;
}
