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

    [Fact]
    public void The_first_reading_is_news_or_excused_and_never_costs()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.List(1, 0).ShouldBe(new ReadOutcome(true, true, Excuse.None, 0));
        vendor.Hear(Read(2, 0) with { Things = 0 }, []).ShouldBe(new ReadOutcome(true, false, Excuse.FirstContact, 0));
        vendor.Look(3, 0, body: 1).Novel.ShouldBeTrue();
    }

    [Fact]
    public void An_unchanged_list_costs_and_what_is_new_or_gone_does_not()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.List(1, 0);
        vendor.List(1, 60).Cost.ShouldBe(0.5);
        vendor.Publish(1);
        vendor.List(1, 120).Novel.ShouldBeTrue();
        vendor.Revise(1);
        vendor.List(1, 180).Novel.ShouldBeTrue();
        vendor.Remove(1);
        vendor.List(1, 240).Novel.ShouldBeTrue();
        vendor.List(1, 300).Novel.ShouldBeFalse();
    }

    [Fact]
    public void A_thing_gone_says_nothing_where_time_filters_cursors_or_pages_explain_it()
    {
        foreach (var change in new Func<Observation, Observation>[]
        {
            read => read with { Facts = ObservationFacts.TimeFiltered },
            read => read with { Facts = ObservationFacts.NextPage },
            read => read with { Facts = ObservationFacts.ThingsCut },
            read => read with { CursorUsed = 5 },
            read => read with { RawQuery = Hash(31) },
        })
        {
            var vendor = new WatchedVendor(NoGrace);
            vendor.List(1, 0);
            vendor.Remove(1);
            vendor.List(1, 900, change).Novel.ShouldBeFalse();
        }
    }

    [Fact]
    public void A_shorter_page_and_a_longer_one_in_turn_make_no_news()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.Publish(1, 20);
        var all = Enumerable.Range(0, 20).Select(i => Hash((ulong)i)).ToArray();
        vendor.Hear(Read(1, 0) with { Things = 20 }, all);
        for (var i = 1; i < 20; i++)
        {
            var length = i % 2 == 0 ? 20 : 10;
            vendor.Hear(Read(1, 60 * i) with { Things = length, RawQuery = Hash((ulong)length) }, all[..length]).Novel.ShouldBeFalse();
        }
    }

    [Fact]
    public void An_answer_that_is_no_list_tells_by_its_body()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.Look(1, 0, body: 1).Novel.ShouldBeTrue();
        vendor.Look(1, 60, body: 1).Novel.ShouldBeFalse();
        vendor.Look(1, 120, body: 2).Novel.ShouldBeTrue();
        vendor.Look(1, 180, body: 1).Novel.ShouldBeTrue();
        vendor.Look(1, 240, body: 1, change: read => read with { RawQuery = Hash(404) }).Novel.ShouldBeFalse();
        vendor.Look(1, 300, body: 2, change: read => read with { RawQuery = Hash(405) }).Novel.ShouldBeFalse();
    }

    [Fact]
    public void Nothing_empty_and_nothing_unmodified_is_news_and_unmodified_is_cheap()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.List(1, 0);
        vendor.List(1, 60, read => read with { Status = 304, Facts = ObservationFacts.Conditional }).Cost.ShouldBe(0.1);
        vendor.List(1, 120, read => read with { Status = 204 }).Cost.ShouldBe(0.5);
    }

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
    public void Thirty_reads_may_await_a_write_for_ten_minutes()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.List(1, 0);
        vendor.Write(1, 10);
        for (var i = 0; i < 30; i++)
        {
            vendor.List(1, 11 + i).Excuse.ShouldBe(Excuse.OwnWrite);
        }

        vendor.List(1, 50).Excuse.ShouldBe(Excuse.None);
        vendor.Write(1, 100);
        vendor.List(2, 0);
        vendor.List(2, 110).Excuse.ShouldBe(Excuse.None);
        vendor.List(1, 701).Excuse.ShouldBe(Excuse.None);
    }

    [Fact]
    public void Hundreds_of_submissions_a_day_each_watched_for_a_minute_cost_nothing()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.Look(1, 0, body: 0);
        for (var i = 1; i <= 280; i++)
        {
            vendor.Write(1, i * 300, thing: Hash((ulong)i));
            for (var poll = 1; poll <= 12; poll++)
            {
                vendor.Look(1, (i * 300) + (5 * poll), body: poll == 12 ? (ulong)i : (ulong)i - 1);
            }
        }

        vendor.Cost.ShouldBe(0);
    }

    [Fact]
    public void A_write_for_a_customer_excuses_reads_of_what_it_led_to_though_they_name_the_party_otherwise()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.Look(9, 0, body: 1);
        vendor.Write(1, 10);

        vendor.Look(9, 15, body: 1, change: read => read with { Customer = Party(1) }).Excuse.ShouldBe(Excuse.OwnWrite);
        vendor.Look(9, 20, body: 1, change: read => read with { Customer = Party(2) }).Excuse.ShouldBe(Excuse.None);
        var question = new ReadQuestion { Group = new(Dialogporten, ReadClass.Status), Party = Party(9), Customer = Party(1), Fingerprint = 5 };
        for (var i = 0; i < 29; i++)
        {
            vendor.Watch.CreditOf(question, At(25)).ShouldBe(Excuse.OwnWrite);
        }

        vendor.Watch.CreditOf(question, At(25)).ShouldBe(Excuse.None);
    }

    [Fact]
    public void Writing_before_each_opening_excuses_sixty_openings_a_day_and_one_given_back_each_while()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.Look(1, 0, body: 1, ReadClass.Thing);
        var excused = 0;
        for (var i = 1; i <= 480; i++)
        {
            vendor.Write(1, i * 180, thing: Hash(5));
            excused += vendor.Look(1, (i * 180) + 1, body: 1, ReadClass.Thing).Excuse == Excuse.OwnWrite ? 1 : 0;
        }

        excused.ShouldBeInRange(115, 125);
    }

    [Fact]
    public void Opening_several_things_of_a_party_on_one_visit_a_night_costs_nothing_however_many_parties_there_are()
    {
        var vendor = new WatchedVendor();
        for (var night = 0; night < 4; night++)
        {
            for (var party = 1UL; party <= 600; party++)
            {
                for (var thing = 0; thing < 4; thing++)
                {
                    vendor.Look(party, (night * Day) + (party * 2) + (thing * 0.4), body: 1, ReadClass.Thing);
                }
            }
        }

        vendor.Cost.ShouldBe(0);
    }

    [Fact]
    public void Only_so_many_writes_a_day_excuse_listing()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.List(1, 0);
        var excused = 0;
        for (var i = 1; i <= 96; i++)
        {
            vendor.Write(1, i * 900, thing: Hash(5));
            excused += vendor.List(1, (i * 900) + 1).Excuse == Excuse.OwnWrite ? 1 : 0;
        }

        excused.ShouldBeInRange(58, 62);
    }

    [Fact]
    public void What_the_vendor_changed_itself_is_no_news_and_what_others_changed_meanwhile_is()
    {
        var vendor = new WatchedVendor(NoGrace);
        vendor.List(1, 0);
        vendor.Write(1, 10, vendor.Revise(1));
        vendor.List(1, 11).Novel.ShouldBeFalse();
        vendor.Publish(1);
        vendor.List(1, 12).Novel.ShouldBeTrue();
        vendor.Write(1, 1000, thing: Hash(9));
        vendor.Revise(1);
        vendor.List(1, 1700).Novel.ShouldBeTrue();
    }

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
    public void A_question_dressed_anew_each_time_brings_no_news_for_long()
    {
        var vendor = new WatchedVendor();
        var novel = 0;
        for (var i = 0; i < 400; i++)
        {
            var made = WatchedVendor.Hash((ulong)i + 9_000_000);
            novel += vendor.Look(1, i * 300, body: 7, change: read => read with { Fingerprint = made, RawQuery = made }).Novel ? 1 : 0;
        }

        novel.ShouldBeInRange(1, 160);
    }

    [Fact]
    public void Many_things_opened_once_each_are_all_news_though_each_is_a_new_question()
    {
        var vendor = new WatchedVendor();
        for (var i = 0; i < 400; i++)
        {
            var thing = WatchedVendor.Hash((ulong)i + 9_000_000);
            vendor.Look(1, i * 300, body: (ulong)i, change: read => read with { Fingerprint = thing, RawQuery = thing, Object = thing }).Novel.ShouldBeTrue();
        }
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

    private static Func<Observation, Observation> Declaring(ulong id) => read => read with { DeclaredEvent = id };

    private static Func<Observation, Observation> By(ulong person) => read => read with { Person = person, Facts = ObservationFacts.Person };
}
