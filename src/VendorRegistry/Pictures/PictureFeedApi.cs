using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Pictures;

/// <summary>The feed of pictures that gateway nodes follow: <c>GET /feed/v1/pictures?after=N&amp;epoch=E</c>, answered at once when there is news and otherwise when it comes.</summary>
internal static class PictureFeedApi
{
    public const string Path = "/feed/v1/pictures";

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet(Path, GetAsync).ExcludeFromDescription();

    private static async Task GetAsync(HttpContext context)
    {
        var options = context.RequestServices.GetRequiredService<IOptions<FeedOptions>>().Value;
        if (!FeedKey.Is(context.Request, options.Key))
        {
            await ProblemResponse.WriteAsync(context, new Refusal(Problems.NotLoggedIn) { Challenge = FeedKey.Scheme.TrimEnd() });
            return;
        }

        if (!long.TryParse(context.Request.Query["after"], out var after) || after < 0 || !Guid.TryParse(context.Request.Query["epoch"], out var epoch))
        {
            await ProblemResponse.WriteAsync(context, Problems.Invalid("after", new("Versjon og epoke kreves.", "A version and an epoch are needed.")));
            return;
        }

        context.RequestServices.GetRequiredService<FeedAudience>().Heard();
        var holder = context.RequestServices.GetRequiredService<PictureHolder>();
        var clock = context.RequestServices.GetRequiredService<TimeProvider>();
        if (after > holder.Current.Version && epoch == holder.Current.Epoch)
        {
            // The node has been with a registry that is a moment ahead of this one: catch up before believing that the versions went back.
            if (!await context.RequestServices.GetRequiredService<RegistryPictures>().RefreshAsync(context.RequestAborted))
            {
                await ProblemResponse.WriteAsync(context, new Refusal(Problems.DatabaseUnavailable) { RetryAfterSeconds = 1 });
                return;
            }
        }

        var next = holder.Next;
        var isNews = IsNews(holder.Current, after, epoch);
        if (!isNews && holder.Health.SourceReachable)
        {
            // A stopping registry lets go at once, so that its nodes turn to the next one.
            var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            using var hungUp = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            await next.WaitAsync(options.Wait, clock, hungUp.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            isNews = IsNews(holder.Current, after, epoch);
        }

        context.Response.Headers.CacheControl = "no-store";
        if (!isNews && !holder.Health.SourceReachable)
        {
            // "No news" would say that the node is in step, which nobody knows while the database is gone.
            await ProblemResponse.WriteAsync(context, new Refusal(Problems.DatabaseUnavailable) { RetryAfterSeconds = 1 });
            return;
        }

        if (!isNews)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        var picture = holder.Current;
        var message = PictureMessage.Since(epoch == picture.Epoch && after <= picture.Version ? after : 0, picture);
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(context.Response.Body, message, PictureJson.Default.PictureMessage, context.RequestAborted);
    }

    /// <summary>Nothing is told while this registry has no picture at all.</summary>
    private static bool IsNews(RegistryPicture picture, long after, Guid epoch)
        => picture.Epoch != Guid.Empty && (picture.Epoch != epoch || picture.Version != after);
}
