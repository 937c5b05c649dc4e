namespace Digdir.Altinn.Simulation.Protocol;

/// <summary>The little statistics that the results need.</summary>
internal static class Statistics
{
    /// <summary>Wilson's 95 % interval of a share, 0 to 1 when there is nothing to go by.</summary>
    public static (double Low, double High) Wilson(int hits, int of)
    {
        if (of == 0)
        {
            return (0, 1);
        }

        const double z = 1.959964;
        double n = of, p = hits / n, zz = z * z;
        var middle = (p + (zz / (2 * n))) / (1 + (zz / n));
        var half = z / (1 + (zz / n)) * Math.Sqrt((p * (1 - p) / n) + (zz / (4 * n * n)));
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }

    /// <summary>A quantile of values in any order, linear between neighbours; null when there are none.</summary>
    public static double? Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
        {
            return null;
        }

        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }

    public static double? Median(IEnumerable<double> values) => Quantile(values, 0.5);
}
