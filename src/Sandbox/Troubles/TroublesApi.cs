using System.Globalization;

namespace Digdir.Altinn.Sandbox.Troubles;

/// <summary><c>POST /trouble/{product}?kind=slow|503|reset|silent|off&amp;seconds=3</c>, and the trouble itself.</summary>
internal static class TroublesApi
{
    private static readonly Dictionary<string, TroubleKind> Kinds = new(StringComparer.Ordinal)
    {
        ["slow"] = TroubleKind.Slow,
        ["503"] = TroubleKind.Unavailable,
        ["reset"] = TroubleKind.Reset,
        ["silent"] = TroubleKind.Silent,
        ["off"] = TroubleKind.Off,
    };

    public static void MapTroubles(this IEndpointRouteBuilder routes)
        => routes.MapPost("/trouble/{product}", (string product, string? kind, double? seconds, TroublesInForce troubles) =>
        {
            if (!TroublesInForce.Names.Contains(product, StringComparer.Ordinal))
            {
                return Results.Problem($"Use one of {string.Join(", ", TroublesInForce.Names)}.", title: "No such product", statusCode: 404);
            }

            if (kind is null || !Kinds.TryGetValue(kind, out var trouble) || seconds is < 0 or > 600)
            {
                return Results.Problem($"kind must be one of {string.Join(", ", Kinds.Keys)}; seconds 0 to 600.", title: "No such trouble", statusCode: 400);
            }

            troubles.Set(product, new(trouble, TimeSpan.FromSeconds(seconds ?? 3)));
            return Results.NoContent();
        });

    public static void UseTroubles(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var name = TroublesInForce.NameOf(context.Request.Path);
        var trouble = name is null ? Trouble.None : context.RequestServices.GetRequiredService<TroublesInForce>().Of(name);
        var clock = context.RequestServices.GetRequiredService<TimeProvider>();
        switch (trouble.Kind)
        {
            case TroubleKind.Slow:
                await Task.Delay(trouble.Delay, clock, context.RequestAborted);
                await next(context);
                break;
            case TroubleKind.Unavailable:
                // Dialogporten's own maintenance answer: plain text, and Retry-After as a date.
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                context.Response.ContentType = "text/plain";
                context.Response.Headers.RetryAfter = clock.GetUtcNow().AddMinutes(2).ToString("R", CultureInfo.InvariantCulture);
                await context.Response.WriteAsync("Service Unavailable", context.RequestAborted);
                break;
            case TroubleKind.Reset:
                context.Abort();
                break;
            case TroubleKind.Silent:
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, context.RequestAborted);
                break;
            default:
                await next(context);
                break;
        }
    });
}
