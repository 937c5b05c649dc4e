using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.VendorRegistry.NoticeFeeds;

/// <summary>
/// Every notice a node knows of, whole and in all languages, as one document that is signed: whoever keeps it can show later what was announced and when. Pure.
/// </summary>
internal static class NoticeArchive
{
    public const string ContentType = "application/json; charset=utf-8";
    public const string Path = NoticeFeedsApi.Prefix + "/archive.json";
    public const string SignaturePath = NoticeFeedsApi.Prefix + "/archive.json.sig";
    public const string KeyPath = NoticeFeedsApi.Prefix + "/archive.pem";

    public static byte[] Build(IEnumerable<NoticePicture> notices) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            publisher = "Digdir",
            notices = notices.OrderBy(notice => notice.PublishedAt).ThenBy(notice => notice.Id).Select(notice => new
            {
                id = notice.Id,
                kind = notice.Kind.Word(),
                state = notice.State.Word(),
                impact = notice.Impact.Word(),
                title = Text(notice.Title),
                text = Text(notice.Text),
                environments = notice.Environments.Select(FeedQuestion.WordOf),
                products = notice.Products,
                operations = notice.Operations,
                fields = notice.Fields,
                serviceOwners = notice.ServiceOwners,
                publishedAt = notice.PublishedAt.UtcDateTime,
                updatedAt = notice.UpdatedAt.UtcDateTime,
                startsAt = notice.StartsAt?.UtcDateTime,
                endsAt = notice.EndsAt?.UtcDateTime,
                removes = notice.Removes,
                successor = notice.Successor,
                emergencyGround = notice.EmergencyGround,
                brownouts = notice.Brownouts.Select(brownout => new { environment = FeedQuestion.WordOf(brownout.Environment), from = brownout.From.UtcDateTime, until = brownout.Until.UtcDateTime }),
                timeline = notice.Timeline.Select(update => new { at = update.At.UtcDateTime, phase = update.Phase, text = Text(update.Text) }),
            }),
        },
        JsonNoticeFeed.Json);

    private static object Text(NoticeText text) => new { nb = text.Nb, nn = text.Nn, en = text.En };
}
