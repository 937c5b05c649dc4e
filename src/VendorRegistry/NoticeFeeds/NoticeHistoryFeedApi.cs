using System.Globalization;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.NoticeFeeds;

/// <summary>Where nodes without the registry role fetch the history of notices, signed where there is a key: <c>GET /feed/v1/notices</c> on the management listener.</summary>
internal static class NoticeHistoryFeedApi
{
    public const string Path = "/feed/v1/notices";
    public const string EpochField = "History-Epoch";
    public const string VersionField = "History-Version";
    public const string SignatureField = "History-Signature";
    public const string KeyField = "History-Key";

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet(Path, GetAsync).ExcludeFromDescription();

    private static async Task GetAsync(HttpContext context)
    {
        if (!FeedKey.Is(context.Request, context.RequestServices.GetRequiredService<IOptions<FeedOptions>>().Value.Key))
        {
            await ProblemResponse.WriteAsync(context, new Refusal(Problems.NotLoggedIn) { Challenge = FeedKey.Scheme.TrimEnd() });
            return;
        }

        if (await context.RequestServices.GetRequiredService<INoticeHistory>().GetAsync(context.RequestAborted) is not { } history)
        {
            await ProblemResponse.WriteAsync(context, new Refusal(Problems.DatabaseUnavailable) { RetryAfterSeconds = 1 });
            return;
        }

        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers[EpochField] = history.Epoch.ToString();
        headers[VersionField] = history.Version.ToString(CultureInfo.InvariantCulture);
        if (history.Signature is { } signature)
        {
            headers[SignatureField] = Convert.ToBase64String(signature.Value);
            headers[KeyField] = Convert.ToBase64String(signature.PublicKey);
        }

        context.Response.ContentType = history.Archive.ContentType;
        context.Response.ContentLength = history.Archive.Body.Length;
        await context.Response.Body.WriteAsync(history.Archive.Body, context.RequestAborted);
    }
}
