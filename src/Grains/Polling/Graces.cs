namespace Digdir.Altinn.Grains.Polling;

/// <summary>
/// The daily grace of a key (reference 1.4): a token bucket that holds a day's worth and refills in a day, kept as the instant at which it is full again. Pure;
/// thread-safe. Times in tenths of a second since the watch's origin.
/// </summary>
internal static class Graces
{
    /// <summary>A day.</summary>
    public const long Day = 24 * KeySlot.Hour;

    /// <summary>When a new key's bucket is full.</summary>
    public static uint OfNewKey(long now, PollingRules rules)
        => Stamp(now + (long)(Day * Math.Clamp(1 - (rules.GraceOfNewKeys / Math.Max(rules.GracePerDay, 1e-6)), 0, 1)));

    /// <summary>True while a token is left.</summary>
    public static bool Has(in KeySlot key, long now, double factor, PollingRules rules) => Full(in key, now, factor, rules) + Period(factor, rules) - now <= Day;

    /// <summary>Takes one.</summary>
    public static void Take(ref KeySlot key, long now, double factor, PollingRules rules) => key.GraceFullAt = Stamp(Full(in key, now, factor, rules) + Period(factor, rules));

    /// <summary>Gives one back.</summary>
    public static void Return(ref KeySlot key, long now, double factor, PollingRules rules)
        => key.GraceFullAt = Stamp(Math.Max(now, Full(in key, now, factor, rules) - Period(factor, rules)));

    /// <summary>True when the key is read again well before another token has grown. Going on with one visit is not: a nightly batch opens several things of a party.</summary>
    public static bool IsHurried(in KeySlot key, long now, double factor, PollingRules rules)
        => key.ReadAt != 0 && now - key.ReadAt < rules.HurriedBefore * Period(factor, rules) && (now - key.ReadAt) * 100 >= Rhythm.EpisodeMs;

    private static long Full(in KeySlot key, long now, double factor, PollingRules rules)
    {
        // Further ahead than an empty bucket takes to fill: the clock has stepped back. One token is left then, and it fills from here.
        var full = key.GraceFullAt > now + Day ? now + Day - Period(factor, rules) : key.GraceFullAt;
        return Math.Max(now, full);
    }

    private static long Period(double factor, PollingRules rules)
        => rules.GracePerDay * factor > 0 ? (long)Math.Ceiling(Day / (rules.GracePerDay * factor)) : 2 * Day;

    private static uint Stamp(long tenths) => (uint)Math.Clamp(tenths, 1, uint.MaxValue);
}
