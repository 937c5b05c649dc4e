using System.Runtime.InteropServices;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>
/// Cursors given out with answers, and the walks they make up (reference 1.4, pagination; 1.8, re-crawl). Each is good for one page: the last page of a walk
/// read again and again is polling like any other. Owned by one <see cref="PollingWatch"/>; not thread-safe.
/// </summary>
internal sealed class Cursors(PollingRules rules)
{
    private readonly SlotTable<Slot> _cursors = new();

    /// <summary>Bytes held.</summary>
    public long Bytes => _cursors.Bytes;

    /// <summary>Notes a cursor given out.</summary>
    /// <param name="cursor">Its hash.</param>
    /// <param name="walk">The walk it goes on.</param>
    /// <param name="at">When.</param>
    public void Give(ulong cursor, in Walk walk, long at)
    {
        var slot = _cursors.Find(cursor);
        if (slot < 0)
        {
            slot = _cursors.Add(new Slot { Cursor = cursor }, rules.EntriesPerVendor, (long)rules.CursorLife.TotalMilliseconds, at);
        }

        _cursors[slot] = new Slot { Cursor = cursor, At = at, Walk = walk };
    }

    /// <summary>Uses a cursor up; false when it was not given out, is too old or was used before by another call.</summary>
    /// <param name="cursor">Its hash.</param>
    /// <param name="call">Which call uses it, where that is heard of once for each of its parties (<see cref="Calls"/>); 0 elsewhere.</param>
    /// <param name="now">The present.</param>
    public bool Spend(ulong cursor, ulong call, long now)
    {
        var at = cursor == 0 || _cursors.Count == 0 ? -1 : _cursors.Find(cursor);
        if (at < 0 || Elapsed.Since(_cursors[at].At, now) > rules.CursorLife.TotalMilliseconds)
        {
            return false;
        }

        ref var slot = ref _cursors[at];
        if (slot.Used)
        {
            return call != 0 && slot.UsedBy == call;
        }

        slot.Used = true;
        slot.UsedBy = call;
        return true;
    }

    /// <summary>Gives a cursor back.</summary>
    public void Return(ulong cursor)
    {
        if (_cursors.Find(cursor) is >= 0 and var at)
        {
            _cursors[at].Used = false;
        }
    }

    /// <summary>The walk that led to a cursor; an empty one when it is not known.</summary>
    public Walk WalkOf(ulong cursor) => cursor != 0 && _cursors.Count > 0 && _cursors.Find(cursor) is >= 0 and var at ? _cursors[at].Walk : default;

    [StructLayout(LayoutKind.Auto)]
    private struct Slot : ISlot<Slot>
    {
        public ulong Cursor;
        public long At;
        public Walk Walk;
        public ulong UsedBy;
        public bool Used;

        public readonly ulong Key => Cursor;

        public readonly long UsedAt => At;
    }
}

/// <summary>A walk from page to page so far.</summary>
/// <param name="Pages">Pages read.</param>
/// <param name="Stale">Of these, those with nothing but what was known.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Walk(int Pages, int Stale)
{
    /// <summary>The walk with one page more.</summary>
    public Walk With(bool stale) => new(Pages + 1, Stale + (stale ? 1 : 0));
}
