namespace Digdir.Altinn.Grains.Scraping;

/// <summary>Reads a ring that fills from the front and then overwrites its oldest.</summary>
internal static class Ring
{
    /// <summary>The ring's values, oldest first.</summary>
    /// <param name="ring">The ring.</param>
    /// <param name="written">How many values were ever written.</param>
    /// <param name="into">Where to put them; at least as long as the ring.</param>
    public static ReadOnlySpan<long> Unroll(long[] ring, long written, Span<long> into)
    {
        if (written <= ring.Length)
        {
            ring.AsSpan(0, (int)written).CopyTo(into);
            return into[..(int)written];
        }

        var oldest = (int)(written % ring.Length);
        ring.AsSpan(oldest).CopyTo(into);
        ring.AsSpan(0, oldest).CopyTo(into[(ring.Length - oldest)..]);
        return into[..ring.Length];
    }
}
