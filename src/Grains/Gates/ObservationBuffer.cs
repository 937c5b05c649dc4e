using System.Buffers;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Gates;

/// <summary>
/// What a gate has observed and not handed over yet. Bounded: when it is full the oldest calls give way. Grows by renting, so that a gate with little to tell
/// takes little room. Not thread-safe; <see cref="GateHearing"/> guards it.
/// </summary>
/// <param name="most">Calls, and likewise events, that it holds at most. A power of two, at least <see cref="Least"/>.</param>
internal sealed class ObservationBuffer(int most)
{
    /// <summary>Calls that it has room for to begin with.</summary>
    public const int Least = 32;

    private const int LeastThings = 256;

    /// <summary>Things for each call that there is room for.</summary>
    private const int ThingsPerCall = 32;

    private Observation[] _observations = new Observation[Least];
    private int[] _ends = new int[Least];
    private ulong[] _things = new ulong[LeastThings];
    private EventDelivery[] _deliveries = [];
    private int _start;
    private int _end;
    private int _thingsStart;
    private int _thingsEnd;
    private int _delivered;
    private bool _rented;

    /// <summary>True when there is nothing in it.</summary>
    public bool IsEmpty => _start == _end && _delivered == 0;

    /// <summary>Calls in it.</summary>
    public int Count => _end - _start;

    /// <summary>True when the next call would push the oldest out, or nearly.</summary>
    public bool IsNearlyFull => Count >= most - (most / 4) || _thingsEnd - _thingsStart > (most - (most / 4)) * ThingsPerCall;

    /// <summary>Takes in a call. Returns how many older ones gave way.</summary>
    public int Add(in Observation observation, ReadOnlySpan<ulong> things)
    {
        var lost = 0;
        var mostThings = most * ThingsPerCall;
        var cut = things.Length > mostThings;
        things = cut ? things[..mostThings] : things;
        if (Count >= most || _thingsEnd - _thingsStart + things.Length > mostThings)
        {
            // Some more than one at a time, or every further call would move all that is left.
            for (var keep = most - (most / 8); Count > 0 && (Count > keep || _thingsEnd - _thingsStart + things.Length > mostThings); lost++)
            {
                _thingsStart = _ends[_start++];
            }
        }

        if (_end == _observations.Length || _thingsEnd + things.Length > _things.Length)
        {
            MakeRoom(things.Length);
        }

        things.CopyTo(_things.AsSpan(_thingsEnd));
        _thingsEnd += things.Length;
        _observations[_end] = cut ? observation with { Facts = observation.Facts | ObservationFacts.ThingsCut } : observation;
        _ends[_end++] = _thingsEnd;
        return lost;
    }

    /// <summary>Takes in an event. Returns how many older ones gave way.</summary>
    public int Add(in EventDelivery delivery)
    {
        if (_delivered == most)
        {
            Array.Copy(_deliveries, 1, _deliveries, 0, --_delivered);
            _deliveries[_delivered++] = delivery;
            return 1;
        }

        if (_delivered == _deliveries.Length)
        {
            Array.Resize(ref _deliveries, Math.Max(8, Math.Min(most, _delivered * 2)));
        }

        _deliveries[_delivered++] = delivery;
        return 0;
    }

    /// <summary>All that is in it. Good until <see cref="Clear"/>.</summary>
    public ObservationBatch ToBatch(ulong gate, long sequence)
    {
        if (_start > 0 || _thingsStart > 0)
        {
            MoveDown();
        }

        return new ObservationBatch(
            gate,
            sequence,
            _observations.AsMemory(0, _end),
            _ends.AsMemory(0, _end),
            _things.AsMemory(0, _thingsEnd),
            _deliveries.AsMemory(0, _delivered));
    }

    /// <summary>Empties it, and gives back what it grew by when that was more than it needed.</summary>
    public void Clear()
    {
        if (_rented && _end < _observations.Length / 8 && _thingsEnd < _things.Length / 8)
        {
            Return();
            (_observations, _ends, _things, _rented) = (new Observation[Least], new int[Least], new ulong[LeastThings], false);
            _deliveries = [];
        }

        _start = _end = _thingsStart = _thingsEnd = _delivered = 0;
    }

    private void MakeRoom(int things)
    {
        MoveDown();
        if (_end < _observations.Length && _thingsEnd + things <= _things.Length)
        {
            return;
        }

        var calls = _end < _observations.Length ? _observations.Length : Math.Min(most, _observations.Length * 2);
        var room = _things.Length;
        while (room < _thingsEnd + things)
        {
            room *= 2;
        }

        var observations = ArrayPool<Observation>.Shared.Rent(calls);
        var ends = ArrayPool<int>.Shared.Rent(observations.Length);
        var all = ArrayPool<ulong>.Shared.Rent(room);
        Array.Copy(_observations, observations, _end);
        Array.Copy(_ends, ends, _end);
        Array.Copy(_things, all, _thingsEnd);
        if (_rented)
        {
            Return();
        }

        (_observations, _ends, _things, _rented) = (observations, ends, all, true);
    }

    /// <summary>What is left moves to the beginning.</summary>
    private void MoveDown()
    {
        if (_start == 0)
        {
            return;
        }

        Array.Copy(_observations, _start, _observations, 0, Count);
        Array.Copy(_things, _thingsStart, _things, 0, _thingsEnd - _thingsStart);
        for (var i = _start; i < _end; i++)
        {
            _ends[i - _start] = _ends[i] - _thingsStart;
        }

        (_end, _thingsEnd) = (Count, _thingsEnd - _thingsStart);
        _start = _thingsStart = 0;
    }

    private void Return()
    {
        ArrayPool<Observation>.Shared.Return(_observations);
        ArrayPool<int>.Shared.Return(_ends);
        ArrayPool<ulong>.Shared.Return(_things);
    }
}
