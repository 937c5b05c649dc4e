using System.Numerics;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>
/// Companion (reference 1.8, cache busting): the same questions in ever new dress. Two sketches of 256 registers count distinct queries and distinct questions
/// of a day, to within 6.5 %. Questions with a moving time filter and pages of a walk are new by nature and do not count. Not thread-safe.
/// </summary>
internal sealed class CacheBusting
{
    private const double Disguised = 20;
    private const double LeastRedundant = 0.8;
    private const double Enough = 200;
    private const int Registers = 256;
    private const long Day = 86_400_000;

    private readonly byte[] _queries = new byte[Registers];
    private readonly byte[] _questions = new byte[Registers];
    private Finding? _before;
    private long _since = long.MinValue;
    private double _reads;
    private double _redundant;

    /// <summary>Notes a read.</summary>
    public void Note(ulong query, ulong question, bool redundant, long at)
    {
        if (_since == long.MinValue)
        {
            _since = at;
        }
        else if (Elapsed.Since(_since, at) > Day)
        {
            _before = Today();
            Array.Clear(_queries);
            Array.Clear(_questions);
            _since = at;
            _reads = _redundant = 0;
        }

        Count(_queries, query);
        Count(_questions, question);
        _reads++;
        _redundant += redundant ? 1 : 0;
    }

    /// <summary>What was found today or in the day before; null when nothing was.</summary>
    public Finding? Find(long now) => Elapsed.Since(_since, now) > 2 * Day ? null : Today() ?? _before;

    private static void Count(byte[] registers, ulong hash)
    {
        hash = Hash64.Spread(hash);
        ref var register = ref registers[hash % Registers];
        register = Math.Max(register, (byte)(BitOperations.LeadingZeroCount(hash | Registers) + 1));
    }

    private static double Estimate(byte[] registers)
    {
        double sum = 0;
        var empty = 0;
        foreach (var register in registers)
        {
            sum += Math.Pow(2, -register);
            empty += register == 0 ? 1 : 0;
        }

        var raw = 0.7213 / (1 + (1.079 / Registers)) * Registers * Registers / sum;
        return raw <= 2.5 * Registers && empty > 0 ? Registers * Math.Log((double)Registers / empty) : raw;
    }

    private Finding? Today()
    {
        if (_reads < Enough || _redundant < LeastRedundant * _reads)
        {
            return null;
        }

        var ratio = Estimate(_queries) / Math.Max(1, Estimate(_questions));
        return ratio >= Disguised ? new Finding(Pattern.CacheBusting, ratio, Disguised, _reads) : null;
    }
}
