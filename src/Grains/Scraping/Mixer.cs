namespace Digdir.Altinn.Grains.Scraping;

/// <summary>Spreads 64 bits over 64 bits, one to one (the finaliser of SplitMix64). Pure; thread-safe.</summary>
internal static class Mixer
{
    /// <summary>The bits, mixed.</summary>
    public static ulong Mix(ulong bits)
    {
        bits += 0x9E37_79B9_7F4A_7C15;
        bits = (bits ^ (bits >> 30)) * 0xBF58_476D_1CE4_E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D0_49BB_1331_11EB;
        return bits ^ (bits >> 31);
    }
}
