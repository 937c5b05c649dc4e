using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using Xunit.Abstractions;
using static Digdir.Altinn.Grains.Tests.Polling.WatchedVendor;

namespace Digdir.Altinn.Grains.Tests.Polling;

/// <summary>Random traffic, heard by the watch and by a naive one: every outcome and every penalty must agree.</summary>
public sealed class ModelTests(ITestOutputHelper output)
{
    private static readonly ReadGroup[] Groups = [Lists, new(Dialogporten, ReadClass.Status), new(Melding, ReadClass.List)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void The_watch_agrees_with_the_naive_one(int seed)
    {
        var random = new Random(seed);
        var watch = new PollingWatch();
        var naive = new NaivePolling(PollingRules.Default);
        var inboxes = Enumerable.Range(0, 30).Select(_ => new List<ulong>()).ToArray();
        var excuses = new int[GroupWatch.Excuses];
        var now = Start;
        ulong next = 1;
        var parties = seed % 2 == 0 ? 30 : 4;
        for (var step = 0; step < 12_000; step++)
        {
            now += 1000L * (random.Next(12) switch { 0 => random.Next(20_000), 1 or 2 or 3 => random.Next(900), _ => random.Next(60) });
            var party = random.Next(parties);
            var inbox = inboxes[party];
            var group = Groups[random.Next(Groups.Length)];
            switch (random.Next(40))
            {
                case 0 when inbox.Count < 30:
                    inbox.Add(ThingHash.Of(Hash(next), Hash(next++)));
                    continue;
                case 1 when inbox.Count > 0:
                    inbox[0] = ThingHash.Of(inbox[0], Hash(next++));
                    continue;
                case 2 when inbox.Count > 10:
                    inbox.RemoveAt(random.Next(inbox.Count));
                    continue;
                case 3:
                    var delivery = new EventDelivery(now, Party((ulong)party), group.Product, next++, random.Next(4) > 0);
                    watch.Hear(in delivery);
                    naive.Hear(delivery);
                    continue;
                case 4:
                    var write = Call(ReadClass.Write) with { Object = inbox.Count > 0 && random.Next(3) > 0 ? inbox[0] : 0 };
                    watch.Hear(in write, []);
                    naive.Hear(write, []);
                    if (inbox.Count > 0)
                    {
                        inbox[0] = ThingHash.Of(inbox[0], Hash(next++));
                    }

                    continue;
            }

            var read = Call(group.Class) with { Group = group };
            read = random.Next(30) switch
            {
                0 => read with { Status = 503, RetryAfter = random.Next(3) * 100 },
                1 => read with { Status = 429, RetryAfter = random.Next(200) },
                2 => read with { Status = 429, Facts = ObservationFacts.RefusedByLevel, RetryAfter = 60 },
                3 => read with { Status = 0, Facts = random.Next(2) == 0 ? ObservationFacts.CallerLeft : 0 },
                4 => read with { Status = 404 },
                5 or 6 => read with { Person = (ulong)random.Next(1, 3), Facts = ObservationFacts.Person },
                7 => read with { CursorGiven = (ulong)random.Next(1, 9) },
                8 or 9 => read with { CursorUsed = (ulong)random.Next(1, 9), CursorGiven = (ulong)random.Next(9) },
                10 => read with { Facts = ObservationFacts.NoEventExists },
                _ => read,
            };
            ulong[] things = group.Class == ReadClass.List ? [.. inbox] : [];
            read = group.Class == ReadClass.List
                ? read with { Things = things.Length }
                : read with { Things = -1, Body = Hash((ulong)inbox.Count + (inbox.Count > 0 ? inbox[0] : 0)) };
            var heard = watch.Hear(in read, things);
            var expected = naive.Hear(read, things);
            (heard with { Cost = 0 }).ShouldBe(expected with { Cost = 0 }, $"step {step}");
            heard.Cost.ShouldBe(expected.Cost, 1e-9, $"step {step}");
            excuses[(int)heard.Excuse]++;
            if (step % 500 == 0)
            {
                foreach (var one in Groups)
                {
                    var (penalty, reads) = naive.Penalty(one, now);
                    watch.Penalty(one, now).Penalty.ShouldBe(penalty, 1e-6);
                    watch.Penalty(one, now).Reads.ShouldBe(reads, 1e-6);
                }
            }

            Observation Call(ReadClass kind) => Read((ulong)party, 0) with
            {
                At = now, Group = new ReadGroup(Dialogporten, kind), Fingerprint = Hash((ulong)party + ((ulong)kind * 1000)), RawQuery = 0,
            };
        }

        output.WriteLine(string.Join(", ", Enum.GetValues<Excuse>().Where(excuse => excuses[(int)excuse] > 0).Select(excuse => $"{excuse} {excuses[(int)excuse]}")));
        foreach (var excuse in new[] { Excuse.None, Excuse.Retry, Excuse.Pagination, Excuse.OwnWrite, Excuse.Event, Excuse.LateEvent, Excuse.Person, Excuse.Grace, Excuse.NoEventExists })
        {
            excuses[(int)excuse].ShouldBeGreaterThan(5, excuse.ToString());
        }
    }
}
