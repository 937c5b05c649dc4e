using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Digdir.Altinn.VendorRegistry.Pictures;

/// <summary>What kind of thing a notice tells of.</summary>
public enum NoticeKind
{
    /// <summary>A change that vendors must change their systems for (terms 3.1.2).</summary>
    BreakingChange = 1,

    /// <summary>Planned maintenance (terms 3.1.1).</summary>
    Maintenance = 2,

    /// <summary>Something is wrong.</summary>
    Incident = 3,

    /// <summary>Anything else worth knowing.</summary>
    Information = 4,
}

/// <summary>Where a notice is in its life.</summary>
public enum NoticeState
{
    /// <summary>Being written; nobody outside sees it.</summary>
    Drafted = 0,

    /// <summary>Publishes itself at a set time; nobody outside sees it before.</summary>
    Scheduled = 1,

    /// <summary>Public.</summary>
    Published = 2,

    /// <summary>Public, and changed since it was published.</summary>
    Amended = 3,

    /// <summary>Over: the change is made, the maintenance done, the incident resolved.</summary>
    Completed = 4,

    /// <summary>Taken back: nothing will come of it.</summary>
    Withdrawn = 5,
}

/// <summary>How bad what a notice tells of is for those concerned, in the words of status pages.</summary>
public enum NoticeImpact
{
    /// <summary>Nothing stops.</summary>
    None = 0,

    /// <summary>Reduced function.</summary>
    Minor = 1,

    /// <summary>Partly out of reach.</summary>
    Major = 2,

    /// <summary>Out of reach.</summary>
    Critical = 3,
}

/// <summary>A text for people in the three written languages that notices come in.</summary>
/// <param name="Nb">Norwegian bokmål.</param>
/// <param name="Nn">Norwegian nynorsk.</param>
/// <param name="En">English.</param>
public sealed record NoticeText(string Nb, string Nn, string En);

/// <summary>An entry of a notice's timeline.</summary>
/// <param name="At">UTC.</param>
/// <param name="Phase">Where things stand, as a stable word: <c>published</c>, <c>amended</c>, <c>investigating</c>, <c>identified</c>, <c>monitoring</c>, <c>started</c>, <c>resolved</c>, <c>completed</c>, <c>withdrawn</c>.</param>
/// <param name="Text">What is told.</param>
public sealed record NoticeUpdatePicture(DateTimeOffset At, string Phase, NoticeText Text);

/// <summary>A brownout: a planned short refusal before a breaking change takes effect.</summary>
/// <param name="Environment">Where.</param>
/// <param name="From">UTC.</param>
/// <param name="Until">UTC, exclusive.</param>
public sealed record BrownoutPicture(AltinnEnvironment Environment, DateTimeOffset From, DateTimeOffset Until);

/// <summary>
/// A public notice (varsling), as nodes act on it and feeds tell it. Immutable. Drafts and scheduled notices are in no picture; those that ended are, for as
/// long as the feeds show them.
/// </summary>
public sealed record NoticePicture
{
    /// <summary>The notice's id in the registry.</summary>
    public required Guid Id { get; init; }

    /// <summary>What kind of thing it tells of.</summary>
    public required NoticeKind Kind { get; init; }

    /// <summary>Published, amended, completed or withdrawn.</summary>
    public required NoticeState State { get; init; }

    /// <summary>How bad it is.</summary>
    public NoticeImpact Impact { get; init; }

    /// <summary>A few words.</summary>
    public required NoticeText Title { get; init; }

    /// <summary>What changes, for whom, and what to do.</summary>
    public required NoticeText Text { get; init; }

    /// <summary>Where it holds; never empty.</summary>
    public required ImmutableArray<AltinnEnvironment> Environments { get; init; }

    /// <summary>Products concerned by id; empty for all of them.</summary>
    public ImmutableArray<string> Products { get; init; } = [];

    /// <summary>Operations concerned by their id in the catalogue; empty for every operation of the products.</summary>
    public ImmutableArray<string> Operations { get; init; } = [];

    /// <summary>Fields concerned, as people write them, for example <c>dialog.content.title</c>: for reading only.</summary>
    public ImmutableArray<string> Fields { get; init; } = [];

    /// <summary>Service owners concerned by their short name (<c>skd</c>); empty for all.</summary>
    public ImmutableArray<string> ServiceOwners { get; init; } = [];

    /// <summary>UTC: first publication.</summary>
    public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>UTC: the last change of anything here.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>UTC: when a breaking change takes effect, maintenance starts or an incident began; null when it has no time.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>UTC: maintenance's planned end, or when an incident ended; null when unknown or without meaning.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>True when the operations are gone once a breaking change has taken effect: they answer 410 then. False when they stay, changed.</summary>
    public bool Removes { get; init; }

    /// <summary>Address of what replaces a removed operation, absolute or relative to the gateway; null when nothing does.</summary>
    public string? Successor { get; init; }

    /// <summary>The emergency ground of a change on shorter notice than eight weeks, as a stable word (<c>criticalFault</c>, <c>seriousIncident</c>); null when none was needed.</summary>
    public string? EmergencyGround { get; init; }

    /// <summary>Planned brownouts that have not been called off, the earliest first.</summary>
    public ImmutableArray<BrownoutPicture> Brownouts { get; init; } = [];

    /// <summary>What has been told since publication, the earliest first.</summary>
    public ImmutableArray<NoticeUpdatePicture> Timeline { get; init; } = [];

    /// <summary>True while it stands: neither over nor taken back.</summary>
    [JsonIgnore]
    public bool Stands => State is NoticeState.Published or NoticeState.Amended;
}
