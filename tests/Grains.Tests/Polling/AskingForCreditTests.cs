using Digdir.Altinn.Grains.Polling;
using static Digdir.Altinn.Grains.Tests.Polling.WatchedVendor;

namespace Digdir.Altinn.Grains.Tests.Polling;

/// <summary>What a read will be excused by is asked for before it is let through.</summary>
public sealed class AskingForCreditTests
{
    private static readonly PollingRules NoGrace = PollingRules.Default with { GracePerDay = 0, GraceOfNewKeys = 0 };

    [Fact]
    public void A_credit_asked_for_before_the_read_is_the_one_it_gets()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.List(1, 0);
        vendor.Event(1, 10);
        for (var i = 0; i < 3; i++)
        {
            vendor.Watch.CreditOf(Ask(1), At(11 + i)).ShouldBe(Excuse.Event);
            vendor.List(1, 11 + i).Excuse.ShouldBe(Excuse.Event);
        }

        vendor.Watch.CreditOf(Ask(1), At(20)).ShouldBe(Excuse.None);
    }

    [Fact]
    public void A_thousand_reads_at_once_do_not_ride_on_one_credit()
    {
        var vendor = new WatchedVendor();
        vendor.Watch.CreditOf(Ask(2), At(0)).ShouldBe(Excuse.FirstContact);
        Enumerable.Range(0, 1000).Count(_ => vendor.Watch.CreditOf(Ask(2), At(0)) == Excuse.Grace).ShouldBe(4);
        vendor.List(1, 0);
        vendor.Event(1, 1);
        Enumerable.Range(0, 1000).Count(_ => vendor.Watch.CreditOf(Ask(1), At(2)) == Excuse.Event).ShouldBe(3);
        Enumerable.Range(0, 1000).Count(_ => vendor.Watch.CreditOf(Ask(1), At(70)) == Excuse.Event).ShouldBe(3);
    }

    [Fact]
    public void A_read_let_through_makes_the_next_wait_for_the_interval()
    {
        var vendor = new WatchedVendor();
        var interval = 15 * 60_000L;
        vendor.Watch.WaitFor(Ask(1), interval, At(0)).ShouldBe(0);
        vendor.Watch.Passed(Ask(1), At(0));
        vendor.Watch.WaitFor(Ask(1), interval, At(60)).ShouldBeInRange(14 * 60_000L, (14 * 60_000L) + 100);
        vendor.Watch.WaitFor(Ask(1), interval, At(60) + vendor.Watch.WaitFor(Ask(1), interval, At(60))).ShouldBe(0);
        vendor.Watch.WaitFor(Ask(2), interval, At(60)).ShouldBe(0);
        vendor.Watch.WaitFor(Ask(1, Melding), interval, At(60)).ShouldBe(0);
    }
}
