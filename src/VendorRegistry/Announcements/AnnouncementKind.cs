using System.Collections.Frozen;

namespace Digdir.Altinn.VendorRegistry.Announcements;

/// <summary>One kind of thing that vendors are told of.</summary>
/// <param name="Name">Stable word, the middle of the CloudEvents type <c>no.altinn.gateway.{name}.v1</c>.</param>
/// <param name="Topic">What a receiver asks for by name: kinds of one topic come together.</param>
/// <param name="Only">The one channel (<c>Outbox.IChannel.Name</c>) that brings it; null when all do.</param>
/// <param name="ToServicedesk">True for what is the servicedesk's alone: no vendor hears of it.</param>
internal sealed record AnnouncementKind(string Name, string Topic, string? Only = null, bool ToServicedesk = false)
{
    /// <summary>The CloudEvents type.</summary>
    public string EventType => $"no.altinn.gateway.{Name}.v1";
}

/// <summary>Every kind there is: a further one is one line here.</summary>
internal static class AnnouncementKinds
{
    public static readonly AnnouncementKind NoticePublished = new("notice.published", "notices");
    public static readonly AnnouncementKind NoticeAmended = new("notice.amended", "notices");
    public static readonly AnnouncementKind NoticeCompleted = new("notice.completed", "notices");
    public static readonly AnnouncementKind NoticeWithdrawn = new("notice.withdrawn", "notices");
    public static readonly AnnouncementKind NoticeReminder = new("notice.reminder", "notices");
    public static readonly AnnouncementKind NoticeAnswered = new("notice.answered", "notices");
    public static readonly AnnouncementKind NoticeHeldBack = new("notice.heldBack", "notices", Only: "mail", ToServicedesk: true);
    public static readonly AnnouncementKind NoticeWish = new("notice.wish", "notices", Only: "mail", ToServicedesk: true);
    public static readonly AnnouncementKind StandingChanged = new("standing.changed", "standing");
    public static readonly AnnouncementKind LevelChanged = new("level.changed", "levels");
    public static readonly AnnouncementKind BrakePulled = new("brake.pulled", "levels");
    public static readonly AnnouncementKind BrakeReleased = new("brake.released", "levels");
    public static readonly AnnouncementKind HoldPut = new("hold.put", "holds");
    public static readonly AnnouncementKind HoldLifted = new("hold.lifted", "holds");
    public static readonly AnnouncementKind TermsPublished = new("terms.published", "terms");
    public static readonly AnnouncementKind TermsChanged = new("terms.changed", "terms");
    public static readonly AnnouncementKind WebhookTest = new("webhook.test", "webhooks", Only: "webhook");
    public static readonly AnnouncementKind WebhookLost = new("webhook.lost", "webhooks", Only: "mail");
    public static readonly AnnouncementKind WebhookDead = new("webhook.dead", "webhooks", Only: "mail");

    /// <summary>All of them, in the order above.</summary>
    public static IReadOnlyList<AnnouncementKind> All { get; } =
    [
        NoticePublished, NoticeAmended, NoticeCompleted, NoticeWithdrawn, NoticeReminder, NoticeAnswered, NoticeHeldBack, NoticeWish, StandingChanged, LevelChanged, BrakePulled,
        BrakeReleased, HoldPut, HoldLifted,
        TermsPublished, TermsChanged, WebhookTest, WebhookLost, WebhookDead,
    ];

    /// <summary>By name.</summary>
    public static FrozenDictionary<string, AnnouncementKind> ByName { get; } = All.ToFrozenDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>The topics, each once.</summary>
    public static IReadOnlyList<string> Topics { get; } = [.. All.Select(kind => kind.Topic).Distinct(StringComparer.Ordinal)];
}
