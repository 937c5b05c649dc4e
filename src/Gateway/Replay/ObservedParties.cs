using System.Runtime.InteropServices;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Gateway.Replay;

/// <summary>What one call showed of each of its parties, gathered until it is whole. Used again for the next call; not thread-safe.</summary>
internal sealed class ObservedParties
{
    private readonly List<Observation> _parties = [];
    private readonly List<int> _ends = [];
    private readonly List<ulong> _things = [];

    /// <summary>The parties, in the call's own order; they may be put otherwise.</summary>
    public Span<Observation> All => CollectionsMarshal.AsSpan(_parties);

    /// <summary>True when nothing was gathered.</summary>
    public bool IsEmpty => _parties.Count == 0;

    /// <summary>True when all of the call's parties are there.</summary>
    public bool IsWhole => _parties.Count > 0 && (_parties[0].Weight is not (> 0 and < 1) || _parties.Count >= (int)Math.Round(1 / _parties[0].Weight));

    /// <summary>Adds what the answer showed of a party.</summary>
    public void Add(in Observation party, ReadOnlySpan<ulong> things)
    {
        _parties.Add(party);
        _things.AddRange(things);
        _ends.Add(_things.Count);
    }

    /// <summary>What the answer listed of one of the parties.</summary>
    public ReadOnlySpan<ulong> ThingsOf(int party)
    {
        var from = party == 0 ? 0 : _ends[party - 1];
        return CollectionsMarshal.AsSpan(_things)[from.._ends[party]];
    }

    /// <summary>Forgets the call.</summary>
    public void Clear()
    {
        _parties.Clear();
        _ends.Clear();
        _things.Clear();
    }
}
