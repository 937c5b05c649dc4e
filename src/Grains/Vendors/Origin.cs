namespace Digdir.Altinn.Grains.Vendors;

/// <summary>
/// What a new activation knows about the one before it, and so at which level a bucket that it meets for the first time starts. Immutable.
/// </summary>
internal sealed class Origin
{
    private readonly Dictionary<(string, ulong), double>? _levels;

    private Origin(DateTimeOffset at, TimeSpan learning, double safeShare, IReadOnlyList<BucketLevel>? levels)
    {
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
    public static Origin First(DateTimeOffset now) => new(now, TimeSpan.Zero, 1, levels: null);

    /// <summary>The last activation left at rest: its levels are the truth, and what it does not mention was full.</summary>
    public static Origin Rested(GrainState state, DateTimeOffset now) => new(state.At < now ? state.At : now, TimeSpan.Zero, 1, state.Levels);

    /// <summary>What the last activation had minted is not known: whatever a bucket held may be in gates' hands or spent.</summary>
    public static Origin Unknown(DateTimeOffset now, GrainRules rules)
        => rules.Safeguards.HasFlag(Safeguards.LearningMode) ? new(now, rules.Learning, rules.SafeShare, levels: null) : First(now);

    /// <summary>The level at <see cref="At"/> of a bucket with this burst.</summary>
    public double LevelOf(Limits.LimitKey key, double burst)
        => _levels is not null && _levels.TryGetValue((key.Policy, key.Partition), out var level) ? Math.Clamp(level, 0, burst) : burst * SafeShare;
}
