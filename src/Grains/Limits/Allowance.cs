namespace Digdir.Altinn.Grains.Limits;

/// <summary>How much a token bucket lets through: never more than <c>Rate · w + Burst</c> in any window of <c>w</c> seconds.</summary>
/// <param name="Rate">Tokens per second the bucket refills with. Greater than 0.</param>
/// <param name="Burst">Tokens the full bucket holds. At least 1.</param>
public sealed record Allowance(double Rate, double Burst)
{
    /// <summary>The allowance that documentation calls "<paramref name="calls"/> per <paramref name="seconds"/> seconds".</summary>
    public static Allowance Per(double calls, double seconds) => new(calls / seconds, calls);
}
