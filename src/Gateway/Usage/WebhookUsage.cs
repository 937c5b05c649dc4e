using Digdir.Altinn.Gateway.Subscriptions;
using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Webhooks;

namespace Digdir.Altinn.Gateway.Usage;

/// <summary>
/// How a vendor's webhooks stand: those at the gateway, which it delivers to itself, and those at Altinn Events. To these Altinn delivers past the gateway, so what
/// is told of them is what calls and answers that passed through it show.
/// </summary>
/// <param name="SeenSince">Since when this node has looked; what was made earlier, elsewhere or past the gateway is not here until it is asked for.</param>
/// <param name="Subscriptions">The subscriptions seen.</param>
/// <param name="IsDead">True when events told of in the vendor's calls stopped coming and reads rose: the deliveries are likely failing.</param>
/// <param name="PollsBesideEvents">True when events come and the same is read all the same.</param>
internal sealed record WebhookUsage(DateTimeOffset SeenSince, IReadOnlyList<SubscriptionUsage> Subscriptions, bool IsDead, bool PollsBesideEvents) : IExample<WebhookUsage>
{
    public static WebhookUsage Example { get; } = new(Examples.At, [SubscriptionUsage.Example], IsDead: false, PollsBesideEvents: false) { Own = [OwnWebhookUsage.Example] };

    /// <summary>The vendor's webhooks at the gateway (<c>/vendor/v1/webhooks</c>); left out by a node without the registry.</summary>
    public IReadOnlyList<OwnWebhookUsage>? Own { get; init; }

    /// <summary>Makes it. Pure.</summary>
    public static WebhookUsage Of(SubscriptionsSeen seen, IReadOnlyList<GroupUsage> groups, IReadOnlyList<WebhookView>? own = null) => new(
        seen.Since,
        [.. seen.Subscriptions.Select(one => SubscriptionUsage.Of(one, seen.At))],
        groups.Any(group => group.Findings.Any(finding => finding.Pattern == Pattern.DeadWebhook)),
        groups.Any(group => group.Findings.Any(finding => finding.Pattern == Pattern.BeltAndBraces)))
    {
        Own = own is null ? null : [.. own.Select(OwnWebhookUsage.Of)],
    };
}

/// <summary>A webhook at the gateway.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Url">Where to, without its query.</param>
/// <param name="State">validated (it takes what it gets), failing (the last attempt failed; there will be more), dead (nothing is sent until it is started again), unvalidated (it has not consented yet), paused or disabled.</param>
/// <param name="Topics">What it gets.</param>
/// <param name="FailingSince">Since when attempts fail.</param>
/// <param name="DeliveredAt">When something was last delivered.</param>
internal sealed record OwnWebhookUsage(Guid Id, string Url, WebhookHealth State, IReadOnlyList<string> Topics, DateTimeOffset? FailingSince, DateTimeOffset? DeliveredAt)
{
    public static OwnWebhookUsage Example { get; } = Of(WebhookView.Example with { State = WebhookHealth.Failing, FailingSince = Examples.At.AddHours(4), DeliveredAt = Examples.At.AddHours(3) });

    public static OwnWebhookUsage Of(WebhookView view) => new(view.Id, view.Url, view.State, view.Topics, view.FailingSince, view.DeliveredAt);
}

/// <summary>One subscription.</summary>
/// <param name="Id">Its id at Altinn Events.</param>
/// <param name="State">validated, neverValidated (the address did not answer Altinn's handshake: nothing is delivered), pending (the handshake is under way) or unknown (nobody has asked since; ask for it).</param>
/// <param name="Resource">The resource it is for.</param>
/// <param name="Type">The event type it is for; all when left out.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="SeenAt">When an answer last showed it.</param>
internal sealed record SubscriptionUsage(int Id, SubscriptionState State, string? Resource, string? Type, DateTimeOffset CreatedAt, DateTimeOffset SeenAt)
{
    public static SubscriptionUsage Example { get; } = new(
        1001, SubscriptionState.NeverValidated, "urn:altinn:resource:skd-melding", "dialogporten.dialog.created.v1", Examples.At, Examples.At.AddHours(5));

    public static SubscriptionUsage Of(SeenSubscription seen, DateTimeOffset now) => new(seen.Id, seen.StateAt(now), seen.Resource, seen.Type, seen.CreatedAt, seen.SeenAt);
}
