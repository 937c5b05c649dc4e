using System.Globalization;
using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Issuers;

namespace Digdir.Altinn.Sandbox.Events;

/// <summary>The face of Altinn Events. Many of its refusals are plain strings, as in the real one.</summary>
internal static class EventsApi
{
    public static void AddEvents(this IServiceCollection services)
    {
        services.AddSingleton<EventLog>();
        services.AddSingleton<Subscriptions>();
        services.AddSingleton<Webhooks>();
        services.AddHostedService(provider => provider.GetRequiredService<Webhooks>());
    }

    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        var events = routes.MapGroup("/events/api/v1").Demand(TokenKinds.Altinn);
        events.MapPost("/subscriptions", Subscribe);
        events.MapGet("/subscriptions", (HttpContext http, Subscriptions subscriptions) =>
        {
            var mine = subscriptions.Of(http.Bearer().EventIdentity).Select(one => one.ToAnswer()).ToList();
            return Results.Json(new { count = mine.Count, subscriptions = mine });
        });
        events.MapGet("/subscriptions/{id:int}", (int id, HttpContext http, Subscriptions subscriptions)
            => Mine(id, http, subscriptions, out var refusal) is { } subscription ? Results.Json(subscription.ToAnswer()) : refusal);
        events.MapDelete("/subscriptions/{id:int}", (int id, HttpContext http, Subscriptions subscriptions) =>
        {
            if (Mine(id, http, subscriptions, out var refusal) is null)
            {
                return refusal;
            }

            subscriptions.Remove(id);
            return Results.Ok();
        });
        events.MapGet("/events", Read).Demand(TokenKinds.Altinn, scopes: ["altinn:events.subscribe", "altinn:serviceowner"]);
        events.MapPost("/events", Publish).Demand(TokenKinds.Altinn, scopes: ["altinn:events.publish"]);
        events.MapGet("/app/party", ReadOfParty);
        events.MapGet("/app/{org}/{app}", (string org, string app, HttpContext http, EventLog log, StandInAddress address)
            => Page(http, log, address, happened => happened.Resource == $"urn:altinn:resource:app_{org}_{app}", $"/events/api/v1/app/{org}/{app}"));
    }

    private static IResult Subscribe(SubscriptionWish wish, HttpContext http, Subscriptions subscriptions, Webhooks webhooks, StandInAddress address, TimeProvider clock)
    {
        var bearer = http.Bearer();
        if (Fault(wish, bearer) is { } fault)
        {
            return Results.BadRequest(fault);
        }

        var (subscription, isNew) = subscriptions.Add(wish, bearer.EventIdentity, bearer.ServiceOwner is null ? bearer.Behalf : null, clock.GetUtcNow());
        if (!isNew)
        {
            return Results.Json(subscription.ToAnswer());
        }

        webhooks.Validate(subscription);
        return Results.Created($"{address.Value}/events/api/v1/subscriptions/{subscription.Id}", subscription.ToAnswer());
    }

    private static string? Fault(SubscriptionWish wish, Bearer bearer)
    {
        if (!Uri.TryCreate(wish.EndPoint, UriKind.Absolute, out var endpoint) || !(endpoint.Scheme == Uri.UriSchemeHttps || endpoint.IsLoopback))
        {
            return "Missing or invalid endpoint to push events towards";
        }

        if (wish.ResourceFilter is { } resource && !resource.StartsWith("urn:altinn:resource:", StringComparison.Ordinal))
        {
            return "Resource filter must be a valid urn.";
        }

        var isApp = wish.ResourceFilter?.StartsWith("urn:altinn:resource:app_", StringComparison.Ordinal) ?? wish.SourceFilter is not null;
        if (isApp)
        {
            return null;
        }

        return wish.ResourceFilter is null ? "A valid resource filter is required."
            : wish.SourceFilter is not null ? "Source filter is not supported for subscriptions on this resource."
            : wish.AlternativeSubjectFilter is not null ? "AlternativeSubject is not supported for subscriptions on this resource."
            : wish.IncludeSubunits == true && wish.SubjectFilter is null ? "includeSubunits needs a subject filter."
            : !bearer.Scopes.Contains("altinn:events.subscribe") ? "Missing scope altinn:events.subscribe."
            : null;
    }

    private static Subscription? Mine(int id, HttpContext http, Subscriptions subscriptions, out IResult refusal)
    {
        var subscription = subscriptions.Find(id);
        refusal = subscription is null ? Results.NotFound() : Results.Unauthorized();
        return subscription?.Consumer == http.Bearer().EventIdentity ? subscription : null;
    }

    private static IResult Read(HttpContext http, EventLog log, StandInAddress address)
    {
        var query = http.Request.Query;
        if (query["resource"].FirstOrDefault() is not { } resource || !resource.StartsWith("urn:altinn:resource:", StringComparison.Ordinal))
        {
            return Results.BadRequest("The 'resource' parameter must be a valid urn.");
        }

        if (query["after"].FirstOrDefault() is null)
        {
            return Results.BadRequest("The 'after' parameter must be defined.");
        }

        var subject = query["subject"].FirstOrDefault();
        var alternative = http.Request.Headers["Altinn-AlternativeSubject"].FirstOrDefault();
        if (subject is not null && alternative is not null)
        {
            return Results.BadRequest("Only one of 'subject' or 'alternativeSubject' can be defined.");
        }

        return Page(http, log, address, happened
            => happened.Resource == resource && (subject is null || happened.Subject == subject) && (alternative is null || happened.AlternativeSubject == alternative), "/events/api/v1/events");
    }

    private static IResult ReadOfParty(HttpContext http, EventLog log, StandInAddress address, Parties parties)
    {
        var query = http.Request.Query;
        var number = Party.NumberIn(http.Request.Headers["person"].FirstOrDefault()) ?? Party.NumberIn(query["unit"].FirstOrDefault());
        var party = number is not null ? parties.Of(number) : int.TryParse(query["party"], out var id) ? parties.WithId(id) : null;
        return party is null
            ? Results.BadRequest("Subject must be specified using either query params party or unit or header value person.")
            : Page(http, log, address, happened => happened.Party == party && happened.Resource.Contains(":app_", StringComparison.Ordinal), "/events/api/v1/app/party");
    }

    private static IResult Page(HttpContext http, EventLog log, StandInAddress address, Func<CloudEvent, bool> wanted, string path)
    {
        var query = http.Request.Query;
        var size = 50;
        if (query["size"].FirstOrDefault() is { } asked && (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out size) || size is < 1 or > 1000))
        {
            return Results.BadRequest("The 'size' parameter must be a number larger that 0.");
        }

        var after = query["after"].FirstOrDefault() ?? "0";
        var place = after == "0" ? 0 : log.PlaceOf(after) ?? (long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0);
        var types = query["type"].ToHashSet(StringComparer.Ordinal);
        var bearer = http.Bearer();
        var page = log.After(place)
            .Where(happened => wanted(happened) && (happened.Party is null || bearer.MaySee(happened.Party)) && (types.Count == 0 || types.Contains(happened.Type)))
            .Take(size)
            .ToList();
        if (page.Count > 0)
        {
            var rest = string.Concat(query.Where(pair => pair.Key != "after").SelectMany(pair => pair.Value, (pair, value) => $"&{pair.Key}={Uri.EscapeDataString(value ?? "")}"));
            http.Response.Headers["next"] = $"{address.Value}{path}?after={page[^1].Id}{rest}";
        }

        return Results.Json(page.Select(happened => happened.ToJson()), contentType: "application/cloudevents+json");
    }

    private static IResult Publish(JsonObject body, EventLog log, Parties parties, HttpContext http, TimeProvider clock)
    {
        if (http.Request.ContentType?.StartsWith("application/cloudevents+json", StringComparison.OrdinalIgnoreCase) != true)
        {
            return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        }

        if (body.Text("specversion") != "1.0" || body.Text("id") is not { Length: > 0 } id || body.Text("type") is not { } type || body.Text("source") is not { } source
            || body.Text("resource")?.StartsWith("urn:altinn:resource:", StringComparison.Ordinal) != true)
        {
            return Results.BadRequest("specversion 1.0, id, type, source and a 'resource' that is a valid urn are required.");
        }

        var subject = body.Text("subject");
        log.Publish(new()
        {
            Id = id,
            Type = type,
            Time = clock.GetUtcNow(),
            Source = source,
            Resource = body.Text("resource") ?? "",
            ResourceInstance = body.Text("resourceinstance") ?? "",
            Subject = subject,
            AlternativeSubject = body.Text("alternativesubject"),
            Data = body["data"] as JsonObject,

            // Without a subject there is no party whose rights are asked for, only the resource's.
            Party = subject is null ? null : Party.NumberIn(subject) is { } number ? parties.Of(number) : http.Bearer().Behalf,
        });
        return Results.Ok();
    }
}
