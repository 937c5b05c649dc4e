using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.Grains.Scraping;

namespace Digdir.Altinn.Grains.Conduct;

/// <summary>The numbers that conduct is judged by, one record per part. Immutable; the same for all vendors.</summary>
internal sealed record ConductRules
{
    private readonly LadderRules _ladder = new();

    /// <summary>The reference's numbers.</summary>
    public static ConductRules Default { get; } = new();

    /// <summary>How reads are weighed.</summary>
    public PollingRules Polling { get; init; } = PollingRules.Default;

    /// <summary>When levels change. Penalties halve as <see cref="Polling"/> says.</summary>
    public LadderRules Ladder
    {
        get => _ladder.HalfLife == Polling.HalfLife ? _ladder : _ladder with { HalfLife = Polling.HalfLife };
        init => _ladder = value;
    }

    /// <summary>What speaks for scraping.</summary>
    public ScrapingRules Scraping { get; init; } = new();

    /// <summary>Secret that decides which calls are sampled as evidence; the same on all nodes.</summary>
    public ulong SampleSeed { get; init; }

    /// <summary>The least time between uncredited reads of one party in one group at <see cref="Level.Soft"/> (5.2).</summary>
    public TimeSpan SoftInterval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The same at <see cref="Level.Hard"/> and above (5.2).</summary>
    public TimeSpan HardInterval { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>How many times its own interval a poller is slowed to, where that is more than the level's: an hourly poller would otherwise feel nothing (5.3).</summary>
    public double OfObserved { get; init; } = 2;

    /// <summary>
    /// The most that a poller is slowed to by its own interval. Everybody is granted four reads a day per party as good engineering (1.4): nobody is slowed to less.
    /// </summary>
    public TimeSpan LongestInterval { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Earned credits count this many times in the cap at <see cref="Level.Hard"/> (5.2).</summary>
    public int CapPerCredit { get; init; } = 2;

    /// <summary>Uncredited reads a group may make in 24 hours at <see cref="Level.Hard"/> without any earned credit: some seven times the rate that is never told of.</summary>
    public int CapGrace { get; init; } = 100;

    /// <summary>The same for each party, where that comes to more: two thirds of what the hour's interval lets pass (docs/adr/0019).</summary>
    public int CapPerParty { get; init; } = 16;

    /// <summary>The brake lets pass this many times the vendor's median hour of the last seven days (5.2).</summary>
    public double BrakeOfMedian { get; init; } = 2;

    /// <summary>And never fewer calls an hour than this, so that the brake does not stop a small vendor altogether.</summary>
    public double LeastBraked { get; init; } = 60;

    /// <summary>How often a group's figures are gone through for companion patterns (1.8).</summary>
    public TimeSpan FindEvery { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A pattern that lasts is told again after this.</summary>
    public TimeSpan FindAgain { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Events kept until the registry has heard them; beyond that the oldest is dropped.</summary>
    public int Outbox { get; init; } = 500;

    /// <summary>The interval a level demands by itself, in milliseconds; 0 below <see cref="Level.Soft"/>.</summary>
    public long IntervalMs(Level level)
        => level < Level.Soft ? 0 : (long)(level == Level.Soft ? SoftInterval : HardInterval).TotalMilliseconds;

    /// <summary>The interval a level demands of somebody who polled at an interval of its own, in milliseconds: what is enforced, reported and told.</summary>
    /// <param name="level">The level.</param>
    /// <param name="ownMs">Its own interval before it was slowed; 0 when unknown.</param>
    public long IntervalMs(Level level, long ownMs)
        => level < Level.Soft ? 0 : (long)Math.Max(IntervalMs(level), ownMs <= 0 ? 0 : Math.Min(OfObserved * ownMs, LongestInterval.TotalMilliseconds));
}

/// <summary>The secret that decides which calls are sampled as evidence, from whoever holds secrets; the same on all nodes.</summary>
/// <param name="Value">Any 64 bits.</param>
internal sealed record SampleSeed(ulong Value);
