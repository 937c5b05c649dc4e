namespace Digdir.Altinn.Grains.Levels;

/// <summary>
/// The vendor cap at <see cref="Level.Hard"/> (reference 5.2): within 24 hours a group's uncredited reads are at most twice its earned credits and a grace,
/// which grows with the parties: a cap that does not is an ever longer interval for the larger vendor (docs/adr/0019). Pure; not thread-safe.
/// </summary>
/// <param name="perCredit">Uncredited reads that one earned credit allows.</param>
/// <param name="grace">Uncredited reads in 24 hours that need no credit; at least 1.</param>
/// <param name="perParty">The same for each party, where that comes to more.</param>
internal sealed class ReadCap(int perCredit, int grace, int perParty = 0)
{
    private const int Hours = 24;
    private const long HourMs = 3_600_000;

    private readonly HourCounts _credited = new(Hours);
    private readonly HourCounts _uncredited = new(Hours);

    /// <summary>Notes a read that passed with a credit it had earned.</summary>
    public void Credit(long now) => _credited.Add(now);

    /// <summary>Notes a read that passed without.</summary>
    public void Take(long now) => _uncredited.Add(now);

    /// <summary>Milliseconds until one more passes; 0 for now. Exact when nothing else passes meanwhile.</summary>
    /// <param name="now">The present.</param>
    /// <param name="parties">Parties that the group reads.</param>
    public long WaitMs(long now, int parties = 0)
    {
        var free = Math.Max(grace, (long)perParty * parties);
        for (var later = 0; later <= Hours; later++)
        {
            if (_uncredited.SumIn(now, later) < (perCredit * _credited.SumIn(now, later)) + free)
            {
                return later == 0 ? 0 : (later * HourMs) - (now % HourMs);
            }
        }

        return HourMs;
    }
}
