namespace Digdir.Altinn.Gateway.Observations;

/// <summary>
/// The things that one answer listed: hashes of id and version, each with the party it belongs to. Kept and used again by whoever observes one call after the
/// other. Not thread-safe.
/// </summary>
internal sealed class AnswerThings
{
    /// <summary>Things of one answer whose hashes travel: as many as any product lists at once.</summary>
    public const int Most = 1000;

    private readonly ulong[] _keys = new ulong[Most];
    private readonly byte[] _parties = new byte[Most];
    private readonly ulong[] _sorted = new ulong[Most];
    private int _kept;

    /// <summary>How many things there were; -1 when the answer was not understood.</summary>
    public int Count { get; private set; } = -1;

    /// <summary>True when hashes are missing.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Keyed hash of the cursor given out; 0 when none.</summary>
    public ulong CursorGiven { get; set; }

    /// <summary>When the thing last added was made, in milliseconds since 1970; 0 when the answer does not say.</summary>
    public long CreatedAt { get; set; }

    /// <summary>Forgets the answer before.</summary>
    public void Clear()
    {
        _kept = 0;
        Count = -1;
        IsCut = false;
        CursorGiven = 0;
        CreatedAt = 0;
    }

    /// <summary>The place where things are listed was found.</summary>
    public void Begin() => Count = Math.Max(0, Count);

    /// <summary>Adds a thing.</summary>
    /// <param name="key">Hash of its id and version.</param>
    /// <param name="party">Which of the call's parties it belongs to, 0-based, less than 100.</param>
    public void Add(ulong key, int party)
    {
        Count++;
        if (_kept == Most)
        {
            IsCut = true;
            return;
        }

        _keys[_kept] = key;
        _parties[_kept++] = (byte)party;
    }

    /// <summary>The answer ended before its things did.</summary>
    public void Cut() => IsCut = true;

    /// <summary>What was read is not to be relied on.</summary>
    public void Misread()
    {
        IsCut = Count > 0;
        Count = -1;
        _kept = 0;
    }

    /// <summary>The things, in the parties' order and each party's in the answer's. Valid until the next call on this object.</summary>
    /// <param name="ends">One for each party of the call; filled with where the party's things end.</param>
    public ReadOnlySpan<ulong> ByParty(scoped Span<int> ends)
    {
        if (ends.Length == 1)
        {
            ends[0] = _kept;
            return _keys.AsSpan(0, _kept);
        }

        ends.Clear();
        foreach (var party in _parties.AsSpan(0, _kept))
        {
            ends[party]++;
        }

        var from = 0;
        foreach (ref var end in ends)
        {
            (end, from) = (from, from + end);
        }

        for (var i = 0; i < _kept; i++)
        {
            _sorted[ends[_parties[i]]++] = _keys[i];
        }

        return _sorted.AsSpan(0, _kept);
    }
}
