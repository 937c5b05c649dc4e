using System.Runtime.InteropServices;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>
/// Those whose calls give no reason yet to look closer, in 16 bytes each: nearly all of a vendor's customers on nearly all days. At most 4,096 (64 KiB); of
/// four that share a place, the one longest unseen goes. Two who share a mark (4·10⁻⁶) are taken for one until one of them is looked at. Not thread-safe.
/// </summary>
internal sealed class Crowd
{
    // Calls of a person before the pace is followed, and what tells a machine's holder from one that serves a customer. All below what any signal needs.
    private const int PortalCalls = 4;
    private const int PersonsCalls = 8;
    private const int News = 16;
    private const int NewsOfNumber = 4;
    private const int Moves = 64;
    private const double Walk = 7;

    private const int Bucket = 4;
    private const int Largest = 4096;
    private const long Hour = 3_600_000;
    private const int Hours = 24;

    private Passer[] _passers = new Passer[16];
    private int _count;

    /// <summary>Bytes it holds, headers of arrays left out.</summary>
    public int Bytes => _passers.Length * 16;

    /// <summary>Takes in a call of somebody not looked at. True when there is reason to look closer from now on.</summary>
    /// <param name="surface">Where.</param>
    /// <param name="key">Who; well mixed.</param>
    /// <param name="call">The call.</param>
    /// <param name="met">What it met for the first time.</param>
    /// <param name="benign">θ0 of the walk.</param>
    /// <param name="walk">Where the walk over first contacts stands.</param>
    public bool Notice(Surface surface, ulong key, in Observation call, in Meeting met, double benign, out double walk)
    {
        // Nearly all calls: a customer's own data, and nothing in it that had not been met before.
        walk = 0;
        var isNews = met.IsNewThing || met.IsNewIdentity || call.Number >= 0;
        if (surface == Surface.MachineToken && !isNews && call.Party == call.Customer)
        {
            return false;
        }

        if (_count * 4 > _passers.Length * 3 && _passers.Length < Largest)
        {
            Grow();
        }

        var hour = (ushort)(call.At / Hour);
        ref var passer = ref Find((uint)Math.Max(1, key >> 32), hour);
        if ((ushort)(hour - passer.Since) >= Hours)
        {
            passer = new Passer { Mark = passer.Mark, Since = hour };
        }

        if (met.Contact != Contact.None)
        {
            var step = new ThresholdWalk { Sum = passer.Walk };
            step.Hear(met.Contact == Contact.Failed, benign);
            passer.Walk = (float)step.Sum;
        }

        passer.News = Add(passer.News, (met.IsNewThing ? 1 : 0) + (call.Number >= 0 || met.IsNewIdentity ? NewsOfNumber : 0));
        var what = (uint)Mixer.Mix(call.Party ^ (call.Object * 3));
        passer.Moves = Add(passer.Moves, surface != Surface.MachineToken || what != passer.Last ? 1 : 0);
        passer.Last = what;
        walk = passer.Walk;
        var isWorthALook = passer.Walk >= Walk || passer.News >= News || passer.Moves >= surface switch
        {
            Surface.Portal => PortalCalls,
            Surface.UserToken => PersonsCalls,
            _ => Moves,
        };
        if (isWorthALook)
        {
            passer = default;
            _count--;
        }

        return isWorthALook;
    }

    private static byte Add(byte count, int more) => (byte)Math.Min(byte.MaxValue, count + more);

    private ref Passer Find(uint mark, ushort hour)
    {
        var bucket = _passers.AsSpan((int)(mark & (uint)((_passers.Length / Bucket) - 1)) * Bucket, Bucket);
        var oldest = 0;
        for (var i = 0; i < Bucket; i++)
        {
            if (bucket[i].Mark == mark)
            {
                return ref bucket[i];
            }

            var isOlder = (ushort)(hour - bucket[i].Since) > (ushort)(hour - bucket[oldest].Since);
            oldest = bucket[oldest].Mark != 0 && (bucket[i].Mark == 0 || isOlder) ? i : oldest;
        }

        _count += bucket[oldest].Mark == 0 ? 1 : 0;
        bucket[oldest] = new Passer { Mark = mark, Since = hour };
        return ref bucket[oldest];
    }

    private void Grow()
    {
        var before = _passers;
        _passers = new Passer[before.Length * 2];
        _count = 0;
        foreach (var passer in before)
        {
            if (passer.Mark != 0)
            {
                Find(passer.Mark, passer.Since) = passer;
            }
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Passer
    {
        public uint Mark;
        public uint Last;
        public float Walk;
        public ushort Since;
        public byte News;
        public byte Moves;
    }
}
