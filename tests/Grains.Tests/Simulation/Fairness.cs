using Digdir.Altinn.Grains.Limits;
using Digdir.Altinn.Grains.Vendors;
using Xunit.Abstractions;

namespace Digdir.Altinn.Grains.Tests.Simulation;

/// <summary>A vendor's customers share one bucket max-min fairly, on however many nodes.</summary>
public sealed class Fairness(ITestOutputHelper output)
{
    private const double Rate = 50;
    private const double Burst = 100;
    private const double Seconds = 60;

    private static readonly Limit Vendor = new(new LimitKey("vendor", 0), new Allowance(Rate, Burst), SharedByCustomers: true);
    private static readonly LimitSet Shared = new([Vendor]);

    public static TheoryData<string, int, int> Runs()
    {
        var runs = new TheoryData<string, int, int>();
        foreach (var others in new[] { "few and small", "even", "mixed", "near their share", "bursty", "many" })
        {
            foreach (var gates in new[] { 1, 4 })
            {
                for (var seed = 1; seed <= 2; seed++)
                {
                    runs.Add(others, gates, seed);
                }
            }
        }

        return runs;
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void One_customer_at_ten_times_the_limit_costs_the_others_nothing(string others, int gates, int seed)
    {
        // Customer 0 is the runaway; the others ask for less than the fair share.
        double[] demands = [10 * Rate, .. others switch
        {
            "few and small" => [2, 2],
            "even" => Enumerable.Repeat(3.0, 9),
            "mixed" => [0.5, 1, 1, 2, 3, 4, 4, 8],
            "near their share" => Enumerable.Repeat(4.5, 9),
            "bursty" => [2, 2, 2, 2, 2, 2],
            _ => Enumerable.Repeat(0.4, 80),
        }];

        var result = Run(gates, seed, demands, others == "bursty" ? 5 : 1);

        var fair = FairShares.WaterFill([.. demands], Rate);
        demands.Skip(1).ShouldAllBe(demand => demand < fair);
        var worst = Enumerable.Range(1, demands.Length - 1).Min(customer => result.Admitted[customer] / result.Asked[customer]);
        var together = result.Admitted.Skip(1).Sum() / result.Asked.Skip(1).Sum();
        output.WriteLine($"{others}, {gates} gates, seed {seed}: others {together:F4}, worst {worst:F4}, runaway {result.Admitted[0] / Seconds:F1}/s of fair {fair:F1}/s, total/ideal {result.Total:F3}, lowest {result.Lowest:F3}");
        result.Lowest.ShouldBeGreaterThan(-1e-6);
        together.ShouldBeGreaterThanOrEqualTo(0.99);
        result.Total.ShouldBeGreaterThanOrEqualTo(0.95);
    }

    [Theory]
    [InlineData(1, 1, 500, 500)]
    [InlineData(4, 2, 500, 500)]
    [InlineData(1, 3, 500, 100)]
    [InlineData(4, 4, 500, 100)]
    [InlineData(4, 5, 1000, 60)]
    public void Two_that_ask_too_much_get_the_same(int gates, int seed, double one, double other)
    {
        double[] demands = [one, other, 2, 3];

        var result = Run(gates, seed, demands, on: 1);

        var fair = FairShares.WaterFill([.. demands], Rate);
        output.WriteLine($"{gates} gates: {result.Admitted[0] / Seconds:F2}/s and {result.Admitted[1] / Seconds:F2}/s of {fair:F2}/s, total/ideal {result.Total:F3}");
        (result.Admitted[0] / result.Admitted[1]).ShouldBeInRange(0.95, 1.05);
        ((result.Admitted[2] + result.Admitted[3]) / (result.Asked[2] + result.Asked[3])).ShouldBeGreaterThanOrEqualTo(0.99);
        result.Total.ShouldBeGreaterThanOrEqualTo(0.95);
        result.Lowest.ShouldBeGreaterThan(-1e-6);
    }

    [Fact]
    public void Without_sharing_the_runaway_takes_nearly_everything()
    {
        var result = Run(gates: 4, seed: 1, [10 * Rate, 3, 3, 3], on: 1, new LimitSet([Vendor with { SharedByCustomers = false }]));

        (result.Admitted.Skip(1).Sum() / result.Asked.Skip(1).Sum()).ShouldBeLessThan(0.3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Two_shared_limits_at_once_are_both_shared_fairly(int gates)
    {
        // Lists are limited tighter than the vendor as a whole; the others ask for less than their share of either.
        double[] demands = [10 * Rate, 1, 1, 2, 2];

        var result = Run(gates, seed: 6, demands, on: 1, new LimitSet([new Limit(new LimitKey("list", 0), new Allowance(20, 60), SharedByCustomers: true), Vendor]), rate: 20, burst: 60);

        output.WriteLine($"{gates} gates: others {result.Admitted.Skip(1).Sum() / result.Asked.Skip(1).Sum():F4}, runaway {result.Admitted[0] / Seconds:F1}/s, total/ideal {result.Total:F3}");
        (result.Admitted.Skip(1).Sum() / result.Asked.Skip(1).Sum()).ShouldBeGreaterThanOrEqualTo(0.99);
        result.Total.ShouldBeGreaterThanOrEqualTo(0.95);
        result.Lowest.ShouldBeGreaterThan(-1e-6);
    }

    /// <summary>Poisson arrivals per customer; with <paramref name="on"/> above 1 the others ask that many times as fast for that fraction of the time.</summary>
    private static Result Run(int gates, int seed, double[] demands, double on, LimitSet? limits = null, double rate = Rate, double burst = Burst)
    {
        var random = new Random(seed);
        var fleet = new Fleet(gates, seed);
        var ideal = new IdealBucket(rate, burst);
        var envelope = new IdealBucket(rate, burst);
        var asked = new double[demands.Length];
        var admitted = new double[demands.Length];
        var arrivals = new List<(double At, int Customer)>();
        for (var customer = 0; customer < demands.Length; customer++)
        {
            var phase = random.NextDouble() * 10;
            arrivals.AddRange(customer == 0 || on == 1
                ? Traffic.Poisson(random, demands[customer], 0, Seconds).Select(at => (at, customer))
                : Traffic.Poisson(random, demands[customer] * on, 0, Seconds).Where(at => (at + phase) % 10 < 10 / on).Select(at => (at, customer)));
        }

        foreach (var (at, customer) in arrivals.OrderBy(arrival => arrival.At))
        {
            asked[customer]++;
            ideal.TryTake(at);
            fleet.Call(at, random.Next(gates), limits ?? Shared, (ulong)customer + 1, 1, (when, verdict) =>
            {
                if (verdict.IsAdmitted)
                {
                    admitted[customer]++;
                    envelope.Take(when);
                }
            });
        }

        fleet.RunUntil(Seconds + 1);
        return new Result(asked, admitted, envelope.Admitted / ideal.Admitted, envelope.Lowest);
    }

    private sealed record Result(double[] Asked, double[] Admitted, double Total, double Lowest);
}
