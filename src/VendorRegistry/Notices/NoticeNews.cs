using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Pictures;
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
/// <param name="Link">Where a vendor reads it: a path at the gateway.</param>
internal sealed record NoticeNews(
    Guid Id, NoticeKind Kind, NoticeState State, NoticePhase Phase, NoticeText Title, DateTimeOffset? Effective, DateTimeOffset? Ends,
    IReadOnlyList<AltinnEnvironment> Environments, IReadOnlyList<string> Products, IReadOnlyList<string> Operations, string Link)
{
    /// <summary>The CloudEvents subject of everything about a notice.</summary>
    public static string SubjectOf(Guid notice) => $"notices/{notice}";

    /// <summary>Where a vendor reads it.</summary>
    public static string LinkTo(Guid notice) => $"{VendorApi.Prefix}/notices/{notice}";

    /// <summary>Tells everybody of the newest entry of the timeline, in the change that makes it.</summary>
    public static void Tell(RegistryChange change, AnnouncementKind kind, Notice notice)
    {
        var content = notice.Content;
        Announcement.Tell(change, kind, vendor: null, SubjectOf(notice.Id), new NoticeNews(
            notice.Id, notice.Kind, notice.State, notice.Updates.MaxBy(update => update.Number)?.Phase ?? NoticePhase.Published, content.Title, content.StartsAt, content.EndsAt,
            content.Environments, content.Products, content.Operations, LinkTo(notice.Id)));
    }
}
