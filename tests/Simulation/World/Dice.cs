using System.Numerics;

namespace Digdir.Altinn.Simulation.World;

/// <summary>Chance, by a seed: xoshiro256**, seeded through SplitMix64. The same seed gives the same run on every machine. Not thread-safe.</summary>
internal sealed class Dice
{
    private ulong _a, _b, _c, _d;

    public Dice(ulong seed)
    {
        _a = Mix(seed += Golden);
        _b = Mix(seed += Golden);
        _c = Mix(seed += Golden);
        _d = Mix(seed + Golden);
    }

    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>SplitMix64's finisher: spreads any 64 bits over all 64. Also how the simulation makes its keyed hashes.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>Two values in one, order kept apart.</summary>
    public static ulong Mix(ulong one, ulong other) => Mix((one * Golden) ^ BitOperations.RotateLeft(other, 29) ^ 0xD6E8FEB86659FD93);

    /// <summary>Another run of chance, independent of this one's further throws.</summary>
    public Dice Fork(ulong name) => new(Mix(_a ^ _c, name));

    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>In [0, 1).</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>In [low, high).</summary>
    public double Uniform(double low, double high) => low + ((high - low) * Unit());

    /// <summary>In [0, count).</summary>
    public int Below(int count) => (int)(((UInt128)Next() * (ulong)count) >> 64);

    /// <summary>True with the probability.</summary>
    public bool Chance(double probability) => Unit() < probability;

    /// <summary>Standard normal.</summary>
    public double Normal()
    {
        // Marsaglia's polar method; the second value is thrown away so that state is the generator's alone.
        while (true)
        {
            double x = (2 * Unit()) - 1, y = (2 * Unit()) - 1;
            var s = (x * x) + (y * y);
            if (s is < 1 and > 0)
            {
                return x * Math.Sqrt(-2 * Math.Log(s) / s);
            }
        }
    }

    /// <summary>Lognormal: mean and deviation of the logarithm.</summary>
    public double Lognormal(double mean, double deviation) => Math.Exp(mean + (deviation * Normal()));

    /// <summary>Exponential with the mean.</summary>
    public double Exponential(double mean) => -mean * Math.Log(1 - Unit());

    /// <summary>Pareto from 1 with the exponent.</summary>
    public double Pareto(double exponent) => Math.Pow(1 - Unit(), -1 / exponent);

    /// <summary>An index below the count, the k-th weighted by ln(1 + 1/(k+1)): Zipf's law, but for the first few.</summary>
    public int Zipf(int count) => Math.Min(count - 1, (int)Math.Exp(Unit() * Math.Log(count + 1.0)) - 1);
}
