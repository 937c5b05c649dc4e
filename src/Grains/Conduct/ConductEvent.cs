using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.Grains.Scraping;

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

    /// <summary>A companion pattern was found that belongs into the report: <see cref="ConductEvent.Pattern"/>.</summary>
    Finding = 4,

    /// <summary>A closure case for polling is proposed to people: nothing is closed by itself.</summary>
    CaseProposed = 5,

    /// <summary>The emergency brake was pulled or renewed; the vendor must be told at once.</summary>
    Braked = 6,

    /// <summary>Somebody let go of the emergency brake. When its hour just ends, nothing is said.</summary>
    BrakeReleased = 7,

    /// <summary>Evidence of scraping is proposed to people: <see cref="ConductEvent.Scraping"/>.</summary>
    ScrapingProposed = 8,
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

    /// <summary>Why the level changed.</summary>
    public StepCause Cause { get; init; }

    /// <summary>True when it only would have happened: the group is in shadow, and nobody is to be told.</summary>
    public bool Shadow { get; init; }

    /// <summary>By when the vendor may mend it, or until when the brake holds, in milliseconds since 1970; 0 when there is no such time.</summary>
    public long Deadline { get; init; }

    /// <summary>The group's figures at that moment: the evidence. Null where it concerns no group, and for what fell.</summary>
    public GroupFigures? Figures { get; init; }

    /// <summary>The pattern found, with the figure that shows it.</summary>
    public Finding? Pattern { get; init; }

    /// <summary>What speaks for scraping.</summary>
    public ProposedCase? Scraping { get; init; }

    /// <summary>What a monitor saw that pulled the brake; null where a person did.</summary>
    public Overrun? Overrun { get; init; }

    /// <summary>Calls an hour that the brake lets pass; 0 elsewhere.</summary>
    public double PerHour { get; init; }
}
