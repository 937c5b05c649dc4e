using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>
/// Whether things are opened in the order they were listed (reference 2.2, S15). Remembers the first 256 things of the last list and the places of the last
/// 128 opened; a new list's places follow on those of the one before. At most 2 KiB. Not thread-safe.
/// </summary>
internal sealed class ListOrder
{
    private const int Listed = 256;

    private uint[] _list = [];
    private long[] _places = [];
    private int _count;
    private int _expected;
    private long _base;
    private int _opened;

    /// <summary>Things opened from a list since <see cref="Clear"/>.</summary>
    public int Opened => _opened;

    /// <summary>Bytes it holds, headers of arrays left out.</summary>
    public int Bytes => (_list.Length * sizeof(uint)) + (_places.Length * sizeof(long));

    /// <summary>Takes in an answer's things, in order.</summary>
    public void List(ReadOnlySpan<ulong> things)
    {
        _base += _count;
        _count = Math.Min(things.Length, Listed);
        _expected = 0;
        if (_list.Length < _count)
        {
            Array.Resize(ref _list, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)_count));
        }

        for (var i = 0; i < _count; i++)
        {
            _list[i] = ThingHash.Id(things[i]);
        }
    }

    /// <summary>Takes in that a thing was opened without an event having called for it.</summary>
    public void Open(ulong thing)
    {
        var id = ThingHash.Id(thing);
        if (_count == 0)
        {
            return;
        }

        // Whoever goes down the list asks for the next one.
        var at = _expected < _count && _list[_expected] == id ? _expected : _list.AsSpan(0, _count).IndexOf(id);
        if (at < 0)
        {
            return;
        }

        _expected = at + 1;
        if (_opened >= _places.Length && _places.Length < KendallTau.Longest)
        {
            Array.Resize(ref _places, Math.Max(8, _places.Length * 2));
        }

        _places[_opened % _places.Length] = _base + at;
        _opened++;
    }

    /// <summary>Kendall's τ of the last 128 opened against their places: 1 when they were opened in order.</summary>
    public double Tau()
    {
        Span<long> places = stackalloc long[KendallTau.Longest];
        return KendallTau.Of(Ring.Unroll(_places, _opened, places));
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        _count = 0;
        _expected = 0;
        _base = 0;
        _opened = 0;
    }
}
