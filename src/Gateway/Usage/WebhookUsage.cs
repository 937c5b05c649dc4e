using Digdir.Altinn.Gateway.Subscriptions;
using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.VendorRegistry.Admin;

namespace Digdir.Altinn.Gateway.Usage;

/// <summary>What is known of a vendor's webhooks at Altinn Events. Altinn delivers past the gateway, so this is what calls and answers that passed through it show.</summary>
/// <param name="SeenSince">Since when this node has looked; what was made earlier, elsewhere or past the gateway is not here until it is asked for.</param>
/// <param name="Subscriptions">The subscriptions seen.</param>
/// <param name="IsDead">True when events told of in the vendor's calls stopped coming and reads rose: the deliveries are likely failing.</param>
/// <param name="PollsBesideEvents">True when events come and the same is read all the same.</param>
internal sealed record WebhookUsage(DateTimeOffset SeenSince, IReadOnlyList<SubscriptionUsage> Subscriptions, bool IsDead, bool PollsBesideEvents) : IExample<WebhookUsage>
{
    public static WebhookUsage Example { get; } = new(Examples.At, [SubscriptionUsage.Example], IsDead: false, PollsBesideEvents: false);

    /// <summary>Makes it. Pure.</summary>
    public static WebhookUsage Of(SubscriptionsSeen seen, IReadOnlyList<GroupUsage> groups) => new(
        seen.Since,
        [.. seen.Subscriptions.Select(one => SubscriptionUsage.Of(one, seen.At))],
        groups.Any(group => group.Findings.Any(finding => finding.Pattern == Pattern.DeadWebhook)),
        groups.Any(group => group.Findings.Any(finding => finding.Pattern == Pattern.BeltAndBraces)));
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
