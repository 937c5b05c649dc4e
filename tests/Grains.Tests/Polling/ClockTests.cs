using Digdir.Altinn.Grains.Polling;
using static Digdir.Altinn.Grains.Tests.Polling.WatchedVendor;

namespace Digdir.Altinn.Grains.Tests.Polling;

/// <summary>Clocks step back and forth, calls are heard of out of order, nodes restart: nobody is let off for good and nobody is blamed.</summary>
public sealed class ClockTests
{
    private const double Hour = 3600;
    private const double Day = 24 * Hour;
    private const double Year = 365 * Day;

    [Theory]
    [InlineData(-1)]
    [InlineData(-3600)]
    [InlineData(-10 * Hour)]
    [InlineData(-13 * Hour)]
    [InlineData(-20 * Hour)]
    [InlineData(-50 * Hour)]
    [InlineData(-20 * Year)]
    [InlineData(3600)]
    [InlineData(20 * Year)]
    public void After_a_step_of_the_clock_a_poller_is_flagged_and_a_reconciler_is_not(double step)
    {
        var poller = new WatchedVendor();
        var reconciler = new WatchedVendor();
        Run(0);
        Run(step + (2 * Day));
        poller.IsFlagged(step + (4 * Day)).ShouldBeTrue();
        double.IsFinite(poller.Penalty(step + (4 * Day)).Penalty).ShouldBeTrue();
        reconciler.IsFlagged(step + (4 * Day)).ShouldBeFalse();

        void Run(double from)
        {
            for (double at = 0; at < 2 * Day; at += 300)
            {
                poller.List(1, from + at);
                if (at % (6 * Hour) == 0)
                {
                    for (ulong party = 0; party < 40; party++)
                    {
                        reconciler.List(party, from + at + party);
                    }
                }
            }
        }
    }

    [Fact]
    public void A_penalty_does_not_grow_by_turning_the_clock_back()
    {
        var vendor = new WatchedVendor();
        for (var i = 0; i < 100; i++)
        {
            vendor.List(1, i * 60);
        }

        var penalty = vendor.Penalty(6000).Penalty;
        foreach (var back in new[] { Hour, Day, 30 * Day, 10 * Year })
        {
            vendor.Penalty(6000 - back).Penalty.ShouldBe(penalty, 0.1);
        }
    }

    [Fact]
    public void A_call_that_took_hours_does_not_rewind_what_has_been_added_up()
    {
        var vendor = new WatchedVendor();
        var long1 = new WatchedVendor();
        for (var i = 0; i < 288; i++)
        {
            vendor.List(1, Day + (i * 300));
            long1.List(1, Day + (i * 300));
            long1.Hear(Read(2, Day + (i * 300) - (20 * Hour)) with { Body = (ulong)i + 1 }, []);
        }

        long1.Penalty(2 * Day).Penalty.ShouldBe(vendor.Penalty(2 * Day).Penalty, 1);
    }

    [Fact]
    public void No_wait_is_longer_than_the_interval_when_the_clock_has_stepped_back()
    {
        var vendor = new WatchedVendor();
        vendor.Watch.Passed(Ask(1), At(Day));
        vendor.Watch.WaitFor(Ask(1), 900_000, At(Day - 1)).ShouldBeInRange(1, 900_000);
        vendor.Watch.WaitFor(Ask(1), 900_000, At(Day - Hour)).ShouldBe(0);
        vendor.Watch.WaitFor(Ask(1), 900_000, At(-10 * Year)).ShouldBe(0);
    }

    [Fact]
    public void A_restart_keeps_penalties_and_makes_everything_news_once()
    {
        var vendor = new WatchedVendor();
        for (var i = 0; i < 100; i++)
        {
            vendor.List(1, i * 60);
        }

        vendor.Watch.Lengthen(Lists, 4, At(6000));
        var again = new WatchedVendor(snapshot: vendor.Watch.Snapshot(At(6000)));
        again.Penalty(6000).Penalty.ShouldBe(vendor.Penalty(6000).Penalty, 1e-6);
        again.Penalty(6000 + (4 * Day)).Penalty.ShouldBe(vendor.Penalty(6000).Penalty / 2, 1e-6);
        again.Watch.Total(At(6000)).ShouldBe(vendor.Watch.Total(At(6000)));
        again.List(1, 6001).Novel.ShouldBeTrue();
        var figures = again.Watch.Figures(Lists, At(6001));
        figures.Redundant.ShouldBe(vendor.Watch.Figures(Lists, At(6001)).Redundant, 1e-6);
    }

    [Fact]
    public void A_damaged_snapshot_does_no_harm()
    {
        var group = new GroupSnapshot("p", 1, double.NaN, double.PositiveInfinity, -3, -1, 1e300, 0, 0, 0, default);
        var watch = new PollingWatch(null, new PollingSnapshot(long.MaxValue / 4, [group], double.NaN, -1));
        watch.Penalty(new Observations.ReadGroup("p", Observations.ReadClass.List), Start).ShouldBe(new PenaltyReading(0, 0, 0));
        new PollingWatch(null, new PollingSnapshot(0, default, 0, 0)).Groups.ShouldBeEmpty();
    }

    [Fact]
    public void The_same_calls_come_to_the_same_end()
    {
        Run().ShouldBe(Run());

        static string Run()
        {
            var vendor = new WatchedVendor(PollingRules.Default with { KeysPerVendor = 64 });
            var random = new Random(5);
            for (var i = 0; i < 20_000; i++)
            {
                vendor.List((ulong)random.Next(200), i * 2);
            }

            return $"{vendor.Cost:R} {string.Join(' ', vendor.Watch.Figures(Lists, At(40_000)).TopParties)}";
        }
    }
}
