using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;

namespace Digdir.Altinn.Grains.Conduct;

/// <summary>What <see cref="VendorConduct"/> keeps of one group of reads. Owned by it; not thread-safe.</summary>
internal sealed class GroupConduct(ReadGroup group, ConductRules rules, GroupMemory? memory = null)
{
    private const double RecentHalfLifeMs = 2 * 3_600_000;

    private double _recent;
    private long _recentAt;

    public ReadGroup Group => group;

    public Ladder Ladder { get; } = new(rules.Ladder, memory?.Ladder ?? default);

    public ReadCap Cap { get; } = new(rules.CapPerCredit, rules.CapGrace, rules.CapPerParty);

    public CallCounts Calls { get; } = new(24);

    public ConductMode Mode { get; set; }

    /// <summary>True when its level has effect.</summary>
    public bool Counts => Mode == ConductMode.Enforce && !Ladder.State.Shadow;

    /// <summary>The version of the settings that <see cref="Mode"/> rests on; -1 for none.</summary>
    public int Version { get; set; } = -1;

    /// <summary>
    /// The vendor's own interval when it was first slowed. Later readings say how it was slowed rather than how it polls: twice those would grow with every
    /// answer that a patient client waited for.
    /// </summary>
    public long OwnIntervalMs { get; set; } = memory?.OwnIntervalMs ?? 0;

    public long DecidedAt { get; set; } = memory?.DecidedAt ?? 0;

    /// <summary>What the penalty's half-life was last multiplied by.</summary>
    public int Factor { get; set; } = 1;

    /// <summary>When the figures were last gone through for patterns; 0 for never.</summary>
    public long SearchedAt { get; set; }

    /// <summary>When each pattern was last told of.</summary>
    public long[] Told { get; } = ToldIn(memory);

    /// <summary>Notes an avoidable read.</summary>
    public void Spend(double cost, long now)
    {
        _recent = RecentAt(now) + cost;
        _recentAt = now;
    }

    /// <summary>Avoidable reads a day at the rate of the last hours.</summary>
    public double ExcessPerDay(long now) => RecentAt(now) * Math.Log(2) / RecentHalfLifeMs * 86_400_000;

    /// <summary>What outlives a restart.</summary>
    public GroupMemory Save() => new(group.Product, group.Class, Ladder.State) { OwnIntervalMs = OwnIntervalMs, DecidedAt = DecidedAt, Told = [.. Told] };

    private double RecentAt(long now) => _recent * Math.Pow(2, -Math.Max(0, now - _recentAt) / RecentHalfLifeMs);

    private static long[] ToldIn(GroupMemory? memory)
    {
        var told = new long[Enum.GetValues<Pattern>().Length];
        for (var i = 0; i < told.Length && i < memory?.Told.Count; i++)
        {
            told[i] = memory.Told[i];
        }

        return told;
    }
}
