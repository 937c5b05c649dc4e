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
/// Notices for everyone, people and machines, without login: pages, each as JSON, Atom, JSON Feed, calendar, the shape of Statuspage, and a signed archive. Every node
/// answers from its picture, so they are there when the registry is not; only the archive, and what ended long ago, come from the history.
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

        feeds.MapMethods("/{id:guid}", Reading, (HttpContext context, Guid id) => OneAsync(context, id, addressOf, isJson: false));
        feeds.MapMethods("/{id:guid}.json", Reading, (HttpContext context, Guid id) => OneAsync(context, id, addressOf, isJson: true));
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

    private static async Task OneAsync(HttpContext context, Guid id, Func<HttpRequest, string> addressOf, bool isJson)
    {
        if (Read(context, addressOf, out var refusal) is not { } question)
        {
            await ProblemResponse.WriteAsync(context, refusal ?? Problems.NotFound);
            return;
        }

        var services = context.RequestServices;
        if (services.GetRequiredService<IPictures>().Current.FindNotice(id) is not { } notice)
        {
            // Pictures forget what ended long ago; links to it are in mails and logs.
            if ((await services.GetRequiredService<INoticeHistory>().GetAsync(context.RequestAborted))?.Find(id) is not { } old)
            {
                await ProblemResponse.WriteAsync(context, Problems.NotFound);
                return;
            }

            notice = old;
        }

        await (isJson
            ? SendAsync(context, new BuiltFeed(NoticeArchive.One(notice, question), NoticeArchive.ContentType, notice.UpdatedAt), language: null)
            : SendAsync(context, new BuiltFeed(NoticePages.One(notice, question), NoticePages.ContentType, notice.UpdatedAt), question.Tag));
    }

    private static void MapArchive(RouteGroupBuilder feeds)
    {
        feeds.MapMethods("/archive.json", Reading, static (HttpContext context) => ArchiveAsync(context, static (archive, _) => archive));
        feeds.MapMethods("/archive.json.sig", Reading, static (HttpContext context) => ArchiveAsync(context, static (archive, signature) => new BuiltFeed(signature.Value, "application/octet-stream", archive.LastModified)));
        feeds.MapMethods("/archive.pem", Reading, static (HttpContext context) => ArchiveAsync(context, static (_, signature) => new BuiltFeed(Encoding.ASCII.GetBytes(signature.Pem), "application/x-pem-file", changed: null)));
    }

    private static async Task ArchiveAsync(HttpContext context, Func<BuiltFeed, ArchiveSignature, BuiltFeed> part)
    {
        if (await context.RequestServices.GetRequiredService<INoticeHistory>().GetAsync(context.RequestAborted) is not { } history)
        {
            await ProblemResponse.WriteAsync(context, new Refusal(Problems.DatabaseUnavailable) { RetryAfterSeconds = 5 });
            return;
        }

        await (history.Signature is { } signature ? SendAsync(context, part(history.Archive, signature), language: null) : ProblemResponse.WriteAsync(context, Problems.NotFound));
    }

    private static FeedQuestion? Read(HttpContext context, Func<HttpRequest, string> addressOf, out Refusal? refusal)
        => FeedQuestion.Read(context.Request, addressOf(context.Request), context.RequestServices.GetRequiredService<IOptions<RegistryOptions>>().Value, out refusal);

    /// <summary>Sends the feed, or says that the caller's copy is still right (RFC 9110 13.1.2, 13.1.3 and 15.4.5).</summary>
    private static async Task SendAsync(HttpContext context, BuiltFeed feed, string? language)
    {
        var headers = context.Response.Headers;
        var maxAge = MaxAgeOf(feed, context.RequestServices);
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

    /// <summary>How long the feed may be used: no longer than it holds.</summary>
    private static TimeSpan MaxAgeOf(BuiltFeed feed, IServiceProvider services)
    {
        var most = services.GetRequiredService<IOptions<NoticeFeedOptions>>().Value.MaxAge;
        var left = feed.Until == DateTimeOffset.MaxValue ? most : feed.Until - services.GetRequiredService<TimeProvider>().GetUtcNow();
        return left < most ? left > TimeSpan.Zero ? left : TimeSpan.Zero : most;
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
