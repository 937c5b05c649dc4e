using Digdir.Altinn.Grains.Scraping;
using Xunit.Abstractions;

namespace Digdir.Altinn.Grains.Tests.Scraping;

/// <summary>The error bounds that the walk's height rests on, by simulation: a thousand first contacts, many times over.</summary>
public sealed class ThresholdWalkTests(ITestOutputHelper output)
{
    private const double Benign = 0.05;

    /// <summary>Shares of runs of a thousand contacts that alarm, at 5 % and 10 % failures, and medians of contacts to alarm at 30, 60 and 90 % failures.</summary>
    public static TheoryData<double, double, double, double, double, double> Table => new()
    {
        { 9.2, 0.015, 0.32, 27, 8, 4 },
        { 12, 0.0005, 0.079, 39, 10, 5 },
        { 15, 0, 0.013, 56, 13, 8 },
        { 18, 0, 0.001, 70, 14, 9 },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void False_alarms_and_delays_are_those_the_height_was_chosen_by(double height, double atFive, double atTen, double thirty, double sixty, double ninety)
    {
        const int Runs = 4000;
        var five = Alarms(0.05, height, Runs, seed: 1);
        var ten = Alarms(0.10, height, Runs, seed: 2);
        double[] medians = [MedianToAlarm(0.3, height, seed: 3), MedianToAlarm(0.6, height, seed: 4), MedianToAlarm(0.9, height, seed: 5)];
        output.WriteLine($"h {height}: {five:P2} / {ten:P2}; {string.Join(" / ", medians)}");

        // Four standard errors of a share of 4,000 runs, and of the reference's own of unknown size.
        five.ShouldBe(atFive, 4 * Math.Sqrt(Math.Max(atFive, 0.0005) / Runs) + (0.15 * atFive));
        ten.ShouldBe(atTen, 4 * Math.Sqrt(Math.Max(atTen, 0.0005) / Runs) + (0.15 * atTen));
        medians[0].ShouldBe(thirty, 0.15 * thirty);
        medians[1].ShouldBe(sixty, 1.5);
        medians[2].ShouldBe(ninety, 1.5);
    }

    [Fact]
    public void One_who_tries_at_random_is_found_after_a_dozen_things()
    {
        var walk = default(ThresholdWalk);
        var random = new Random(7);
        var contacts = 0;
        while (!walk.Hear(random.NextDouble() < 0.6, Benign))
        {
            (++contacts).ShouldBeLessThan(60);
        }

        walk.HasAlarmed.ShouldBeTrue();
        walk.Sum.ShouldBe(0);
    }

    [Fact]
    public void A_clean_history_cannot_be_banked()
    {
        var walk = default(ThresholdWalk);
        for (var i = 0; i < 1000; i++)
        {
            walk.Hear(failed: false, Benign).ShouldBeFalse();
        }

        var failures = 1;
        while (!walk.Hear(failed: true, Benign))
        {
            failures++;
        }

        failures.ShouldBe(7);
    }

    [Fact]
    public void A_vendor_with_a_hundred_times_the_contacts_is_not_a_hundred_times_as_likely_to_be_suspected()
    {
        // Sixty days of 100,000 contacts at 10 % failures, against the height that was meant for a thousand.
        int alarms = 0, atFixedHeight = 0;
        for (var day = 0; day < 60; day++)
        {
            var random = new Random(day);
            var walk = default(ThresholdWalk);
            double sum = 0;
            for (var i = 0; i < 100_000; i++)
            {
                var failed = random.NextDouble() < 0.1;
                alarms += walk.Hear(failed, Benign) ? 1 : 0;
                sum = ThresholdWalk.After(sum, failed, Benign);
                atFixedHeight += sum >= ThresholdWalk.Height ? 1 : 0;
                sum = sum >= ThresholdWalk.Height ? 0 : sum;
            }
        }

        output.WriteLine($"{alarms} alarms, {atFixedHeight} at the fixed height");
        atFixedHeight.ShouldBeGreaterThan(50);
        alarms.ShouldBeLessThan(atFixedHeight / 5);
        ThresholdWalk.HeightFor(1000).ShouldBe(15);
        ThresholdWalk.HeightFor(100_000).ShouldBe(15 + Math.Log(100), 1e-9);
    }

    [Fact]
    public void The_ordinary_share_of_failures_is_twice_the_median_day_and_never_below_5_or_above_20_percent()
    {
        var history = new FailureHistory([]);
        history.Benign.ShouldBe(0.05);
        for (var day = 0; day < 4; day++)
        {
            history.Add(100, 8);
        }

        history.Benign.ShouldBe(0.05, "four days are too few to know what is ordinary");
        history.Add(100, 8);
        history.Benign.ShouldBe(0.16, 1e-6);

        // Days with too few contacts say nothing; one bad day does not make bad days ordinary.
        history.Add(19, 19);
        history.Add(1000, 900);
        history.Benign.ShouldBe(0.16, 1e-6);

        for (var day = 0; day < 40; day++)
        {
            history.Add(100, 90);
        }

        history.Benign.ShouldBe(0.20);
        history.Shares.Count.ShouldBe(FailureHistory.Days);
        new FailureHistory(history.Shares).Benign.ShouldBe(history.Benign);
        new FailureHistory([float.NaN, -1, 2]).Shares.ShouldBeEmpty();
    }

    private static double Alarms(double failing, double height, int runs, int seed)
    {
        var random = new Random(seed);
        var alarms = 0;
        for (var run = 0; run < runs; run++)
        {
            double sum = 0;
            for (var i = 0; i < 1000 && sum < height; i++)
            {
                sum = ThresholdWalk.After(sum, random.NextDouble() < failing, Benign);
            }

            alarms += sum >= height ? 1 : 0;
        }

        return (double)alarms / runs;
    }

    private static double MedianToAlarm(double failing, double height, int seed)
    {
        var random = new Random(seed);
        var lengths = new int[4001];
        for (var run = 0; run < lengths.Length; run++)
        {
            double sum = 0;
            while (sum < height)
            {
                sum = ThresholdWalk.After(sum, random.NextDouble() < failing, Benign);
                lengths[run]++;
            }
        }

        Array.Sort(lengths);
        return lengths[lengths.Length / 2];
    }
}
