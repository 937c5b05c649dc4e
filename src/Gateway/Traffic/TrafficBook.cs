using System.Collections.Concurrent;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Traffic;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Gateway.Traffic;

/// <summary>
/// What this node has counted and not yet told: one counter for each vendor, system, customer, operation and hour. Thread-safe; counting takes no lock and
/// allocates nothing where a counter stands. Bounded: when it is full, systems and customers are not told apart any more, and in the end calls are only
/// counted as lost.
/// </summary>
internal sealed class TrafficBook(IOptions<TrafficOptions> options, AltinnOptions altinn, TrafficMetrics metrics)
{
    private readonly ConcurrentDictionary<TrafficKey, TrafficCounter> _counters = new();
    private readonly int _most = options.Value.MaxRows;
    private int _count;

    /// <summary>Calls that are counted and not yet taken. Walks through all counters: for tests.</summary>
    internal long Waiting => _counters.Values.Sum(counter => counter.Calls);

    /// <summary>Counts a request that has ended. Calls without a vendor are nobody's traffic.</summary>
    public void Count(Call call, DateTimeOffset at, bool refused)
    {
        if (call.Token?.Caller is { Vendor: { } vendor } caller)
        {
            Count(new TrafficKey(call.Operation, TrafficHour.HourOf(at), vendor, caller.System, caller.Customer), at.ToUnixTimeMilliseconds(), refused);
        }
    }

    /// <summary>Counts a call of a key.</summary>
    internal void Count(TrafficKey key, long at, bool refused)
    {
        while (true)
        {
            var counter = _counters.TryGetValue(key, out var found) ? found : Add(ref key);
            if (counter is null)
            {
                metrics.Lost(1);
                return;
            }

            if (counter.TryCount(refused, at))
            {
                return;
            }

            // Retired between our finding it and counting on it.
            Remove(key, counter);
        }
    }

    /// <summary>Takes all that was counted since the last time, and lets go of counters that counted nothing. By one thread at a time.</summary>
    public List<TrafficCount> Take()
    {
        var rows = new List<TrafficCount>();
        foreach (var (key, counter) in _counters)
        {
            var at = counter.LastAt;
            var (calls, refused) = counter.Take();
            if (calls > 0)
            {
                rows.Add(RowOf(key, calls, refused, at));
            }
            else if (counter.TryRetire())
            {
                Remove(key, counter);
            }
        }

        return rows;
    }

    private TrafficCounter? Add(ref TrafficKey key)
    {
        var most = _most;
        if (Volatile.Read(ref _count) >= _most)
        {
            metrics.Coarse();
            key = key with { System = null, Customer = null };
            if (_counters.TryGetValue(key, out var coarse))
            {
                return coarse;
            }

            most += _most / 4;
        }

        if (Interlocked.Increment(ref _count) > most)
        {
            Interlocked.Decrement(ref _count);
            return null;
        }

        var made = new TrafficCounter();
        var counter = _counters.GetOrAdd(key, made);
        if (!ReferenceEquals(counter, made))
        {
            Interlocked.Decrement(ref _count);
        }

        return counter;
    }

    private void Remove(TrafficKey key, TrafficCounter counter)
    {
        if (_counters.TryRemove(new KeyValuePair<TrafficKey, TrafficCounter>(key, counter)))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    private TrafficCount RowOf(in TrafficKey key, long calls, long refused, long at) => new(
        key.Operation.Id,
        key.Hour,
        altinn.Environment,
        key.Vendor.ToString(),
        Readable(key.System),
        key.Customer?.ToString() ?? "",
        calls,
        refused,
        DateTimeOffset.FromUnixTimeMilliseconds(at));

    /// <summary>A name that every database takes; one that is none of the systemregister's own would stop the whole report.</summary>
    private static string Readable(string? system)
    {
        if (system is null or { Length: > Lengths.Id })
        {
            return "";
        }

        foreach (var character in system)
        {
            if (char.IsControl(character) || char.IsSurrogate(character))
            {
                return "";
            }
        }

        return system;
    }
}
