using System.Runtime.InteropServices;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>
/// What one key (vendor, party, read group) has been told (reference 1.3): a set of things, and the last answer to each question. Kept in one block, found by
/// a handle of four bytes:
/// <list type="bullet">
/// <item>The first 128 things as 16 bits each: a new one is taken for known at most 128 times in 65,536 (0.2 %).</item>
/// <item>More as 32 bits each in a block of their own, open-addressed, growing by doubling to 8,192 (2·10⁻⁶). Full, it starts afresh, and the key is told
/// everything anew once: that errs in the vendor's favour.</item>
/// <item>Questions and answers as 16 + 16 bits; at most <see cref="MostAnswers"/>.</item>
/// </list>
/// Pure but for the blocks. Owned by one <see cref="PollingWatch"/>; not thread-safe.
/// </summary>
internal sealed class SeenSet(SeenBlocks blocks)
{
    /// <summary>Questions whose last answer is remembered per key.</summary>
    public const int MostAnswers = 128;

    /// <summary>Things kept as 16 bits.</summary>
    public const int MostShort = 128;

    private const int Header = 4;
    private const int LargestLong = 22;
    private const int SmallestLong = 12;
    private const int BlockBits = 24;
    private const int BlockMask = (1 << BlockBits) - 1;

    /// <summary>Adds a thing. False when it was there already, as far as can be told; true as well when there is no room to remember it.</summary>
    /// <param name="handle">The key's handle; 0 at first.</param>
    /// <param name="thing">The thing's hash.</param>
    public bool Add(ref int handle, ulong thing)
    {
        var hash = Hash64.Spread(thing);
        var shorthand = (ushort)(hash >> 48);
        if (handle == 0 && !Open(ref handle))
        {
            return true;
        }

        var cells = CellsOf(handle);
        var known = cells[0];
        if (cells.Slice(Header, known).Contains(shorthand))
        {
            return false;
        }

        if (known < MostShort)
        {
            if (Room(ref handle, 1))
            {
                cells = CellsOf(handle);
                cells[Header + known] = shorthand;
                cells[0]++;
            }

            return true;
        }

        return AddLong(handle, (uint)(hash >> 8));
    }

    /// <summary>True when the thing was told, as far as can be told.</summary>
    public bool Contains(int handle, ulong thing)
    {
        if (handle == 0)
        {
            return false;
        }

        var hash = Hash64.Spread(thing);
        var cells = CellsOf(handle);
        if (cells.Slice(Header, cells[0]).Contains((ushort)(hash >> 48)))
        {
            return true;
        }

        var more = More(cells);
        return more != 0 && Probe(LongOf(more), (uint)(hash >> 8)) is var at && LongOf(more)[at] != 0;
    }

    /// <summary>The last answer to a question; -1 when it is not remembered.</summary>
    public int Answer(int handle, ulong question)
    {
        if (handle == 0)
        {
            return -1;
        }

        var cells = CellsOf(handle);
        var at = PlaceOf(cells, Shorten(question));
        return at < 0 ? -1 : cells[at + 1];
    }

    /// <summary>Remembers the last answer to a question. With too many questions, an arbitrary one is forgotten.</summary>
    public void Remember(ref int handle, ulong question, ushort answer)
    {
        if (handle == 0 && !Open(ref handle))
        {
            return;
        }

        var tag = Shorten(question);
        var cells = CellsOf(handle);
        var at = PlaceOf(cells, tag);
        if (at < 0)
        {
            if (cells[1] >= MostAnswers)
            {
                at = cells.Length - (2 * (1 + (tag % MostAnswers)));
            }
            else if (Room(ref handle, 2))
            {
                cells = CellsOf(handle);
                at = cells.Length - (2 * ++cells[1]);
            }
            else
            {
                return;
            }

            cells[at] = tag;
        }

        cells[at + 1] = answer;
    }

    /// <summary>Forgets everything and gives the memory back.</summary>
    public void Drop(ref int handle)
    {
        if (handle == 0)
        {
            return;
        }

        DropMore(CellsOf(handle));
        blocks.Give(handle & BlockMask, handle >> BlockBits);
        handle = 0;
    }

    private static ushort Shorten(ulong question) => (ushort)(Hash64.Spread(question) >> 48);

    private static int PlaceOf(ReadOnlySpan<ushort> cells, ushort tag)
    {
        // Answers lie at the end of the block, the newest first, each after its question.
        for (var at = cells.Length - (2 * cells[1]); at < cells.Length; at += 2)
        {
            if (cells[at] == tag)
            {
                return at;
            }
        }

        return -1;
    }

    private static int More(ReadOnlySpan<ushort> cells) => cells[2] | (cells[3] << 16);

    private static void SetMore(Span<ushort> cells, int handle)
    {
        cells[2] = (ushort)handle;
        cells[3] = (ushort)(handle >> 16);
    }

    private static int Probe(ReadOnlySpan<uint> table, uint value)
    {
        // The first cell of the table holds how many there are.
        var mask = table.Length - 1;
        var at = (int)(value & (uint)mask);
        while (at == 0 || (table[at] != 0 && table[at] != value))
        {
            at = (at + 1) & mask;
        }

        return at;
    }

    private Span<ushort> CellsOf(int handle) => blocks.Of(handle & BlockMask, handle >> BlockBits);

    private Span<uint> LongOf(int handle) => MemoryMarshal.Cast<ushort, uint>(CellsOf(handle));

    private bool Open(ref int handle)
    {
        var block = blocks.Take(0);
        handle = block;
        return block != 0;
    }

    private bool Room(ref int handle, int wanted)
    {
        var cells = CellsOf(handle);
        var size = handle >> BlockBits;
        if (Header + cells[0] + (2 * cells[1]) + wanted <= cells.Length)
        {
            return true;
        }

        var block = blocks.Take(size + 1);
        if (block == 0)
        {
            return false;
        }

        cells = CellsOf(handle);
        var grown = blocks.Of(block, size + 1);
        cells[..(Header + cells[0])].CopyTo(grown);
        cells[^(2 * cells[1])..].CopyTo(grown[^(2 * cells[1])..]);
        blocks.Give(handle & BlockMask, size);
        handle = block | ((size + 1) << BlockBits);
        return true;
    }

    private bool AddLong(int handle, uint value)
    {
        value = value == 0 ? 1 : value;
        var cells = CellsOf(handle);
        var more = More(cells);
        if (more == 0 && !GrowLong(handle, 0, SmallestLong, out more))
        {
            return true;
        }

        var table = LongOf(more);
        var at = Probe(table, value);
        if (table[at] == value)
        {
            return false;
        }

        if (4 * (table[0] + 1) > 3 * (uint)table.Length)
        {
            var size = more >> BlockBits;
            if (size >= LargestLong || !GrowLong(handle, more, size + 2, out more))
            {
                // Everything is forgotten, the oldest with it.
                cells = CellsOf(handle);
                DropMore(cells);
                cells[0] = 0;
                return true;
            }

            table = LongOf(more);
            at = Probe(table, value);
        }

        table[at] = value;
        table[0]++;
        return true;
    }

    private bool GrowLong(int handle, int from, int size, out int more)
    {
        var block = blocks.Take(size);
        more = block == 0 ? from : block | (size << BlockBits);
        if (block == 0)
        {
            return false;
        }

        var table = LongOf(more);
        if (from != 0)
        {
            var old = LongOf(from);
            foreach (var value in old[1..])
            {
                if (value != 0)
                {
                    table[Probe(table, value)] = value;
                }
            }

            table[0] = old[0];
            blocks.Give(from & BlockMask, from >> BlockBits);
        }

        SetMore(CellsOf(handle), more);
        return true;
    }

    private void DropMore(Span<ushort> cells)
    {
        var more = More(cells);
        if (more != 0)
        {
            SetMore(cells, 0);
            blocks.Give(more & BlockMask, more >> BlockBits);
        }
    }
}
