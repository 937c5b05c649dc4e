using System.Runtime.InteropServices;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>
/// Reads that events call for, per party and product (reference 1.4: event, late event, declared event). Owned by one <see cref="PollingWatch"/>; not
/// thread-safe.
/// </summary>
internal sealed class EventCredits(PollingRules rules)
{
    /// <summary>How long ids are remembered, in milliseconds: longer than they are good for, so that a late claim is not taken for a lie.</summary>
    private const long IdLife = 8 * 86_400_000L;

    private readonly SlotTable<Slot> _parties = new();
    private readonly SlotTable<KnownEvent> _events = new();
    private long _heardSince = long.MinValue;

    /// <summary>Bytes held.</summary>
    public long Bytes => _parties.Bytes + _events.Bytes;

    /// <summary>Notes an event that was delivered, or failed to be.</summary>
    /// <param name="delivery">The event.</param>
    /// <param name="product">The product's number within the watch.</param>
    public void Note(in EventDelivery delivery, byte product)
    {
        _heardSince = _heardSince == long.MinValue ? delivery.At : Math.Min(_heardSince, delivery.At);
        var again = Know(in delivery);
        ref var slot = ref Know(delivery.Party, product, delivery.At);
        if (delivery.Delivered)
        {
            // Delivered twice is one event: the credit is for what it announces.
            Lapse(ref slot, delivery.At);
            slot.At = Elapsed.Later(slot.At, delivery.At);
            if ((again & Told.Delivered) == 0)
            {
                slot.Reads = Sum(slot.Reads, rules.ReadsPerEvent);
                slot.Called = Sum(slot.Called, rules.ReadsPerEvent);
            }
        }
        else if (again == Told.Nothing)
        {
            if (Elapsed.Since(slot.LateAt, delivery.At) > rules.LateEventWindow.TotalMilliseconds)
            {
                slot.LateReads = 0;
            }

            slot.LateAt = Elapsed.Later(slot.LateAt, delivery.At);
            slot.LateReads = Sum(slot.LateReads, 1);
        }
    }

    /// <summary>Uses up one read that a delivered event called for.</summary>
    public bool SpendDelivered(ulong party, byte product, long now)
    {
        var at = Find(party, product);
        if (at < 0 || _parties[at].Reads == 0 || !IsFresh(in _parties[at], now))
        {
            return false;
        }

        _parties[at].Reads--;
        return true;
    }

    /// <summary>
    /// A read failed and the fault was not the caller's: what delivered events still call for is called for until the usual time after the instant. Where the
    /// product asks for an hour's patience, a caller that is patient would otherwise find every event too old.
    /// </summary>
    public void Prolong(ulong party, byte product, long now, long until)
    {
        var at = Find(party, product);
        if (at >= 0 && _parties[at].Reads > 0 && IsFresh(in _parties[at], now))
        {
            _parties[at].At = Elapsed.Later(_parties[at].At, Math.Min(until, now + (long)rules.LateEventWindow.TotalMilliseconds));
        }
    }

    /// <summary>Uses up one read for an event that could not be delivered.</summary>
    public bool SpendLate(ulong party, byte product, long now)
    {
        var at = Find(party, product);
        if (at < 0 || _parties[at].LateReads == 0 || Elapsed.Since(_parties[at].LateAt, now) > rules.LateEventWindow.TotalMilliseconds)
        {
            return false;
        }

        _parties[at].LateReads--;
        return true;
    }

    /// <summary>Uses up one read for an event the caller declares.</summary>
    public bool SpendDeclared(ulong party, ulong id, long now)
    {
        var at = id == 0 ? -1 : _events.Find(id);
        if (at < 0 || _events[at].Party != party || _events[at].Uses >= rules.ReadsPerDeclaredEvent
            || Elapsed.Since(_events[at].At, now) > rules.LateEventWindow.TotalMilliseconds)
        {
            return false;
        }

        _events[at].Uses++;
        return true;
    }

    /// <summary>Gives a read back.</summary>
    public void Return(Excuse excuse, ulong party, byte product, ulong id)
    {
        if (excuse == Excuse.DeclaredEvent)
        {
            if (_events.Find(id) is >= 0 and var known && _events[known].Uses > 0)
            {
                _events[known].Uses--;
            }
        }
        else if (Find(party, product) is >= 0 and var at)
        {
            ref var slot = ref _parties[at];
            ref var reads = ref excuse == Excuse.Event ? ref slot.Reads : ref slot.LateReads;
            reads = Sum(reads, 1);
        }
    }

    /// <summary>True when an event calls for a read with news: at most as many per event as list, thing and content come to.</summary>
    public bool CallFor(ulong party, byte product, long now)
    {
        var at = Find(party, product);
        if (at < 0 || _parties[at].Called == 0 || !IsFresh(in _parties[at], now))
        {
            return false;
        }

        _parties[at].Called--;
        return true;
    }

    /// <summary>
    /// True when the caller declares an event that certainly never was, or was another party's. An id not known is no lie while events have been heard of for
    /// less than they are remembered.
    /// </summary>
    public bool IsFalse(ulong party, ulong id, long now)
    {
        if (id == 0)
        {
            return false;
        }

        var at = _events.Find(id);
        return at >= 0
            ? _events[at].Party != party
            : _heardSince != long.MinValue && _events.Count < rules.EntriesPerVendor && now - _heardSince > IdLife;
    }

    private byte Sum(byte reads, int more) => (byte)Math.Min(Math.Clamp(rules.MostEventReads, 0, 250), reads + more);

    private int Find(ulong party, byte product) => _parties.Count == 0 ? -1 : _parties.Find(Hash64.Of(party, product));

    private bool IsFresh(in Slot slot, long now) => Elapsed.Since(slot.At, now) <= rules.EventWindow.TotalMilliseconds;

    private void Lapse(ref Slot slot, long now)
    {
        if (!IsFresh(in slot, now))
        {
            slot.Reads = slot.Called = 0;
        }
    }

    private Told Know(in EventDelivery delivery)
    {
        if (delivery.Id == 0)
        {
            return Told.Nothing;
        }

        var told = delivery.Delivered ? Told.Delivered : Told.Failed;
        var at = _events.Find(delivery.Id);
        if (at >= 0)
        {
            var before = _events[at].Told;
            _events[at].Told |= told;
            return before;
        }

        _events.Add(new KnownEvent { Id = delivery.Id, Party = delivery.Party, At = delivery.At, Told = told }, rules.EntriesPerVendor, IdLife, delivery.At);
        return Told.Nothing;
    }

    private ref Slot Know(ulong party, byte product, long now)
    {
        var at = Find(party, product);
        if (at < 0)
        {
            at = _parties.Add(new Slot { Id = Hash64.Of(party, product) }, rules.EntriesPerVendor, (long)rules.LateEventWindow.TotalMilliseconds, now);
        }

        return ref _parties[at];
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Slot : ISlot<Slot>
    {
        public ulong Id;
        public long At;
        public long LateAt;
        public byte Reads;
        public byte Called;
        public byte LateReads;

        public readonly ulong Key => Id;

        public readonly long UsedAt => Math.Max(At, LateAt);
    }

    [StructLayout(LayoutKind.Auto)]
    private struct KnownEvent : ISlot<KnownEvent>
    {
        public ulong Id;
        public ulong Party;
        public long At;
        public byte Uses;
        public Told Told;

        public readonly ulong Key => Id;

        public readonly long UsedAt => At;
    }

    [Flags]
    private enum Told : byte
    {
        Nothing = 0,
        Failed = 1,
        Delivered = 2,
    }
}
