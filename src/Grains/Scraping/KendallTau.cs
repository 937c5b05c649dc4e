namespace Digdir.Altinn.Grains.Scraping;

/// <summary>Kendall's rank correlation between the order values came in and their size. O(n log n) by counting inversions in a merge sort. Pure; thread-safe.</summary>
internal static class KendallTau
{
    /// <summary>Longest sequence taken; it is sorted on the stack.</summary>
    public const int Longest = 128;

    /// <summary>τ in [−1, 1]: 1 when they only rise, −1 when they only fall. Pairs of equals count for neither (τ-b). 0 for fewer than two different values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="Longest"/> values.</exception>
    public static double Of(ReadOnlySpan<long> values)
    {
        if (values.Length > Longest)
        {
            throw new ArgumentOutOfRangeException(nameof(values), values.Length, "Longer than is sorted on the stack.");
        }

        Span<long> sorted = stackalloc long[Longest];
        Span<long> spare = stackalloc long[Longest];
        sorted = sorted[..values.Length];
        values.CopyTo(sorted);
        long falls = Sort(sorted, spare[..values.Length]);

        long ties = 0, run = 1;
        for (var i = 1; i < sorted.Length; i++)
        {
            run = sorted[i] == sorted[i - 1] ? run + 1 : 1;
            ties += run - 1;
        }

        var pairs = (long)values.Length * (values.Length - 1) / 2;
        var rises = pairs - ties - falls;
        return pairs == ties ? 0 : (rises - falls) / Math.Sqrt((double)pairs * (pairs - ties));
    }

    /// <summary>Sorts and tells how many pairs stood the wrong way round.</summary>
    private static long Sort(Span<long> values, Span<long> spare)
    {
        long inversions = 0;
        for (var width = 1; width < values.Length; width *= 2)
        {
            for (var start = 0; start + width < values.Length; start += 2 * width)
            {
                int left = start, middle = start + width, right = middle, end = Math.Min(start + (2 * width), values.Length), next = start;
                while (left < middle && right < end)
                {
                    if (values[left] <= values[right])
                    {
                        spare[next++] = values[left++];
                    }
                    else
                    {
                        inversions += middle - left;
                        spare[next++] = values[right++];
                    }
                }

                values[left..middle].CopyTo(spare[next..]);
                values[right..end].CopyTo(spare[(next + middle - left)..]);
                spare[start..end].CopyTo(values[start..end]);
            }
        }

        return inversions;
    }
}
