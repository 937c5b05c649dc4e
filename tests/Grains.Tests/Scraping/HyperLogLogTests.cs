using Digdir.Altinn.Grains.Scraping;
using Xunit.Abstractions;

namespace Digdir.Altinn.Grains.Tests.Scraping;

public sealed class HyperLogLogTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(199)]
    [InlineData(300)]
    [InlineData(2_500)]
    [InlineData(4_000)]
    [InlineData(100_000)]
    public void A_count_is_right_within_its_standard_error_and_without_bias(int distinct)
    {
        const int Runs = 200;
        double sum = 0, squares = 0;
        for (var run = 0; run < Runs; run++)
        {
            var counter = new HyperLogLog();
            for (var i = 0; i < distinct; i++)
            {
                counter.Add(((ulong)run << 40) + (ulong)i);
            }

            var error = (counter.Count / distinct) - 1;
            sum += error;
            squares += error * error;
        }

        var bias = sum / Runs;
        var deviation = Math.Sqrt(squares / Runs);
        output.WriteLine($"{distinct}: bias {bias:P2}, deviation {deviation:P2}");
        deviation.ShouldBeLessThan(1.25 * 1.04 / Math.Sqrt(HyperLogLog.Registers));
        Math.Abs(bias).ShouldBeLessThan(0.008);
    }

    [Fact]
    public void Adding_again_changes_nothing_and_order_does_not_matter()
    {
        var values = Enumerable.Range(0, 5_000).Select(i => (ulong)i * 977).ToArray();
        var forwards = Of(values);
        var shuffled = Of([.. values.OrderBy(value => Mixer.Mix(value)), .. values]);

        shuffled.Count.ShouldBe(forwards.Count);
    }

    [Theory]
    [InlineData(10, 20)]
    [InlineData(150, 150)]
    [InlineData(50, 5_000)]
    [InlineData(5_000, 50)]
    [InlineData(3_000, 3_000)]
    public void Merging_is_the_union_whichever_way_round(int left, int right)
    {
        var one = Enumerable.Range(0, left).Select(i => (ulong)i).ToArray();
        var other = Enumerable.Range(left / 2, right).Select(i => (ulong)i).ToArray();

        var both = Of(one);
        both.Merge(Of(other));
        var turned = Of(other);
        turned.Merge(Of(one));
        var union = Of([.. one, .. other]);

        both.Count.ShouldBe(union.Count);
        turned.Count.ShouldBe(union.Count);
        both.Merge(union);
        both.Count.ShouldBe(union.Count, "merging the same again changes nothing");
        both.Merge(new HyperLogLog());
        both.Count.ShouldBe(union.Count, "the empty one is neutral");
    }

    [Fact]
    public void Two_hundred_tokens_with_fifty_things_each_of_their_own_divide_the_work_and_users_of_the_same_things_do_not()
    {
        // The reference measured 1.026 (true 1.000) and 8.17 (true 8.04).
        var (disjoint, _) = Partition(200, token => Enumerable.Range(token * 50, 50));
        output.WriteLine($"disjoint: {disjoint:F3}");
        disjoint.ShouldBe(1.0, 0.1);

        var random = new Random(5);
        var (estimated, exact) = Partition(200, _ => Enumerable.Range(0, 50).Select(_ => random.Next(1_240)));
        output.WriteLine($"overlapping: {estimated:F3}, exactly {exact:F3}");
        exact.ShouldBe(8.0, 0.15);
        estimated.ShouldBe(exact, 0.1 * exact);
    }

    [Fact]
    public void It_stays_small_while_it_counts_little_and_never_grows_beyond_a_kilobyte_and_a_half()
    {
        var counter = new HyperLogLog();
        for (var i = 0UL; i < 100; i++)
        {
            counter.Add(i);
        }

        counter.IsDense.ShouldBeFalse();
        counter.Bytes.ShouldBeLessThanOrEqualTo(256);
        for (var i = 0UL; i < 1_000_000; i++)
        {
            counter.Add(i);
        }

        counter.IsDense.ShouldBeTrue();
        counter.Bytes.ShouldBeLessThanOrEqualTo(1_536);
        counter.Clear();
        counter.Count.ShouldBe(0);
        counter.Add(1);
        counter.Count.ShouldBe(1, 0.01);
    }

    private static HyperLogLog Of(IEnumerable<ulong> values)
    {
        var counter = new HyperLogLog();
        foreach (var value in values)
        {
            counter.Add(value);
        }

        return counter;
    }

    private static (double Estimated, double Exact) Partition(int tokens, Func<int, IEnumerable<int>> things)
    {
        var union = new HyperLogLog();
        var exact = new HashSet<int>();
        double sum = 0, exactSum = 0;
        for (var token = 0; token < tokens; token++)
        {
            int[] own = [.. things(token)];
            var counter = Of(own.Select(thing => (ulong)thing));
            sum += counter.Count;
            exactSum += own.Distinct().Count();
            union.Merge(counter);
            exact.UnionWith(own);
        }

        return (sum / union.Count, exactSum / exact.Count);
    }
}
