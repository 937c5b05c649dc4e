using Digdir.Altinn.Grains.Limits;

namespace Digdir.Altinn.Grains.Vendors;

/// <summary>
/// What a new activation knows about the one before it, and so at which level a bucket that it meets for the first time starts. Immutable.
/// </summary>
internal sealed class Origin
{
    private readonly Dictionary<(string, ulong), double>? _levels;

    private readonly double _sinceLast;

    private Origin(DateTimeOffset at, TimeSpan learning, double safeShare, TimeSpan sinceLast, IReadOnlyList<BucketLevel>? levels)
    {
        _sinceLast = Math.Max(0, sinceLast.TotalSeconds);
        At = at;
        LearningUntil = at + learning;
        SafeShare = safeShare;
        _levels = levels?.DistinctBy(level => (level.Policy, level.Partition)).ToDictionary(level => (level.Policy, level.Partition), level => level.Level);
    }

    /// <summary>The instant from which the starting levels refill.</summary>
    public DateTimeOffset At { get; }

    /// <summary>Until when only the safe share is minted.</summary>
    public DateTimeOffset LearningUntil { get; }

    /// <summary>The share minted while learning.</summary>
    public double SafeShare { get; }

    /// <summary>The vendor's first activation: nothing was ever minted, so every bucket is full.</summary>
    public static Origin First(DateTimeOffset now) => new(now, TimeSpan.Zero, 1, TimeSpan.MaxValue, levels: null);

    /// <summary>The last activation left at rest: its levels are the truth, and what it does not mention was full.</summary>
    public static Origin Rested(GrainState state, DateTimeOffset now) => new(state.At < now ? state.At : now, TimeSpan.Zero, 1, TimeSpan.MaxValue, state.Levels);

    /// <summary>What the last activation had minted is not known: whatever a bucket held may be in gates' hands or spent.</summary>
    /// <param name="now">The present.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="lastAt">When the last activation began; null when not known. The safe share is earned anew since then, so that a crash loop does not multiply it.</param>
    public static Origin Unknown(DateTimeOffset now, GrainRules rules, DateTimeOffset? lastAt = null)
        => rules.Safeguards.HasFlag(Safeguards.LearningMode)
            ? new(now, rules.Learning, rules.SafeShare, lastAt is { } last ? now - last : TimeSpan.MaxValue, levels: null)
            : First(now);

    /// <summary>The level at <see cref="At"/> of a bucket with this limit.</summary>
    public double LevelOf(Limit limit)
    {
        var (rate, burst) = limit.Allowance;
        return _levels is not null && _levels.TryGetValue((limit.Key.Policy, limit.Key.Partition), out var level)
            ? Math.Clamp(level, 0, burst)
            : SafeShare * Math.Min(burst, rate * _sinceLast);
    }
}
