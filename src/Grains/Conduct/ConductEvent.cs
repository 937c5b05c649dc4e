using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Conduct;

/// <summary>What happened to a vendor's conduct. Values are stored: add, never renumber.</summary>
internal enum ConductEventKind : byte
{
    /// <summary>A group's level rose.</summary>
    LevelRisen = 1,

    /// <summary>A group's level fell.</summary>
    LevelFallen = 2,

    /// <summary>The vendor must be told in writing, with <see cref="ConductEvent.Deadline"/>.</summary>
    NoticeDue = 3,

    /// <summary>Something was found that belongs into the report, or before a person.</summary>
    Finding = 4,

    /// <summary>A case is proposed to people: nothing is closed by itself.</summary>
    CaseProposed = 5,

    /// <summary>The emergency brake was pulled or renewed; the vendor must be told at once.</summary>
    Braked = 6,

    /// <summary>The emergency brake let go.</summary>
    BrakeReleased = 7,
}

/// <summary>One thing the registry must hear of. Immutable; without personal data. It may be delivered more than once: <see cref="Id"/> tells.</summary>
internal sealed record ConductEvent
{
    /// <summary>Unique for this vendor, and the same each time the event is delivered.</summary>
    public required Guid Id { get; init; }

    /// <summary>When, in milliseconds since 1970 (UTC).</summary>
    public required long At { get; init; }

    /// <summary>What happened.</summary>
    public required ConductEventKind Kind { get; init; }

    /// <summary>The group; null for what concerns the vendor as a whole.</summary>
    public ReadGroup? Group { get; init; }

    /// <summary>The level before.</summary>
    public Level From { get; init; }

    /// <summary>The level after.</summary>
    public Level To { get; init; }

    /// <summary>True when it only would have happened: the group is in shadow, and nobody is to be told.</summary>
    public bool Shadow { get; init; }

    /// <summary>By when the vendor may mend it, in milliseconds since 1970; 0 when there is no deadline.</summary>
    public long Deadline { get; init; }

    /// <summary>What was found, as a stable word; empty for changes of level.</summary>
    public string Finding { get; init; } = "";

    /// <summary>The figures it rests on, by stable names.</summary>
    public IReadOnlyDictionary<string, double> Evidence { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);
}
