namespace Digdir.Altinn.Grains.Scraping;

/// <summary>
/// What a vendor's machine tokens show only together (reference 2.2 S17, 2.5): whether they divide the work among them, and whether one clock drives them.
/// Looks at those that are looked at by themselves; a part of a divided work is as divided as the whole. Keeps only room to reckon in. Not thread-safe.
/// </summary>
internal sealed class Fleet
{
    /// <summary>Things a token must have opened, and calls it must have made, to be counted: among small numbers sameness is chance.</summary>
    public const int Fewest = 20;

    private const int Hours = 24;

    private readonly HyperLogLog _union = new();
    private double[] _counts = [];

    /// <summary>Fills in the figures.</summary>
    /// <param name="subjects">All that are looked at.</param>
    /// <param name="now">The instant; those whose window is over are left out.</param>
    /// <param name="figures">Where to put them.</param>
    public void Measure(List<Subject> subjects, long now, ref SubjectFigures figures)
    {
        if (_counts.Length < subjects.Count)
        {
            Array.Resize(ref _counts, Math.Max(64, subjects.Capacity));
        }

        _union.Clear();
        Span<double> total = stackalloc double[Hours];
        Span<double> hours = stackalloc double[Hours];
        total.Clear();
        var tokens = 0;
        double sum = 0;
        foreach (var subject in subjects)
        {
            if (subject.Surface != Surface.MachineToken || subject.HasEnded(now))
            {
                continue;
            }

            subject.CopyHours(hours);
            if (subject.Calls >= Fewest && Normalise(hours))
            {
                figures.ComparedTokens++;
                for (var i = 0; i < Hours; i++)
                {
                    total[i] += hours[i];
                }
            }

            var count = subject.Opened.Count;
            if (count >= Fewest)
            {
                _counts[tokens++] = count;
                sum += count;
                _union.Merge(subject.Opened);
            }
        }

        figures.Tokens = tokens;
        figures.Partition = tokens == 0 ? 0 : sum / _union.Count;
        figures.Gini = GiniOf(_counts.AsSpan(0, tokens));
        figures.Synchrony = MeanCorrelation(total, figures.ComparedTokens);
    }

    /// <summary>Gini coefficient; sorts the values. 0 for none.</summary>
    public static double GiniOf(Span<double> values)
    {
        values.Sort();
        double sum = 0, weighted = 0;
        for (var i = 0; i < values.Length; i++)
        {
            sum += values[i];
            weighted += (i + 1) * values[i];
        }

        return sum <= 0 ? 0 : (2 * weighted / (values.Length * sum)) - ((values.Length + 1.0) / values.Length);
    }

    /// <summary>Mean correlation of all pairs of n series, from the sum of the series brought to mean 0 and length 1: |Σz|² = n + Σ over pairs.</summary>
    public static double MeanCorrelation(ReadOnlySpan<double> sum, int n)
    {
        if (n < 2)
        {
            return 0;
        }

        double square = 0;
        foreach (var each in sum)
        {
            square += each * each;
        }

        return (square - n) / (n * (n - 1.0));
    }

    /// <summary>Brings a series to mean 0 and length 1; false when it is flat, which correlates with nothing.</summary>
    public static bool Normalise(Span<double> series)
    {
        double sum = 0, square = 0;
        foreach (var each in series)
        {
            sum += each;
            square += each * each;
        }

        var mean = sum / series.Length;
        var length = Math.Sqrt(Math.Max(0, square - (sum * mean)));
        if (length < 1e-9)
        {
            return false;
        }

        foreach (ref var each in series)
        {
            each = (each - mean) / length;
        }

        return true;
    }
}
