namespace Digdir.Altinn.Grains.Tests.Simulation;

/// <summary>Arrival times, seeded.</summary>
internal static class Traffic
{
    /// <summary>Independent arrivals at a mean rate.</summary>
    public static IEnumerable<double> Poisson(Random random, double rate, double from, double to)
    {
        for (var at = from + Gap(random, rate); at < to; at += Gap(random, rate))
        {
            yield return at;
        }
    }

    private static double Gap(Random random, double rate) => -Math.Log(1 - random.NextDouble()) / rate;
}
