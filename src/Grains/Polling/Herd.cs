namespace Digdir.Altinn.Grains.Polling;

/// <summary>Companion (reference 1.8, wake-up herd): avoidable reads that crowd at the full, the half or a quarter hour. Not thread-safe.</summary>
internal sealed class Herd
{
    private const double Crowded = 5;

    /// <summary>Avoidable reads a day. The sums halve every day.</summary>
    private const double Enough = 500;

    private const int Minutes = 60;

    private readonly FadingSums _minutes = new(Minutes + 1, 86_400_000);

    /// <summary>Notes an avoidable read.</summary>
    public void Note(double share, long at)
    {
        var amount = share * _minutes.Weight(at);
        _minutes.Add((int)(at / 60_000 % Minutes), amount);
        _minutes.Add(Minutes, amount);
    }

    /// <summary>What was found; null when nothing was.</summary>
    public Finding? Find(long now)
    {
        var perDay = _minutes.Rate(Minutes, now);
        if (perDay < Enough)
        {
            return null;
        }

        var total = _minutes.Read(Minutes, now);
        double worst = 0;
        for (var quarter = 0; quarter < Minutes; quarter += 15)
        {
            // A herd let loose on the minute takes until the next to pass.
            worst = Math.Max(worst, Minutes * (_minutes.Read(quarter, now) + _minutes.Read(quarter + 1, now)) / total);
        }

        return worst >= Crowded ? new Finding(Pattern.Herd, worst, Crowded, perDay) : null;
    }
}
