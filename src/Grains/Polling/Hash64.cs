namespace Digdir.Altinn.Grains.Polling;

/// <summary>Mixing of hashes that are keyed already: no secrecy, only spread. Pure; thread-safe.</summary>
internal static class Hash64
{
    /// <summary>One hash of two; for a given second, different firsts never meet.</summary>
    public static ulong Of(ulong one, ulong other) => Spread(one ^ Spread(other + 0x9E37_79B9_7F4A_7C15));

    /// <summary>Spreads a value over all bits (the finaliser of SplitMix64).</summary>
    public static ulong Spread(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }
}
