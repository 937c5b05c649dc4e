using System.Runtime.CompilerServices;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>An entry of a <see cref="SlotTable{T}"/>.</summary>
/// <typeparam name="T">The entry itself.</typeparam>
internal interface ISlot<T>
    where T : struct, ISlot<T>
{
    /// <summary>What it is found by. Sixty-four bits stand for the identity: two of a million entries share one with a chance of 3·10⁻⁸.</summary>
    ulong Key { get; }

    /// <summary>When it was last of use, in milliseconds since 1970.</summary>
    long UsedAt { get; }

    /// <summary>True when the first is sooner forgotten than the second.</summary>
    static virtual bool GoesFirst(in T one, in T other) => one.UsedAt < other.UsedAt;
}

/// <summary>
/// A hash table for a great many small entries (reference 1.9): entries lie packed in pieces of 1,024, found through an open-addressed index of 4 bytes per
/// entry. Small tables are small: the first piece grows by an eighth. A removal moves the last entry into the gap, so positions and references hold only until
/// the next addition or removal. No allocation once its size is reached. Owned by one <see cref="PollingWatch"/>; not thread-safe.
/// </summary>
internal sealed class SlotTable<T>
    where T : struct, ISlot<T>
{
    /// <summary>The most entries a table can hold.</summary>
    public const int Most = (1 << SlotBits) - 2;

    private const int SlotBits = 20;
    private const int PieceBits = 10;
    private const int PieceSize = 1 << PieceBits;
    private const uint SlotMask = (1u << SlotBits) - 1;
    private const int Samples = 8;

    private T[][] _pieces = [[]];
    private uint[] _index = [];
    private uint _dice = 0x9E3779B9;
    private int _hand;

    /// <summary>Entries held.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes held, object headers apart.</summary>
    public long Bytes
    {
        get
        {
            long bytes = sizeof(uint) * (long)_index.Length;
            foreach (var piece in _pieces)
            {
                bytes += (long)Unsafe.SizeOf<T>() * piece.Length;
            }

            return bytes;
        }
    }

    /// <summary>The entry at a position.</summary>
    public ref T this[int slot] => ref _pieces[slot >> PieceBits][slot & (PieceSize - 1)];

    /// <summary>Where the entry is; -1 when there is none.</summary>
    public int Find(ulong key)
    {
        var mask = _index.Length - 1;
        if (mask < 0)
        {
            return -1;
        }

        var hash = Hash64.Spread(key);
        var tag = (uint)(hash >> 32) & ~SlotMask;
        for (var at = (int)hash & mask; _index[at] != 0; at = (at + 1) & mask)
        {
            if ((_index[at] & ~SlotMask) == tag)
            {
                var slot = (int)(_index[at] & SlotMask) - 1;
                if (this[slot].Key == key)
                {
                    return slot;
                }
            }
        }

        return -1;
    }

    /// <summary>Adds an entry that is not there yet. There must be room: see <see cref="Victim"/>.</summary>
    public int Add(in T entry)
    {
        if (Count >= Most)
        {
            throw new InvalidOperationException("The table is full.");
        }

        Grow();
        var slot = Count++;
        this[slot] = entry;
        Enter(slot);
        return slot;
    }

    /// <summary>
    /// Adds an entry that is not there yet. Two others are looked at in turn, and forgotten if they have been of no use for long, so that a table ends up holding
    /// little that is of no use; and where it holds as many as it may all the same, one that goes first is forgotten.
    /// </summary>
    /// <param name="entry">The entry.</param>
    /// <param name="capacity">The most entries to hold.</param>
    /// <param name="life">How long an entry is of use, in milliseconds.</param>
    /// <param name="now">Now.</param>
    public int Add(in T entry, int capacity, long life, long now)
    {
        for (var i = 0; i < 2; i++)
        {
            var turn = NextInTurn();
            if (turn >= 0 && Elapsed.Since(this[turn].UsedAt, now) > life)
            {
                RemoveAt(turn);
            }
        }

        if (Count >= capacity)
        {
            RemoveAt(Victim());
        }

        return Add(entry);
    }

    /// <summary>Removes the entry at a position; the last one takes its place.</summary>
    public void RemoveAt(int slot)
    {
        Leave(slot);
        var last = --Count;
        if (slot != last)
        {
            var at = PlaceOf(last);
            this[slot] = this[last];
            _index[at] = (_index[at] & ~SlotMask) | (uint)(slot + 1);
        }

        this[last] = default;
    }

    /// <summary>The one of eight drawn by lot that goes first: with few that must stay, those stay (reference 1.9, Space-Saving in spirit).</summary>
    public int Victim()
    {
        var victim = Draw();
        for (var i = 1; i < Samples; i++)
        {
            var other = Draw();
            if (T.GoesFirst(in this[other], in this[victim]))
            {
                victim = other;
            }
        }

        return victim;
    }

    /// <summary>The next position of an endless walk through the table, for tidying a little at a time; -1 when it is empty.</summary>
    public int NextInTurn()
    {
        if (Count == 0)
        {
            return -1;
        }

        _hand = _hand + 1 < Count ? _hand + 1 : 0;
        return _hand;
    }

    private int Draw()
    {
        // xorshift32: the same calls give the same lots, so that a replay comes to the same end.
        _dice ^= _dice << 13;
        _dice ^= _dice >> 17;
        _dice ^= _dice << 5;
        return (int)(((ulong)_dice * (ulong)Count) >> 32);
    }

    private void Grow()
    {
        var piece = Count >> PieceBits;
        if (piece == 0 && Count == _pieces[0].Length)
        {
            Array.Resize(ref _pieces[0], Math.Min(PieceSize, Math.Max(8, Count + (Count / 8))));
        }
        else if (piece == _pieces.Length)
        {
            Array.Resize(ref _pieces, piece + 1);
            _pieces[piece] = new T[PieceSize];
        }

        if (5 * (Count + 1) > 4 * _index.Length)
        {
            _index = new uint[Math.Max(16, 2 * _index.Length)];
            for (var slot = 0; slot < Count; slot++)
            {
                Enter(slot);
            }
        }
    }

    private void Enter(int slot)
    {
        var mask = _index.Length - 1;
        var hash = Hash64.Spread(this[slot].Key);
        var at = (int)hash & mask;
        while (_index[at] != 0)
        {
            at = (at + 1) & mask;
        }

        _index[at] = ((uint)(hash >> 32) & ~SlotMask) | (uint)(slot + 1);
    }

    private void Leave(int slot)
    {
        var mask = _index.Length - 1;
        var gap = PlaceOf(slot);
        for (var at = (gap + 1) & mask; _index[at] != 0; at = (at + 1) & mask)
        {
            // An entry may move back into the gap unless its home lies between the gap and itself.
            var home = (int)Hash64.Spread(this[(int)(_index[at] & SlotMask) - 1].Key) & mask;
            if (((at - home) & mask) >= ((at - gap) & mask))
            {
                _index[gap] = _index[at];
                gap = at;
            }
        }

        _index[gap] = 0;
    }

    private int PlaceOf(int slot)
    {
        var mask = _index.Length - 1;
        var at = (int)Hash64.Spread(this[slot].Key) & mask;
        while ((_index[at] & SlotMask) != (uint)(slot + 1))
        {
            at = (at + 1) & mask;
        }

        return at;
    }
}
