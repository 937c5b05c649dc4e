using System.Runtime.InteropServices;
using Digdir.Altinn.Grains;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>
/// From which network addresses vendors' machines have called within a day: what ties a portal session in a program's hands to a vendor. An address that
/// two vendors call from ties to neither, nor does one that has called only a few times. 4,096 addresses at most, by keyed hash (128 KiB); of four that share
/// a place the one goes that is over, else that has called least, else that was longest unseen: calls from many addresses, which cost nothing where there are
/// networks of them, push out none that says something. Thread-safe.
/// </summary>
internal sealed class Origins
{
    /// <summary>Calls of a vendor's machines before its address says anything.</summary>
    public const int FewestCalls = 20;

    private const int Bucket = 4;
    private const int Places = 4096;
    private const long Hour = 3_600_000;
    private const int Day = 24;

    private readonly Place[] _places = new Place[Places];
    private readonly Lock _guard = new();

    /// <summary>A vendor's machine called from there.</summary>
    /// <param name="origin">Keyed hash of the address; 0 says nothing.</param>
    /// <param name="vendor">Whose machine.</param>
    /// <param name="at">When, in milliseconds since 1970.</param>
    public void Saw(ulong origin, VendorId vendor, long at)
    {
        if (origin == 0)
        {
            return;
        }

        lock (_guard)
        {
            ref var place = ref Find(origin, (int)(at / Hour));
            if (place.Calls > 0 && place.Vendor != vendor)
            {
                place.OtherSeen = place.Hour;
                place.HasOther = true;
                place.Calls = 0;
            }

            place.Vendor = vendor;
            place.Calls = Math.Min(FewestCalls, place.Calls + 1);
        }
    }

    /// <summary>The one vendor whose machines call from there; null when there is none, or more than one.</summary>
    public VendorId? VendorOf(ulong origin, long at)
    {
        if (origin == 0)
        {
            return null;
        }

        var hour = (int)(at / Hour);
        lock (_guard)
        {
            foreach (ref readonly var place in BucketOf(origin))
            {
                if (place.Origin == origin && hour - place.Hour < Day)
                {
                    return place.Calls >= FewestCalls && !(place.HasOther && hour - place.OtherSeen < Day) ? place.Vendor : null;
                }
            }
        }

        return null;
    }

    private Span<Place> BucketOf(ulong origin) => _places.AsSpan((int)(origin % (Places / Bucket)) * Bucket, Bucket);

    private ref Place Find(ulong origin, int hour)
    {
        var bucket = BucketOf(origin);
        var least = 0;
        for (var i = 0; i < bucket.Length; i++)
        {
            if (bucket[i].Origin == origin)
            {
                if (hour - bucket[i].Hour >= Day)
                {
                    bucket[i] = new Place { Origin = origin };
                }

                bucket[i].Hour = Math.Max(bucket[i].Hour, hour);
                return ref bucket[i];
            }

            least = GoesBefore(bucket[i], bucket[least], hour) ? i : least;
        }

        bucket[least] = new Place { Origin = origin, Hour = hour };
        return ref bucket[least];
    }

    private static bool GoesBefore(in Place one, in Place other, int hour)
    {
        var (over, otherOver) = (hour - one.Hour >= Day, hour - other.Hour >= Day);
        return over != otherOver ? over
            : !over && one.Said != other.Said ? one.Said < other.Said
            : one.Hour < other.Hour;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Place
    {
        public ulong Origin;
        public VendorId Vendor;
        public int Hour;
        public int OtherSeen;
        public int Calls;
        public bool HasOther;

        /// <summary>How much is known: that two vendors call from there as much as that one does.</summary>
        public readonly int Said => HasOther ? FewestCalls : Calls;
    }
}
