using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.Gateway.Notices;

/// <summary>
/// Where the links of answers lead: one public notice, as a page in the caller's language or as JSON, from this node's picture. Without login: whoever is told
/// of a change must be able to read about it.
/// </summary>
internal static class NoticesApi
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };
    private static readonly TimeZoneInfo Oslo = TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo");

    public static void MapNotices(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(NoticeLinks.Path + "{id:guid}", (Guid id, HttpContext context, IPictures pictures) =>
        {
            if (Find(pictures, id) is not { } notice)
            {
                return Results.NotFound();
            }

            var language = LanguageOf(context);
            context.Response.Headers.ContentLanguage = language;
            context.Response.Headers.Vary = "Accept-Language";
            return Results.Content(Page(notice, language), "text/html; charset=utf-8");
        });
        endpoints.MapGet(NoticeLinks.Path + "{id:guid}" + NoticeLinks.JsonSuffix, (Guid id, IPictures pictures, NoticeLinks links)
            => Find(pictures, id) is { } notice ? Results.Json(Described(notice, links), Json) : Results.NotFound());
    }

    private static NoticePicture? Find(IPictures pictures, Guid id)
    {
        foreach (var notice in pictures.Current.Notices)
        {
            if (notice.Id == id)
            {
                return notice;
            }
        }

        return null;
    }

    private static object Described(NoticePicture notice, NoticeLinks links) => new
    {
        notice.Id, notice.Kind, notice.State, notice.Impact, notice.Title, notice.Text, notice.Environments, notice.Products, notice.Operations, notice.Fields, notice.ServiceOwners,
        notice.PublishedAt, notice.UpdatedAt, notice.StartsAt, notice.EndsAt, notice.Removes, successor = links.SuccessorOf(notice), notice.EmergencyGround, notice.Brownouts, notice.Timeline,
    };

    /// <summary>The first of the three written languages that the caller ranks highest; bokmål when it names none.</summary>
    private static string LanguageOf(HttpContext context)
        => context.Request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(accepted => accepted.Quality ?? 1)
            .Select(accepted => accepted.Value.Value?.Split('-')[0])
            .Select(language => language is "no" ? "nb" : language)
            .FirstOrDefault(language => language is "nb" or "nn" or "en") ?? "nb";

    private static string Page(NoticePicture notice, string language)
    {
        var page = new StringBuilder($"<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>");
        page.Append(Encoded(notice.Title)).Append("</title></head><body><main><h1>").Append(Encoded(notice.Title)).Append("</h1><p>").Append(Encoded(notice.Text)).Append("</p><dl>");
        Row(new("Publisert", "Publisert", "Published"), At(notice.PublishedAt));
        if (notice.StartsAt is { } starts)
        {
            Row(notice.Kind == NoticeKind.BreakingChange ? new("Trer i kraft", "Trer i kraft", "Takes effect") : new("Fra", "Frå", "From"), At(starts));
        }

        if (notice.EndsAt is { } ends)
        {
            Row(new("Til", "Til", "Until"), At(ends));
        }

        foreach (var operation in notice.Operations)
        {
            Row(new("Operasjon", "Operasjon", "Operation"), WebUtility.HtmlEncode(operation));
        }

        foreach (var brownout in notice.Brownouts)
        {
            var where = brownout.Environment == AltinnEnvironment.Production ? new NoticeText("produksjon", "produksjon", "production") : new NoticeText("test", "test", "test");
            Row(new("Prøveavslag", "Prøveavslag", "Brownout"), $"{At(brownout.From)} – {At(brownout.Until)} ({In(where)})");
        }

        page.Append("</dl>");
        foreach (var update in notice.Timeline)
        {
            page.Append("<h2>").Append(At(update.At)).Append("</h2><p>").Append(Encoded(update.Text)).Append("</p>");
        }

        return page.Append("</main></body></html>").ToString();

        void Row(NoticeText term, string what) => page.Append("<dt>").Append(Encoded(term)).Append("</dt><dd>").Append(what).Append("</dd>");

        string In(NoticeText text) => language switch { "en" => text.En, "nn" => text.Nn, _ => text.Nb };

        string Encoded(NoticeText text) => WebUtility.HtmlEncode(In(text));
    }

    private static string At(DateTimeOffset instant) => $"{TimeZoneInfo.ConvertTime(instant, Oslo):yyyy-MM-dd HH:mm zzz}";
}
