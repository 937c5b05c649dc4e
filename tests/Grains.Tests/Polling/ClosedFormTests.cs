using Digdir.Altinn.Grains.Polling;
using static Digdir.Altinn.Grains.Tests.Polling.WatchedVendor;

namespace Digdir.Altinn.Grains.Tests.Polling;

/// <summary>What can be worked out on paper (reference 1.5 and 1.6) holds for the running watch.</summary>
public sealed class ClosedFormTests
{
    private const double Hour = 3600;
    private const double Day = 24 * Hour;

    [Fact]
    public void Burstiness_is_minus_one_for_even_gaps_nought_for_poisson_and_one_for_bursts()
    {
        foreach (var n in new[] { 5, 16, 64, 10_000 })
        {
            Rhythm.Burstiness(n, 0).ShouldBe(-1, 1e-12);
            Rhythm.Burstiness(n, Math.Sqrt(n - 1)).ShouldBe(1, 1e-12);
        }

        Rhythm.Burstiness(1_000_000, 1).ShouldBe(0, 0.01);
    }

    [Fact]
    public void Gaps_keep_their_length_within_an_eighth_of_an_octave()
    {
        for (var gap = 5_000L; gap < 30 * 86_400_000L; gap = (gap * 9 / 8) + 1)
        {
            Rhythm.Length(Rhythm.Quantise(gap)).ShouldBe(gap, 0.045 * gap);
        }

        Rhythm.Quantise(0).ShouldBe((byte)0);
        Rhythm.Quantise(long.MaxValue).ShouldBe(byte.MaxValue);
    }

    [Theory]
    [InlineData(300, 0.01, 1)]
    [InlineData(300, 0.5, 1)]
    [InlineData(3600, 0.03, 1)]
    public void Even_gaps_weigh_all(double interval, double jitter, double weight)
    {
        var random = new Random(1);
        Span<byte> gaps = stackalloc byte[16];
        foreach (ref var gap in gaps)
        {
            gap = Rhythm.Quantise((long)(1000 * interval * (1 + (jitter * ((2 * random.NextDouble()) - 1)))));
        }

        Rhythm.Weight(gaps, 3).ShouldBe(weight, 0.05);
        Rhythm.Weight(gaps[..4], 3).ShouldBe(0.5);
        Rhythm.Weight(gaps[..4], 18).ShouldBe(1);
    }

    [Fact]
    public void The_false_alarm_rate_of_machine_pace_against_chance_is_one_in_a_hundred()
    {
        var random = new Random(1);
        var gaps = new byte[16];
        var alarms = 0;
        for (var run = 0; run < 20_000; run++)
        {
            for (var i = 0; i < gaps.Length; i++)
            {
                gaps[i] = Rhythm.Quantise((long)(-300_000 * Math.Log(1 - random.NextDouble())));
            }

            alarms += Rhythm.IsMachinePaced(gaps) ? 1 : 0;
        }

        (alarms / 20_000.0).ShouldBeInRange(0.005, 0.015);
    }

    [Fact]
    public void Eighteen_hours_of_the_last_twenty_four_are_round_the_clock_and_many_days_together_are_not()
    {
        uint mask = 0;
        var last = 1000L;
        for (var day = 0; day < 30; day++)
        {
            var hour = 1008L + (day * 24) + (day * 7 % 9);
            mask = Rhythm.Advance(mask, last, hour) | (1u << (int)(hour % 24));
            last = hour;
            System.Numerics.BitOperations.PopCount(mask).ShouldBeLessThanOrEqualTo(2);
        }

        for (var hour = last + 1; hour < last + 24; hour++)
        {
            mask = Rhythm.Advance(mask, hour - 1, hour) | (1u << (int)(hour % 24));
        }

        System.Numerics.BitOperations.PopCount(mask).ShouldBe(24);
    }

    [Fact]
    public void Reading_round_the_clock_weighs_fully_unless_it_comes_in_bursts_as_people_s_reading_does()
    {
        byte[] even = [.. Enumerable.Repeat(Rhythm.Quantise(300_000), 16)];
        byte[] chance = [.. Enumerable.Range(0, 16).Select(i => Rhythm.Quantise((long)(-600_000 * Math.Log(1 - ((i + 0.5) / 16)))))];
        byte[] people = [.. Enumerable.Range(0, 16).Select(i => Rhythm.Quantise(i % 4 == 0 ? 7_200_000 : 20_000))];

        Rhythm.Weight(even, hours: 24).ShouldBe(1);
        Rhythm.Weight(chance, hours: 24).ShouldBeGreaterThan(0.9);
        Rhythm.Weight(people, hours: 24).ShouldBeLessThan(0.75);
        Rhythm.Weight(people, hours: 9).ShouldBeLessThan(0.25);
        Rhythm.Weight([], hours: 20).ShouldBe(1);
    }

    [Fact]
    public void The_ratio_gate_is_near_a_quarter_of_few_reads_and_a_tenth_of_many()
    {
        Penalties.Gate(100, paced: 1, PollingRules.Default).ShouldBe(23);
        Penalties.Gate(10_000, paced: 1, PollingRules.Default).ShouldBe(1000);
        Penalties.ToleratedPerDay(20, PollingRules.Default).ShouldBe(13.86, 0.01);
        Penalties.HalfUsefulInterval(1 - Math.Exp(-2.0 / 24), Hour * 1000).ShouldBe(Math.Log(2) / 2 * Day * 1000, 1000);
    }

    [Fact]
    public void Where_people_could_have_made_the_reads_the_gate_does_not_fall_with_size_and_slowing_takes_more_than_a_notice()
    {
        Penalties.Gate(10_000, paced: 0.36, PollingRules.Default).ShouldBe(2300);
        Penalties.SlowingGate(10_000, paced: 0.36, PollingRules.Default).ShouldBe(3500);
        Penalties.SlowingGate(10_000, paced: 0.5, PollingRules.Default).ShouldBe(0);
    }

    [Theory]
    [InlineData(9, 0)]
    [InlineData(17, 0)]
    [InlineData(18, 0.0714)]
    [InlineData(24, 0.5)]
    public void Every_hour_beyond_seventeen_says_a_little_more_of_a_machine(int hours, double weight)
        => Rhythm.RoundTheClockWeight(hours).ShouldBe(weight, 0.001);

    [Fact]
    public void One_gap_is_a_period_where_no_more_are_needed()
    {
        byte[] gaps = [Rhythm.Quantise(86_400_000)];

        Rhythm.Period(gaps).Median.ShouldBe(0);
        Rhythm.Period(gaps, least: 1).Median.ShouldBeInRange(82_400_000, 90_400_000);
        Rhythm.Period([], least: 1).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData(13.5, false)]
    [InlineData(14.5, true)]
    public void A_steady_excess_is_flagged_from_fourteen_calls_a_day_on(double perDay, bool flagged)
    {
        // Beyond the grace of four a day and key, with m = 1: spread over one key read round the clock.
        var vendor = new WatchedVendor(PollingRules.Default with { GracePerDay = 0, GraceOfNewKeys = 0 });
        var seen = false;
        for (double at = 0; at < 20 * Day; at += Day / perDay)
        {
            vendor.List(1, at);
            seen |= vendor.IsFlagged(at);
        }

        seen.ShouldBe(flagged);
    }

    [Theory]
    [InlineData(1, 60)]
    [InlineData(1, 300)]
    [InlineData(1, 900)]
    [InlineData(5, 300)]
    [InlineData(10, 600)]
    public void The_time_to_a_flag_is_four_intervals_of_grace_and_twenty_calls(int parties, double interval)
    {
        var vendor = new WatchedVendor();
        var flagged = 0.0;
        for (double at = 0; flagged == 0; at += interval)
        {
            for (var party = 0; party < parties && flagged == 0; party++)
            {
                var now = at + (party * interval / parties);
                vendor.List((ulong)party, now);
                flagged = vendor.IsFlagged(now) ? now : 0;
            }
        }

        // Ideal: news at once, then grace, then 20 calls at m = 1. The first call, half weights of young keys, decay and the ratio gate come on top.
        var ideal = (4 * interval) + (20 * interval / parties);
        flagged.ShouldBeInRange(0.95 * ideal, (1.35 * ideal) + (3 * interval));
    }

    [Fact]
    public void A_penalty_halves_in_a_day_and_with_strikes_in_sixteen()
    {
        var vendor = new WatchedVendor(PollingRules.Default with { GracePerDay = 0 });
        for (var i = 0; i < 200; i++)
        {
            vendor.List(1, i * 60);
        }

        var end = 200 * 60.0;
        var before = vendor.Penalty(end).Penalty;
        vendor.Penalty(end + Day).Penalty.ShouldBe(before / 2, 0.01);
        vendor.Watch.Lengthen(Lists, 16, At(end));
        vendor.Penalty(end).Penalty.ShouldBe(before, 0.01);
        vendor.Penalty(end + (16 * Day)).Penalty.ShouldBe(before / 2, 0.01);
    }

    [Fact]
    public void What_is_forgiven_is_taken_from_group_vendor_and_parties()
    {
        var vendor = new WatchedVendor();
        for (var i = 0; i < 100; i++)
        {
            vendor.List(1, i * 60);
        }

        var before = vendor.Penalty(6000).Penalty;
        vendor.Watch.Forgive(Lists, 0.5);
        vendor.Penalty(6000).Penalty.ShouldBe(before / 2, 0.001);
        vendor.Watch.Total(At(6000)).Penalty.ShouldBe(before / 2, 0.1);
        vendor.Watch.Figures(Lists, At(6000)).TopParties[0].Cost.ShouldBe(before / 2, 0.1);
        vendor.Watch.Forgive(Lists, 0);
        vendor.Penalty(6000).Penalty.ShouldBe(0);
    }

    [Fact]
    public void A_report_names_period_count_share_of_news_and_party()
    {
        var vendor = new WatchedVendor();
        for (var i = 0; i < 288; i++)
        {
            if (i % 144 == 100)
            {
                vendor.Publish(1);
            }

            vendor.List(1, i * 300);
            if (i % 24 == 0)
            {
                vendor.List(2, (i * 300) + 7);
            }
        }

        var figures = vendor.Watch.Figures(Lists, At(Day));
        ((double)figures.PeriodMs).ShouldBe(300_000, 15_000);
        figures.SpreadMs.ShouldBe(0);
        figures.Parties.ShouldBe(2);
        figures.TopParties[0].Party.ShouldBe(Party(1));
        figures.TopParties[0].Weight.ShouldBe(1);
        figures.TopParties[0].Hours.ShouldBe(24);
        figures.NewsShare.ShouldBeInRange(0.005, 0.03);
        figures.Penalty.Penalty.ShouldBe(figures.TopParties.Sum(party => party.Cost), 0.5);
        figures.Excused[(int)Excuse.Grace].ShouldBeGreaterThan(4);
        vendor.Watch.ObservedInterval(Ask(1)).ShouldBe(figures.PeriodMs);
        vendor.Watch.ObservedInterval(Ask(99)).ShouldBe(0);
    }
}
