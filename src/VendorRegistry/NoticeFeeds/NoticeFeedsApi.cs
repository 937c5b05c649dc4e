using System.Text;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Digdir.Altinn.VendorRegistry.NoticeFeeds;

/// <summary>
/// Notices for everyone, people and machines, without login: pages, Atom, JSON Feed, calendar, the shape of Statuspage, and a signed archive. Every node answers
/// from its picture, so they are there when the registry is not.
/// </summary>
internal static class NoticeFeedsApi
{
    public const string Prefix = "/notices";

    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps them.</summary>
    /// <param name="endpoints">The public listener's endpoints.</param>
    /// <param name="addressOf">The public listener's base address, without a slash at the end.</param>
    public static void Map(IEndpointRouteBuilder endpoints, Func<HttpRequest, string> addressOf)
    {
        var feeds = endpoints.MapGroup(Prefix).ExcludeFromDescription();
        Feed("", NoticePages.ContentType, static (shown, question, now) => NoticePages.List(shown, question, now));
        Feed("/feed.atom", AtomFeed.ContentType, static (shown, question, _) => AtomFeed.Build(shown, question));
        Feed("/feed.json", JsonNoticeFeed.ContentType, static (shown, question, _) => JsonNoticeFeed.Build(shown, question));
        Feed("/calendar.ics", NoticeCalendar.ContentType, static (shown, question, _) => NoticeCalendar.Build(shown, question));
        var products = endpoints.ServiceProvider.GetRequiredService<IOptions<RegistryOptions>>().Value.KnownProducts;
        foreach (var document in StatusPage.Documents)
        {
            // A page that mixed both environments would call production down when only the test environment is.
            Feed($"/api/v2/{document}", StatusPage.ContentType, (shown, question, now) => StatusPage.Build(document, shown, question, products, now), static question => question with { Environment = question.Environment ?? AltinnEnvironment.Production });
        }

        feeds.MapMethods("/{id:guid}", Reading, (HttpContext context, Guid id) => OneAsync(context, id, addressOf));
        MapArchive(feeds);
        feeds.MapMethods("/{**rest}", Reading, static (HttpContext context) => ProblemResponse.WriteAsync(context, Problems.NotFound));

        void Feed(string path, string contentType, Func<ShownNotices, FeedQuestion, DateTimeOffset, byte[]?> build, Func<FeedQuestion, FeedQuestion>? adjust = null)
            => feeds.MapMethods(path, Reading, (HttpContext context) => AnswerAsync(context, path, contentType, addressOf, build, adjust));
    }

    private static Task AnswerAsync(
        HttpContext context, string feed, string contentType, Func<HttpRequest, string> addressOf, Func<ShownNotices, FeedQuestion, DateTimeOffset, byte[]?> build, Func<FeedQuestion, FeedQuestion>? adjust)
    {
        if (Read(context, addressOf, out var refusal) is not { } question)
        {
            return ProblemResponse.WriteAsync(context, refusal ?? Problems.NotFound);
        }

        var asked = adjust is null ? question : adjust(question);
        var services = context.RequestServices;
        var picture = services.GetRequiredService<IPictures>().Current;
        var built = services.GetRequiredService<BuiltFeeds>().Get(picture, feed, asked, contentType, (shown, now) => build(shown, asked, now));
        return built is null ? ProblemResponse.WriteAsync(context, Problems.NotFound) : SendAsync(context, built, question.Tag);
    }

    private static Task OneAsync(HttpContext context, Guid id, Func<HttpRequest, string> addressOf)
    {
        if (Read(context, addressOf, out var refusal) is not { } question)
        {
            return ProblemResponse.WriteAsync(context, refusal ?? Problems.NotFound);
        }

        var picture = context.RequestServices.GetRequiredService<IPictures>().Current;
        foreach (var notice in picture.Notices)
        {
            if (notice.Id == id)
            {
                return SendAsync(context, new BuiltFeed(NoticePages.One(notice, question), NoticePages.ContentType, notice.UpdatedAt), question.Tag);
            }
        }

        return ProblemResponse.WriteAsync(context, Problems.NotFound);
    }

    private static void MapArchive(RouteGroupBuilder feeds)
    {
        feeds.MapMethods("/archive.json", Reading, static (HttpContext context) => ArchiveAsync(context, static (archive, _) => archive));
        feeds.MapMethods("/archive.json.sig", Reading, static (HttpContext context) => ArchiveAsync(context, static (archive, key) => new BuiltFeed(key.Sign(archive.Body), "application/octet-stream", archive.LastModified)));
        feeds.MapMethods("/archive.pem", Reading, static (HttpContext context) => ArchiveAsync(context, static (_, key) => new BuiltFeed(Encoding.ASCII.GetBytes(key.PublicPem), "application/x-pem-file", changed: null)));
    }

    private static Task ArchiveAsync(HttpContext context, Func<BuiltFeed, ArchiveKey, BuiltFeed> part)
    {
        var services = context.RequestServices;
        if (services.GetRequiredService<ArchiveKey>() is not { IsThere: true } key)
        {
            return ProblemResponse.WriteAsync(context, Problems.NotFound);
        }

        var picture = services.GetRequiredService<IPictures>().Current;
        var everything = new FeedQuestion("", FeedLanguage.Nb, Product: null, Environment: null);
        var archive = services.GetRequiredService<BuiltFeeds>().Get(picture, NoticeArchive.Path, everything, NoticeArchive.ContentType, (_, _) => NoticeArchive.Build(picture.Notices));
        return archive is null ? ProblemResponse.WriteAsync(context, Problems.NotFound) : SendAsync(context, part(archive, key), language: null);
    }

    private static FeedQuestion? Read(HttpContext context, Func<HttpRequest, string> addressOf, out Refusal? refusal)
        => FeedQuestion.Read(context.Request, addressOf(context.Request), context.RequestServices.GetRequiredService<IOptions<RegistryOptions>>().Value, out refusal);

    /// <summary>Sends the feed, or says that the caller's copy is still right (RFC 9110 13.1.2, 13.1.3 and 15.4.5).</summary>
    private static async Task SendAsync(HttpContext context, BuiltFeed feed, string? language)
    {
        var headers = context.Response.Headers;
        var maxAge = context.RequestServices.GetRequiredService<IOptions<NoticeFeedOptions>>().Value.MaxAge;
        headers.ETag = feed.Tag;
        headers.CacheControl = $"public, max-age={(long)maxAge.TotalSeconds}";
        headers.AccessControlAllowOrigin = "*";
        headers.XContentTypeOptions = "nosniff";
        if (feed.LastModified is { } changed)
        {
            headers.LastModified = HeaderUtilities.FormatDate(changed);
        }

        if (language is not null)
        {
            headers.Vary = "Accept-Language";
            headers.ContentLanguage = language;
        }

        if (IsFresh(context.Request, feed))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = feed.ContentType;
        context.Response.ContentLength = feed.Body.Length;
        if (feed.ContentType == NoticePages.ContentType)
        {
            headers.ContentSecurityPolicy = NoticePages.SecurityPolicy;
            headers["Referrer-Policy"] = "no-referrer";
        }

        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(feed.Body, context.RequestAborted);
        }
    }

    private static bool IsFresh(HttpRequest request, BuiltFeed feed)
    {
        var given = request.GetTypedHeaders();
        if (request.Headers.IfNoneMatch.Count > 0)
        {
            return given.IfNoneMatch.Any(tag => tag.Tag == "*" || tag.Tag == feed.Tag);
        }

        return given.IfModifiedSince is { } since && feed.LastModified is { } changed && changed <= since;
    }
}
