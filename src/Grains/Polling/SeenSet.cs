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

    // The first cell of a block counts things (low byte) and answers (high byte). With IsLong for the things, there are 128, and the next two cells hold the
    // handle of the block with more.
    private const int IsLong = 255;
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
        var known = Shorts(cells);
        if (cells.Slice(Start(cells), known).Contains(shorthand))
        {
            return false;
        }

        if (known < MostShort)
        {
            if (Room(ref handle, 1))
            {
                cells = CellsOf(handle);
                cells[1 + known] = shorthand;
                cells[0]++;
            }

            return true;
        }

        return AddLong(ref handle, (uint)(hash >> 8));
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
        if (cells.Slice(Start(cells), Shorts(cells)).Contains((ushort)(hash >> 48)))
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
            if (Answers(cells) >= MostAnswers)
            {
                at = cells.Length - (2 * (1 + (tag % MostAnswers)));
            }
            else if (Room(ref handle, 2))
            {
                cells = CellsOf(handle);
                cells[0] += 256;
                at = cells.Length - (2 * Answers(cells));
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
        for (var at = cells.Length - (2 * Answers(cells)); at < cells.Length; at += 2)
        {
            if (cells[at] == tag)
            {
                return at;
            }
        }

        return -1;
    }

    private static int Answers(ReadOnlySpan<ushort> cells) => cells[0] >> 8;

    private static int Shorts(ReadOnlySpan<ushort> cells) => (cells[0] & 255) is var things && things == IsLong ? MostShort : things;

    private static int Start(ReadOnlySpan<ushort> cells) => (cells[0] & 255) == IsLong ? 3 : 1;

    private static int Used(ReadOnlySpan<ushort> cells) => Start(cells) + Shorts(cells);

    private static int More(ReadOnlySpan<ushort> cells) => (cells[0] & 255) == IsLong ? cells[1] | (cells[2] << 16) : 0;

    private static void SetMore(Span<ushort> cells, int handle)
    {
        cells[1] = (ushort)handle;
        cells[2] = (ushort)(handle >> 16);
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
        if (Used(cells) + (2 * Answers(cells)) + wanted <= cells.Length)
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
        cells[..Used(cells)].CopyTo(grown);
        cells[^(2 * Answers(cells))..].CopyTo(grown[^(2 * Answers(cells))..]);
        blocks.Give(handle & BlockMask, size);
        handle = block | ((size + 1) << BlockBits);
        return true;
    }

    private bool AddLong(ref int handle, uint value)
    {
        value = value == 0 ? 1 : value;
        var more = More(CellsOf(handle));
        if (more == 0 && !OpenLong(ref handle, out more))
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
                // All things are forgotten, the oldest with them.
                var cells = CellsOf(handle);
                DropMore(cells);
                cells[0] &= 0xFF00;
                return true;
            }

            table = LongOf(more);
            at = Probe(table, value);
        }

        table[at] = value;
        table[0]++;
        return true;
    }

    private bool OpenLong(ref int handle, out int more)
    {
        more = 0;
        if (!Room(ref handle, 2))
        {
            return false;
        }

        var block = blocks.Take(SmallestLong);
        if (block == 0)
        {
            return false;
        }

        more = block | (SmallestLong << BlockBits);
        var cells = CellsOf(handle);
        cells.Slice(1, MostShort).CopyTo(cells[3..]);
        cells[0] |= IsLong;
        SetMore(cells, more);
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
        SetMore(CellsOf(handle), more);
        return true;
    }

    private void DropMore(Span<ushort> cells)
    {
        var more = More(cells);
        if (more != 0)
        {
            blocks.Give(more & BlockMask, more >> BlockBits);
        }
    }
}
