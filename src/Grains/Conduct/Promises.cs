namespace Digdir.Altinn.Grains.Conduct;

/// <summary>
/// What refused callers were told about when to come back. A told time is kept even when the interval has grown since: by what their own refusals showed, or by
/// a further level. A fixed table in which a newer promise may push out an older one, whose read then meets the interval as it is. Pure; not thread-safe.
/// </summary>
internal sealed class Promises
{
    private const int Size = 1024;

    private (ulong Key, long At)[]? _promises;

    /// <summary>Notes what was told; of two promises the earlier one holds.</summary>
    /// <param name="key">Party and group, mixed. Not 0.</param>
    /// <param name="at">When it may be read again, in milliseconds since 1970.</param>
    public void Make(ulong key, long at)
    {
        _promises ??= new (ulong, long)[Size];
        ref var slot = ref _promises[key % Size];
        slot = slot.Key == key ? (key, Math.Min(slot.At, at)) : (key, at);
    }

    /// <summary>When the key may be read again as it was told; <see cref="long.MaxValue"/> when it was told nothing.</summary>
    public long Of(ulong key) => _promises is not null && _promises[key % Size] is var slot && slot.Key == key ? slot.At : long.MaxValue;

    /// <summary>The promise was kept.</summary>
    public void Keep(ulong key)
    {
        if (_promises is not null && _promises[key % Size].Key == key)
        {
            _promises[key % Size] = default;
        }
    }
}
