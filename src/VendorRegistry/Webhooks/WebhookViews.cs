using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Outbox;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.VendorRegistry.Webhooks;

/// <summary>How a webhook stands.</summary>
internal enum WebhookHealth
{
    /// <summary>The receiver has not consented yet.</summary>
    Unvalidated = 0,

    /// <summary>The receiver consented and takes what it gets.</summary>
    Validated = 1,

    /// <summary>The last attempt failed; there will be more.</summary>
    Failing = 2,

    /// <summary>No answer for days, or the receiver said that it is gone.</summary>
    Dead = 3,

    /// <summary>The vendor wants nothing for now.</summary>
    Paused = 4,

    /// <summary>Digdir stopped it.</summary>
    Disabled = 5,
}

/// <summary>A webhook to register.</summary>
/// <param name="Url">Where to: https, without user name and fragment.</param>
/// <param name="Topics">Topics (<c>notices</c>, <c>standing</c>, <c>levels</c>, <c>holds</c>, <c>terms</c>) or single kinds (<c>hold.put</c>).</param>
/// <param name="Products">Only what is about one of these products, or about none in particular; everything when left out.</param>
/// <param name="Environment">Only what is about this environment, or about none in particular; everything when left out.</param>
/// <param name="Signature"><c>ed25519</c> (the registry's key pair) or <c>hmac</c> (a secret of your own, shown once). Ed25519 when left out.</param>
internal sealed record WebhookOrder(string? Url, IReadOnlyList<string>? Topics, IReadOnlyList<string>? Products, AltinnEnvironment? Environment, WebhookSignature? Signature)
    : IExample<WebhookOrder>
{
    public static WebhookOrder Example { get; } = new("https://fagsystem.example.com/altinn/events", ["notices", "hold.put"], ["melding"], AltinnEnvironment.Production, WebhookSignature.Hmac);
}

/// <summary>What a webhook is to get from now on.</summary>
/// <param name="Topics">Topics or single kinds.</param>
/// <param name="Products">Only these products; everything when left out.</param>
/// <param name="Environment">Only this environment; everything when left out.</param>
internal sealed record WebhookChange(IReadOnlyList<string>? Topics, IReadOnlyList<string>? Products, AltinnEnvironment? Environment) : IExample<WebhookChange>
{
    public static WebhookChange Example { get; } = new(["notices"], ["melding"], AltinnEnvironment.Production);
}

/// <summary>A change of secret.</summary>
/// <param name="OverlapHours">How long the secret before signs too: 0 to 168 hours, 24 when left out.</param>
internal sealed record SecretRotation(double? OverlapHours) : IExample<SecretRotation>
{
    public static SecretRotation Example { get; } = new(48);
}

/// <summary>What is to be sent again: one announcement by its id, or those of a span of time.</summary>
/// <param name="Id">The CloudEvents id.</param>
/// <param name="From">From then on, inclusive.</param>
/// <param name="Until">Up to then, exclusive; now when left out.</param>
internal sealed record ReplayOrder(Guid? Id, DateTimeOffset? From, DateTimeOffset? Until) : IExample<ReplayOrder>
{
    public static ReplayOrder Example { get; } = new(Id: null, Examples.At.AddDays(-1), Until: null);
}

/// <summary>What is being sent again.</summary>
/// <param name="Announcements">How many.</param>
/// <param name="ContinueFrom">Where to go on, when there were more than go into one replay; null when that was all.</param>
internal sealed record ReplayAnswer(int Announcements, DateTimeOffset? ContinueFrom) : IExample<ReplayAnswer>
{
    public static ReplayAnswer Example { get; } = new(1, ContinueFrom: null);
}

/// <summary>Why a webhook is stopped.</summary>
/// <param name="Reason">Why, at most 4000 characters. The vendor reads it.</param>
internal sealed record WebhookStop(string? Reason) : IExample<WebhookStop>
{
    public static WebhookStop Example { get; } = new("Adressen tilhører ikke leverandøren.");
}

/// <summary>A webhook.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Url">Where to. Operators see it without its query, which may hold a key.</param>
/// <param name="Topics">What it gets.</param>
/// <param name="Products">Only these products; empty for all.</param>
/// <param name="Environment">Only this environment; null for all.</param>
/// <param name="Signature">How what it gets is signed.</param>
/// <param name="State">How it stands.</param>
/// <param name="StateReason">Why it was disabled or is dead.</param>
/// <param name="FailingSince">Since when attempts fail.</param>
/// <param name="DeliveredAt">When something was last delivered.</param>
/// <param name="ValidatedAt">When the receiver consented.</param>
/// <param name="RatePerMinute">Deliveries a minute that the receiver takes; null for any number.</param>
/// <param name="MadeAt">When it was registered.</param>
internal sealed record WebhookView(
    Guid Id, string Url, IReadOnlyList<string> Topics, IReadOnlyList<string> Products, AltinnEnvironment? Environment, WebhookSignature Signature, WebhookHealth State, string? StateReason,
    DateTimeOffset? FailingSince, DateTimeOffset? DeliveredAt, DateTimeOffset? ValidatedAt, long? RatePerMinute, DateTimeOffset MadeAt) : IExample<WebhookView>
{
    public static WebhookView Example { get; } = new(
        Examples.Id, "https://fagsystem.example.com/altinn/events", ["hold.put", "notices"], ["melding"], AltinnEnvironment.Production, WebhookSignature.Hmac, WebhookHealth.Unvalidated,
        StateReason: null, FailingSince: null, DeliveredAt: null, ValidatedAt: null, RatePerMinute: null, Examples.At);

    /// <summary>One that an operator has stopped.</summary>
    public static WebhookView Stopped { get; } = Example with { State = WebhookHealth.Disabled, StateReason = WebhookStop.Example.Reason };

    public static WebhookView Of(Webhook row, ReceiverQueue? queue, bool isOwn) => new(
        row.Id, isOwn ? row.Url : new Uri(row.Url).GetLeftPart(UriPartial.Path), WebhookFilter.Read(row.Topics), WebhookFilter.Read(row.Products), row.Environment, row.Signature,
        row.State switch
        {
            WebhookState.Paused => WebhookHealth.Paused,
            WebhookState.Disabled => WebhookHealth.Disabled,
            WebhookState.Dead => WebhookHealth.Dead,
            _ when queue is { Failures: > 0 } => WebhookHealth.Failing,
            _ => row.ValidatedAt is null ? WebhookHealth.Unvalidated : WebhookHealth.Validated,
        },
        row.StateReason, queue?.FailingSince, queue?.DeliveredAt, row.ValidatedAt, row.Rate, row.MadeAt);
}

/// <summary>A webhook with its secret, which is shown this once.</summary>
/// <param name="Webhook">The webhook.</param>
/// <param name="Secret">The secret (<c>whsec_</c>); null when it is signed with the registry's key pair.</param>
internal sealed record WebhookWithSecret(WebhookView Webhook, string? Secret) : IExample<WebhookWithSecret>
{
    public static WebhookWithSecret Example { get; } = new(WebhookView.Example, "whsec_RXhhbXBsZS1zZWNyZXQtc2hvd24tb25jZS1vbmx5ISE=");
}

/// <summary>The public keys to check signatures with.</summary>
/// <param name="Keys">Each <c>whpk_</c>; more than one while keys are being changed: a message carries a signature by each.</param>
internal sealed record WebhookKeys(IReadOnlyList<string> Keys) : IExample<WebhookKeys>
{
    public static WebhookKeys Example { get; } = new(["whpk_1PUBSsAlvFZkZUYXm1QgXqAxQnNpwpmn8KR3gJRlZNg="]);
}

/// <summary>A line of a webhook's log.</summary>
/// <param name="Id">The CloudEvents id, which is the <c>webhook-id</c> too.</param>
/// <param name="Type">The CloudEvents type.</param>
/// <param name="Subject">The CloudEvents subject.</param>
/// <param name="Replay">0 for what was announced; a replay has a number.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Attempts">Attempts made.</param>
/// <param name="MadeAt">When it was queued.</param>
/// <param name="NextAt">When it is tried next; null when it has ended.</param>
/// <param name="LastAt">When the last attempt ended.</param>
/// <param name="Status">The last answer's HTTP status; 0 when there was none.</param>
/// <param name="Reason">Why the last attempt failed: <c>timeout</c>, <c>refused-address</c>, <c>redirect</c>, <c>no-consent</c> and others.</param>
internal sealed record DeliveryView(
    Guid? Id, string? Type, string Subject, int Replay, DeliveryState State, int Attempts, DateTimeOffset MadeAt, DateTimeOffset? NextAt, DateTimeOffset? LastAt, int Status, string? Reason)
    : IExample<DeliveryView>
{
    public static DeliveryView Example { get; } = new(
        Examples.Id, AnnouncementKinds.HoldPut.EventType, $"vendors/{Examples.Vendor}/holds/{Examples.Id}", 1, DeliveryState.Pending, 0, Examples.At, Examples.At, LastAt: null, 0, Reason: null);

    public static DeliveryView Of(Delivery row, Announcement? announcement) => new(
        announcement?.Id, announcement is null ? null : AnnouncementKinds.ByName.GetValueOrDefault(announcement.Kind)?.EventType, row.Subject, row.Round, row.State, row.Attempts, row.MadeAt,
        row.State == DeliveryState.Pending ? row.NextAt : null, row.LastAt, row.LastStatus, row.LastReason);
}
