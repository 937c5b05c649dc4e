using Digdir.Altinn.Sandbox.Answers;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Issuers;

namespace Digdir.Altinn.Sandbox.Systembruker;

/// <summary>
/// The face of client delegation: a person of a customer that keeps others' books decides for which of its clients a system user of type agent may act. Every
/// other customer of the cast is a client of whoever asks.
/// </summary>
internal static class ClientDelegationsApi
{
    private const string Read = "altinn:clientdelegations.read";
    private const string Write = "altinn:clientdelegations.write";

    public static void MapClientDelegations(this IEndpointRouteBuilder root)
    {
        var users = root.MapGroup("/enduser/systemuser");
        users.MapGet("/agents", (string? party, HttpContext http, SystemUsers all, Parties parties)
            => Party.NumberIn(party) is not { Length: 9 } number ? Results.NotFound()
                : !http.Bearer().MaySee(parties.Of(number)) ? Results.StatusCode(StatusCodes.Status403Forbidden)
                : Results.Json(all.AgentsOf(number).Select(SystemUserRequestsApi.UserAnswer))).Demand(TokenKinds.Altinn, scopes: Read);
        users.MapGet("/clients/available", (Guid? agent, HttpContext http, SystemUsers all, Parties parties)
            => Of(agent, http, all, parties, user => Page(user, Available(user), parties))).Demand(TokenKinds.Altinn, scopes: Read);
        users.MapGet("/clients", (Guid? agent, HttpContext http, SystemUsers all, Parties parties)
            => Of(agent, http, all, parties, user => Page(user, all.ClientsOf(user), parties))).Demand(TokenKinds.Altinn, scopes: Read);
        users.MapPost("/clients", (Guid? agent, Guid? client, HttpContext http, SystemUsers all, Parties parties, TimeProvider clock)
            => Of(agent, client, http, all, parties, (user, number) =>
            {
                all.Delegate(user, number, clock.GetUtcNow());
                return Results.Json(new { Agent = agent, Client = client });
            })).Demand(TokenKinds.Altinn, scopes: Write);
        users.MapDelete("/clients", (Guid? agent, Guid? client, HttpContext http, SystemUsers all, Parties parties)
            => Of(agent, client, http, all, parties, (user, number) => all.Withdraw(user, number)
                ? Results.Json(new { Agent = agent, Client = client })
                : AltinnProblem.Of(400, "AUTH-00038", "Delegation not found"))).Demand(TokenKinds.Altinn, scopes: Write);
    }

    private static IEnumerable<string> Available(SystemUser agent) => Players.Customers.Select(customer => customer.Number).Where(number => number != agent.Customer);

    private static IResult Of(Guid? agent, HttpContext http, SystemUsers all, Parties parties, Func<SystemUser, IResult> use)
        => agent is not { } id || id == Guid.Empty ? AltinnProblem.Of(400, "AUTH.VLD-00014", "The agent query parameter is missing or invalid")
            : all.Find(id) is not { } user ? AltinnProblem.Of(400, "AUTH.VLD-00014", "System user not found")
            : !user.IsAgent ? AltinnProblem.Of(400, "AUTH.VLD-00015", "SystemUser is not a valid system user of type agent")
            : !http.Bearer().MaySee(parties.Of(user.Customer)) ? Results.StatusCode(StatusCodes.Status403Forbidden)
            : use(user);

    private static IResult Of(Guid? agent, Guid? client, HttpContext http, SystemUsers all, Parties parties, Func<SystemUser, string, IResult> use)
        => client is not { } id || id == Guid.Empty
            ? AltinnProblem.Of(400, "AUTH.VLD-00016", "The client query parameter is missing or invalid")
            : Of(agent, http, all, parties, user => Available(user).FirstOrDefault(number => parties.Of(number).Uuid == id) is { } number
                ? use(user, number)
                : AltinnProblem.Of(400, "AUTH-00028", "The customer id was not provided or did not validate."));

    private static IResult Page(SystemUser agent, IEnumerable<string> clients, Parties parties) => Results.Json(new
    {
        Links = new { Next = (string?)null },
        Data = clients.Select(parties.Of).Select(client => new { ClientId = client.Uuid, ClientOrganizationNumber = client.Number, ClientOrganizationName = client.Name }),
        SystemUserInformation = new { SystemUserId = agent.Id, SystemUserOwnerOrg = agent.Customer },
    });
}
