namespace Digdir.Altinn.Grains.Scraping;

/// <summary>
/// Whether whole-number ids are counted through (reference 2.2, S14), over the last 64 different from their predecessors. 512 bytes. Not thread-safe.
/// </summary>
internal sealed class NumberWalk
{
    private const int Window = 64;

    private readonly long[] _numbers = new long[Window];
    private long _written;

    /// <summary>Takes in an id; asking for the same again is no step.</summary>
    public void Add(long number)
    {
        if (_written == 0 || _numbers[(_written - 1) % Window] != number)
        {
            _numbers[_written % Window] = number;
            _written++;
        }
    }

    /// <summary>Figures of the window.</summary>
    /// <param name="distinct">Different ids.</param>
    /// <param name="neighbours">Share of steps of exactly one up or down.</param>
    /// <param name="tau">Kendall's τ of the order they came in against their size.</param>
    public void Measure(out int distinct, out double neighbours, out double tau)
    {
        Span<long> room = stackalloc long[Window];
        var numbers = Ring.Unroll(_numbers, _written, room);
        tau = KendallTau.Of(numbers);
        var steps = 0;
        for (var i = 1; i < numbers.Length; i++)
        {
            // Without overflow at the ends of what a long holds.
            steps += (ulong)numbers[i] - (ulong)numbers[i - 1] is 1 or ulong.MaxValue ? 1 : 0;
        }

        neighbours = numbers.Length < 2 ? 0 : (double)steps / (numbers.Length - 1);
        Span<long> sorted = stackalloc long[Window];
        sorted = sorted[..numbers.Length];
        numbers.CopyTo(sorted);
        sorted.Sort();
        distinct = sorted.Length == 0 ? 0 : 1;
        for (var i = 1; i < sorted.Length; i++)
        {
            distinct += sorted[i] == sorted[i - 1] ? 0 : 1;
        }
    }

    /// <summary>Begins anew.</summary>
    public void Clear() => _written = 0;
}
