namespace Digdir.Altinn.Grains.Polling;

/// <summary>
/// Companions about one product's events (reference 1.8): belt and braces (served with events, polling all the same) and dead webhook (deliveries fail, and
/// reads rise: then the vendor is to hear of its webhook first). Not thread-safe.
/// </summary>
internal sealed class Deliveries
{
    private const double Served = 0.95;
    private const double Enough = 5;
    private const long DeadAfter = 24 * 3_600_000L;
    private const int Delivered = 0;
    private const int Failed = 1;

    private readonly FadingSums _sums = new(2, 3 * 86_400_000);
    private long _failingSince;
    private long _failedAt;

    /// <summary>Notes a delivery, or that it failed.</summary>
    public void Note(bool delivered, long at)
    {
        _sums.Add(delivered ? Delivered : Failed, _sums.Weight(at));
        if (delivered)
        {
            _failingSince = 0;
        }
        else
        {
            _failingSince = _failingSince == 0 ? at : Math.Min(_failingSince, at);
            _failedAt = at;
        }
    }

    /// <summary>Belt and braces, for a group with such a penalty; null when it is not.</summary>
    public Finding? FindBeltAndBraces(in PenaltyReading penalty, PollingRules rules, long now)
    {
        var delivered = _sums.Read(Delivered, now);
        var all = delivered + _sums.Read(Failed, now);
        return all >= Enough && delivered >= Served * all && penalty.Penalty >= rules.Threshold
            ? new Finding(Pattern.BeltAndBraces, delivered / all, Served, all)
            : null;
    }

    /// <summary>A dead webhook; null when there is none.</summary>
    /// <param name="rising">Reads without news come at least as often as they used to.</param>
    /// <param name="now">Now.</param>
    public Finding? FindDeadWebhook(bool rising, long now)
    {
        var hours = Elapsed.Since(_failingSince, now) / 3_600_000.0;
        return _failingSince != 0 && rising && hours > DeadAfter / 3_600_000.0 && Elapsed.Since(_failedAt, now) <= 7 * 86_400_000L
            ? new Finding(Pattern.DeadWebhook, hours, DeadAfter / 3_600_000.0, _sums.Read(Failed, now))
            : null;
    }
}
