using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Scraping;
using Xunit.Abstractions;

namespace Digdir.Altinn.Grains.Tests.Scraping;

/// <summary>The small structures against naive models.</summary>
public sealed class StructureTests(ITestOutputHelper output)
{
    private const long Start = 1_790_000_000_000;

    [Fact]
    public void Kendalls_tau_is_what_counting_all_pairs_gives()
    {
        var random = new Random(11);
        for (var run = 0; run < 500; run++)
        {
            var values = new long[random.Next(0, KendallTau.Longest + 1)];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = random.Next(run % 2 == 0 ? 10 : 100_000);
            }

            KendallTau.Of(values).ShouldBe(NaiveTau(values), 1e-12);
        }

        KendallTau.Of([1, 2, 3, 4]).ShouldBe(1);
        KendallTau.Of([4, 3, 2, 1]).ShouldBe(-1);
        KendallTau.Of([5, 5, 5]).ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => KendallTau.Of(new long[KendallTau.Longest + 1]));
    }

    [Fact]
    public void Counting_through_numbers_shows_upwards_downwards_and_in_leaps_but_not_in_random_order()
    {
        Measure(Enumerable.Range(500, 40)).ShouldBe((40, 1.0, 1.0));
        Measure(Enumerable.Range(500, 40).Reverse()).ShouldBe((40, 1.0, -1.0));
        Measure(Enumerable.Range(0, 40).Select(i => i * 17)).ShouldBe((40, 0.0, 1.0));
        var (distinct, neighbours, tau) = Measure(Enumerable.Range(0, 40).OrderBy(i => Mixer.Mix((ulong)i)));
        distinct.ShouldBe(40);
        neighbours.ShouldBeLessThan(0.3);
        Math.Abs(tau).ShouldBeLessThan(0.5);

        // Only the last 64 count, asking again is no step, and the ends of the range are no neighbours of the other end's overflow.
        Measure(Enumerable.Range(0, 1000)).ShouldBe((64, 1.0, 1.0));
        Measure(Enumerable.Repeat(7, 50)).ShouldBe((1, 0.0, 0.0));

        static (int, double, double) Measure(IEnumerable<int> numbers)
        {
            var walk = new NumberWalk();
            foreach (var number in numbers)
            {
                walk.Add(number);
            }

            walk.Measure(out var distinct, out var neighbours, out var tau);
            return (distinct, neighbours, tau);
        }
    }

    [Fact]
    public void The_way_between_operations_is_as_predictable_as_it_is()
    {
        Rate(Enumerable.Repeat(5UL, 200)).ShouldBe(0);
        Rate(Enumerable.Range(0, 200).Select(i => (ulong)(i % 2) + 1)).ShouldBe(0);

        // A list and fifty things, over and over: from a thing the next is a list one time in fifty.
        Rate(Enumerable.Range(0, 1020).Select(i => i % 51 == 0 ? 1UL : 2UL)).ShouldBe(0.139, 0.01);

        var random = new Random(3);
        Rate(Enumerable.Range(0, 50_000).Select(_ => (ulong)random.Next(1, 5))).ShouldBe(2, 0.01);
        Rate(Enumerable.Range(0, 500_000).Select(_ => (ulong)random.Next(1, 100))).ShouldBeInRange(0, 3);

        static double Rate(IEnumerable<ulong> operations)
        {
            var transitions = new Transitions();
            foreach (var operation in operations)
            {
                transitions.Add(operation);
            }

            return transitions.EntropyRate();
        }
    }

    [Fact]
    public void Things_opened_in_the_order_listed_are_seen_to_be_over_several_pages()
    {
        var order = new ListOrder();
        ulong[] all = [.. Enumerable.Range(1, 120).Select(i => Mixer.Mix((ulong)i))];
        foreach (var page in all.Chunk(40))
        {
            order.List([.. page.Select(thing => ThingHash.Of(thing, 99))]);
            foreach (var thing in page)
            {
                order.Open(thing);
            }
        }

        order.Opened.ShouldBe(120);
        order.Tau().ShouldBe(1);

        order.Clear();
        order.List([.. all.Select(thing => ThingHash.Of(thing, 1))]);
        foreach (var thing in all.OrderBy(thing => thing))
        {
            order.Open(thing);
        }

        order.Opened.ShouldBe(120);
        Math.Abs(order.Tau()).ShouldBeLessThan(0.3);
        order.Open(12345);
        order.Opened.ShouldBe(120, "what was not listed has no place");
    }

    [Fact]
    public void First_meetings_are_hardly_ever_missed_and_never_counted_again_within_the_day()
    {
        var contacts = new FirstContacts();
        var met = new HashSet<ulong>();
        var random = new Random(9);
        int missed = 0, again = 0;
        for (var i = 0; i < 400_000; i++)
        {
            var thing = (ulong)random.Next(40_000);
            var isNew = contacts.Meet(Mixer.Mix(thing), Start + (i * 200L));
            var isReallyNew = met.Add(thing);
            missed += isReallyNew && !isNew ? 1 : 0;
            again += isNew && !isReallyNew ? 1 : 0;
        }

        output.WriteLine($"missed {missed}, again {again} of {met.Count}");
        missed.ShouldBeLessThan(met.Count / 1000);
        again.ShouldBe(0);
        contacts.Bytes.ShouldBeLessThanOrEqualTo(512 * 1024);
    }

    [Fact]
    public void A_sample_is_uniform_whatever_the_order_and_merges()
    {
        var calls = Enumerable.Range(0, 1000).Select(i => new SampledCall(Start + i, new ReadGroup("p", ReadClass.Thing), 1, 200, i, (uint)i, (uint)i)).ToArray();
        var forwards = SampleOf(calls);
        var backwards = SampleOf(calls.Reverse());
        var merged = SampleOf(calls.Take(300));
        merged.Merge(SampleOf(calls.Skip(200)));

        forwards.Count.ShouldBe(Sample.Size);
        backwards.Calls().ShouldBe(forwards.Calls());
        merged.Calls().ShouldBe(forwards.Calls());
        forwards.Calls().Select(call => call.At).ShouldBeInOrder();
        forwards.Calls().ShouldBeUnique();

        // Uniform: over many seeds the mean place of a sampled call is the middle.
        var mean = Enumerable.Range(0, 100).SelectMany(seed => SampleOf(calls, (ulong)seed).Calls()).Average(call => call.Bytes);
        output.WriteLine($"mean place {mean:F1}");
        mean.ShouldBe(499.5, 4 * 1000 / Math.Sqrt(12 * 100 * Sample.Size));

        var few = SampleOf(calls.Take(10));
        few.Count.ShouldBe(10);
        SampleOf([.. calls.Take(10), .. calls.Take(10)]).Count.ShouldBe(10);
        few.Clear();
        few.Calls().ShouldBeEmpty();
    }

    [Fact]
    public void Gini_partition_and_synchrony_are_what_the_textbook_says()
    {
        Fleet.GiniOf([5, 5, 5, 5]).ShouldBe(0, 1e-12);
        Fleet.GiniOf([0, 0, 0, 10]).ShouldBe(0.75, 1e-12);
        Fleet.GiniOf([1, 2, 3, 4]).ShouldBe(0.25, 1e-12);
        Fleet.GiniOf([]).ShouldBe(0);

        var random = new Random(4);
        var series = Enumerable.Range(0, 30).Select(_ => Enumerable.Range(0, 24).Select(hour => (hour == 2 ? 40.0 : 0) + (random.NextDouble() * 30)).ToArray()).ToArray();
        double naive = 0;
        var pairs = 0;
        var sum = new double[24];
        foreach (var one in series)
        {
            Fleet.Normalise(one).ShouldBeTrue();
            for (var hour = 0; hour < 24; hour++)
            {
                sum[hour] += one[hour];
            }
        }

        for (var i = 0; i < series.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                naive += series[i].Zip(series[j], (x, y) => x * y).Sum();
                pairs++;
            }
        }

        Fleet.MeanCorrelation(sum, series.Length).ShouldBe(naive / pairs, 1e-9);
        Fleet.Normalise(new double[24]).ShouldBeFalse();
        Fleet.MeanCorrelation(sum, 1).ShouldBe(0);
    }

    private static Sample SampleOf(IEnumerable<SampledCall> calls, ulong seed = 1)
    {
        var sample = new Sample(seed);
        foreach (var call in calls)
        {
            sample.Offer(call, 7);
        }

        return sample;
    }

    private static double NaiveTau(long[] values)
    {
        long rises = 0, falls = 0, ties = 0, pairs = 0;
        for (var i = 0; i < values.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                pairs++;
                rises += values[j] < values[i] ? 1 : 0;
                falls += values[j] > values[i] ? 1 : 0;
                ties += values[j] == values[i] ? 1 : 0;
            }
        }

        return pairs == ties ? 0 : (rises - falls) / Math.Sqrt((double)pairs * (pairs - ties));
    }
}
