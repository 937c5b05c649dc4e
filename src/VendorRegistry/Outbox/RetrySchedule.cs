namespace Digdir.Altinn.VendorRegistry.Outbox;

/// <summary>When a failed delivery is tried again: the schedule that Standard Webhooks 1.0.0 gives as its example, about three days in all. Pure.</summary>
internal static class RetrySchedule
{
    /// <summary>The longest that a receiver can have itself left alone.</summary>
    public static readonly TimeSpan LongestHold = TimeSpan.FromHours(24);

    /// <summary>How much of a wait is spread, so that receivers that failed together are not tried together.</summary>
    private const double Spread = 0.1;

    /// <summary>The waits before each attempt; the first is made at once.</summary>
    public static IReadOnlyList<TimeSpan> Waits { get; } =
    [
        TimeSpan.Zero, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(10),
        TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>When the next attempt is to be made; null when there is none left.</summary>
    /// <param name="attempts">Attempts made, at least 1.</param>
    /// <param name="now">When the last one ended.</param>
    /// <param name="seed">Decides the jitter: the same seed gives the same instant.</param>
    public static DateTimeOffset? NextAt(int attempts, DateTimeOffset now, long seed)
        => attempts >= Waits.Count ? null : now + (Waits[attempts] * (1 + (Spread * Fraction(seed, attempts))));

    /// <summary>What a receiver asks for, within bounds.</summary>
    public static TimeSpan Bounded(TimeSpan asked) => asked < TimeSpan.Zero ? TimeSpan.Zero : asked > LongestHold ? LongestHold : asked;

    /// <summary>From 0 up to 1, as if drawn (the finalizer of SplitMix64). Waits only grow: no attempt is made sooner than the schedule says.</summary>
    private static double Fraction(long seed, int attempts)
    {
        var bits = unchecked((ulong)seed + ((ulong)attempts * 0x9E3779B97F4A7C15));
        bits = unchecked((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9);
        bits = unchecked((bits ^ (bits >> 27)) * 0x94D049BB133111EB);
        return ((bits ^ (bits >> 31)) >> 11) / (double)(1UL << 53);
    }
}
