namespace Digdir.Altinn.Grains.Scraping;

/// <summary>
/// A uniform sample of at most 64 calls: those whose seeded hashes are lowest (bottom-k). So it depends on which calls there were, never on their order, nobody
/// without the seed can steer it, and samples of two nodes merge. Calls alike in everything count once. At most 4 KiB. Not thread-safe.
/// </summary>
/// <param name="seed">Secret.</param>
internal sealed class Sample(ulong seed)
{
    /// <summary>Calls kept at most.</summary>
    public const int Size = 64;

    // A heap with the highest hash on top.
    private ulong[] _hashes = [];
    private SampledCall[] _calls = [];

    /// <summary>Calls kept.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes it holds, about, headers of arrays left out.</summary>
    public int Bytes => _hashes.Length * (sizeof(ulong) + 48);

    /// <summary>Considers a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="identity">What tells it from others like it: its question.</param>
    public void Offer(in SampledCall call, ulong identity)
    {
        var place = ((ulong)call.Party << 32) | call.Object;
        var what = ((ulong)(uint)call.Status << 32) | (uint)call.Bytes;
        Keep(Mixer.Mix(Mixer.Mix(Mixer.Mix(Mixer.Mix(Mixer.Mix(seed ^ (ulong)call.At) ^ call.Operation) ^ place) ^ what) ^ identity), call);
    }

    /// <summary>Makes this the sample of both's calls. Both must have the same seed.</summary>
    public void Merge(Sample other)
    {
        for (var i = 0; i < other.Count; i++)
        {
            Keep(other._hashes[i], other._calls[i]);
        }
    }

    /// <summary>The calls, oldest first.</summary>
    public IReadOnlyList<SampledCall> Calls()
    {
        var hashes = _hashes.AsSpan(0, Count).ToArray();
        var calls = _calls.AsSpan(0, Count).ToArray();
        Array.Sort(hashes, calls);
        return [.. calls.OrderBy(call => call.At)];
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        Count = 0;
        Array.Clear(_calls);
    }

    private void Keep(ulong hash, in SampledCall call)
    {
        if (Count == Size)
        {
            if (hash >= _hashes[0] || _hashes.AsSpan(0, Count).Contains(hash))
            {
                return;
            }

            Sink(hash, call);
            return;
        }

        if (_hashes.AsSpan(0, Count).Contains(hash))
        {
            return;
        }

        if (Count == _hashes.Length)
        {
            var length = Math.Max(4, Count * 2);
            Array.Resize(ref _hashes, length);
            Array.Resize(ref _calls, length);
        }

        Climb(hash, call);
    }

    private void Climb(ulong hash, in SampledCall call)
    {
        var at = Count++;
        while (at > 0 && _hashes[(at - 1) / 2] < hash)
        {
            _hashes[at] = _hashes[(at - 1) / 2];
            _calls[at] = _calls[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _hashes[at] = hash;
        _calls[at] = call;
    }

    private void Sink(ulong hash, in SampledCall call)
    {
        var at = 0;
        while ((2 * at) + 1 < Count)
        {
            var child = (2 * at) + 1;
            child += child + 1 < Count && _hashes[child + 1] > _hashes[child] ? 1 : 0;
            if (_hashes[child] <= hash)
            {
                break;
            }

            _hashes[at] = _hashes[child];
            _calls[at] = _calls[child];
            at = child;
        }

        _hashes[at] = hash;
        _calls[at] = call;
    }
}
