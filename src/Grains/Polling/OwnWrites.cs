using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>
/// What the vendor itself wrote a moment ago, per party (reference 1.4, write; 1.3, what is no news; 5.3, self-made novelty). A write excuses reads that await
/// its effect, and what it changed is no news. Owned by one <see cref="PollingWatch"/>; not thread-safe.
/// </summary>
internal sealed class OwnWrites(PollingRules rules)
{
    private readonly SlotTable<Slot> _parties = new();

    /// <summary>Bytes held.</summary>
    public long Bytes => _parties.Bytes;

    /// <summary>Notes a write that succeeded.</summary>
    /// <param name="party">The party written for.</param>
    /// <param name="thing">The thing the path named; 0 when it named none: what it changed cannot be told then.</param>
    /// <param name="at">When.</param>
    public void Note(ulong party, ulong thing, long at)
    {
        ref var slot = ref Know(party, at);
        if (!InWindow(slot.At, at))
        {
            slot.Things = 0;
            slot.Wide = false;
        }

        slot.At = Elapsed.Later(slot.At, at);
        slot.Reads = (byte)Math.Clamp(rules.ReadsPerWrite, 0, 250);
        slot.Paid = 0;
        var id = ThingHash.Id(thing);
        if (thing == 0 || (slot.Things == WrittenThings.Length && !Written(in slot, id)))
        {
            slot.Wide = true;
        }
        else if (!Written(in slot, id))
        {
            slot.Written[slot.Things++] = id;
        }
    }

    /// <summary>Whether anything was written for the party within the window; and if so, what changes of it are the vendor's own doing.</summary>
    public OwnDoing Of(ulong party, long now)
    {
        var at = _parties.Count == 0 ? -1 : _parties.Find(party);
        return at >= 0 && InWindow(_parties[at].At, now) ? new OwnDoing(true, _parties[at].Wide, _parties[at].Things, _parties[at].Written) : default;
    }

    /// <summary>Uses up one read that awaits a write's effect; false when there is none.</summary>
    public bool Spend(ulong party, ReadClass kind, long now)
    {
        var at = _parties.Count == 0 ? -1 : _parties.Find(party);
        if (at < 0)
        {
            return false;
        }

        ref var slot = ref _parties[at];
        if (slot.Reads == 0 || !InWindow(slot.At, now))
        {
            return false;
        }

        var paid = PaidBy(kind);
        if ((slot.Paid & paid) == 0)
        {
            Refill(ref slot, now);
            if (slot.Writes < Price(kind))
            {
                return false;
            }

            slot.Writes -= Price(kind);
            slot.Paid |= paid;
        }

        slot.Reads--;
        return true;
    }

    /// <summary>Gives one read back; false when nothing was written for the party.</summary>
    public bool Return(ulong party)
    {
        if (_parties.Find(party) is not (>= 0 and var at))
        {
            return false;
        }

        _parties[at].Reads = (byte)Math.Min(250, _parties[at].Reads + 1);
        return true;
    }

    /// <summary>Something foreign turned up while the vendor awaited its own: it did well to look, and the write is given back.</summary>
    public void Vindicate(ulong party, ReadClass kind)
    {
        if (_parties.Count > 0 && _parties.Find(party) is >= 0 and var at && (_parties[at].Paid & PaidBy(kind)) != 0)
        {
            _parties[at].Writes = (float)Math.Min(rules.WritesPerDay, _parties[at].Writes + Price(kind));
        }
    }

    private static byte PaidBy(ReadClass kind) => (byte)(IsOfThing(kind) ? 1 : 2);

    private static float Price(ReadClass kind) => kind switch { ReadClass.Status => 0.1f, ReadClass.Thing => 0.5f, _ => 1 };

    private static bool IsOfThing(ReadClass kind) => kind is ReadClass.Thing or ReadClass.Status;

    private static bool Written(in Slot slot, uint id) => slot.Written[..slot.Things].Contains(id);

    private bool InWindow(long then, long now) => Elapsed.Since(then, now) <= rules.WriteWindow.TotalMilliseconds;

    private void Refill(ref Slot slot, long now)
    {
        var passed = Math.Min(86_400_000, Elapsed.Since(slot.FilledAt, now));
        slot.Writes = (float)Math.Min(rules.WritesPerDay, slot.Writes + (rules.WritesPerDay * passed / 86_400_000));
        slot.FilledAt = Elapsed.Later(slot.FilledAt, now);
    }

    private ref Slot Know(ulong party, long at)
    {
        var slot = _parties.Find(party);
        if (slot < 0)
        {
            slot = _parties.Add(new Slot { Party = party, At = at, FilledAt = at, Writes = (float)rules.WritesPerDay }, rules.EntriesPerVendor, 86_400_000, at);
        }

        return ref _parties[slot];
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Slot : ISlot<Slot>
    {
        public ulong Party;
        public long At;
        public long FilledAt;
        public float Writes;
        public byte Reads;
        public byte Paid;
        public byte Things;
        public bool Wide;
        public WrittenThings Written;

        public readonly ulong Key => Party;

        public readonly long UsedAt => At;
    }
}

/// <summary>The upper hash halves of the last things written.</summary>
[InlineArray(Length)]
internal struct WrittenThings
{
    /// <summary>How many are told apart; with more, every change is taken for the vendor's own.</summary>
    public const int Length = 8;

    private uint _first;
}

/// <summary>What of a party's changes is the vendor's own doing.</summary>
/// <param name="Recent">Something was written within the window.</param>
/// <param name="Wide">It cannot be told what: all changes are taken for its own.</param>
/// <param name="Count">Things known to be written.</param>
/// <param name="Written">Which.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct OwnDoing(bool Recent, bool Wide, byte Count, WrittenThings Written)
{
    /// <summary>True when a change of the thing is the vendor's own doing.</summary>
    public bool Explains(ulong thing)
    {
        if (!Recent || Wide)
        {
            return Recent;
        }

        var written = Written;
        return ((ReadOnlySpan<uint>)written)[..Count].Contains(ThingHash.Id(thing));
    }
}
