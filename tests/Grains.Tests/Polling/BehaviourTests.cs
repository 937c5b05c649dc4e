using Digdir.Altinn.Grains.Polling;
using Xunit.Abstractions;

namespace Digdir.Altinn.Grains.Tests.Polling;

/// <summary>The behaviours of the reference (4.2), each over days: who is flagged, who never, and how soon. The gateway's own simulation has more of them.</summary>
public sealed class BehaviourTests(ITestOutputHelper output)
{
    private const double Hour = 3600;
    private const double Day = 24 * Hour;

    [Theory]
    [InlineData(60, 0.01, 2)]
    [InlineData(300, 0.01, 3)]
    [InlineData(900, 0.01, 8)]
    [InlineData(1800, 0.01, 16)]
    [InlineData(300, 0.5, 3)]
    [InlineData(300, 1, 5)]
    [InlineData(60, -1, 2)]
    public void Polling_of_one_party_is_flagged(double interval, double jitter, double withinHours)
    {
        var vendor = new WatchedVendor();
        var flagged = Run(vendor, 3 * Day, Poller(interval, jitter, seed: 7));
        output.WriteLine($"every {interval} s, jitter {jitter}: flagged after {flagged / Hour:F1} h");
        flagged.ShouldBeLessThan(withinHours * Hour);
    }

    [Theory]
    [InlineData(100, 3)]
    [InlineData(300, 3)]
    [InlineData(3000, 3)]
    public void Hourly_reading_of_many_parties_is_flagged_within_hours(int parties, double withinHours)
    {
        var vendor = new WatchedVendor();
        var flagged = Run(vendor, Day, Spread(parties, Hour, 0.03, seed: 3));
        output.WriteLine($"{parties} parties hourly: flagged after {flagged / Hour:F1} h");
        flagged.ShouldBeLessThan(withinHours * Hour);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(300)]
    [InlineData(3000)]
    public void Reconciling_every_party_every_six_hours_is_never_flagged(int parties)
    {
        var vendor = new WatchedVendor();
        Run(vendor, 10 * Day, Spread(parties, 6 * Hour, 0.03, seed: 5), news: 1 / Day).ShouldBe(double.PositiveInfinity);
        output.WriteLine($"{parties} parties: cost {vendor.Cost:F1}");
        vendor.Cost.ShouldBeLessThan(1);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(24)]
    public void Reconciling_all_parties_in_one_go_is_never_flagged(double everyHours)
    {
        var vendor = new WatchedVendor();
        var random = new Random(11);
        Run(vendor, 10 * Day, Batch(300, everyHours * Hour, random)).ShouldBe(double.PositiveInfinity);
        vendor.Cost.ShouldBeLessThan(1);
    }

    [Theory]
    [InlineData(8, 1)]
    [InlineData(8, 2)]
    [InlineData(30, 3)]
    [InlineData(100, 4)]
    public void People_who_look_again_and_again_are_never_flagged(int users, int seed)
    {
        // Dashboard users (4): 14 sessions a user and day, with no user token to tell. Each has six customers of his own, shared with his neighbours.
        var vendor = new WatchedVendor();
        var random = new Random(seed);
        Run(vendor, 5 * Day, People(random, users, sessions: 14, views: 3), news: 2 / Day).ShouldBe(double.PositiveInfinity);
        var reading = vendor.Penalty(5 * Day);
        output.WriteLine($"{users} users: P {reading.Penalty:F1} of {reading.Gate:F1}, N {reading.Reads:F0}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Few_people_with_few_customers_are_never_flagged(int seed)
    {
        // Interactive (3): 5 sessions a user and day, six clients of his own, by a long-tailed preference.
        var vendor = new WatchedVendor();
        var random = new Random(100 + seed);
        Run(vendor, 5 * Day, People(random, users: 4, sessions: 5, views: 4), news: 2 / Day).ShouldBe(double.PositiveInfinity);
        var reading = vendor.Penalty(5 * Day);
        output.WriteLine($"P {reading.Penalty:F1} of {reading.Gate:F1}, N {reading.Reads:F0}");
    }

    [Fact]
    public void A_vendor_that_reads_when_told_and_reconciles_at_night_costs_nothing()
    {
        var vendor = new WatchedVendor();
        var random = new Random(2);
        for (var day = 0; day < 10; day++)
        {
            for (ulong party = 0; party < 200; party++)
            {
                vendor.List(party, (day * Day) + (17 * Hour) + (party * 0.3));
            }

            for (var i = 0; i < 400; i++)
            {
                var party = (ulong)random.Next(200);
                var at = (day * Day) + (18 * Hour) + (i * 50);
                vendor.Publish(party);
                vendor.Event(party, at);
                vendor.List(party, at + 5).Novel.ShouldBeTrue();
                vendor.List(party, at + 9).Excuse.ShouldBe(Excuse.Event);
            }
        }

        vendor.Cost.ShouldBe(0);
    }

    [Fact]
    public void A_label_put_on_before_each_poll_makes_no_news_and_no_excuse_for_long()
    {
        var vendor = new WatchedVendor();
        double flagged = double.PositiveInfinity;
        for (double at = 0; at < Day && double.IsInfinity(flagged); at += 300)
        {
            var thing = vendor.Revise(1);
            vendor.Write(1, at, thing);
            var outcome = vendor.List(1, at + 1);
            (outcome.Novel && at > 0).ShouldBeFalse();
            flagged = vendor.IsFlagged(at + 1) ? at : flagged;
        }

        output.WriteLine($"flagged after {flagged / Hour:F1} h");
        flagged.ShouldBeLessThan(8 * Hour);
    }

    [Fact]
    public void Bulk_writes_that_name_nothing_make_no_news_either()
    {
        var vendor = new WatchedVendor();
        vendor.List(1, 0);
        vendor.Revise(1, 0);
        vendor.Revise(1, 1);
        vendor.Write(1, 10);
        vendor.List(1, 11).Novel.ShouldBeFalse();
    }

    [Fact]
    public void Turning_through_filters_is_polling()
    {
        var vendor = new WatchedVendor();
        double flagged = double.PositiveInfinity;
        for (var i = 0; i < 288 && double.IsInfinity(flagged); i++)
        {
            var filter = (ulong)(i % 24);
            vendor.List(1, i * 300, read => read with { Fingerprint = WatchedVendor.Hash(9_000 + filter), RawQuery = WatchedVendor.Hash(9_100 + filter) });
            flagged = vendor.IsFlagged(i * 300) ? i * 300 : flagged;
        }

        output.WriteLine($"flagged after {flagged / Hour:F1} h");
        flagged.ShouldBeLessThan(3 * Hour);
    }

    [Fact]
    public void A_page_that_refreshes_itself_is_polling_even_with_a_persons_token()
    {
        var vendor = new WatchedVendor();
        double flagged = double.PositiveInfinity;
        for (double at = 0; at < 4 * Hour && double.IsInfinity(flagged); at += 60)
        {
            vendor.List(1, at, read => read with { Person = 5, Facts = Observations.ObservationFacts.Person });
            flagged = vendor.IsFlagged(at) ? at : flagged;
        }

        output.WriteLine($"flagged after {flagged / 60:F0} min");
        flagged.ShouldBeLessThan(1 * Hour);
    }

    [Fact]
    public void Waiting_longer_while_nothing_is_new_is_flagged_later_but_flagged()
    {
        var vendor = new WatchedVendor();
        var random = new Random(4);
        double flagged = double.PositiveInfinity;
        foreach (var party in new ulong[] { 1, 2, 3, 4, 5, 6, 7, 8 })
        {
            vendor.List(party, 0);
        }

        var due = new double[8];
        var interval = Enumerable.Repeat(60.0, 8).ToArray();
        for (double at = 60; at < 3 * Day && double.IsInfinity(flagged); at += 10)
        {
            for (var i = 0; i < due.Length; i++)
            {
                if (at >= due[i])
                {
                    if (random.NextDouble() < 2 * interval[i] / Day)
                    {
                        vendor.Publish((ulong)i + 1);
                    }

                    interval[i] = vendor.List((ulong)i + 1, at).Novel ? 60 : Math.Min(4 * Hour, interval[i] * 1.5);
                    due[i] = at + interval[i];
                }
            }

            flagged = vendor.IsFlagged(at) ? at : flagged;
        }

        output.WriteLine($"flagged after {flagged / Hour:F1} h");
        flagged.ShouldBeLessThan(3 * Day);
    }

    private static double Run(WatchedVendor vendor, double seconds, IEnumerable<(double At, ulong Party)> reads, double news = 0)
    {
        var random = new Random(99);
        var seen = new Dictionary<ulong, double>();
        foreach (var (at, party) in reads)
        {
            if (at >= seconds)
            {
                break;
            }

            if (seen.TryGetValue(party, out var last) && random.NextDouble() < 1 - Math.Exp(-news * (at - last)))
            {
                vendor.Publish(party);
            }

            seen[party] = at;
            vendor.List(party, at);
            if (vendor.IsFlagged(at))
            {
                return at;
            }
        }

        return double.PositiveInfinity;
    }

    private static IEnumerable<(double At, ulong Party)> Poller(double interval, double jitter, int seed)
    {
        var random = new Random(seed);
        for (double at = 0; ; at += jitter < 0 ? -interval * Math.Log(1 - random.NextDouble()) : interval * (1 + (jitter * ((2 * random.NextDouble()) - 1))))
        {
            yield return (at, 1);
        }
    }

    private static IEnumerable<(double At, ulong Party)> Spread(int parties, double interval, double jitter, int seed)
    {
        var random = new Random(seed);
        var queue = new PriorityQueue<ulong, double>();
        for (var party = 0; party < parties; party++)
        {
            queue.Enqueue((ulong)party, interval * random.NextDouble());
        }

        while (queue.TryDequeue(out var party, out var at))
        {
            queue.Enqueue(party, at + (interval * (1 + (jitter * ((2 * random.NextDouble()) - 1)))));
            yield return (at, party);
        }
    }

    private static IEnumerable<(double At, ulong Party)> Batch(int parties, double every, Random random)
    {
        for (double start = 0; ; start += every)
        {
            var at = start + (random.NextDouble() * 300);
            for (var party = 0; party < parties; party++)
            {
                at += 0.1 + (0.4 * random.NextDouble());
                yield return (at, (ulong)party);
            }
        }
    }

    private static List<(double At, ulong Party)> People(Random random, int users, int sessions, double views)
    {
        var reads = new List<(double At, ulong Party)>();
        for (var day = 0; day < 5; day++)
        {
            for (var user = 0; user < users; user++)
            {
                for (var session = 0; session < sessions; session++)
                {
                    var at = (day * Day) - Hour + (random.NextDouble() * 9 * Hour);
                    var many = Math.Min(40, views * 0.5 * Math.Pow(1 - random.NextDouble(), -1 / 1.3));
                    var party = Own(user);
                    for (var view = 0; view < many; view++)
                    {
                        party = random.NextDouble() < 0.2 ? Own(user) : party;
                        at += Math.Exp(2.8 + (1.3 * Normal(random)));
                        reads.Add((at, party));
                    }
                }
            }
        }

        reads.Sort();
        return reads;

        ulong Own(int user) => (ulong)((user * 2.5) + (6 * Math.Pow(random.NextDouble(), 2)));
    }

    private static double Normal(Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
