namespace Digdir.Altinn.Grains.Polling;

/// <summary>Is a machine pacing this? The timing weight m of the reference (1.6): pure functions of the last gaps between episodes. Thread-safe.</summary>
internal static class Rhythm
{
    /// <summary>Gaps that are looked back on.</summary>
    public const int Gaps = 16;

    /// <summary>Gaps needed before timing says anything.</summary>
    public const int Enough = 5;

    /// <summary>Reads closer than this belong to one episode, in milliseconds.</summary>
    public const long EpisodeMs = 5_000;

    /// <summary>Distinct hours of the day from which a key is read round the clock.</summary>
    public const int RoundTheClock = 18;

    /// <summary>The weight where timing says nothing yet.</summary>
    public const double Unknown = 0.5;

    /// <summary>B at sixteen gaps that Poisson arrivals fall below once in a hundred times: no human pace (1.6, S8).</summary>
    public const double MachinePace = -0.33;

    private const double UnitMs = 100;
    private static readonly double[] Lengths = Enumerable.Range(0, 256).Select(step => UnitMs * Math.Pow(2, step / 8.0)).ToArray();

    /// <summary>A gap as one byte: eighths of an octave above a tenth of a second.</summary>
    public static byte Quantise(long gapMs) => (byte)Math.Clamp(Math.Round(8 * Math.Log2(Math.Max(gapMs, 1) / UnitMs)), 0, 255);

    /// <summary>The gap that a byte stands for, in milliseconds; within 4.4 %.</summary>
    public static double Length(byte quantised) => Lengths[quantised];

    /// <summary>Coefficient of variation σ/μ of the gaps; 0 when there are none.</summary>
    public static double Variation(ReadOnlySpan<byte> gaps)
    {
        double sum = 0;
        double squares = 0;
        foreach (var gap in gaps)
        {
            var length = Lengths[gap];
            sum += length;
            squares += length * length;
        }

        if (sum <= 0)
        {
            return 0;
        }

        var mean = sum / gaps.Length;
        return Math.Sqrt(Math.Max(0, (squares / gaps.Length) - (mean * mean))) / mean;
    }

    /// <summary>
    /// Burstiness of n gaps with coefficient of variation r, corrected for the size of n (Kim and Jo 2016): −1 regular, 0 Poisson, +1 bursty.
    /// </summary>
    /// <param name="n">Gaps; at least <see cref="Enough"/>.</param>
    /// <param name="r">σ/μ with the population's σ, 0 to √(n−1).</param>
    public static double Burstiness(int n, double r)
    {
        var upper = Math.Sqrt(n + 1);
        var lower = Math.Sqrt(n - 1);
        return ((upper * r) - lower) / (((upper - 2) * r) + lower);
    }

    /// <summary>m: how much a read without news weighs, 0 (people) to 1 (machines).</summary>
    /// <param name="gaps">The last gaps, in any order.</param>
    /// <param name="hours">Distinct hours of the last twenty-four in which the key was read.</param>
    /// <param name="young">The weight of a key with too few gaps to tell.</param>
    public static double Weight(ReadOnlySpan<byte> gaps, int hours, double young = Unknown)
        => gaps.Length < Enough ? hours >= RoundTheClock ? 1 : young
            : Math.Clamp(Unknown + RoundTheClockWeight(hours) - Burstiness(gaps.Length, Variation(gaps)), 0, 1);

    /// <summary>
    /// What reading round the clock adds: a half for every hour of the day, nothing for 17. A team that works in shifts on few parties is there in eighteen of
    /// them (docs/adr/0019); only a machine is there in all.
    /// </summary>
    public static double RoundTheClockWeight(int hours) => 0.5 * Math.Clamp((hours - (RoundTheClock - 1)) / (25.0 - RoundTheClock), 0, 1);

    /// <summary>True when sixteen gaps are more even than chance or people make them.</summary>
    public static bool IsMachinePaced(ReadOnlySpan<byte> gaps) => gaps.Length >= Gaps && Burstiness(gaps.Length, Variation(gaps)) <= MachinePace;

    /// <summary>The hours of the last twenty-four, one bit each, after time has gone on from one hour to another.</summary>
    /// <param name="mask">Bits of the hours that were read in; bit h mod 24 for hour h.</param>
    /// <param name="from">Hours since any origin, at the last read.</param>
    /// <param name="to">The same, now.</param>
    public static uint Advance(uint mask, long from, long to)
    {
        if (to - from >= 24)
        {
            return 0;
        }

        for (var hour = from + 1; hour <= to; hour++)
        {
            mask &= ~(1u << (int)(hour % 24));
        }

        return mask;
    }

    /// <summary>The middle gap and the middle deviation from it, in milliseconds; (0, 0) when there are too few.</summary>
    /// <param name="gaps">The last gaps, in any order; at most <see cref="Gaps"/>.</param>
    /// <param name="least">How many there must be; 1 or more.</param>
    public static (long Median, long Deviation) Period(ReadOnlySpan<byte> gaps, int least = 3)
    {
        if (gaps.Length < least)
        {
            return (0, 0);
        }

        Span<double> lengths = stackalloc double[Gaps];
        lengths = lengths[..gaps.Length];
        for (var i = 0; i < gaps.Length; i++)
        {
            lengths[i] = Lengths[gaps[i]];
        }

        var median = Middle(lengths);
        for (var i = 0; i < lengths.Length; i++)
        {
            lengths[i] = Math.Abs(lengths[i] - median);
        }

        return ((long)median, (long)Middle(lengths));
    }

    private static double Middle(Span<double> values)
    {
        values.Sort();
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
