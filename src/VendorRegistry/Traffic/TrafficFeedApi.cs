using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Traffic;

/// <summary>Where nodes without the registry role bring their counts of traffic: <c>POST /feed/v1/traffic</c>, with the key that nodes and registries share.</summary>
internal static class TrafficFeedApi
{
    public const string Path = "/feed/v1/traffic";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var traffic = endpoints.MapPost(Path, TakeAsync).ExcludeFromDescription();
        traffic.WithMetadata(TakesImport.Mark);
        traffic.Finally(Guard.Wrap);
    }

    private static async Task TakeAsync(HttpContext context)
    {
        var services = context.RequestServices;
        if (!FeedKey.Is(context.Request, services.GetRequiredService<IOptions<FeedOptions>>().Value.Key))
        {
            await ProblemResponse.WriteAsync(context, new Refusal(Problems.NotLoggedIn) { Challenge = FeedKey.Scheme.TrimEnd() });
            return;
        }

        var report = await JsonSerializer.DeserializeAsync(context.Request.Body, TrafficJson.Default.TrafficReport, context.RequestAborted);
        if (report?.IsSane(services.GetRequiredService<TimeProvider>().GetUtcNow()) != true)
        {
            await ProblemResponse.WriteAsync(context, Problems.MalformedBody);
            return;
        }

        await services.GetRequiredService<ITrafficIntake>().TakeAsync(report, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
