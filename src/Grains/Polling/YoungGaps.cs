namespace Digdir.Altinn.Grains.Polling;

/// <summary>
/// The first gaps of a group's keys, taken together: what a key too young to have a rhythm of its own most likely is. Where a machine goes through many parties
/// they are all alike after one round, and where people look about they are as different as can be (docs/adr/0013). Not thread-safe.
/// </summary>
internal sealed class YoungGaps
{
    private const int Size = 64;
    private const int Enough = 16;

    private byte[]? _gaps;
    private int _next;
    private bool _isFull;

    /// <summary>The timing weight of a young key.</summary>
    public double Weight { get; private set; } = Rhythm.Unknown;

    /// <summary>True when the gaps are more even than chance or people make them.</summary>
    public bool IsMachinePaced { get; private set; }

    /// <summary>The middle of the last sixteen, and the middle deviation from it, in milliseconds; (0, 0) for fewer than <paramref name="least"/>.</summary>
    public (long Median, long Deviation) Period(int least = 3)
    {
        if (_gaps is null)
        {
            return (0, 0);
        }

        Span<byte> last = stackalloc byte[Math.Min(Rhythm.Gaps, _isFull ? Size : _next)];
        for (var i = 0; i < last.Length; i++)
        {
            last[i] = _gaps[(_next - 1 - i + Size) % Size];
        }

        return Rhythm.Period(last, least);
    }

    /// <summary>Notes one of the first gaps of a key.</summary>
    public void Note(byte gap)
    {
        _gaps ??= new byte[Size];
        _gaps[_next++] = gap;
        _isFull |= _next == Size;
        _next %= Size;
        var gaps = _gaps.AsSpan(0, _isFull ? Size : _next);
        if (gaps.Length >= Enough)
        {
            Weight = Rhythm.Weight(gaps, hours: 0);
            IsMachinePaced = Rhythm.IsMachinePaced(gaps);
        }
    }
}
