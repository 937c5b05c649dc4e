using System.Numerics;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>
/// Memory for what a vendor has seen: blocks of 16-bit cells in pieces of 32 KiB, with a list of free blocks per size, so that ten thousand parties are a few
/// arrays and not ten thousand objects. The first piece grows by an eighth. Owned by one <see cref="PollingWatch"/>; not thread-safe.
/// </summary>
/// <param name="capacity">The most cells to hold.</param>
internal sealed class SeenBlocks(long capacity)
{
    /// <summary>Sizes of blocks; the largest.</summary>
    public const int Sizes = 23;

    private const int LargestSmall = 12;
    private const int Unit = 4;
    private const int PieceCells = 16_384;

    private readonly int[] _free = new int[Sizes];
    private ushort[][] _pieces = [[]];
    private long _used;

    /// <summary>Bytes held, object headers apart.</summary>
    public long Bytes
    {
        get
        {
            long cells = 0;
            foreach (var piece in _pieces)
            {
                cells += piece.Length;
            }

            return (cells * sizeof(ushort)) + (Sizes * sizeof(int));
        }
    }

    /// <summary>True since a block could not be had: somebody is to give one back.</summary>
    public bool IsShort { get; set; }

    /// <summary>Cells in a block of a size: 8, 12, 16, 24, 32, 48 … 16,384.</summary>
    public static int Cells(int size) => (size & 1) == 0 ? 8 << (size >> 1) : 12 << (size >> 1);

    /// <summary>A block, zeroed; 0 when there is none to be had. Spans of other blocks do not outlive this call.</summary>
    public int Take(int size)
    {
        var block = _free[size];
        if (block != 0)
        {
            var cells = Of(block, size);
            _free[size] = cells[0] | (cells[1] << 16);
            cells.Clear();
            return block;
        }

        var wanted = Cells(size);
        var left = PieceCells - (int)(_used % PieceCells);
        if (_used + wanted + (left < wanted ? left : 0) > capacity)
        {
            // Large blocks can be done without; for small ones somebody is to give something back.
            block = Split(size);
            IsShort |= block == 0 && size <= LargestSmall;
            return block;
        }

        if (left < wanted)
        {
            Grow(left);
            Break((int)(_used / Unit), left);
            _used += left;
        }

        Grow(wanted);
        block = (int)(_used / Unit) + 1;
        _used += wanted;
        return block;
    }

    /// <summary>Gives a block back.</summary>
    public void Give(int block, int size)
    {
        var cells = Of(block, size);
        cells[0] = (ushort)_free[size];
        cells[1] = (ushort)(_free[size] >> 16);
        _free[size] = block;
    }

    /// <summary>A block's cells; good until the next <see cref="Take"/>.</summary>
    public Span<ushort> Of(int block, int size)
    {
        var at = (long)(block - 1) * Unit;
        return _pieces[at / PieceCells].AsSpan((int)(at % PieceCells), Cells(size));
    }

    /// <summary>Part of a larger free block; the rest goes back to the lists.</summary>
    private int Split(int size)
    {
        for (var larger = size + 1; larger < Sizes; larger++)
        {
            if (_free[larger] != 0)
            {
                var block = Take(larger);
                Break(block - 1 + (Cells(size) / Unit), Cells(larger) - Cells(size));
                return block;
            }
        }

        return 0;
    }

    /// <summary>Turns cells into free blocks of the sizes that fit, so that nothing is lost.</summary>
    private void Break(int unit, int cells)
    {
        while (cells >= Cells(0))
        {
            var size = 2 * (BitOperations.Log2((uint)cells) - 3);
            Give(unit + 1, size);
            unit += Cells(size) / Unit;
            cells -= Cells(size);
        }
    }

    private void Grow(int wanted)
    {
        var piece = (int)(_used / PieceCells);
        if (piece == _pieces.Length)
        {
            Array.Resize(ref _pieces, piece + 1);
            _pieces[piece] = new ushort[PieceCells];
        }
        else if (piece == 0 && _used + wanted > _pieces[0].Length)
        {
            var cells = (int)Math.Min(PieceCells, Math.Max(_used + wanted, _pieces[0].Length * 9L / 8));
            Array.Resize(ref _pieces[0], cells);
        }
    }
}
