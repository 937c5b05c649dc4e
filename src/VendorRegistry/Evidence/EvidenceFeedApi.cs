using System.Text.Json;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Evidence;

/// <summary>One vendor's evidence on its way from a node to the registry.</summary>
/// <param name="Vendor">The vendor's organisation number.</param>
/// <param name="Events">What the node's grain told.</param>
internal sealed record EvidenceMessage(string Vendor, IReadOnlyList<ConductEvent> Events);

/// <summary>Where nodes without the registry role bring their evidence: <c>POST /feed/v1/evidence</c>, with the key that nodes and registries share.</summary>
internal static class EvidenceFeedApi
{
    public const string Path = "/feed/v1/evidence";

    /// <summary>The most events in one message.</summary>
    public const int MostEvents = 1000;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var evidence = endpoints.MapPost(Path, TakeAsync).ExcludeFromDescription();
        evidence.WithMetadata(TakesImport.Mark);
        evidence.Finally(Guard.Wrap);
    }

    private static async Task TakeAsync(HttpContext context)
    {
        if (!FeedKey.Is(context.Request, context.RequestServices.GetRequiredService<IOptions<FeedOptions>>().Value.Key))
        {
            await ProblemResponse.WriteAsync(context, new Refusal(Problems.NotLoggedIn) { Challenge = FeedKey.Scheme.TrimEnd() });
            return;
        }

        var message = await JsonSerializer.DeserializeAsync<EvidenceMessage>(context.Request.Body, EvidenceJson.Options, context.RequestAborted);
        if (message?.Events is not { Count: > 0 and <= MostEvents } events || !VendorId.TryRead(message.Vendor, out var vendor) || events.Any(item => item is null))
        {
            await ProblemResponse.WriteAsync(context, Problems.MalformedBody);
            return;
        }

        await context.RequestServices.GetRequiredService<EvidenceIntake>().TakeAsync(vendor, events, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
