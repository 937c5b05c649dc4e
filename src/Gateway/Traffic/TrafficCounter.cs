using System.Runtime.CompilerServices;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Grains;

namespace Digdir.Altinn.Gateway.Traffic;

/// <summary>What calls are counted together. Operations are compared by reference: those of a reloaded catalogue are counted beside the old ones and added up in the registry.</summary>
internal readonly record struct TrafficKey(Operation Operation, int Hour, VendorId Vendor, string? System, OrganisationNumber? Customer)
{
    public bool Equals(TrafficKey other)
        => ReferenceEquals(Operation, other.Operation) && Hour == other.Hour && Vendor.Equals(other.Vendor)
        && Nullable.Equals(Customer, other.Customer) && string.Equals(System, other.System, StringComparison.Ordinal);

    public override int GetHashCode()
        => HashCode.Combine(RuntimeHelpers.GetHashCode(Operation), Hour, Vendor, Customer, System is null ? 0 : System.GetHashCode(StringComparison.Ordinal));
}

/// <summary>Calls of one key since they were last taken. Thread-safe, without a lock: both counts share one word.</summary>
internal sealed class TrafficCounter
{
    private const long OneRefused = 1L << 32;
    private const long Retired = long.MinValue;

    private long _counts;
    private long _lastAt;

    /// <summary>When the last call ended, milliseconds of Unix time.</summary>
    public long LastAt => Volatile.Read(ref _lastAt);

    /// <summary>Calls counted and not yet taken.</summary>
    public long Calls => Math.Max(0, Volatile.Read(ref _counts)) & (OneRefused - 1);

    /// <summary>Counts a call. False when the counter is retired: the call is to be counted on another.</summary>
    public bool TryCount(bool refused, long at)
    {
        Volatile.Write(ref _lastAt, at);
        return Interlocked.Add(ref _counts, refused ? OneRefused + 1 : 1) > 0;
    }

    /// <summary>Takes what was counted, refused calls among all calls.</summary>
    public (long Calls, long Refused) Take()
    {
        var counts = Interlocked.Exchange(ref _counts, 0);
        return (counts & (OneRefused - 1), counts >> 32);
    }

    /// <summary>Retires the counter if it has counted nothing since.</summary>
    public bool TryRetire() => Interlocked.CompareExchange(ref _counts, Retired, 0) == 0;
}
