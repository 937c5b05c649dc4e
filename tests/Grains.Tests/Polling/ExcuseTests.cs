using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using static Digdir.Altinn.Grains.Tests.Polling.WatchedVendor;

namespace Digdir.Altinn.Grains.Tests.Polling;

/// <summary>The excuses of the reference (1.4), each with what ends it. Grace is turned off where it would cover for another.</summary>
public sealed class ExcuseTests
{
    private const double Hour = 3600;
    private const double Day = 24 * Hour;
    private static readonly PollingRules NoGrace = PollingRules.Default with { GracePerDay = 0, GraceOfNewKeys = 0 };

    [Theory]
    [InlineData(503, 0, 200, true)]
    [InlineData(408, 0, 200, true)]
    [InlineData(0, 0, 200, true)]
    [InlineData(500, 0, 301, false)]
    [InlineData(404, 0, 10, false)]
    [InlineData(429, 0, 10, true)]
    [InlineData(429, 60, 30, false)]
    [InlineData(429, 60, 61, true)]
    [InlineData(429, 900, 1000, true)]
    [InlineData(503, 60, 30, true)]
    public void A_retry_is_excused_after_a_failure_and_when_it_has_waited(int status, int retryAfter, double gap, bool excused)
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.List(1, 0);
        vendor.Hear(Read(1, 1000) with { Status = status, RetryAfter = retryAfter }, []).Counted.ShouldBeFalse();
        vendor.List(1, 1000 + gap).Excuse.ShouldBe(excused ? Excuse.Retry : Excuse.None);
        vendor.List(1, 1001 + gap).Excuse.ShouldBe(Excuse.None);
    }

    [Fact]
    public void Leaving_before_the_answer_or_being_refused_by_the_ladder_excuses_no_further_asking()
    {
        foreach (var facts in new[] { ObservationFacts.CallerLeft, ObservationFacts.RefusedByLevel })
        {
            var vendor = new WatchedVendor(NoGrace);
            vendor.List(1, 0);
            vendor.Hear(Read(1, 1000) with { Status = facts == ObservationFacts.CallerLeft ? 0 : 429, Facts = facts, RetryAfter = 10 }, []);
            vendor.List(1, 1050).Excuse.ShouldBe(Excuse.None);
        }
    }

    [Fact]
    public void A_refused_call_costs_a_tenth()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.Hear(Read(1, 0) with { Status = 429, Facts = ObservationFacts.RefusedByLevel }, []).Cost.ShouldBe(0.1);
        vendor.Penalty(0).Penalty.ShouldBe(0.1, 1e-9);
        vendor.Penalty(0).Reads.ShouldBe(0);
    }

    [Fact]
    public void A_cursor_given_out_is_good_for_one_page_within_a_day()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.List(1, 0, read => read with { CursorGiven = 8 });
        vendor.List(1, 1, read => read with { CursorUsed = 8, CursorGiven = 9 }).Excuse.ShouldBe(Excuse.Pagination);
        vendor.List(1, 2, read => read with { CursorUsed = 8 }).Excuse.ShouldBe(Excuse.None);
        vendor.List(1, 3, read => read with { CursorUsed = 77 }).Excuse.ShouldBe(Excuse.None);
        vendor.List(1, Day + 10, read => read with { CursorUsed = 9 }).Excuse.ShouldBe(Excuse.None);
    }

    [Fact]
    public void Rising_pages_are_excused_once_each_while_the_walk_goes_on()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.List(1, 0);
        vendor.List(1, 2, Page(2)).Excuse.ShouldBe(Excuse.Pagination);
        vendor.List(1, 4, Page(3)).Excuse.ShouldBe(Excuse.Pagination);
        vendor.List(1, 6, Page(3)).Excuse.ShouldBe(Excuse.None);
        vendor.List(1, 900, Page(4)).Excuse.ShouldBe(Excuse.None);

        static Func<Observation, Observation> Page(ulong page) => read => read with { Facts = ObservationFacts.NextPage, RawQuery = Hash(page) };
    }

    [Fact]
    public void A_person_may_read_sixty_times_at_once_and_every_other_second()
    {
        var vendor = new WatchedVendor(NoGrace);
        Enumerable.Range(0, 100).Count(i => vendor.List((ulong)(i % 3), i * 0.001, By(7)).Excuse is Excuse.Person || vendor.Last.Novel).ShouldBe(60);
        vendor.List(1, 2.5, By(7)).Excuse.ShouldBe(Excuse.Person);
        vendor.List(1, 2.6, By(7)).Excuse.ShouldBe(Excuse.None);
        vendor.List(1, 2.7, By(8)).Excuse.ShouldBe(Excuse.Person);
    }

    [Fact]
    public void Four_readings_a_day_are_grace_and_one_grows_back_in_six_hours()
    {
        var vendor = new WatchedVendor();
        vendor.List(1, 0);
        for (var i = 0; i < 4; i++)
        {
            vendor.List(1, 60 + i).Excuse.ShouldBe(Excuse.Grace);
        }

        vendor.List(1, 70).ShouldBe(new ReadOutcome(true, false, Excuse.None, 0.5));
        vendor.List(1, 70 + (5.9 * Hour)).Excuse.ShouldBe(Excuse.None);
        vendor.List(1, 70 + (6 * Hour)).Excuse.ShouldBe(Excuse.Grace);
    }

    [Fact]
    public void A_larger_grace_is_granted_by_people_until_it_lapses()
    {
        var vendor = new WatchedVendor();
        vendor.Watch.Adopt(new Concessions { Graces = [new LargerGrace(Lists, 6, 0, At(Day))] });
        for (double at = 0; at < Day; at += Hour)
        {
            vendor.List(1, at);
        }

        vendor.Cost.ShouldBe(0);
        Enumerable.Range(0, 24).Sum(hour => vendor.List(1, Day + (hour * Hour)).Cost).ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Announced_work_is_excused_within_its_window_group_and_party()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.Watch.Adopt(new Concessions { Work = [new DeclaredWork(Lists, Party(1), At(100), At(200))] });
        vendor.List(1, 0);
        vendor.List(2, 0);
        vendor.List(1, 99).Excuse.ShouldBe(Excuse.None);
        vendor.List(1, 100).Excuse.ShouldBe(Excuse.DeclaredWork);
        vendor.List(2, 150).Excuse.ShouldBe(Excuse.None);
        vendor.List(1, 200).Excuse.ShouldBe(Excuse.None);
    }

    [Fact]
    public void A_change_of_subscriptions_settles_for_an_hour_but_not_all_day()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.List(1, 0);
        Subscribe(vendor, 10);
        vendor.List(1, 3000).Excuse.ShouldBe(Excuse.SubscriptionSettling);
        vendor.List(1, 3620).Excuse.ShouldBe(Excuse.None);
        var excused = 0;
        for (var i = 0; i < 96; i++)
        {
            Subscribe(vendor, (2 * Day) + (i * 900));
            excused += vendor.List(1, (2 * Day) + (i * 900) + 1).Excuse == Excuse.SubscriptionSettling ? 1 : 0;
        }

        excused.ShouldBeInRange(24, 40);

        static void Subscribe(WatchedVendor vendor, double seconds)
            => vendor.Hear(Read(1, seconds, "events") with { Group = new ReadGroup("events", ReadClass.Other), Facts = ObservationFacts.SubscriptionChange }, []);
    }

    [Fact]
    public void Waiting_for_what_no_event_announces_is_excused()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.List(1, 0);
        vendor.List(1, 5, read => read with { Facts = ObservationFacts.NoEventExists }).Excuse.ShouldBe(Excuse.NoEventExists);
    }

    [Fact]
    public void The_event_feed_is_free_while_it_gets_further_and_every_five_minutes_when_it_does_not()
    {
        var vendor = new WatchedVendor();
        var feed = new ReadGroup("events", ReadClass.Feed);
        for (ulong i = 1; i < 50; i++)
        {
            Feed(vendor, i * 15, [Hash(i)]).Novel.ShouldBeTrue();
        }

        Feed(vendor, 1000, []).Excuse.ShouldBe(Excuse.FeedAllowance);
        Feed(vendor, 1015, []).Excuse.ShouldBe(Excuse.FeedAllowance);
        Feed(vendor, 1030, []).Excuse.ShouldBe(Excuse.None);
        Feed(vendor, 1315, []).Excuse.ShouldBe(Excuse.FeedAllowance);
        for (double at = 2000; at < 2000 + (2 * Hour); at += 15)
        {
            Feed(vendor, at, [Hash(49)]);
        }

        var figures = vendor.Watch.Figures(feed, At(2000 + (2 * Hour)));
        figures.Penalty.Reaches(20).ShouldBeTrue();
        figures.Findings.ShouldContain(finding => finding.Pattern == Pattern.FeedPolling);

        ReadOutcome Feed(WatchedVendor reader, double seconds, ulong[] things) => reader.Hear(Read(9, seconds, "events") with { Group = feed, Things = things.Length }, things);
    }

    [Fact]
    public void Listing_through_the_wrong_interface_costs_one_whatever_would_excuse_it()
    {
        var vendor = new WatchedVendor();
        vendor.List(1, 0, read => read with { Facts = ObservationFacts.WrongInterface }).Cost.ShouldBe(1);
        vendor.Watch.CreditOf(Ask(1) with { Facts = ObservationFacts.WrongInterface }, At(1)).ShouldBe(Excuse.None);
        vendor.List(2, 1, read => read with { Facts = ObservationFacts.WrongInterface | ObservationFacts.ServiceOwner }).Cost.ShouldBe(0);
        vendor.Watch.Figures(Lists, At(1)).Findings.ShouldContain(finding => finding.Pattern == Pattern.WrongInterface && Math.Round(finding.Count) == 1);
    }

    [Fact]
    public void A_call_for_many_parties_counts_for_each_by_its_share()
    {
        var vendor = new WatchedVendor(NoGrace);
        for (ulong party = 0; party < 10; party++)
        {
            vendor.List(party, 0, read => read with { Weight = 0.1f });
            vendor.List(party, 60, read => read with { Weight = 0.1f }).Cost.ShouldBe(0.05, 1e-6);
        }

        vendor.Penalty(60).Reads.ShouldBe(2, 0.01);
    }

    private static Func<Observation, Observation> By(ulong person) => read => read with { Person = person, Facts = ObservationFacts.Person };
}
