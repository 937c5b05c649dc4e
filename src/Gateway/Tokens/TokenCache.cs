using System.Collections.Concurrent;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>
/// Facts remembered by the hash of a token, never the token. Bounded by two generations: new and used entries go to the young one; when it is half the capacity
/// it becomes the old one and the old one is dropped whole, so what is used stays and evicting costs nothing per entry. A hit in the young generation takes no
/// lock and allocates nothing. Thread-safe.
/// </summary>
/// <param name="capacity">Most entries; at least 2. Threads adding at the very moment of a turn may pass it by one each.</param>
internal sealed class TokenCache<T>(int capacity)
    where T : class
{
    private readonly Lock _turning = new();
    private readonly int _half = Math.Max(1, capacity / 2);
    private volatile Generations _generations = new(new Generation(), new Generation());

    /// <summary>How many entries are remembered.</summary>
    public int Count => _generations is var now ? now.Young.Size + now.Old.Size : 0;

    /// <summary>What is remembered of the token, or null.</summary>
    public T? Find(in TokenHash hash)
    {
        var now = _generations;
        if (now.Young.Entries.TryGetValue(hash, out var entry))
        {
            return entry;
        }

        if (now.Old.Entries.TryRemove(hash, out entry))
        {
            now.Old.Removed();
            Remember(hash, entry);
        }

        return entry;
    }

    /// <summary>Remembers; replaces what was remembered.</summary>
    public void Remember(in TokenHash hash, T entry)
    {
        var young = _generations.Young;
        if (young.Entries.TryAdd(hash, entry))
        {
            if (young.Added() >= _half)
            {
                Turn(young);
            }
        }
        else
        {
            young.Entries[hash] = entry;
        }
    }

    /// <summary>Forgets the token.</summary>
    public void Forget(in TokenHash hash)
    {
        var now = _generations;
        if (now.Young.Entries.TryRemove(hash, out _))
        {
            now.Young.Removed();
        }

        if (now.Old.Entries.TryRemove(hash, out _))
        {
            now.Old.Removed();
        }
    }

    private void Turn(Generation full)
    {
        lock (_turning)
        {
            if (ReferenceEquals(_generations.Young, full))
            {
                _generations = new Generations(new Generation(), full);
            }
        }
    }

    private sealed record Generations(Generation Young, Generation Old);

    private sealed class Generation
    {
        private int _size;

        public ConcurrentDictionary<TokenHash, T> Entries { get; } = new();

        public int Size => Math.Max(0, Volatile.Read(ref _size));

        public int Added() => Interlocked.Increment(ref _size);

        public void Removed() => Interlocked.Decrement(ref _size);
    }
}
