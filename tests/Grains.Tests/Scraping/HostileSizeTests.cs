using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.Grains.Scraping;
using Xunit.Abstractions;
using static Digdir.Altinn.Grains.Tests.Scraping.Watched;

namespace Digdir.Altinn.Grains.Tests.Scraping;

/// <summary>Whatever one vendor sends, memory is bounded, the clock may do what it likes, and the same calls give the same answers.</summary>
public sealed class HostileSizeTests(ITestOutputHelper output)
{
    private static readonly ReadOutcome Outcome = new(Counted: true, Novel: true, Excuse.None, 0);

    [Fact]
    public void Ten_million_holders_and_ten_million_things_take_no_more_memory_than_stated()
    {
        var watch = new ScrapingWatch(ScrapingRules.Default, 1, ScrapingMemory.None);
        var call = Open(1);
        for (var i = 0UL; i < 10_000_000; i++)
        {
            // Every seventh call belongs to one of a few who do enough to be looked at.
            var holder = i % 7 == 0 ? i % 5_000 : i;
            watch.Hear(call with { At = Midnight + (long)(i / 100), Holder = Mixer.Mix(holder), Object = Mixer.Mix(i), Party = Mixer.Mix(i / 3) }, Outcome, []);
        }

        var counts = watch.Look(Midnight + 100_000).Counts;
        output.WriteLine($"{watch.Bytes / 1024} KiB, {counts}");
        counts.Heard.ShouldBe(10_000_000);
        counts.Forgotten.ShouldBeGreaterThan(1_000);
        counts.Subjects.ShouldBeLessThanOrEqualTo(ScrapingRules.Default.Subjects + 1);
        watch.Bytes.ShouldBeLessThan(16L * 1024 * 1024);
        watch.TakeProposals().Count.ShouldBeLessThanOrEqualTo(64);
    }

    [Fact]
    public void One_holder_with_a_million_things_takes_half_a_mebibyte_and_nearly_all_of_it_is_the_vendors()
    {
        var watch = new ScrapingWatch(ScrapingRules.Default, 1, ScrapingMemory.None);
        var call = ByPerson(Open(1));
        var things = new ulong[50];
        for (var i = 0UL; i < 1_000_000; i++)
        {
            watch.Hear(call with { At = Midnight + (long)(i * 8), Object = Mixer.Mix(i), Party = Mixer.Mix(i), Operation = Mixer.Mix(i % 1000), Number = long.MaxValue - (long)i }, Outcome, []);
            if (i % 1000 == 0)
            {
                Array.Fill(things, Mixer.Mix(i));
                watch.Hear(List() with { At = Midnight + (long)(i * 8), Things = int.MaxValue }, Outcome, things);
            }
        }

        output.WriteLine($"{watch.Bytes / 1024} KiB");
        watch.Bytes.ShouldBeLessThan(600 * 1024);
        watch.TakeProposals().ShouldNotBeEmpty();
    }

    [Fact]
    public void A_flood_of_holders_does_not_drive_out_the_one_with_evidence()
    {
        var watched = new Watched(ScrapingRules.Default with { Subjects = 64 });
        var random = new Random(1);
        for (var i = 0UL; i < 40; i++)
        {
            watched.Hear(Open(i, holder: 1, status: random.NextDouble() < 0.7 ? 404 : 200));
        }

        for (var i = 0UL; i < 200_000; i++)
        {
            watched.Hear(Open(1_000_000 + i, holder: 100 + (i / 20)));
            watched.Now += 10;
        }

        watched.Watch.Look(watched.Now).Counts.Forgotten.ShouldBeGreaterThan(1_000);
        watched.Of(Surface.MachineToken).ShouldNotBeNull().Subject.ShouldBe(Hash(2_000_001));
    }

    [Fact]
    public void Nothing_is_allocated_once_the_tables_have_grown()
    {
        // A proposal is rare and may cost something.
        var watch = new ScrapingWatch(ScrapingRules.Default with { Prior = -100 }, 1, ScrapingMemory.None);
        ulong[] things = [.. Enumerable.Range(10_000, 50).Select(i => Mixer.Mix((ulong)i))];
        Run(0, 30_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(30_000, 60_000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Run(ulong from, ulong to)
        {
            var open = Open(1);
            var list = List();
            var portal = InPortal(open, BrowserSigns.Examined);
            for (var i = from; i < to; i++)
            {
                var at = Midnight + (long)(i * 1000);
                var holder = Mixer.Mix(i % 60);
                watch.Hear(open with { At = at, Holder = holder, Object = Mixer.Mix(i % 1_000), Party = holder, Number = (long)(Mixer.Mix(i) >> 40), AgeDays = 2 }, Outcome, []);
                watch.Hear(list with { At = at, Holder = holder, Party = holder }, Outcome, things);
                watch.Hear(portal with { At = at, Object = Mixer.Mix(i % 1_000) }, Outcome, []);
            }
        }
    }

    [Fact]
    public void A_quiet_vendor_with_a_hundred_customers_takes_about_eight_kilobytes()
    {
        var watch = new ScrapingWatch(ScrapingRules.Default, 1, ScrapingMemory.None);
        ulong[] things = [.. Enumerable.Range(0, 120).Select(i => Mixer.Mix((ulong)i))];
        for (var day = 0; day < 3; day++)
        {
            for (var i = 0UL; i < 5_000; i++)
            {
                // Each lists every half hour and opens what is new, twice a day.
                var customer = i % 100;
                var at = Midnight + (day * Day) + (long)(i * 17_000);
                var list = List(customer, customer);
                watch.Hear(list with { At = at, Customer = list.Party, Things = 20 }, Outcome, things.AsSpan((int)customer, 20));
                if (i / 100 is 10 or 30)
                {
                    watch.Hear(Open((i * 10) + (ulong)day, customer, customer) with { At = at, Customer = list.Party }, Outcome, []);
                }
            }
        }

        output.WriteLine($"{watch.Bytes} B");
        watch.Bytes.ShouldBeLessThan(9 * 1024);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_clock_that_steps_about_breaks_nothing_and_the_same_calls_give_the_same_answers(int seed)
    {
        var one = Wander(seed);
        var other = Wander(seed);

        one.View.Subjects.Select(subject => (subject.Surface, subject.Subject, subject.Score)).ShouldBe(other.View.Subjects.Select(subject => (subject.Surface, subject.Subject, subject.Score)));
        one.Proposed.SelectMany(proposal => proposal.Sample).ShouldBe(other.Proposed.SelectMany(proposal => proposal.Sample));
        one.View.Counts.ShouldBe(other.View.Counts);
        foreach (var subject in one.View.Subjects)
        {
            double.IsFinite(subject.Score).ShouldBeTrue();
            subject.Until.ShouldBeGreaterThanOrEqualTo(subject.From);
        }

        static (ScrapingView View, List<ProposedCase> Proposed) Wander(int seed)
        {
            var watch = new ScrapingWatch(ScrapingRules.Default with { Subjects = 32 }, 1, ScrapingMemory.None);
            var random = new Random(seed);
            var proposed = new List<ProposedCase>();
            var now = Midnight;
            for (var i = 0; i < 100_000; i++)
            {
                now = random.Next(1000) switch
                {
                    0 => random.NextInt64(0, 4 * Midnight),
                    1 => Math.Max(0, now - random.NextInt64(3 * Day)),
                    2 => now + random.NextInt64(3 * Day),
                    3 => -random.NextInt64(Day),
                    4 => 0,
                    _ => Math.Max(0, now + random.Next(-2_000, 20_000)),
                };
                var call = Open((ulong)random.Next(5_000), (ulong)random.Next(200), (ulong)random.Next(300), random.Next(3) == 0 ? 404 : 200) with
                {
                    At = now,
                    Number = random.Next(2) == 0 ? -1 : random.NextInt64(),
                    AgeDays = (ushort)random.Next(2_000),
                    Facts = (ObservationFacts)random.Next(1 << 14),
                    Browser = (BrowserSigns)random.Next(1 << 16),
                    Person = random.Next(3) == 0 ? (ulong)random.Next(20) : 0,
                    Weight = (float)random.NextDouble(),
                    Bytes = random.NextInt64(),
                };
                watch.Hear(call with { Group = new ReadGroup("p", (ReadClass)random.Next(7)) }, Outcome, []);
                proposed.AddRange(watch.TakeProposals());
            }

            return (watch.Look(now), proposed);
        }
    }

    [Fact]
    public void After_the_clock_was_years_ahead_for_a_moment_evidence_is_collected_as_before()
    {
        var watched = new Watched();
        for (var i = 0UL; i < 40; i++)
        {
            watched.Hear(Open(i));
            watched.Now += Second;
        }

        var now = watched.Now;
        watched.Now += 3_650 * Day;
        watched.Hear(Open(50));
        watched.Now = now;
        for (var i = 100UL; i < 160; i++)
        {
            watched.Hear(Open(i, status: 404) with { Number = (long)i });
            watched.Now += Second;
        }

        watched.Proposals.ShouldHaveSingleItem();
        watched.Of(Surface.MachineToken).ShouldNotBeNull().From.ShouldBeLessThanOrEqualTo(now);
    }
}
