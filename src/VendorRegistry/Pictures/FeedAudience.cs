namespace Digdir.Altinn.VendorRegistry.Pictures;

/// <summary>Whether other nodes follow this registry's feed. Thread-safe.</summary>
public sealed class FeedAudience(TimeProvider clock)
{
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(10);

    private long _heard = long.MinValue;

    /// <summary>True when a node has asked for pictures within ten minutes.</summary>
    public bool IsThere => Volatile.Read(ref _heard) is var at and not long.MinValue && clock.GetElapsedTime(at) < Lately;

    /// <summary>A node asked.</summary>
    internal void Heard() => Volatile.Write(ref _heard, clock.GetTimestamp());
}
