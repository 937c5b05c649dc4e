using Digdir.Altinn.Gateway.Overruns;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Levels;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Overruns;

/// <summary>A product is overrun by a vendor when it suffers under more than usual and half of it is that vendor's doing; else by nobody.</summary>
public sealed class ProductLoadTests
{
    private static readonly VendorId[] Vendors = [.. Numbers().Take(60)];
    private static readonly OverrunOptions Rules = new();

    private readonly ProductLoad _load = new();
    private readonly List<(VendorId Vendor, Overrun Figures)> _found = [];
    private long _now = 1_793_606_400_000;

    [Fact]
    public void A_vendor_that_floods_a_product_until_it_fails_is_found_within_two_minutes()
    {
        Run(minutes: 20, perMinute: 300, vendor => Vendors[vendor % 20], took: 80, failing: 0);
        _found.ShouldBeEmpty();

        Run(minutes: 2, perMinute: 3000, call => call % 10 < 8 ? Vendors[3] : Vendors[call % 20], took: 400, failing: 0.4);

        var (vendor, figures) = _found.ShouldHaveSingleItem();
        vendor.ShouldBe(Vendors[3]);
        figures.Share.ShouldBeInRange(0.7, 0.9);
        figures.FailureShare.ShouldBeGreaterThan(0.2);
        figures.PerMinute.ShouldBeGreaterThan(figures.UsualPerMinute);
    }

    [Fact]
    public void A_product_that_slows_down_under_a_vendor_counts_too_and_the_vendor_is_found_once_an_hour()
    {
        Run(minutes: 20, perMinute: 300, call => Vendors[call % 20], took: 80, failing: 0);
        Run(minutes: 59, perMinute: 900, call => call % 3 > 0 ? Vendors[5] : Vendors[call % 20], took: 2500, failing: 0);
        _found.ShouldHaveSingleItem().Vendor.ShouldBe(Vendors[5]);

        Run(minutes: 5, perMinute: 900, call => call % 3 > 0 ? Vendors[5] : Vendors[call % 20], took: 2500, failing: 0);
        _found.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(300, 80, 0.9, "as many calls as ever: the product is broken, not overrun")]
    [InlineData(3000, 80, 0.0, "many calls that do not hurt")]
    [InlineData(150, 5000, 0.9, "too few calls to overrun anything")]
    public void Who_calls_most_is_not_blamed_for(int perMinute, double took, double failing, string why)
    {
        Run(minutes: 20, perMinute: Math.Min(300, perMinute), call => Vendors[call % 2], took: 80, failing: 0);
        Run(minutes: 30, perMinute, call => call % 10 < 8 ? Vendors[1] : Vendors[0], took, failing);
        _found.ShouldBeEmpty(why);
    }

    [Fact]
    public void Right_after_a_start_nothing_is_usual_and_nobody_is_found()
    {
        Run(minutes: 4, perMinute: 3000, _ => Vendors[1], took: 3000, failing: 0.9);
        _found.ShouldBeEmpty();
    }

    [Fact]
    public void Over_random_traffic_nobody_is_found_who_did_not_have_half_of_it_nor_twice_within_an_hour()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            var load = new ProductLoad();
            var now = 1_793_606_400_000L + random.Next(1_000_000);
            var recent = new Queue<(long At, VendorId Vendor, double Cost)>();
            var found = new Dictionary<VendorId, long>();
            for (var phase = 0; phase < 12; phase++)
            {
                var (vendors, perStep, took, failing, favourite) = (1 + random.Next(60), random.Next(400), random.Next(10, 4000), random.NextDouble() * 0.8, random.NextDouble());
                for (var step = 0; step < random.Next(1, 40); step++)
                {
                    now += random.Next(50) == 0 ? random.Next(-30_000, 30_000) : 0;
                    for (var call = 0; call < perStep; call++)
                    {
                        now += ProductLoad.StepMs / Math.Max(1, perStep);
                        var vendor = random.NextDouble() < favourite ? Vendors[phase] : Vendors[random.Next(vendors)];
                        var cost = Math.Max(ProductLoad.LeastCost, random.NextDouble() * took);
                        load.Hear(vendor, cost, random.NextDouble() < failing, now);
                        recent.Enqueue((now, vendor, cost));
                    }

                    now += perStep == 0 ? ProductLoad.StepMs : 1;
                    while (recent.TryPeek(out var old) && now - old.At > 3 * 60_000)
                    {
                        recent.Dequeue();
                    }

                    if (load.Look("melding", Rules, now) is not { } one)
                    {
                        continue;
                    }

                    one.Figures.Share.ShouldBeInRange(0.5, 1.0001);
                    one.Figures.PerMinute.ShouldBeGreaterThanOrEqualTo(Rules.LeastCalls);
                    one.Figures.PerMinute.ShouldBeGreaterThanOrEqualTo(Rules.TimesMore * one.Figures.UsualPerMinute);
                    var minutes = recent.Where(call => call.Vendor == one.Vendor).Sum(call => call.Cost);
                    (one.Figures.Share * one.Figures.PerMinute * one.Figures.LatencyMs).ShouldBeLessThanOrEqualTo(minutes * 1.0001, $"seed {seed}");
                    (found.TryGetValue(one.Vendor, out var last) && Math.Abs(now - last) < EmergencyBrake.HoldMs - 60_000).ShouldBeFalse($"seed {seed}");
                    found[one.Vendor] = now;
                }
            }
        }
    }

    private void Run(int minutes, int perMinute, Func<int, VendorId> vendor, double took, double failing)
    {
        for (var call = 0; call < minutes * perMinute; call++)
        {
            _now += 60_000 / perMinute;
            _load.Hear(vendor(call), took, call % 100 < failing * 100, _now);
            if (_load.Look("melding", Rules, _now) is { } found)
            {
                _found.Add(found);
            }
        }
    }

    private static IEnumerable<VendorId> Numbers()
    {
        for (var number = 310_000_000; ; number++)
        {
            if (VendorId.TryParse(number.ToString(System.Globalization.CultureInfo.InvariantCulture), out var vendor))
            {
                yield return vendor;
            }
        }
    }
}
