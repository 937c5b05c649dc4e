namespace Digdir.Altinn.Grains.Levels;

/// <summary>Counts by the hour over the last hours. Pure; not thread-safe; allocates once.</summary>
/// <param name="hours">Hours kept; at least 1.</param>
internal sealed class HourCounts(int hours)
{
    private const long HourMs = 3_600_000;

    private readonly int[] _counts = new int[hours];
    private long _hour;

    /// <summary>Counts something.</summary>
    public void Add(long now, int count = 1)
    {
        MoveTo(now);
        ref var slot = ref _counts[_hour % hours];
        slot = (int)Math.Min((long)slot + count, int.MaxValue);
    }

    /// <summary>What was counted within the last hours.</summary>
    public long Sum(long now) => SumIn(now, 0);

    /// <summary>What of it will still be within the last hours when <paramref name="later"/> more hours have begun. 0 or more.</summary>
    public long SumIn(long now, int later)
    {
        MoveTo(now);
        var sum = 0L;
        for (var hour = Math.Max(0, _hour - hours + 1 + later); hour <= _hour; hour++)
        {
            sum += _counts[hour % hours];
        }

        return sum;
    }

    /// <summary>The median of the hours in which anything was counted; 0 when there are none.</summary>
    public double Median(long now)
    {
        MoveTo(now);
        var busy = Array.FindAll(_counts, static count => count > 0);
        Array.Sort(busy);
        return busy.Length == 0 ? 0 : (busy[(busy.Length - 1) / 2] + busy[busy.Length / 2]) / 2.0;
    }

    /// <summary>The counts, the newest hour last, for a snapshot.</summary>
    public (long Hour, int[] Counts) Save()
    {
        var saved = new int[hours];
        for (var i = 0; i < hours; i++)
        {
            var hour = _hour - hours + 1 + i;
            saved[i] = hour < 0 ? 0 : _counts[hour % hours];
        }

        return (_hour, saved);
    }

    /// <summary>Goes on from what was saved.</summary>
    public void Restore(long hour, IReadOnlyList<int> counts)
    {
        Array.Clear(_counts);
        _hour = Math.Max(0, hour);
        for (var i = 0; i < counts.Count && i < hours; i++)
        {
            var at = _hour - i;
            if (at >= 0)
            {
                _counts[at % hours] = Math.Max(0, counts[counts.Count - 1 - i]);
            }
        }
    }

    private void MoveTo(long now)
    {
        // A clock that was set back counts into the newest hour, until time has caught up or has gone wrong by more than all that is kept.
        var hour = Math.Max(0, now / HourMs);
        if (hour < _hour - hours)
        {
            Array.Clear(_counts);
            _hour = hour;
            return;
        }

        if (hour - _hour >= hours)
        {
            Array.Clear(_counts);
            _hour = hour;
            return;
        }

        while (_hour < hour)
        {
            _counts[++_hour % hours] = 0;
        }
    }
}
