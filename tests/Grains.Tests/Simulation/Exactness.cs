using Digdir.Altinn.Grains.Limits;
using Xunit.Abstractions;

namespace Digdir.Altinn.Grains.Tests.Simulation;

/// <summary>Several gates against one ideal bucket: never more than the envelope, never much less than the ideal.</summary>
public sealed class Exactness(ITestOutputHelper output)
{
    private const double Rate = 50;
    private const double Burst = 100;
    private const double Seconds = 60;

    public static TheoryData<string, int, int> Runs()
    {
        var runs = new TheoryData<string, int, int>();
        foreach (var traffic in new[] { "steady 80 %", "twice the limit", "flood", "bursts", "skew" })
        {
            foreach (var gates in new[] { 2, 4, 8 })
            {
                for (var seed = 1; seed <= 2; seed++)
                {
                    runs.Add(traffic, gates, seed);
                }
            }
        }

        return runs;
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Gates_together_admit_what_one_ideal_bucket_would_and_never_more_than_the_envelope(string traffic, int gates, int seed)
    {
        var random = new Random(seed);
        var fleet = new Fleet(gates, seed);
        var limits = new LimitSet([new Limit(new LimitKey("vendor", 0), new Allowance(Rate, Burst))]);
        var ideal = new IdealBucket(Rate, Burst);
        var envelope = new IdealBucket(Rate, Burst);
        var calls = 0;
        foreach (var at in Arrivals(traffic, random))
        {
            calls++;
            ideal.TryTake(at);
            var gate = traffic == "skew" && random.NextDouble() < 0.9 ? 0 : random.Next(gates);
            fleet.Call(at, gate, limits, 0, 1, (when, verdict) =>
            {
                if (verdict.IsAdmitted)
                {
                    envelope.Take(when);
                }
            });
        }

        fleet.RunUntil(Seconds + 1);

        output.WriteLine($"{traffic}, {gates} gates, seed {seed}: admitted/ideal {envelope.Admitted / ideal.Admitted:F3}, lowest {envelope.Lowest:F6}, exchanges/call {(double)fleet.Exchanges / calls:F3}, waited {(double)fleet.Waits / calls:P1}");
        envelope.Lowest.ShouldBeGreaterThan(-1e-6);
        envelope.Admitted.ShouldBeGreaterThanOrEqualTo(0.95 * ideal.Admitted);
    }

    private static IEnumerable<double> Arrivals(string traffic, Random random)
    {
        if (traffic == "bursts")
        {
            for (var burst = 0.5; burst < Seconds - 1; burst += 5)
            {
                foreach (var at in Traffic.Poisson(random, 400, burst, burst + 1))
                {
                    yield return at;
                }
            }

            yield break;
        }

        var rate = traffic switch
        {
            "steady 80 %" => 0.8 * Rate,
            "flood" => 20 * Rate,
            _ => 2 * Rate,
        };
        foreach (var at in Traffic.Poisson(random, rate, 0, Seconds))
        {
            yield return at;
        }
    }
}
