using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>
/// What lists have shown the vendor lately. Who opens what was listed and is refused, by its level of security or because it is gone, is not trying; and
/// opening what was listed does not make up for guesses. One place per id; 1 KiB while nothing fails, then 16. Not thread-safe.
/// </summary>
internal sealed class RecentlyListed
{
    private const int Narrow = 256;
    private const int Wide = 4096;

    private uint[] _ids = [];

    /// <summary>Bytes it holds.</summary>
    public int Bytes => _ids.Length * sizeof(uint);

    /// <summary>Takes in an answer's things.</summary>
    public void Add(ReadOnlySpan<ulong> things)
    {
        if (_ids.Length == 0 && things.Length > 0)
        {
            _ids = new uint[Narrow];
        }

        foreach (var thing in things)
        {
            var id = ThingHash.Id(thing);
            _ids[id % (uint)_ids.Length] = id;
        }
    }

    /// <summary>True when the thing was listed, and not so much since that it is forgotten.</summary>
    public bool Has(ulong thing) => ThingHash.Id(thing) is var id && _ids.Length > 0 && _ids[id % (uint)_ids.Length] == id;

    /// <summary>Remembers more from now on, and what it remembers.</summary>
    public void Widen()
    {
        if (_ids.Length == Wide)
        {
            return;
        }

        var before = _ids;
        _ids = new uint[Wide];
        foreach (var id in before)
        {
            _ids[id % Wide] = id;
        }
    }
}
