using System.Text.Json;
using System.Text.Json.Serialization;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.Gateway.Notices;

/// <summary>
/// Where the links of answers lead machines: one public notice as JSON, from this node's picture. Without login: whoever is told of a change must be able to read
/// about it. The page of the notice, for people, is one of the notice feeds.
/// </summary>
internal static class NoticesApi
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public static void MapNotices(this IEndpointRouteBuilder endpoints)
        => endpoints.MapGet(NoticeLinks.Path + "{id:guid}" + NoticeLinks.JsonSuffix, (Guid id, IPictures pictures, NoticeLinks links)
            => pictures.Current.FindNotice(id) is { } notice ? Results.Json(Described(notice, links), Json) : Results.NotFound());

    private static object Described(NoticePicture notice, NoticeLinks links) => new
    {
        notice.Id, notice.Kind, notice.State, notice.Impact, notice.Title, notice.Text, notice.Environments, notice.Products, notice.Operations, notice.Fields, notice.ServiceOwners,
        notice.PublishedAt, notice.UpdatedAt, notice.StartsAt, notice.EndsAt, notice.Removes, successor = links.SuccessorOf(notice), notice.EmergencyGround, notice.Brownouts, notice.Timeline,
    };
}
