using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Answers;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Issuers;

namespace Digdir.Altinn.Sandbox.Systembruker;

/// <summary>The face of system users and of requests for them.</summary>
internal static class SystemUserRequestsApi
{
    private const int PageSize = 50;
    private static readonly string[] Read = ["altinn:authentication/systemuser.request.read"];
    private static readonly string[] Write = ["altinn:authentication/systemuser.request.write"];

    public static void MapSystemUserRequests(this IEndpointRouteBuilder routes)
    {
        var root = routes.MapGroup("/authentication/api/v1");
        MapRequests(root, "/systemuser/request/vendor", "request");
        MapRequests(root, "/systemuser/request/vendor/agent", "agent");
        MapRequests(root, "/systemuser/changerequest/vendor", "changerequest");
        root.MapGet("/systemuser/vendor/byquery", ByQuery).Demand(TokenKinds.Altinn, scopes: Write);
        root.MapGet("/systemuser/vendor/bysystem/{system}", (string system, HttpContext http, SystemUsers users, StandInAddress address)
            => Owns(system, http) ? Page(http, address, [.. users.OfSystem(system).Select(UserAnswer)]) : Results.StatusCode(403))
            .Demand(TokenKinds.Altinn, scopes: ["altinn:authentication/systemregister.write"]);

        root.MapClientDelegations();
    }

    private static void MapRequests(RouteGroupBuilder root, string path, string kind)
    {
        var requests = root.MapGroup(path);
        requests.MapPost("", (RequestWish wish, HttpContext http, SystemUserRequests all, SystemRegister register, StandInAddress address, TimeProvider clock)
            => Create(wish, kind, http, all, register, address, clock.GetUtcNow())).Demand(TokenKinds.Altinn, scopes: Write);
        requests.MapGet("/{id:guid}", (Guid id, HttpContext http, SystemUserRequests all, StandInAddress address)
            => Answer(all.Find(kind, id), http, all, address)).Demand(TokenKinds.Altinn, scopes: Read);
        requests.MapGet("/byexternalref/{system}/{customer}/{reference}", (string system, string customer, string reference, HttpContext http, SystemUserRequests all, StandInAddress address)
            => Answer(all.FindBy(kind, system, customer, reference), http, all, address)).Demand(TokenKinds.Altinn, scopes: Read);
        requests.MapGet("/bysystem/{system}", (string system, HttpContext http, SystemUserRequests all, StandInAddress address)
            => Owns(system, http) ? Page(http, address, [.. all.OfSystem(kind, system).Select(request => all.Answer(request, address.Value))]) : Results.StatusCode(403))
            .Demand(TokenKinds.Altinn, scopes: Read);
        requests.MapDelete("/{id:guid}", (Guid id, SystemUserRequests all) => all.Remove(kind, id) ? Results.Accepted() : NotFound).Demand(TokenKinds.Altinn, scopes: Write);
    }

    private static IResult NotFound => AltinnProblem.Of(404, "AUTH-00006", "The request was not found");

    private static bool Owns(string system, HttpContext http) => system.StartsWith(http.Bearer().Consumer + "_", StringComparison.Ordinal);

    private static IResult Answer(SystemUserRequest? request, HttpContext http, SystemUserRequests all, StandInAddress address)
        => request is null ? NotFound : Owns(request.SystemId, http) ? Results.Json(all.Answer(request, address.Value)) : Results.StatusCode(403);

    private static IResult Create(RequestWish wish, string kind, HttpContext http, SystemUserRequests all, SystemRegister register, StandInAddress address, DateTimeOffset now)
    {
        if (wish is not { SystemId: { Length: > 0 } system, PartyOrgNo: { } party } || Party.NumberIn(party) is not { Length: 9 } customer)
        {
            return AltinnProblem.Of(400, "AUTH-00012", "systemId, and partyOrgNo with nine digits, are required");
        }

        if (register.Find(system) is null || !Owns(system, http))
        {
            return AltinnProblem.Of(404, "AUTH-00010", "The system was not found");
        }

        var request = all.Add(new()
        {
            Id = Guid.NewGuid(),
            Kind = kind,
            SystemId = system,
            Customer = customer,
            ExternalRef = wish.ExternalRef ?? customer,
            Rights = wish.Rights?.DeepClone() ?? new JsonArray(),
            RedirectUrl = wish.RedirectUrl,
            Created = now,
        });
        return request is null
            ? AltinnProblem.Of(409, "AUTH-00004", "A request with the same external reference exists")
            : Results.Created($"{address.Value}{http.Request.Path}/{request.Id}", all.Answer(request, address.Value));
    }

    private static IResult ByQuery(HttpContext http, SystemUsers users)
    {
        var query = http.Request.Query;
        var system = query["system-id"].FirstOrDefault() ?? query["systemId"].FirstOrDefault() ?? "";
        return Owns(system, http) && Party.NumberIn(query["orgno"].FirstOrDefault() ?? query["orgNo"].FirstOrDefault()) is { } customer && users.Find(system, customer) is { } user
            ? Results.Json(UserAnswer(user))
            : Results.NotFound();
    }

    internal static object UserAnswer(SystemUser user) => new
    {
        user.Id,
        IntegrationTitle = user.System,
        SystemId = user.System,
        ReporteeOrgNo = user.Customer,
        user.Created,
        IsDeleted = false,
        SupplierOrgno = user.System.Split('_')[0],
    };

    /// <summary>A page of fifty, and where the next one is: an opaque place in <c>token</c>.</summary>
    private static IResult Page(HttpContext http, StandInAddress address, List<object> all)
    {
        var skip = 0;
        if (http.Request.Query["token"].FirstOrDefault() is { } token && !(int.TryParse(token, out skip) && skip >= 0))
        {
            return AltinnProblem.Of(400, "AUTH-00020", "token is malformed");
        }

        var next = all.Count > skip + PageSize ? $"{address.Value}{http.Request.Path}?token={skip + PageSize}" : null;
        return Results.Json(new { Links = new { Next = next }, Data = all.Skip(skip).Take(PageSize) });
    }
}

/// <summary>A system user that a vendor asks for.</summary>
internal sealed record RequestWish(string? ExternalRef, string? SystemId, string? PartyOrgNo, JsonNode? Rights, string? RedirectUrl);
