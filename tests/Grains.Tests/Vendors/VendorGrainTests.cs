using Digdir.Altinn.Grains.Limits;
using Digdir.Altinn.Grains.Lots;
using Digdir.Altinn.Grains.Vendors;
using static Digdir.Altinn.Grains.Tests.Vendors.Reports;

namespace Digdir.Altinn.Grains.Tests.Vendors;

public sealed class VendorGrainTests
{
    [Fact]
    public void A_vendors_first_grain_has_the_whole_burst_at_once()
    {
        First().Exchange(Asks(1, 1, 100), At(0)).Granted().ShouldBe(100);
    }

    [Fact]
    public void What_is_not_there_is_not_granted_and_the_reply_says_when_it_will_be()
    {
        var grain = First();
        grain.Exchange(Asks(1, 1, 100), At(0));

        var reply = grain.Exchange(Asks(1, 2, 1), At(0.01));

        reply.Granted().ShouldBe(0);
        reply.Mintable().ShouldBe(0, 1e-9, "the bucket cannot refill past what is outstanding");
    }

    [Fact]
    public void Tokens_reported_as_spent_make_room_to_refill()
    {
        var grain = First();
        grain.Exchange(Asks(1, 1, 100), At(0));
        grain.Exchange(Asks(1, 2, 0, left: 0), At(0));

        grain.Exchange(Asks(1, 3, 50), At(1)).Granted().ShouldBe(50, 1e-6);
    }

    [Fact]
    public void Returned_tokens_can_be_minted_again()
    {
        var grain = First();
        grain.Exchange(Asks(1, 1, 100), At(0));

        grain.Exchange(Asks(1, 2, 0, left: 0, returned: 60), At(0));

        grain.Exchange(Asks(2, 1, 100), At(0)).Granted().ShouldBe(60, 1e-6);
    }

    [Fact]
    public void A_lot_that_lapses_unreported_counts_as_used()
    {
        var grain = First();
        grain.Exchange(Asks(1, 1, 100), At(0));

        grain.Exchange(Asks(2, 1, 100), At(1.99)).Granted().ShouldBe(0);
        grain.Exchange(Asks(2, 2, 100), At(3)).Granted().ShouldBe(50, 1e-6, "only what one second refilled after the lot lapsed");
    }

    [Fact]
    public void A_lapsed_lot_is_neither_confirmed_nor_credited()
    {
        var grain = First();
        grain.Exchange(Asks(1, 1, 100), At(0));

        var reply = grain.Exchange(Asks(1, 2, 0, left: 40, returned: 60), At(2.5));

        reply.Confirmed().ShouldBe(0);
        grain.Exchange(Asks(2, 1, 100), At(2.5)).Granted().ShouldBe(25, 1e-6);
    }

    [Theory]
    [InlineData(-1, 30)]
    [InlineData(30, -1)]
    [InlineData(double.MaxValue, double.MaxValue)]
    public void No_report_can_make_tokens(double left, double returned)
    {
        var grain = First();
        var granted = grain.Exchange(Asks(1, 1, 20), At(0)).Granted();

        var reply = grain.Exchange(Asks(1, 2, 1000, left, returned), At(0));

        reply.Confirmed().ShouldBeInRange(0, granted);
        (reply.Confirmed() + reply.Granted()).ShouldBeLessThanOrEqualTo(100 + 1e-6);
        grain.Exchange(Asks(2, 1, 1000), At(0)).Granted().ShouldBeLessThanOrEqualTo(100 - reply.Confirmed() - reply.Granted() + 1e-6);
    }

    [Fact]
    public void A_gate_waits_less_for_whole_requests_than_for_stock()
    {
        var grain = First();
        grain.Exchange(Asks(1, 1, 97.5), At(0));

        // Two and a half tokens are left; requests of one token each wait for five.
        grain.Exchange(Asks(2, 1, 5), At(0)).Granted().ShouldBe(2);
    }

    [Fact]
    public void The_newest_allowance_wins()
    {
        var grain = First();
        grain.Exchange(Asks(1, 1, 10), At(0));
        var smaller = Ordinary with { Allowance = new Allowance(5, 20) };

        grain.Exchange(Asks(1, 2, 100, left: 10, limit: smaller), At(0)).Granted().ShouldBe(10, 1e-6, "a bucket of 20 of which 10 are out");
        grain.Exchange(Asks(1, 3, 100, left: 0, limit: smaller), At(0));
        grain.Exchange(Asks(1, 4, 100, left: 0, limit: smaller), At(2)).Granted().ShouldBe(10, 1e-6, "5 per second");
    }

    [Fact]
    public void Active_customers_raise_the_rate_up_to_its_maximum_and_are_forgotten_after_ten_minutes()
    {
        var grain = First();
        var limit = Ordinary with { RatePerCustomer = 1, MaxRate = 55 };
        CustomerUse[] four = [new(1, 1, 0), new(2, 1, 0), new(3, 1, 0), new(4, 1, 0)];
        CustomerUse[] ten = [.. Enumerable.Range(1, 10).Select(customer => new CustomerUse((ulong)customer, 1, 0))];

        grain.Exchange(Asks(1, 1, 0, limit: limit, customers: four), At(0)).Buckets[0].Rate.ShouldBe(54);
        grain.Exchange(Asks(1, 2, 0, limit: limit, customers: ten), At(1)).Buckets[0].Rate.ShouldBe(55);
        grain.Exchange(Asks(1, 3, 0, limit: limit, customers: new CustomerUse(1, 1, 0)), At(602)).Buckets[0].Rate.ShouldBe(51);
    }

    [Fact]
    public void A_clock_that_is_set_back_neither_refills_nor_blocks_the_bucket()
    {
        var grain = First();
        grain.Exchange(Asks(1, 1, 100), At(3600));

        grain.Exchange(Asks(1, 2, 100), At(0)).Granted().ShouldBe(0);
        grain.Exchange(Asks(1, 3, 100), At(1)).Granted().ShouldBe(50, 1e-6);
    }

    [Fact]
    public void Full_buckets_that_nobody_asks_for_are_forgotten()
    {
        var grain = First();
        for (var i = 0; i < 1000; i++)
        {
            grain.Exchange(Asks(1, i + 1, 1, limit: new Limit(new LimitKey("client", (ulong)i), new Allowance(1, 10))), At(0));
        }

        grain.BucketCount.ShouldBe(1000);
        grain.Exchange(Asks(1, 2000, 1), At(700));
        grain.BucketCount.ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public void Customers_are_bounded()
    {
        var grain = First();
        var limit = Ordinary with { SharedByCustomers = true, RatePerCustomer = 1, MaxRate = 1_000_000 };
        BucketReply? last = null;
        for (var i = 0; i < 40; i++)
        {
            CustomerUse[] many = [.. Enumerable.Range(i * 100, 100).Select(customer => new CustomerUse((ulong)customer, 1, 0))];
            last = grain.Exchange(Asks(1, i + 1, 0, limit: limit, customers: many), At(i)).Buckets[0];
        }

        last.ShouldNotBeNull().Rate.ShouldBe(50 + FairShares.Capacity);
    }

    [Theory]
    [InlineData(new double[] { 1, 2, 3 }, 10, double.PositiveInfinity)]
    [InlineData(new double[] { 10, 10 }, 10, 5)]
    [InlineData(new double[] { 1, 100, 3 }, 10, 6)]
    [InlineData(new double[] { 1, 100, 100 }, 11, 5)]
    public void Water_fills_to_the_level_that_uses_the_rate_up(double[] demands, double rate, double level)
    {
        FairShares.WaterFill(demands, rate).ShouldBe(level);
    }
}
