using Digdir.Altinn.Grains.Limits;
using Digdir.Altinn.Grains.Vendors;
using Xunit.Abstractions;

namespace Digdir.Altinn.Grains.Tests.Simulation;

/// <summary>What goes wrong between gates and grain may cost a vendor tokens, but never gives it more than the envelope.</summary>
public sealed class Mishaps(ITestOutputHelper output)
{
    private const double Rate = 50;
    private const double Burst = 100;
    private const double Seconds = 60;

    private static readonly LimitSet Limits = new([new Limit(new LimitKey("vendor", 0), new Allowance(Rate, Burst))]);

    [Theory]
    [InlineData("slow wire", 0.1, 0, false)]
    [InlineData("lost replies", 0.002, 0.05, false)]
    [InlineData("crashing gates", 0.002, 0, true)]
    [InlineData("everything", 0.3, 0.05, true)]
    public void Minted_tokens_stay_within_the_envelope(string mishap, double latency, double loss, bool crashes)
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            var random = new Random(seed);
            var fleet = new Fleet(4, seed, latency, loss);
            var envelope = new IdealBucket(Rate, Burst);
            var ideal = new IdealBucket(Rate, Burst);
            Flood(fleet, random, envelope, ideal);
            for (var at = 1.0; crashes && at < Seconds; at += 2)
            {
                fleet.At(at, () => fleet.Crash(random.Next(4)));
            }

            fleet.RunUntil(Seconds + 2);

            output.WriteLine($"{mishap}, seed {seed}: admitted/ideal {envelope.Admitted / ideal.Admitted:F3}, lowest {envelope.Lowest:F6}");
            envelope.Lowest.ShouldBeGreaterThan(-1e-6);
            envelope.Admitted.ShouldBeGreaterThan(0.5 * ideal.Admitted);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_grain_that_is_lost_again_and_again_stays_within_the_safe_share(int seed)
    {
        var random = new Random(seed);
        var rules = new GrainRules { SafeShare = 0.25 };
        var fleet = new Fleet(4, seed, rules: rules);
        var envelope = new IdealBucket(Rate * (1 + rules.SafeShare), Burst * (1 + rules.SafeShare));
        var ideal = new IdealBucket(Rate, Burst);
        Flood(fleet, random, envelope, ideal);
        var epoch = 1;
        for (var at = 5.0; at < Seconds; at += 5 + (random.NextDouble() * 5))
        {
            var lost = at;
            fleet.At(lost, () => fleet.Grain = new VendorGrain(++epoch, Origin.Unknown(Fleet.WallClock(lost), rules), rules));
        }

        fleet.RunUntil(Seconds + 2);

        output.WriteLine($"seed {seed}: admitted/ideal {envelope.Admitted / ideal.Admitted:F3}, lowest {envelope.Lowest:F3}");
        envelope.Lowest.ShouldBeGreaterThan(-1e-6);
        envelope.Admitted.ShouldBeGreaterThan(0.5 * ideal.Admitted);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_second_grain_beside_the_first_stays_within_the_safe_share_while_it_learns(int seed)
    {
        var random = new Random(seed);
        var rules = new GrainRules { SafeShare = 0.25, Learning = TimeSpan.FromSeconds(4) };
        var fleet = new Fleet(4, seed, rules: rules);
        var envelope = new IdealBucket(Rate * (1 + rules.SafeShare), Burst * (1 + rules.SafeShare));
        var ideal = new IdealBucket(Rate, Burst);
        Flood(fleet, random, envelope, ideal);
        var first = fleet.Grain;
        fleet.At(20, () =>
        {
            var second = new VendorGrain(2, Origin.Unknown(Fleet.WallClock(20), rules), rules);
            // Gates waver between the two until the first has lost its right to mint, within the learning time.
            fleet.Route = _ => random.Next(2) == 0 ? first : second;
            fleet.At(23.9, () => fleet.Route = _ => second);
        });

        fleet.RunUntil(Seconds + 2);

        output.WriteLine($"seed {seed}: admitted/ideal {envelope.Admitted / ideal.Admitted:F3}, lowest {envelope.Lowest:F3}");
        envelope.Lowest.ShouldBeGreaterThan(-1e-6);
    }

    [Fact]
    public void Nodes_cut_off_from_the_grain_together_add_half_a_limit_at_most()
    {
        var random = new Random(1);
        var fleet = new Fleet(4, 1, gateRules: new Grains.Gates.GateRules { DegradedShare = 1.0 / 8 });
        var all = new IdealBucket(Rate * 1.5, Burst * 1.5);
        var degraded = 0;
        foreach (var at in Traffic.Poisson(random, 20 * Rate, 0, Seconds))
        {
            fleet.Call(at, random.Next(4), Limits, 0, 1, (when, verdict) =>
            {
                if (verdict.IsAdmitted)
                {
                    all.Take(when);
                    degraded += verdict.Admission == Admission.Degraded ? 1 : 0;
                }
            });
        }

        fleet.At(20, () => fleet.Route = _ => null);
        fleet.At(40, () => fleet.Route = null);
        fleet.RunUntil(Seconds + 2);

        all.Lowest.ShouldBeGreaterThan(-1e-6);
        degraded.ShouldBeInRange(400, 600);
        (all.Admitted - degraded).ShouldBeGreaterThan(1900);
    }

    private static void Flood(Fleet fleet, Random random, IdealBucket envelope, IdealBucket ideal)
    {
        foreach (var at in Traffic.Poisson(random, 5 * Rate, 0, Seconds))
        {
            ideal.TryTake(at);
            fleet.Call(at, random.Next(4), Limits, 0, 1, (when, verdict) =>
            {
                if (verdict.Admission == Admission.Admitted)
                {
                    envelope.Take(when);
                }
            });
        }
    }
}
