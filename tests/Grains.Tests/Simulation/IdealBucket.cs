namespace Digdir.Altinn.Grains.Tests.Simulation;

/// <summary>The naive, exact token bucket that everything is measured against.</summary>
internal sealed class IdealBucket
{
    private readonly double _rate;
    private readonly double _burst;
    private double _level;
    private double _at;

    public IdealBucket(double rate, double burst)
    {
        _rate = rate;
        _burst = burst;
        _level = burst;
        Lowest = burst;
    }

    /// <summary>The lowest level ever; negative when more was taken than rate · w + burst in some window.</summary>
    public double Lowest { get; private set; }

    public double Admitted { get; private set; }

    public double LevelAt(double at)
    {
        at.ShouldBeGreaterThanOrEqualTo(_at);
        _level = Math.Min(_burst, _level + ((at - _at) * _rate));
        _at = at;
        return _level;
    }

    /// <summary>Takes the tokens if they are there.</summary>
    public bool TryTake(double at, double cost = 1)
    {
        if (LevelAt(at) + 1e-9 < cost)
        {
            return false;
        }

        Take(at, cost);
        return true;
    }

    /// <summary>Takes the tokens, there or not: the check of what another limiter admitted.</summary>
    public void Take(double at, double cost = 1)
    {
        _level = LevelAt(at) - cost;
        Lowest = Math.Min(Lowest, _level);
        Admitted += cost;
    }
}
