using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.Grains.Scraping;

namespace Digdir.Altinn.Grains.Conduct;

/// <summary>
/// The part of a vendor's conduct that outlives a restart: levels, penalties, and what the registry has not heard yet. Additive changes only. Holds no personal
/// data; the memory of what was read is not in it.
/// </summary>
/// <param name="At">When it was taken, in milliseconds since 1970 (UTC).</param>
internal sealed record ConductSnapshot(long At)
{
    /// <summary>Penalties and counts.</summary>
    public PollingSnapshot? Polling { get; init; }

    /// <summary>What scraping evidence remembers.</summary>
    public ScrapingMemory? Scraping { get; init; }

    /// <summary>The same of products in shadow.</summary>
    public ScrapingMemory? ShadowedScraping { get; init; }

    /// <summary>Levels.</summary>
    public IReadOnlyList<GroupMemory> Groups { get; init; } = [];

    /// <summary>The emergency brake.</summary>
    public BrakeState Brake { get; init; }

    /// <summary>What a monitor saw when it pulled the brake; null when a person did, and in snapshots of before it was kept.</summary>
    public Overrun? BrakedFor { get; init; }

    /// <summary>The hour that <see cref="Calls"/> ends with, counted from 1970.</summary>
    public long Hour { get; init; }

    /// <summary>Calls by the hour, the newest last.</summary>
    public IReadOnlyList<int> Calls { get; init; } = [];

    /// <summary>Events numbered so far.</summary>
    public long Sequence { get; init; }

    /// <summary>What the registry has not confirmed to have heard, the oldest first.</summary>
    public IReadOnlyList<ConductEvent> Outbox { get; init; } = [];
}

/// <summary>One group's place on the ladder.</summary>
/// <param name="Product">The product's id.</param>
/// <param name="Class">The class of reads.</param>
/// <param name="Ladder">Where it stands.</param>
internal sealed record GroupMemory(string Product, ReadClass Class, LadderState Ladder)
{
    /// <summary>The vendor's own interval when the group was first slowed, in milliseconds; 0 when it is not slowed, or when it was not known.</summary>
    public long OwnIntervalMs { get; init; }

    /// <summary>When people last decided about the group, in milliseconds since 1970; 0 for never.</summary>
    public long DecidedAt { get; init; }

    /// <summary>When each pattern was last told of, in milliseconds since 1970, by number of pattern.</summary>
    public IReadOnlyList<long> Told { get; init; } = [];
}
