namespace Digdir.Altinn.Grains.Polling;

/// <summary>
/// Companion (reference 1.8, retry storm): retries sent before <c>Retry-After</c> has passed, and retries that do not back off. A retry half a minute or more
/// after the last is patient whatever its ratio: every back-off has a ceiling, and a long outage is spent at it. Not thread-safe.
/// </summary>
internal sealed class RetryStorm
{
    private const double MostEarly = 0.2;
    private const double LeastRatio = 1.3;

    /// <summary>Retries an hour. The sums halve every hour.</summary>
    private const double Enough = 100;

    private const long PatientMs = 30_000;
    private const int Early = 0;
    private const int All = 1;
    private const int Ratios = 2;
    private const int Steps = 17;

    // Ratios in quarters of an octave, from a quarter to four times.
    private readonly FadingSums _sums = new(Ratios + Steps, 3_600_000);

    /// <summary>Notes a retry.</summary>
    public void Note(in Retry retry, double share, long at)
    {
        var amount = share * _sums.Weight(at);
        _sums.Add(All, amount);
        if (retry.Early)
        {
            _sums.Add(Early, amount);
        }

        if (retry.BeforeMs > 0)
        {
            var ratio = retry.GapMs >= PatientMs ? 4 : Math.Clamp(Math.Max(1, retry.GapMs) / (double)retry.BeforeMs, 0.25, 4);
            _sums.Add(Ratios + (int)Math.Round(4 * (Math.Log2(ratio) + 2)), amount);
        }
    }

    /// <summary>What was found of retries too early; null when nothing was.</summary>
    public Finding? FindEarly(long now)
    {
        var all = _sums.Rate(All, now);
        return all > Enough && _sums.Rate(Early, now) / all is > MostEarly and var share ? new Finding(Pattern.EarlyRetries, share, MostEarly, all) : null;
    }

    /// <summary>What was found of retries that do not back off; null when nothing was.</summary>
    public Finding? FindNoBackOff(long now)
    {
        double known = 0;
        for (var step = 0; step < Steps; step++)
        {
            known += _sums.Rate(Ratios + step, now);
        }

        double below = 0;
        var middle = 0;
        while (middle < Steps - 1 && (below += _sums.Rate(Ratios + middle, now)) < known / 2)
        {
            middle++;
        }

        var ratio = Math.Pow(2, (middle / 4.0) - 2);
        return known > Enough && ratio < LeastRatio ? new Finding(Pattern.NoBackOff, ratio, LeastRatio, known) : null;
    }
}
