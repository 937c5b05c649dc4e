using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>
/// One set per combination of scopes, shared by all tokens that carry it: tokens come by the hundred thousand, combinations by the dozen. Only for genuine
/// tokens, so that forgers cannot fill it; when it is full, further combinations get sets of their own. Thread-safe.
/// </summary>
internal sealed class ScopeSets
{
    private const int Most = 4096;

    private readonly ConcurrentDictionary<string, FrozenSet<string>> _sets = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The set of the scopes.</summary>
    public FrozenSet<string> Of(string[] scopes)
    {
        if (scopes.Length == 0)
        {
            return [];
        }

        var key = string.Join(' ', scopes);
        if (_sets.TryGetValue(key, out var known))
        {
            return known;
        }

        var set = scopes.ToFrozenSet(StringComparer.Ordinal);
        if (Volatile.Read(ref _count) < Most && _sets.TryAdd(key, set))
        {
            Interlocked.Increment(ref _count);
        }

        return set;
    }
}
