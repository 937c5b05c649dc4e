using System.Globalization;
using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Answers;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Issuers;

namespace Digdir.Altinn.Sandbox.Apps;

/// <summary>The face of Altinn Apps, the same for every app, and of Storage. Apps are at <c>/{org}/{app}</c> and at <c>/apps/{org}/{app}</c>.</summary>
internal static class InstancesApi
{
    private static readonly string[] Read = ["altinn:instances.read", "altinn:portal/enduser", "altinn:serviceowner/instances.read"];
    private static readonly string[] Write = ["altinn:instances.write", "altinn:portal/enduser"];

    public static void AddApps(this IServiceCollection services) => services.AddSingleton<InstanceStore>();

    public static void MapApps(this IEndpointRouteBuilder routes)
    {
        MapApp(routes.MapGroup("/{org}/{app}"));
        MapApp(routes.MapGroup("/apps/{org}/{app}"));
        routes.MapStorage();
    }

    private static void MapApp(RouteGroupBuilder root)
    {
        var app = root.MapGroup("").Demand(TokenKinds.Altinn);
        app.MapGet("", (string org, string app) => Results.Content($"<!doctype html><html lang=\"nb\"><title>{org}/{app}</title><h1>Årsoppgave</h1>", "text/html; charset=utf-8"));
        app.MapGet("/api/v1/applicationmetadata", (string org, string app) => Results.Json(InstanceAnswers.Application(org, app)));
        app.MapGet("/api/v1/parties", (HttpContext http, Parties parties) => Results.Json(http.Bearer().Parties(parties).Select(party => new
        {
            party.PartyId,
            PartyUuid = party.Uuid,
            PartyTypeName = party.IsPerson ? "Person" : "Organisation",
            OrgNumber = party.IsPerson ? null : party.Number,
            Ssn = party.IsPerson ? party.Number : null,
            party.Name,
            IsDeleted = false,
        })));
        app.MapGet("/api/jsonschema/{id}", (string id) => Results.Json(new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = id,
            ["type"] = "object",
            ["properties"] = new JsonObject { ["navn"] = new JsonObject { ["type"] = "string" }, ["antall"] = new JsonObject { ["type"] = "integer" } },
        }));

        app.MapPost("/instances", CreateAsync).Demand(TokenKinds.Altinn, scopes: Write).DisableAntiforgery();
        app.MapPost("/instances/create", CreateAsync).Demand(TokenKinds.Altinn, scopes: Write);
        app.MapGet("/instances/{party:int}/active", (string org, string app, int party, HttpContext http, InstanceStore store, Parties parties)
            => parties.WithId(party) is { } owner && http.Bearer().MaySee(owner)
                ? Results.Json(store.OfParty(owner, one => one.App == app && one.Org == org && !one.IsOver, one => new { Id = $"{party}/{one.Id}", PresentationTexts = (object?)null, DueBefore = (object?)null, one.LastChanged, LastChangedBy = owner.Name }))
                : Results.StatusCode(403)).Demand(TokenKinds.Altinn, scopes: Read);

        var one = app.MapGroup("/instances/{party:int}/{id:guid}");
        one.MapGet("", (int party, Guid id, HttpContext http, InstanceStore store, StandInAddress address, TimeProvider clock)
            => InstanceUse.Of(party, id, http, store, instance => Results.Json(InstanceAnswers.Instance(instance, address.Value, clock.GetUtcNow())))).Demand(TokenKinds.Altinn, scopes: Read);
        one.MapDelete("", (int party, Guid id, HttpContext http, InstanceStore store, StandInAddress address, TimeProvider clock) => InstanceUse.Of(party, id, http, store, instance =>
        {
            instance.IsDeleted = true;
            return Results.Json(InstanceAnswers.Instance(instance, address.Value, clock.GetUtcNow()));
        })).Demand(TokenKinds.Altinn, scopes: Write);
        one.MapGet("/validate", (int party, Guid id, HttpContext http, InstanceStore store) => InstanceUse.Of(party, id, http, store, _ => Results.Json(Array.Empty<object>())))
            .Demand(TokenKinds.Altinn, scopes: Read);
        one.MapPost("/actions", (int party, Guid id, HttpContext http, InstanceStore store, StandInAddress address, TimeProvider clock)
            => InstanceUse.Of(party, id, http, store, instance => Results.Json(new { Instance = InstanceAnswers.Instance(instance, address.Value, clock.GetUtcNow()), ClientActions = Array.Empty<object>() })))
            .Demand(TokenKinds.Altinn, scopes: Write);
        one.MapProcess(Read, Write);
        one.MapData(Read, Write);
    }

    private static async Task<IResult> CreateAsync(string org, string app, HttpContext http, InstanceStore store, Parties parties, StandInAddress address, TimeProvider clock)
    {
        var owner = await OwnerAsync(http, parties);
        if (owner is null)
        {
            return Results.BadRequest("instanceOwner must have partyId, organisationNumber or personNumber.");
        }

        if (!http.Bearer().MaySee(owner))
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        var instance = store.Create(org, app, owner);
        return Results.Created($"{address.Value}/{org}/{app}/instances/{owner.PartyId}/{instance.Id}", InstanceAnswers.Instance(instance, address.Value, clock.GetUtcNow()));
    }

    private static async Task<Party?> OwnerAsync(HttpContext http, Parties parties)
    {
        JsonObject? body = null;
        if (http.Request.HasFormContentType)
        {
            var form = await http.Request.ReadFormAsync(http.RequestAborted);
            body = JsonNode.Parse(form["instance"].FirstOrDefault() ?? "{}") as JsonObject;
        }
        else if (http.Request.HasJsonContentType())
        {
            body = await http.Request.ReadFromJsonAsync<JsonObject>(http.RequestAborted);
        }

        if (body?["instanceOwner"] is JsonObject owner)
        {
            var number = Party.NumberIn(owner.Text("organisationNumber")) ?? Party.NumberIn(owner.Text("personNumber"));
            return number is not null ? parties.Of(number) : int.TryParse(owner["partyId"]?.ToString(), CultureInfo.InvariantCulture, out var id) ? parties.WithId(id) : null;
        }

        return int.TryParse(http.Request.Query["instanceOwnerPartyId"], CultureInfo.InvariantCulture, out var partyId) ? parties.WithId(partyId) : null;
    }
}

/// <summary>Finds the instance of a request.</summary>
internal static class InstanceUse
{
    /// <summary>Does something with the instance, under its lock; 403 when it is not the caller's, 404 when there is none.</summary>
    public static IResult Of(int party, Guid id, HttpContext http, InstanceStore store, Func<Instance, IResult> use)
    {
        var bearer = http.Bearer();
        store.Seed(bearer.Behalf);
        return store.Of(id, instance => instance.Owner.PartyId != party ? null : bearer.MaySee(instance.Owner) ? use(instance) : Results.StatusCode(StatusCodes.Status403Forbidden))
            ?? AltinnProblem.Of(404, "APP-00001", "The instance was not found");
    }
}
