using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Digdir.Altinn.Gateway.EdgeGuard;

/// <summary>
/// Token buckets, one per address, in a table of fixed size. The framework's partitioned limiter is not used because it keeps a partition with a lock, a queue
/// and a timer per address until a timer finds it idle, so that callers decide how much memory it takes, and because it reads its own clock.
/// <para>A bucket is one instant (GCRA): the moment at which it would be full again. When a set of the table is crowded the bucket nearest to full is
/// forgotten, which forgives its address least. Thread-safe; time is the caller's; allocates nothing.</para>
/// </summary>
internal sealed class AddressBuckets
{
    private const int Ways = 8;

    private readonly Slot[] _slots;
    private readonly Lock[] _locks;
    private readonly ulong _seed;
    private readonly int _setMask;
    private readonly long _interval;
    private readonly long _tolerance;
    private readonly long _frequency;

    /// <param name="rate">Tokens per second.</param>
    /// <param name="burst">Tokens in a full bucket. At least 1.</param>
    /// <param name="addresses">Addresses remembered, rounded up to a power of two.</param>
    /// <param name="frequency">Clock timestamps per second.</param>
    public AddressBuckets(double rate, double burst, int addresses, long frequency)
    {
        var count = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(addresses, Ways));
        _slots = new Slot[count];
        _setMask = (count / Ways) - 1;
        _locks = new Lock[Math.Min(64, count / Ways)];
        for (var i = 0; i < _locks.Length; i++)
        {
            _locks[i] = new Lock();
        }

        // Which addresses share a set must not be known to those who choose their address.
        _seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) | 1;
        _frequency = frequency;
        _interval = Math.Max(1, (long)(frequency / rate));
        _tolerance = (long)(_interval * (burst - 1));
    }

    /// <summary>Takes one token. Returns 0 when there was one, and otherwise the whole seconds, at least 1, until there is.</summary>
    /// <param name="address">The address as <see cref="ClientAddress.KeyOf"/> gives it; not 0.</param>
    /// <param name="now">Clock timestamp.</param>
    public int Take(ulong address, long now)
    {
        var hash = (address ^ _seed) * 0x9E37_79B9_7F4A_7C15;
        var set = (int)((hash ^ (hash >> 32)) & (uint)_setMask);
        var ways = _slots.AsSpan(set * Ways, Ways);
        lock (_locks[set % _locks.Length])
        {
            ref var slot = ref Find(ways, address);
            var full = Math.Max(slot.FullAt, now);
            if (full - now > _tolerance)
            {
                // A refused request costs nothing: who keeps asking is not locked out for longer.
                return (int)Math.Min(int.MaxValue, Math.Max(1, (full - now - _tolerance + _frequency - 1) / _frequency));
            }

            slot.FullAt = full + _interval;
            return 0;
        }
    }

    private static ref Slot Find(Span<Slot> ways, ulong address)
    {
        var oldest = 0;
        for (var i = 0; i < ways.Length; i++)
        {
            if (ways[i].Address == address)
            {
                return ref ways[i];
            }

            if (ways[i].Address == 0)
            {
                oldest = i;
                break;
            }

            if (ways[i].FullAt < ways[oldest].FullAt)
            {
                oldest = i;
            }
        }

        ways[oldest] = new Slot { Address = address, FullAt = long.MinValue };
        return ref ways[oldest];
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Slot
    {
        public ulong Address;
        public long FullAt;
    }
}
