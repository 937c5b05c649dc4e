using Digdir.Altinn.Sandbox.Cast;

namespace Digdir.Altinn.Sandbox.Dialogporten;

/// <summary>A dialog. Changes only under the lock of <see cref="DialogStore"/>.</summary>
internal sealed class Dialog
{
    public required Guid Id { get; init; }

    public required Party Party { get; init; }

    public required ServiceResource Resource { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public Guid Revision { get; set; }

    public Guid ContextRevision { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset ContentUpdatedAt { get; set; }

    public DateTimeOffset? DueAt { get; set; }

    public DateTimeOffset? DeletedAt { get; set; }

    public string Status { get; set; } = "NotApplicable";

    public string? ExtendedStatus { get; set; }

    public string? ExternalReference { get; init; }

    public string? Process { get; init; }

    public required string Title { get; init; }

    public string Summary { get; set; } = "";

    public SortedSet<string> Labels { get; } = new(StringComparer.Ordinal) { "Default" };

    public List<Activity> Activities { get; } = [];

    public List<Transmission> Transmissions { get; } = [];

    public List<Seen> SeenLog { get; } = [];

    public List<LabelChange> LabelLog { get; } = [];

    /// <summary>True when somebody has opened it since its content last changed.</summary>
    public bool IsContentSeen => SeenLog.Exists(seen => seen.At >= ContentUpdatedAt);
}

/// <summary>Something done in a dialog.</summary>
internal sealed record Activity(Guid Id, DateTimeOffset At, string Type, string? ExtendedType, Guid? Transmission, Actor By, string? Description);

/// <summary>Something sent in a dialog.</summary>
internal sealed record Transmission(Guid Id, DateTimeOffset At, string Type, Actor Sender, string Title, string Summary, string? Reference);

/// <summary>Somebody opened a dialog.</summary>
internal sealed record Seen(Guid Id, DateTimeOffset At, Actor By, string ByNumber);

/// <summary>A label was set or removed.</summary>
internal sealed record LabelChange(DateTimeOffset At, string Label, bool IsSet, Actor By);

/// <summary>Who did something.</summary>
internal sealed record Actor(string ActorType, string? ActorName, string? ActorId)
{
    public static readonly Actor ServiceOwner = new("ServiceOwner", null, null);

    /// <summary>Somebody of the party; a person's identity is shown as an ephemeral one, as in the real API.</summary>
    public static Actor Of(Party party) => new("PartyRepresentative", party.Name,
        party.IsPerson ? "urn:altinn:person:identifier-ephemeral:" + party.Uuid.ToString("N")[..10] : party.Urn);
}

/// <summary>A service (tjenesteressurs) that makes dialogs.</summary>
internal sealed record ServiceResource(string Id, string Name, string NameEn, string Type)
{
    public static readonly IReadOnlyList<ServiceResource> All =
    [
        new("ttd-tilsyn", "Tilsynsrapport", "Inspection report", "GenericAccessResource"),
        new("ttd-naeringsbrev", "Brev til næringslivet", "Letter to businesses", "CorrespondenceService"),
        new("app_ttd_arsoppgave", "Årsoppgave", "Annual statement", "AltinnApp"),
        new("ttd-filutveksling", "Filutveksling", "File exchange", "BrokerService"),
    ];

    public string Urn => "urn:altinn:resource:" + Id;
}
