namespace Digdir.Altinn.Grains.Polling;

/// <summary>
/// Time passed between two instants whose order cannot be trusted: calls are heard of when they end, and clocks step back. An instant a little ahead has only
/// just been; one more than 26 hours ahead comes from a clock that was wrong, and is worth nothing. No call lasts that long, so nobody can rewind anything by
/// keeping one open. Pure; thread-safe.
/// </summary>
internal static class Elapsed
{
    /// <summary>How far ahead an instant may lie and still be believed, in milliseconds.</summary>
    public const long Believable = 26 * 3_600_000L;

    /// <summary>Milliseconds from then to now: 0 when then lies ahead, <see cref="long.MaxValue"/> when it lies unbelievably far ahead.</summary>
    public static long Since(long then, long now)
    {
        var passed = now - then;
        return passed >= 0 ? passed : -passed > Believable ? long.MaxValue : 0;
    }

    /// <summary>The later of two instants, unless the remembered one lies unbelievably far ahead.</summary>
    public static long Later(long then, long now) => now >= then || then - now > Believable ? now : then;

    /// <summary>The same for instants in tenths of a second.</summary>
    public static uint Later(uint then, uint now) => now >= then || (then - now) * 100L > Believable ? now : then;
}
