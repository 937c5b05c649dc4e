using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Polling;

namespace Digdir.Altinn.Grains.Conduct;

/// <summary>
/// Calls by the hour, whole ones: a call for several parties is heard of in shares, and is one when they come to one. By weight rather than by which call a share
/// is of, so that neither calls heard of in between nor a share that was lost make it more. Pure; not thread-safe.
/// </summary>
/// <param name="hours">Hours kept; at least 1.</param>
internal sealed class CallCounts(int hours)
{
    /// <summary>What the shares of a call may lack for one, being of single precision.</summary>
    private const double Rounding = 1e-3;

    private readonly HourCounts _counts = new(hours);
    private double _part;

    /// <summary>Counts a call, or a share of one.</summary>
    /// <param name="weight">The share, as it was observed.</param>
    /// <param name="now">When.</param>
    public void Add(float weight, long now)
    {
        var share = Penalties.Share(weight);
        if (share >= 1)
        {
            _counts.Add(now);
            return;
        }

        _part += share;
        if (_part >= 1 - Rounding)
        {
            _part = Math.Max(0, _part - 1);
            _counts.Add(now);
        }
    }

    /// <summary>Calls within the last hours.</summary>
    public long Sum(long now) => _counts.Sum(now);

    /// <summary>The median of the hours with any; 0 when there are none.</summary>
    public double Median(long now) => _counts.Median(now);

    /// <summary>The counts, the newest hour last, for a snapshot.</summary>
    public (long Hour, int[] Counts) Save() => _counts.Save();

    /// <summary>Goes on from what was saved.</summary>
    public void Restore(long hour, IReadOnlyList<int> counts) => _counts.Restore(hour, counts);
}
