using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.NoticeFeeds;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.SelfService;
using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>What receivers read of a notice when something happens to it: thin, the API behind the link tells all.</summary>
/// <param name="Id">The notice.</param>
/// <param name="Kind">What kind of thing it tells of.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Phase">The newest entry of its timeline.</param>
/// <param name="Title">A few words.</param>
/// <param name="Effective">When a breaking change takes effect, maintenance starts or an incident began.</param>
/// <param name="Ends">Maintenance's planned end, or when an incident ended.</param>
/// <param name="Environments">Where it holds.</param>
/// <param name="Products">Products concerned; empty for all.</param>
/// <param name="Operations">Operations concerned; empty for every operation of the products.</param>
/// <param name="Removes">True when a breaking change takes the operations away; missing for other kinds.</param>
/// <param name="Successor">What replaces them, as the notice says it; missing when nothing does.</param>
/// <param name="EmergencyGround">Why a breaking change comes on short notice; missing when it does not.</param>
/// <param name="Page">Where everybody reads it: a path at the gateway.</param>
/// <param name="Link">Where a vendor's program reads it and answers: a path at the gateway.</param>
internal sealed record NoticeNews(
    Guid Id, NoticeKind Kind, NoticeState State, NoticePhase Phase, NoticeText Title, DateTimeOffset? Effective, DateTimeOffset? Ends,
    IReadOnlyList<AltinnEnvironment> Environments, IReadOnlyList<string> Products, IReadOnlyList<string> Operations, bool? Removes, string? Successor, EmergencyGround? EmergencyGround,
    string Page, string Link)
{
    /// <summary>The CloudEvents subject of everything about a notice.</summary>
    public static string SubjectOf(Guid notice) => $"notices/{notice}";

    /// <summary>Where everybody reads it.</summary>
    public static string PageOf(Guid notice) => $"{NoticeFeedsApi.Prefix}/{notice}";

    /// <summary>Where a vendor's program reads it.</summary>
    public static string LinkTo(Guid notice) => $"{VendorApi.Prefix}/notices/{notice}";

    /// <summary>Tells everybody of the newest entry of the timeline, in the change that makes it.</summary>
    public static void Tell(RegistryChange change, AnnouncementKind kind, Notice notice)
    {
        var content = notice.Content;
        Announcement.Tell(change, kind, vendor: null, SubjectOf(notice.Id), new NoticeNews(
            notice.Id, notice.Kind, notice.State, notice.Updates.MaxBy(update => update.Number)?.Phase ?? NoticePhase.Published, content.Title, content.StartsAt, content.EndsAt,
            content.Environments, content.Products, content.Operations, notice.Kind == NoticeKind.BreakingChange ? content.Removes : null, content.Successor,
            notice is { Ground: { } ground, PublishedAt: { } published, StartsAt: { } effective } && EightWeeks.NeedsGround(published, effective) ? ground : null, PageOf(notice.Id), LinkTo(notice.Id)));
    }

    /// <summary>Tells a vendor that its wish for more time was answered. Why, it reads in its own API.</summary>
    public static void TellAnswer(RegistryChange change, Notice notice, Acknowledgement answer) => Announcement.Tell(
        change, AnnouncementKinds.NoticeAnswered, answer.Vendor, SubjectOf(notice.Id), new
        {
            notice.Id,
            notice.Content.Title,
            answer.WishedUntil,
            answer.Outcome,
            effective = notice.StartsAt,
            page = PageOf(notice.Id),
            link = LinkTo(notice.Id),
        });

    /// <summary>Tells the servicedesk that a vendor asks for more time.</summary>
    public static void TellWish(RegistryChange change, Notice notice, Acknowledgement answer) => Announcement.Tell(
        change, AnnouncementKinds.NoticeWish, vendor: null, SubjectOf(notice.Id), new
        {
            notice.Id,
            notice.Content.Title,
            answer.Vendor,
            answer.WishedUntil,
            effective = notice.StartsAt,
            admin = $"{AdminOf(notice.Id)}/answers",
        });

    /// <summary>Tells the servicedesk, where its author is, that a notice could not publish itself.</summary>
    public static void TellHeldBack(RegistryChange change, Notice notice, Problem why) => Announcement.Tell(
        change, AnnouncementKinds.NoticeHeldBack, vendor: null, SubjectOf(notice.Id), new
        {
            notice.Id,
            notice.Kind,
            notice.Content.Title,
            notice.ScheduledFor,
            effective = notice.StartsAt,
            obstacle = new { nb = why.Title.Nb, en = why.Title.En },
            why.Code,
            admin = AdminOf(notice.Id),
        });

    private static string AdminOf(Guid notice) => $"{AdminApi.Prefix}/notices/{notice}";
}
