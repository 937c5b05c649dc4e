using System.Runtime.InteropServices;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using Xunit.Abstractions;
using static Digdir.Altinn.Grains.Tests.Polling.WatchedVendor;

namespace Digdir.Altinn.Grains.Tests.Polling;

/// <summary>Tables and memory of things seen, against naive ones, and their bounds under hostile sizes.</summary>
public sealed class MemoryTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_table_agrees_with_a_dictionary_under_random_use(int seed)
    {
        var random = new Random(seed);
        var table = new SlotTable<Entry>();
        var model = new Dictionary<ulong, int>();
        for (var i = 0; i < 200_000; i++)
        {
            var key = (ulong)random.Next(6000) * (seed == 1 ? 1UL : 1UL << 40);
            var at = table.Find(key);
            (at >= 0).ShouldBe(model.ContainsKey(key));
            switch (random.Next(5))
            {
                case 0 or 1 when at < 0:
                    table.Add(new Entry(key, i));
                    model.Add(key, i);
                    break;
                case 2 when at >= 0:
                    table.RemoveAt(at);
                    model.Remove(key);
                    break;
                case 3 when at >= 0:
                    table[at].Value.ShouldBe(model[key]);
                    break;
            }

            table.Count.ShouldBe(model.Count);
        }

        foreach (var (key, value) in model)
        {
            table[table.Find(key)].Value.ShouldBe(value);
        }
    }

    [Fact]
    public void A_table_at_its_bound_keeps_what_was_last_of_use()
    {
        var table = new SlotTable<Entry>();
        for (var i = 0; i < 100_000; i++)
        {
            table.Add(new Entry((ulong)i, i), 1000, life: long.MaxValue - 1, now: i);
        }

        table.Count.ShouldBe(1000);
        table.Find(0).ShouldBe(-1);
        Enumerable.Range(99_900, 100).Count(i => table.Find((ulong)i) >= 0).ShouldBeGreaterThan(95);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(3000)]
    public void New_things_are_taken_for_known_at_most_three_times_in_a_thousand_and_known_ones_never_for_new(int things)
    {
        var set = new SeenSet(new SeenBlocks(1 << 24));
        var wrong = 0;
        for (var key = 0; key < 60; key++)
        {
            var handle = 0;
            var added = Enumerable.Range(0, things).Select(i => Hash((ulong)((key * 10_000) + i))).ToArray();
            foreach (var thing in added)
            {
                set.Add(ref handle, thing);
            }

            added.ShouldAllBe(thing => !set.Add(ref handle, thing) && set.Contains(handle, thing));
            wrong += Enumerable.Range(0, 1000).Count(i => set.Contains(handle, Hash((ulong)(9_000_000 + (key * 10_000) + i))));
            set.Drop(ref handle);
        }

        output.WriteLine($"{things} things: {wrong / 60_000.0:P3} taken for known");
        (wrong / 60_000.0).ShouldBeLessThan(0.003);
    }

    [Fact]
    public void What_was_seen_is_bounded_however_much_there_is()
    {
        var blocks = new SeenBlocks(1 << 16);
        var set = new SeenSet(blocks);
        var handles = new int[2000];
        var random = new Random(1);
        for (var i = 0; i < 400_000; i++)
        {
            var key = random.Next(handles.Length);
            switch (random.Next(20))
            {
                case 0:
                    set.Drop(ref handles[key]);
                    break;
                case 1:
                    set.Remember(ref handles[key], Hash((ulong)random.Next(300)), (ushort)i);
                    break;
                default:
                    set.Add(ref handles[key], Hash((ulong)i));
                    break;
            }
        }

        blocks.Bytes.ShouldBeLessThanOrEqualTo((2 << 16) + 200);
        for (var key = 0; key < handles.Length; key++)
        {
            set.Drop(ref handles[key]);
        }

        var one = 0;
        set.Add(ref one, 1).ShouldBeTrue();
        set.Add(ref one, 1).ShouldBeFalse();
    }

    [Fact]
    public void Random_sets_agree_with_true_ones_but_for_the_allowed_mistakes()
    {
        var set = new SeenSet(new SeenBlocks(1 << 24));
        var random = new Random(3);
        var handles = new int[50];
        var model = Enumerable.Range(0, 50).Select(_ => new HashSet<ulong>()).ToArray();
        var answers = Enumerable.Range(0, 50).Select(_ => new Dictionary<ulong, ushort>()).ToArray();
        var mistakes = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var key = random.Next(50);
            if (random.Next(10) == 0)
            {
                set.Drop(ref handles[key]);
                model[key].Clear();
                answers[key].Clear();
            }
            else if (random.Next(4) == 0)
            {
                var question = Hash((ulong)random.Next(20));
                set.Answer(handles[key], question).ShouldBe(answers[key].TryGetValue(question, out var answer) ? answer : -1);
                set.Remember(ref handles[key], question, (ushort)i);
                answers[key][question] = (ushort)i;
            }
            else
            {
                var thing = Hash((ulong)random.Next(2000));
                var isNew = model[key].Add(thing);
                var saysNew = set.Add(ref handles[key], thing);
                (saysNew && !isNew).ShouldBeFalse();
                mistakes += isNew && !saysNew ? 1 : 0;
            }
        }

        mistakes.ShouldBeLessThan(200);
    }

    [Fact]
    public void A_flood_of_parties_stays_in_bounds_and_does_not_wash_out_the_costly_ones()
    {
        var vendor = new WatchedVendor(PollingRules.Default with { KeysPerVendor = 4096, EntriesPerVendor = 256, SeenBytesPerVendor = 64 * 1024, KeyLife = TimeSpan.FromDays(3650) });
        for (double at = 0; at < 6 * 3600; at += 300)
        {
            for (ulong party = 0; party < 100; party++)
            {
                vendor.List(party, at);
            }
        }

        var before = vendor.Watch.Figures(Lists, At(6 * 3600)).TopParties.Length;
        before.ShouldBe(10);
        var things = new ulong[3];
        for (ulong party = 1000; party < 301_000; party++)
        {
            things[0] = Hash(party);
            vendor.Watch.Hear(Read(party, (6 * 3600) + (party * 0.01)) with { Things = 1, CursorGiven = party, Person = party, Status = party % 7 == 0 ? 503 : 200 }, things.AsSpan(0, 1));
        }

        vendor.Watch.Keys.ShouldBeLessThanOrEqualTo(4096);
        vendor.Watch.Bytes.ShouldBeLessThan(1024 * 1024);
        var end = At((6 * 3600) + 3010);
        var figures = vendor.Watch.Figures(Lists, end);
        figures.TopParties.Length.ShouldBe(10);
        Enumerable.Range(0, 100).Count(party => vendor.Watch.ObservedInterval(Ask((ulong)party)) > 0).ShouldBe(100);
        vendor.List(1, (6 * 3600) + 3011).Novel.ShouldBeFalse();
    }

    [Fact]
    public void Steady_use_allocates_nothing()
    {
        var vendor = new WatchedVendor();
        var things = Enumerable.Range(0, 30).Select(i => Hash((ulong)i)).ToArray();
        var read = Read(1, 0) with { Things = 30 };
        for (var i = 0; i < 5000; i++)
        {
            vendor.Watch.Hear(read with { At = At(i) }, things);
        }

        var question = Ask(1);
        Span<ReadOutcome> last = stackalloc ReadOutcome[1];
        long least = long.MaxValue;
        for (var run = 0; run < 20; run++)
        {
            // The compiler may still be at work in the first runs.
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                var now = At(5000 + (run * 1000) + i);
                last[0] = vendor.Watch.Hear(read with { At = now }, things);
                _ = vendor.Watch.CreditOf(question, now);
                _ = vendor.Watch.WaitFor(question, 900_000, now);
                vendor.Watch.Passed(question, now);
                _ = vendor.Watch.Penalty(Lists, now);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        least.ShouldBe(0);
    }

    [Fact]
    public void Hostile_values_do_no_harm()
    {
        var vendor = new WatchedVendor();
        var random = new Random(8);
        var things = new ulong[5000];
        long[] times = [0, -1, long.MinValue / 4, long.MaxValue / 4, Start, Start + 1];
        for (var i = 0; i < 20_000; i++)
        {
            random.NextBytes(MemoryMarshal.AsBytes(things.AsSpan(0, i % 100 == 0 ? 5000 : 4)));
            var observation = new Observation
            {
                At = times[random.Next(times.Length)] + random.Next(),
                Group = new ReadGroup("product" + random.Next(300), (ReadClass)random.Next(9)),
                Operation = 1,
                Party = (ulong)random.Next(3),
                Fingerprint = (ulong)random.Next(3),
                RawQuery = (ulong)random.Next(3),
                Person = (ulong)random.Next(3),
                CursorUsed = (ulong)random.Next(3),
                CursorGiven = (ulong)random.Next(3),
                DeclaredEvent = (ulong)random.Next(3),
                Status = random.Next(-1, 700),
                Things = random.Next(-2, 6000),
                RetryAfter = random.Next(-5, int.MaxValue),
                Weight = random.Next(4) switch { 0 => float.NaN, 1 => -1, 2 => float.PositiveInfinity, _ => 0.5f },
                Facts = (ObservationFacts)random.Next(ushort.MaxValue),
            };
            var outcome = vendor.Watch.Hear(in observation, things.AsSpan(0, i % 100 == 0 ? 5000 : random.Next(4)));
            outcome.Cost.ShouldBeInRange(0, 1);
            vendor.Watch.Hear(new EventDelivery(observation.At, observation.Party, observation.Group.Product, observation.DeclaredEvent, i % 2 == 0));
            var question = Ask(1) with { Group = observation.Group, Fingerprint = observation.Fingerprint };
            vendor.Watch.CreditOf(in question, observation.At);
            vendor.Watch.Passed(in question, observation.At);
            vendor.Watch.WaitFor(in question, 1000, observation.At).ShouldBeInRange(0, 1000);
            var penalty = vendor.Watch.Penalty(observation.Group, observation.At);
            double.IsFinite(penalty.Penalty + penalty.Reads).ShouldBeTrue();
        }

        vendor.Watch.Groups.Count.ShouldBeLessThanOrEqualTo(255);
        foreach (var group in vendor.Watch.Groups)
        {
            vendor.Watch.Figures(group, Start);
        }

        vendor.Watch.Snapshot(Start);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly struct Entry(ulong key, int value) : ISlot<Entry>
    {
        public int Value => value;

        public ulong Key => key;

        public long UsedAt => value;
    }
}
