using Digdir.Altinn.Sandbox.Cast;

namespace Digdir.Altinn.Sandbox.Dialogporten;

/// <summary>Dialogs as the API writes them. Pure.</summary>
internal static class DialogAnswers
{
    public static object ListItem(Dialog dialog, string me) => new
    {
        dialog.Id,
        Org = Players.Acronym,
        ServiceResource = dialog.Resource.Urn,
        ServiceResourceType = dialog.Resource.Type,
        Party = dialog.Party.Urn,
        Progress = (int?)null,
        dialog.Process,
        PrecedingProcess = (string?)null,
        GuiAttachmentCount = dialog.Transmissions.Count,
        dialog.ExtendedStatus,
        dialog.ExternalReference,
        dialog.CreatedAt,
        dialog.UpdatedAt,
        dialog.ContentUpdatedAt,
        dialog.DueAt,
        dialog.Status,
        SystemLabel = Folder(dialog),
        IsApiOnly = false,
        HasUnopenedContent = !dialog.IsContentSeen,
        FromServiceOwnerTransmissionsCount = dialog.Transmissions.Count,
        FromPartyTransmissionsCount = 0,
        dialog.IsContentSeen,
        LatestActivity = dialog.Activities.Count == 0 ? null : Activity(dialog.Activities[^1]),
        SeenSinceLastUpdate = SeenSince(dialog, dialog.UpdatedAt, me),
        SeenSinceLastContentUpdate = SeenSince(dialog, dialog.ContentUpdatedAt, me),
        EndUserContext = new { Revision = dialog.ContextRevision, SystemLabels = dialog.Labels.ToArray() },
        Content = Content(dialog),
    };

    public static object Details(Dialog dialog, string me, string dialogToken, string address) => new
    {
        dialog.Id,
        dialog.Revision,
        Org = Players.Acronym,
        ServiceResource = dialog.Resource.Urn,
        ServiceResourceType = dialog.Resource.Type,
        Party = dialog.Party.Urn,
        Progress = (int?)null,
        dialog.Process,
        PrecedingProcess = (string?)null,
        dialog.ExtendedStatus,
        dialog.ExternalReference,
        dialog.DueAt,
        ExpiresAt = (DateTimeOffset?)null,
        dialog.CreatedAt,
        dialog.UpdatedAt,
        dialog.ContentUpdatedAt,
        dialog.Status,
        SystemLabel = Folder(dialog),
        IsApiOnly = false,
        HasUnopenedContent = !dialog.IsContentSeen,
        dialog.IsContentSeen,
        Content = Content(dialog),
        DialogToken = dialogToken,
        FromServiceOwnerTransmissionsCount = dialog.Transmissions.Count,
        FromPartyTransmissionsCount = 0,
        Attachments = Array.Empty<object>(),
        Transmissions = dialog.Transmissions.ConvertAll(one => Transmission(one, dialog)),
        GuiActions = new[]
        {
            new
            {
                Id = Seeded.Uuid("action:" + dialog.Id),
                Action = "read",
                Url = $"{address}/ttd/{dialog.Resource.Id}/{dialog.Id}",
                AuthorizationAttribute = (string?)null,
                IsAuthorized = true,
                IsDeleteDialogAction = false,
                Priority = "Primary",
                HttpMethod = "GET",
                Title = Localized("Åpne"),
                Prompt = (object?)null,
            },
        },
        ApiActions = Array.Empty<object>(),
        Activities = dialog.Activities.ConvertAll(Activity),
        SeenSinceLastUpdate = SeenSince(dialog, dialog.UpdatedAt, me),
        SeenSinceLastContentUpdate = SeenSince(dialog, dialog.ContentUpdatedAt, me),
        EndUserContext = new { Revision = dialog.ContextRevision, SystemLabels = dialog.Labels.ToArray() },
    };

    public static object Activity(Activity activity) => new
    {
        activity.Id,
        CreatedAt = activity.At,
        activity.ExtendedType,
        activity.Type,
        TransmissionId = activity.Transmission,
        PerformedBy = activity.By,
        Description = activity.Description is null ? [] : Localized(activity.Description),
    };

    public static object Transmission(Transmission transmission, Dialog dialog) => new
    {
        transmission.Id,
        CreatedAt = transmission.At,
        AuthorizationAttribute = (string?)null,
        IsAuthorized = true,
        ExtendedType = (string?)null,
        ExternalReference = transmission.Reference,
        RelatedTransmissionId = (Guid?)null,
        DeletedAt = (DateTimeOffset?)null,
        transmission.Type,
        transmission.Sender,
        IsOpened = dialog.SeenLog.Exists(seen => seen.At >= transmission.At),
        Content = new { Title = Value(transmission.Title), Summary = Value(transmission.Summary), ContentReference = (object?)null },
        Attachments = Array.Empty<object>(),
        NavigationalActions = Array.Empty<object>(),
    };

    public static object Seen(Seen seen, string me) => new { seen.Id, SeenAt = seen.At, SeenBy = seen.By, IsViaServiceOwner = false, IsCurrentEndUser = seen.ByNumber == me };

    public static object LabelChange(LabelChange change) => new
    {
        CreatedAt = change.At,
        Name = "systemlabel:" + change.Label,
        Action = change.IsSet ? "set" : "remove",
        PerformedBy = change.By,
    };

    public static object Resource(ServiceResource resource) => new
    {
        ServiceResource = new
        {
            Id = resource.Urn,
            ResourceType = resource.Type,
            Name = new[] { new Localization(resource.Name, "nb"), new Localization(resource.NameEn, "en") },
            IsDelegable = true,
            MinimumAuthenticationLevel = 3,
            Status = "Completed",
        },
        ServiceOwner = new { OrgNumber = Players.ServiceOwner.Number, Code = Players.Acronym, Name = Localized("Testdepartementet") },
        Roles = Array.Empty<object>(),
        AccessPackages = Array.Empty<object>(),
    };

    public static object Party(Party party, bool isMe) => new
    {
        Party = party.Urn,
        PartyUuid = party.Uuid,
        party.PartyId,
        party.Name,
        DateOfBirth = Players.People.FirstOrDefault(person => person.Number == party.Number)?.Born.ToString("yyyy-MM-dd"),
        PartyType = party.IsPerson ? "Person" : "Organization",
        IsDeleted = false,
        HasKeyRole = false,
        IsCurrentEndUser = isMe,
        IsMainAdministrator = false,
        IsAccessManager = false,
        HasOnlyAccessToSubParties = false,
        SubParties = (object?)null,
    };

    public static Localization[] Localized(string text) => [new(text, "nb")];

    private static string Folder(Dialog dialog) => dialog.Labels.First(DialogLabels.IsFolder);

    private static object Content(Dialog dialog) => new
    {
        Title = Value(dialog.Title),
        Summary = Value(dialog.Summary),
        SenderName = Value("Testdepartementet"),
        ExtendedStatus = dialog.ExtendedStatus is null ? null : Value(dialog.ExtendedStatus),
    };

    private static object Value(string text) => new { Value = Localized(text), MediaType = "text/plain", IsAuthorized = (bool?)null };

    private static List<object> SeenSince(Dialog dialog, DateTimeOffset since, string me) => [.. dialog.SeenLog.Where(seen => seen.At >= since).Select(seen => Seen(seen, me))];
}

/// <summary>A text in a language.</summary>
internal sealed record Localization(string Value, string LanguageCode);
