namespace Digdir.Altinn.Grains.Polling;

/// <summary>
/// Sums that halve every half-life: S ← S·2^(−Δt/H) + c (reference 1.5). Instead of shrinking what is there, what is added grows, so that a read costs one
/// power for all sums together, and calls heard of late count what they would have counted. Owned by one watch; not thread-safe.
/// </summary>
/// <param name="count">How many sums.</param>
/// <param name="halfLife">H in milliseconds; above 0.</param>
internal sealed class FadingSums(int count, double halfLife)
{
    private const double MostHalfLives = 256;

    private readonly double[] _sums = new double[count];
    private double _halfLife = halfLife;
    private long _base;
    private long _latest = long.MinValue;

    /// <summary>H in milliseconds.</summary>
    public double HalfLife => _halfLife;

    /// <summary>What one counts at an instant, in the units of <see cref="Add"/>.</summary>
    public double Weight(long at)
    {
        if (_latest == long.MinValue)
        {
            _base = _latest = at;
        }
        else if (at > _latest)
        {
            _latest = at;
            if ((_latest - _base) / _halfLife > MostHalfLives)
            {
                Rebase(_latest);
            }
        }
        else if (_latest - at > Elapsed.Believable)
        {
            // The clock was wrong and has been put right: what there is counts as of now.
            Rebase(_latest);
            _base = _latest = at;
        }

        return Math.Pow(2, (at - _base) / _halfLife);
    }

    /// <summary>Adds to a sum.</summary>
    /// <param name="sum">Which.</param>
    /// <param name="amount">How much, times <see cref="Weight"/>.</param>
    public void Add(int sum, double amount) => _sums[sum] += amount;

    /// <summary>A sum as it stands. An instant before the last one heard of means that no time has passed since.</summary>
    public double Read(int sum, long now) => _sums[sum] * Scale(now);

    /// <summary>The steady rate per half-life that a sum stands for: a rate of r comes to a sum of r/ln 2.</summary>
    public double Rate(int sum, long now) => Math.Log(2) * Read(sum, now);

    /// <summary>What to multiply several sums with that are read at once through <see cref="Raw"/>.</summary>
    public double Scale(long now)
        => _latest == long.MinValue ? 0 : Math.Pow(2, (_base - Math.Max(now, _latest)) / _halfLife);

    /// <summary>A sum in the units of <see cref="Add"/>.</summary>
    public double Raw(int sum) => _sums[sum];

    /// <summary>Multiplies a sum.</summary>
    public void Multiply(int sum, double factor) => _sums[sum] *= factor;

    /// <summary>Sets a sum to what it was at an instant.</summary>
    public void Set(int sum, double value, long at) => _sums[sum] = value * Weight(at);

    /// <summary>From now on everything halves every so often.</summary>
    public void Change(double newHalfLife, long now)
    {
        _ = Weight(now);
        Rebase(_latest);
        _halfLife = newHalfLife;
    }

    private void Rebase(long to)
    {
        var scale = Math.Pow(2, (_base - to) / _halfLife);
        for (var i = 0; i < _sums.Length; i++)
        {
            _sums[i] *= scale;
        }

        _base = to;
    }
}
