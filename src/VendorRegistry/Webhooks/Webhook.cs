using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Webhooks;

/// <summary>What may become of a webhook.</summary>
internal enum WebhookState
{
    /// <summary>Gets what it asked for.</summary>
    Active = 0,

    /// <summary>The vendor wants nothing for now.</summary>
    Paused = 1,

    /// <summary>Digdir stopped it.</summary>
    Disabled = 2,

    /// <summary>It did not answer for days, or said that it is gone (410).</summary>
    Dead = 3,
}

/// <summary>How what is sent to a webhook is signed.</summary>
internal enum WebhookSignature
{
    /// <summary>With the registry's key pair: there is no secret to keep.</summary>
    Ed25519 = 0,

    /// <summary>With a secret that the vendor and the registry share.</summary>
    Hmac = 1,
}

/// <summary>A vendor's address that announcements are delivered to (webhook). What is not active gets nothing and can have it replayed later.</summary>
internal sealed class Webhook : IAudited, IRevised
{
    /// <summary>The longest that a secret that was changed still signs too.</summary>
    public static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(7);

    public required Guid Id { get; init; }

    public required string Vendor { get; init; }

    /// <summary>An address that <see cref="Outgoing.OutgoingUrl"/> let through. May hold a token of the receiver's own in its query, so it is not in the audit log.</summary>
    [Personal]
    public required string Url { get; init; }

    /// <summary>Topics and single kinds, each between spaces.</summary>
    public required string Topics { get; set; }

    /// <summary>Products, each between spaces; empty for all.</summary>
    public string Products { get; set; } = "";

    /// <summary>The environment; null for all.</summary>
    public AltinnEnvironment? Environment { get; set; }

    public required WebhookSignature Signature { get; init; }

    /// <summary>The secret in its <see cref="Signing.SecretBox"/>; null when none is shared.</summary>
    [Personal]
    public string? Secret { get; private set; }

    /// <summary>The secret before that, likewise.</summary>
    [Personal]
    public string? FormerSecret { get; private set; }

    /// <summary>Until when the former secret signs too.</summary>
    public DateTimeOffset? FormerUntil { get; private set; }

    public required DateTimeOffset MadeAt { get; init; }

    public WebhookState State { get; private set; }

    /// <summary>When it last became what it is.</summary>
    public DateTimeOffset? StateAt { get; private set; }

    /// <summary>Why Digdir stopped it, or why it is taken for dead; the vendor reads it.</summary>
    public string? StateReason { get; private set; }

    /// <summary>When the receiver consented (CloudEvents webhooks, abuse protection); null when it has not yet.</summary>
    public DateTimeOffset? ValidatedAt { get; private set; }

    /// <summary>Deliveries a minute that the receiver takes; null for any number.</summary>
    public long? Rate { get; private set; }

    /// <summary>When a test was last asked for.</summary>
    public DateTimeOffset? TestedAt { get; set; }

    /// <summary>When a replay was last asked for.</summary>
    public DateTimeOffset? ReplayedAt { get; set; }

    /// <summary>When a delivery was last given up.</summary>
    public DateTimeOffset? LostAt { get; set; }

    public long Revision { get; set; }

    public string Subject => $"vendors/{Vendor}/webhooks/{Id}";

    public string? OfVendor => Vendor;

    /// <summary>Takes a new secret. The one before it signs too until then.</summary>
    public void Rotate(string secret, DateTimeOffset until) => (FormerSecret, FormerUntil, Secret) = (Secret, Secret is null ? null : until, secret);

    /// <summary>The receiver consented.</summary>
    public void Validate(long? rate, DateTimeOffset now) => (Rate, ValidatedAt) = (rate, now);

    /// <summary>Moves on. False, and nothing changed, when it cannot: what Digdir stopped only Digdir starts.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="byOperator">True when Digdir does it.</param>
    /// <param name="reason">Why, or null.</param>
    /// <param name="now">Now.</param>
    public bool Move(WebhookState to, bool byOperator, string? reason, DateTimeOffset now)
    {
        if ((State == WebhookState.Disabled && !byOperator) || (to == WebhookState.Paused && State != WebhookState.Active && State != to))
        {
            return false;
        }

        if (State != to)
        {
            // Whoever was away for long is asked again whether it consents.
            ValidatedAt = State == WebhookState.Dead ? null : ValidatedAt;
            (State, StateAt, StateReason) = (to, now, reason);
        }

        return true;
    }
}
