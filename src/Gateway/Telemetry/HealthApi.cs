using System.Text.Json;
using System.Text.Json.Nodes;

namespace Digdir.Altinn.Gateway.Telemetry;

/// <summary>Liveness and readiness, in the shape of draft-inadarei-api-health-check (expired, used as a shape only). For the management listener.</summary>
internal static class HealthApi
{
    /// <summary>
    /// Maps <c>/health/live</c>, which answers while the process does, and <c>/health/ready</c>, which answers 503 only when something needed for serving
    /// fails; what merely warns leaves the node in service.
    /// </summary>
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", static context => AnswerAsync(context, Health.Pass, new JsonObject()));
        endpoints.MapGet("/health/ready", static context =>
        {
            var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
            var (worst, checks) = Check(context.RequestServices.GetServices<IReadiness>(), now);
            return AnswerAsync(context, worst, checks);
        });
    }

    private static (Health Worst, JsonObject Checks) Check(IEnumerable<IReadiness> all, DateTimeOffset now)
    {
        var worst = Health.Pass;
        JsonObject checks = [];
        foreach (var each in all)
        {
            Readiness found;
            try
            {
                found = each.Check(now);
            }
            catch (Exception failure)
            {
                found = Readiness.Fail(failure.GetType().Name);
            }

            worst = found.Health > worst ? found.Health : worst;
            var entries = new JsonArray(EntryOf(found.Health, found.Output, now));
            foreach (var part in found.Parts)
            {
                var entry = EntryOf(part.Health, part.Output, now);
                entry["componentId"] = part.Id;
                entries.Add(entry);
            }

            checks[each.Name] = entries;
        }

        return (worst, checks);
    }

    private static JsonObject EntryOf(Health health, string? output, DateTimeOffset now)
    {
        var entry = new JsonObject { ["status"] = NameOf(health), ["time"] = now.ToString("O") };
        if (output is not null)
        {
            entry["output"] = output;
        }

        return entry;
    }

    private static Task AnswerAsync(HttpContext context, Health health, JsonObject checks)
    {
        context.Response.StatusCode = health == Health.Fail ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        context.Response.ContentType = "application/health+json";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(new JsonObject { ["status"] = NameOf(health), ["checks"] = checks }.ToJsonString(JsonSerializerOptions.Web), context.RequestAborted);
    }

    private static string NameOf(Health health) => health switch
    {
        Health.Pass => "pass",
        Health.Warn => "warn",
        _ => "fail",
    };
}
