using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using static Digdir.Altinn.Grains.Tests.Polling.WatchedVendor;

namespace Digdir.Altinn.Grains.Tests.Polling;

/// <summary>What an event calls for is excused, however late it came.</summary>
public sealed class EventExcuseTests
{
    private const double Hour = 3600;
    private const double Day = 24 * Hour;
    private static readonly PollingRules NoGrace = PollingRules.Default with { GracePerDay = 0, GraceOfNewKeys = 0 };

    [Fact]
    public void An_event_calls_for_three_reads_of_its_party_and_product_in_a_quarter_of_an_hour()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.List(1, 0);
        vendor.List(2, 0);
        vendor.Event(1, 100);
        vendor.List(2, 101).Excuse.ShouldBe(Excuse.None);
        vendor.Event(2, 102, product: Melding);
        vendor.List(2, 103).Excuse.ShouldBe(Excuse.None);
        for (var i = 0; i < 3; i++)
        {
            vendor.List(1, 110 + i).ShouldBe(new ReadOutcome(true, false, Excuse.Event, 0) { CalledForByEvent = true });
        }

        vendor.List(1, 120).Excuse.ShouldBe(Excuse.None);
        vendor.Event(1, 200);
        vendor.List(1, 1101).Excuse.ShouldBe(Excuse.None);
    }

    [Fact]
    public void An_event_that_came_while_the_product_failed_calls_for_its_reads_when_the_product_is_back()
    {
        var vendor = new WatchedVendor();
        vendor.List(1, 0);
        vendor.Event(1, 100);
        vendor.List(1, 110, read => read with { Status = 503, RetryAfter = 3 * 3600, Things = -1 });

        vendor.List(1, 11_000).Excuse.ShouldBe(Excuse.Retry);
        vendor.List(1, 11_001).Excuse.ShouldBe(Excuse.Event);
        vendor.List(1, 11_002).Excuse.ShouldBe(Excuse.Event);
        vendor.List(1, 11_003).Excuse.ShouldBe(Excuse.Event);
        vendor.List(1, 11_004).Excuse.ShouldNotBe(Excuse.Event);
    }

    [Fact]
    public void A_failure_calls_back_no_event_that_was_too_old_already()
    {
        var vendor = new WatchedVendor();
        vendor.List(1, 0);
        vendor.Event(1, 100);
        vendor.List(1, 1_100, read => read with { Status = 503, RetryAfter = 3600, Things = -1 });

        vendor.List(1, 4_800).Excuse.ShouldBe(Excuse.Retry);
        vendor.List(1, 4_801).Excuse.ShouldNotBe(Excuse.Event);
    }

    [Fact]
    public void A_read_with_news_is_called_for_by_an_event_but_does_not_use_its_credit_up()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.List(1, 0).CalledForByEvent.ShouldBeFalse();
        vendor.Event(1, 100);
        vendor.Publish(1);
        vendor.List(1, 101).ShouldBe(new ReadOutcome(true, true, Excuse.None, 0) { CalledForByEvent = true });
        vendor.List(1, 102).Excuse.ShouldBe(Excuse.Event);
    }

    [Fact]
    public void Events_add_up_to_sixty_reads_and_no_more()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.List(1, 0);
        for (var i = 0; i < 50; i++)
        {
            vendor.Event(1, 10, id: (ulong)i + 1);
            vendor.Event(1, 11, id: (ulong)i + 1);
        }

        Enumerable.Range(0, 100).Count(i => vendor.List(1, 20 + i).Excuse == Excuse.Event).ShouldBe(60);
    }

    [Fact]
    public void An_event_that_could_not_be_delivered_calls_for_one_read_within_a_day_however_often_it_was_tried()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.List(1, 0);
        for (var i = 0; i < 12; i++)
        {
            vendor.Event(1, 10 + (i * 60), delivered: false, id: 4);
        }

        vendor.List(1, 20 * Hour).Excuse.ShouldBe(Excuse.LateEvent);
        vendor.List(1, 21 * Hour).Excuse.ShouldBe(Excuse.None);
        vendor.Event(1, 30 * Hour, delivered: false, id: 5);
        vendor.List(1, 57 * Hour).Excuse.ShouldBe(Excuse.None);
    }

    [Fact]
    public void A_declared_event_is_good_for_three_reads_of_its_own_party()
    {
        var vendor = new WatchedVendor(NoGrace with { ReadsPerEvent = 0 });
        vendor.List(1, 0);
        vendor.List(2, 0);
        vendor.Event(1, 10, id: 4);
        for (var i = 0; i < 3; i++)
        {
            vendor.List(1, Hour + i, Declaring(4)).Excuse.ShouldBe(Excuse.DeclaredEvent);
        }

        vendor.List(1, Hour + 9, Declaring(4)).Excuse.ShouldBe(Excuse.None);
        vendor.List(2, Hour, Declaring(4)).Excuse.ShouldBe(Excuse.None);
        vendor.Watch.Figures(Lists, At(Hour)).FalseClaims.ShouldBe(1, 0.01);
    }

    [Fact]
    public void A_claim_that_cannot_be_checked_yet_is_no_lie()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.List(1, 0, Declaring(9));
        vendor.Event(1, 10, id: 1);
        vendor.List(1, 20, Declaring(9));
        vendor.Watch.Figures(Lists, At(20)).FalseClaims.ShouldBe(0);
        vendor.List(1, 9 * Day, Declaring(9));
        vendor.Watch.Figures(Lists, At(9 * Day)).FalseClaims.ShouldBe(1, 0.01);
    }

    private static Func<Observation, Observation> Declaring(ulong id) => read => read with { DeclaredEvent = id };
}
