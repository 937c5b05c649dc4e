using System.Text.Encodings.Web;
using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.VendorRegistry.NoticeFeeds;

/// <summary>Notices as JSON Feed 1.1 (jsonfeed.org/version/1.1); what machines act on is in the extension <c>_altinn</c> of each item. Pure.</summary>
internal static class JsonNoticeFeed
{
    public const string ContentType = "application/feed+json; charset=utf-8";
    public const string Path = NoticeFeedsApi.Prefix + "/feed.json";

    /// <summary>Nothing here is put into a page; letters stay letters.</summary>
    public static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Build(ShownNotices shown, FeedQuestion question) => JsonSerializer.SerializeToUtf8Bytes(
        new Dictionary<string, object?>
        {
            ["version"] = "https://jsonfeed.org/version/1.1",
            ["title"] = question.In("Varsler fra Altinn til leverandører", "Varsel frå Altinn til leverandørar", "Notices from Altinn to vendors"),
            ["home_page_url"] = question.Link(NoticeFeedsApi.Prefix),
            ["feed_url"] = question.Link(Path),
            ["language"] = question.Tag,
            ["authors"] = new[] { new { name = "Digdir", url = "https://www.digdir.no/" } },
            ["items"] = shown.Notices.Select(notice => Item(notice, question)),
        },
        Json);

    private static Dictionary<string, object?> Item(NoticePicture notice, FeedQuestion question) => new()
    {
        ["id"] = $"urn:uuid:{notice.Id:D}",
        ["url"] = question.PageOf(notice.Id),
        ["title"] = question.In(notice.Title),
        ["content_text"] = FeedText.Of(notice, question),
        ["date_published"] = notice.PublishedAt.UtcDateTime,
        ["date_modified"] = notice.UpdatedAt.UtcDateTime,
        ["language"] = question.Tag,
        ["tags"] = (string[])[notice.Kind.Word(), .. notice.Products],
        ["_altinn"] = new
        {
            about = question.Link(NoticeFeedsApi.Prefix),
            kind = notice.Kind.Word(),
            state = notice.State.Word(),
            impact = notice.Impact.Word(),
            environments = notice.Environments.Select(FeedQuestion.WordOf),
            products = notice.Products,
            operations = notice.Operations,
            fields = notice.Fields,
            serviceOwners = notice.ServiceOwners,
            startsAt = notice.StartsAt?.UtcDateTime,
            endsAt = notice.EndsAt?.UtcDateTime,
            removes = notice.Removes,
            successor = notice.Successor,
            emergencyGround = notice.EmergencyGround,
            brownouts = notice.Brownouts.Select(brownout => new { environment = FeedQuestion.WordOf(brownout.Environment), from = brownout.From.UtcDateTime, until = brownout.Until.UtcDateTime }),
        },
    };
}
