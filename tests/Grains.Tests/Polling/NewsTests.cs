using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using static Digdir.Altinn.Grains.Tests.Polling.WatchedVendor;

namespace Digdir.Altinn.Grains.Tests.Polling;

/// <summary>What an answer tells that was not known, and what it does not.</summary>
public sealed class NewsTests
{
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
}
