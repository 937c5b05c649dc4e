namespace Digdir.Altinn.Simulation.World;

/// <summary>
/// What happens around the vendors of one run (reference 4.1): mass publications, outages and maintenance of the product, a restart of the gateway, and how
/// events travel. Immutable once made.
/// </summary>
internal sealed class Surroundings
{
    /// <summary>When Altinn Events tries again, after each failure, in seconds (reference 1.4).</summary>
    public static readonly int[] RetrySeconds = [10, 30, 60, 300, 600, 1_800, 3_600, 10_800, 21_600, 43_200, 43_200];

    private readonly (long From, long To)[] _outages;
    private readonly (long From, long To) _maintenance;
    private readonly Dice _dice;

    /// <param name="dice">This run's chance.</param>
    /// <param name="days">Days simulated, 1 or more.</param>
    /// <param name="publicationsPerWeek">How many times a week service owners publish to many.</param>
    /// <param name="leastShare">The least share of the parties that a publication reaches.</param>
    public Surroundings(Dice dice, int days, int publicationsPerWeek = 1, double leastShare = 0.1)
    {
        _dice = dice;
        End = Calendar.Start + (days * Calendar.Day);
        var weeks = (days + 6) / 7;
        List<(long, double)> publications = [];
        List<(long, long)> outages = [];
        for (var week = 0; week < weeks; week++)
        {
            for (var i = 0; i < publicationsPerWeek; i++)
            {
                publications.Add((Calendar.Next(Calendar.Start + (((7 * week) + dice.Below(5)) * Calendar.Day), 9), dice.Uniform(leastShare, 1)));
            }

            var from = Calendar.Start + (long)((7 * week + dice.Uniform(0, Math.Min(7, days))) * Calendar.Day);
            outages.Add((from, from + (long)dice.Uniform(10 * Calendar.Minute, 60 * Calendar.Minute)));
        }

        Publications = [.. publications.OrderBy(one => one.Item1)];
        _outages = [.. outages];
        var night = Calendar.Next(Calendar.Start + (dice.Below(days) * Calendar.Day), 1);
        _maintenance = (night, night + (long)dice.Uniform(1 * Calendar.Hour, 3 * Calendar.Hour));
        Restart = Calendar.Start + (long)(dice.Uniform(0.1, 0.9) * days * Calendar.Day);
    }

    public long End { get; }

    /// <summary>When service owners publish to many at once, and to which share of the parties.</summary>
    public IReadOnlyList<(long At, double Share)> Publications { get; }

    /// <summary>When the gateway starts anew, with what was kept and nothing else.</summary>
    public long Restart { get; }

    /// <summary>The first outage of the product.</summary>
    public (long From, long To) Outage => _outages[0];

    /// <summary>0 when the product serves, else the status it answers and how long it asks callers to wait, in seconds.</summary>
    public (int Status, int RetryAfter) Trouble(long at)
    {
        foreach (var (from, to) in _outages)
        {
            if (at >= from && at < to)
            {
                return (503, 0);
            }
        }

        return at >= _maintenance.From && at < _maintenance.To ? (503, (int)((_maintenance.To - at) / Calendar.Second) + 1) : default;
    }

    /// <summary>How long the product takes, in milliseconds.</summary>
    public long Latency() => Math.Max(5, (long)_dice.Lognormal(Math.Log(80), 0.5));
}
