using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using static Digdir.Altinn.Grains.Tests.Polling.WatchedVendor;

namespace Digdir.Altinn.Grains.Tests.Polling;

/// <summary>The companion patterns (reference 1.8): each found in what it is made for, and not in what looks like it.</summary>
public sealed class CompanionTests
{
    private const double Hour = 3600;
    private const double Day = 24 * Hour;

    [Fact]
    public void A_herd_at_the_full_hour_is_found_and_reads_spread_over_it_are_not()
    {
        Has(Pattern.Herd, Day, vendor => Hourly(vendor, party => party * 0.2)).ShouldBeTrue();
        Has(Pattern.Herd, Day, vendor => Hourly(vendor, party => party * 18)).ShouldBeFalse();

        static void Hourly(WatchedVendor vendor, Func<double, double> offset)
        {
            for (var hour = 0; hour < 24; hour++)
            {
                for (var party = 0; party < 200; party++)
                {
                    vendor.List((ulong)party, (hour * Hour) + offset(party));
                }
            }
        }
    }

    [Fact]
    public void Retries_at_once_are_a_storm_and_retries_that_back_off_are_not()
    {
        Has(Pattern.NoBackOff, Hour, vendor => Outage(vendor, (_, _) => 0.5)).ShouldBeTrue();
        Has(Pattern.NoBackOff, Hour, vendor => Outage(vendor, (_, tries) => Math.Min(60, Math.Pow(2, tries)))).ShouldBeFalse();
        Has(Pattern.EarlyRetries, Hour, vendor => Outage(vendor, (_, _) => 5, retryAfter: 30)).ShouldBeTrue();
        Has(Pattern.EarlyRetries, Hour, vendor => Outage(vendor, (_, _) => 30, retryAfter: 30)).ShouldBeFalse();

        static void Outage(WatchedVendor vendor, Func<int, int, double> wait, int retryAfter = 0)
        {
            for (var party = 0; party < 10; party++)
            {
                var at = 0.0;
                for (var tries = 0; at < Hour; at += wait(party, tries++))
                {
                    vendor.Hear(Read((ulong)party, at) with { Status = 503, RetryAfter = retryAfter }, []);
                }
            }
        }
    }

    [Theory]
    [InlineData(80, false)]
    [InlineData(120, true)]
    public void So_many_retries_an_hour_are_a_storm_when_they_go_on_for_a_day(int perHour, bool isStorm)
    {
        Has(Pattern.EarlyRetries, Day, Outage).ShouldBe(isStorm);
        Has(Pattern.NoBackOff, Day, Outage).ShouldBe(isStorm);

        void Outage(WatchedVendor vendor)
        {
            for (var burst = 0.0; burst < Day; burst += 20 * Hour / perHour)
            {
                for (var at = 0; at < 21; at++)
                {
                    vendor.Hear(Read(1, burst + at) with { Status = 503, RetryAfter = 5 }, []);
                }
            }
        }
    }

    [Fact]
    public void Few_parties_polled_among_many_are_seen_by_where_the_cost_lies()
    {
        Concentration(100, polled: 3).ShouldBeGreaterThan(0.9);
        Concentration(100, polled: 50).ShouldBeLessThan(0.2);
        Concentration(10, polled: 1).ShouldBe(0, "one of ten is more than one in twenty");

        static double Concentration(int parties, int polled)
        {
            var vendor = new WatchedVendor();
            for (var minute = 0; minute < 120; minute++)
            {
                for (var party = 0; party < (minute == 0 ? parties : polled); party++)
                {
                    vendor.List((ulong)party, (minute * 60) + (party * 0.1));
                }
            }

            return vendor.Watch.Figures(Lists, At(2 * Hour)).Concentration;
        }
    }

    [Fact]
    public void A_random_parameter_on_every_call_is_found_and_real_searches_are_not()
    {
        Has(Pattern.CacheBusting, 10 * Hour, vendor => Reads(vendor, (read, i) => read with { RawQuery = Hash((ulong)i) })).ShouldBeTrue();
        Has(Pattern.CacheBusting, 10 * Hour, vendor => Reads(vendor, (read, _) => read)).ShouldBeFalse();
        Has(Pattern.CacheBusting, 10 * Hour, vendor => Reads(vendor, (read, i) => read with { RawQuery = Hash((ulong)i), Fingerprint = Hash((ulong)i + 1) })).ShouldBeFalse();
        Has(Pattern.CacheBusting, 10 * Hour, vendor => Reads(vendor, (read, i) => read with { RawQuery = Hash((ulong)i), Facts = ObservationFacts.TimeFiltered })).ShouldBeFalse();

        static void Reads(WatchedVendor vendor, Func<Observation, int, Observation> change)
        {
            for (var i = 0; i < 600; i++)
            {
                vendor.List(1 + ((ulong)i % 5), i * 60, read => change(read, i));
            }
        }
    }

    [Fact]
    public void Walking_through_everything_known_again_is_found_and_a_first_sync_is_not()
    {
        Has(Pattern.ReCrawl, 4 * Day, vendor => Walks(vendor, 4)).ShouldBeTrue();
        Has(Pattern.ReCrawl, Day, vendor => Walks(vendor, 1)).ShouldBeFalse();
        Has(Pattern.ReCrawl, 2 * Day, vendor => Walks(vendor, 2)).ShouldBeFalse();

        static void Walks(WatchedVendor vendor, int walks)
        {
            for (var walk = 0; walk < walks; walk++)
            {
                for (ulong page = 0; page < 20; page++)
                {
                    var things = Enumerable.Range(0, 50).Select(i => Hash((page * 1000) + (ulong)i)).ToArray();
                    var read = Read(1, (walk * Day) + page) with
                    {
                        Things = 50, CursorUsed = page, CursorGiven = page < 19 ? page + 1 : 0,
                    };
                    vendor.Hear(read, things).Cost.ShouldBe(0);
                }
            }
        }
    }

    [Fact]
    public void Served_with_events_and_polling_all_the_same_is_belt_and_braces()
    {
        Has(Pattern.BeltAndBraces, 8 * Hour, vendor => Polls(vendor, delivered: true)).ShouldBeTrue();
        Has(Pattern.BeltAndBraces, 8 * Hour, vendor => Polls(vendor, delivered: false)).ShouldBeFalse();
    }

    [Fact]
    public void A_webhook_dead_for_a_day_while_reads_rise_is_found()
    {
        Has(Pattern.DeadWebhook, 2 * Day, vendor => Polls(vendor, delivered: false, until: 2 * Day)).ShouldBeTrue();
        Has(Pattern.DeadWebhook, 8 * Hour, vendor => Polls(vendor, delivered: false)).ShouldBeFalse();
        Has(Pattern.DeadWebhook, 2 * Day, vendor => Polls(vendor, delivered: true, until: 2 * Day)).ShouldBeFalse();
    }

    private static void Polls(WatchedVendor vendor, bool delivered, double until = 8 * Hour)
    {
        for (double at = 0; at < until; at += 300)
        {
            if (at % Hour == 0)
            {
                vendor.Event(2, at, delivered, id: (ulong)at + 1);
            }

            vendor.List(1, at);
        }
    }

    private static bool Has(Pattern pattern, double seconds, Action<WatchedVendor> act)
    {
        var vendor = new WatchedVendor();
        act(vendor);
        return vendor.Watch.Figures(Lists, At(seconds)).Findings.Any(finding => finding.Pattern == pattern && finding.Value > 0 && finding.Count > 0);
    }
}
