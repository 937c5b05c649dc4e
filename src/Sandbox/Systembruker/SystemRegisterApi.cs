using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Answers;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Issuers;

namespace Digdir.Altinn.Sandbox.Systembruker;

/// <summary>The face of systemregisteret for vendors.</summary>
internal static class SystemRegisterApi
{
    public static void AddSystembruker(this IServiceCollection services)
    {
        services.AddSingleton<SystemRegister>();
        services.AddSingleton<SystemUserRequests>();
    }

    public static void MapSystembruker(this IEndpointRouteBuilder routes)
    {
        var register = routes.MapGroup("/authentication/api/v1/systemregister/vendor").Demand(TokenKinds.Altinn, scopes: ["altinn:authentication/systemregister.write"]);
        register.MapGet("", (HttpContext http, SystemRegister systems) => Results.Json(systems.OfVendor(http.Bearer().Consumer ?? "").Select(system => system.ToJson())));
        register.MapPost("", Create);
        register.MapGet("/{id}", (string id, SystemRegister systems) => systems.Find(id) is { } system ? Results.Json(system.ToJson()) : NotFound);
        register.MapPut("/{id}", (string id, JsonObject body, HttpContext http, SystemRegister systems, TimeProvider clock)
            => Change(id, http, systems, clock, "update", system => body.DeepClone().AsObject()));
        register.MapPut("/{id}/rights", (string id, JsonArray body, HttpContext http, SystemRegister systems, TimeProvider clock)
            => Change(id, http, systems, clock, "rightsupdate", system => With(system, "rights", body)));
        register.MapPut("/{id}/accesspackages", (string id, JsonArray body, HttpContext http, SystemRegister systems, TimeProvider clock)
            => Change(id, http, systems, clock, "accesspackageupdate", system => With(system, "accessPackages", body)));
        register.MapDelete("/{id}", (string id, HttpContext http, SystemRegister systems, TimeProvider clock) => Change(id, http, systems, clock, "delete", change: null));
        register.MapGet("/{id}/changelog", (string id, SystemRegister systems) => Results.Json(systems.ChangesOf(id)));
        routes.MapSystemUserRequests();
    }

    private static IResult NotFound => AltinnProblem.Of(404, "AUTH-00010", "The system was not found");

    private static JsonObject With(RegisteredSystem system, string name, JsonNode value)
    {
        var document = system.Document.DeepClone().AsObject();
        document[name] = value.DeepClone();
        return document;
    }

    private static IResult Create(JsonObject body, HttpContext http, SystemRegister systems, TimeProvider clock)
    {
        var vendor = http.Bearer().Consumer ?? "";
        if (Fault(body, vendor) is { } fault)
        {
            return fault;
        }

        var system = new RegisteredSystem(body.Text("id") ?? "", vendor, body.DeepClone().AsObject(), IsDeleted: false);
        if (systems.Find(system.Id) is not null)
        {
            return AltinnProblem.Of(409, "AUTH.VLD-00002", "The system id already exists");
        }

        if (system.Clients.Any(client => systems.WithClient(client) is not null))
        {
            return AltinnProblem.Of(400, "AUTH.VLD-00003", "A client id is registered with another system");
        }

        systems.Put(system, "create", system.Clients.FirstOrDefault(), clock.GetUtcNow());
        return Results.Json(Guid.NewGuid());
    }

    private static IResult Change(string id, HttpContext http, SystemRegister systems, TimeProvider clock, string type, Func<RegisteredSystem, JsonObject>? change)
    {
        var vendor = http.Bearer().Consumer ?? "";
        if (systems.Find(id) is not { } system)
        {
            return NotFound;
        }

        if (system.Vendor != vendor)
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        var document = change?.Invoke(system) ?? system.Document;
        if (Fault(document, vendor) is { } fault)
        {
            return fault;
        }

        systems.Put(system with { Document = document, IsDeleted = change is null }, type, system.Clients.FirstOrDefault(), clock.GetUtcNow());
        return Results.Json(new { Succeeded = true });
    }

    private static IResult? Fault(JsonObject body, string vendor)
        => body.Text("id") is not { } id || !id.StartsWith(vendor + "_", StringComparison.Ordinal) || id.Contains(' ', StringComparison.Ordinal)
            ? AltinnProblem.Of(400, "AUTH.VLD-00001", "The system id must be the vendor's organisation number, an underscore and a name without spaces")
            : body["vendor"] is not JsonObject owner || Party.NumberIn(owner.Text("ID")) != vendor
            ? AltinnProblem.Of(400, "AUTH.VLD-00013", "The vendor must be the organisation of the token")
            : body["clientId"] is not JsonArray || body["name"] is not JsonObject || body["description"] is not JsonObject
            ? AltinnProblem.Of(400, "AUTH.VLD-00004", "clientId, name and description are required")
            : null;
}
