using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Vendors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Systems;

/// <summary>Clients that belong to no system in the systemregister (ID-porten's, say) in the admin API. Registering and removing are safe to repeat.</summary>
internal static class ClientsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var clients = api.MapGroup("/vendors/{vendor}/clients").WithTags("Systems");
        clients.MapGet("/", ListAsync).WithMetadata(new Shows(Answer: new Page<ClientView>([ClientView.OfSystem], Next: null))).WithSummary("List a vendor's clients").RequireAuthorization(OperatorRoles.MayRead);
        clients.MapPut("/{client}", RegisterAsync).WithSummary("Register a client that belongs to no system").RequireAuthorization(OperatorRoles.MayWork);
        clients.MapDelete("/{client}", RemoveAsync).WithSummary("Remove a client that belongs to no system").RequireAuthorization(OperatorRoles.MayWork);
    }

    private static async Task<Results<Ok<Page<ClientView>>, Refused>> ListAsync(
        string vendor, RegistryChanges registry, CancellationToken cancellation, string? cursor = null, int? limit = null)
    {
        if (PageRequest.TryRead(cursor, limit, out var page) is { } bad)
        {
            return new Refused(bad);
        }

        if (!await VendorRoute.ExistsAsync(registry.Db, vendor, cancellation))
        {
            return new Refused(Problems.NotFound);
        }

        var query = registry.Db.Clients.AsNoTracking().Where(row => row.Vendor == vendor);
        if (page.After is { } after)
        {
            query = query.Where(row => string.Compare(row.Id, after) > 0);
        }

        var rows = await query.OrderBy(row => row.Id).Take(page.Limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(page.Of(rows, row => new ClientView(row.Id, row.System), row => row.Id));
    }

    private static async Task<Results<Created<ClientView>, Ok<ClientView>, Refused>> RegisterAsync(
        string vendor, string client, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var input = new Input();
        input.Id("client", client);
        if (input.Refusal is { } bad)
        {
            return new Refused(bad);
        }

        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), "clients.register", cancellation);
        if (!await VendorRoute.ExistsAsync(change.Db, vendor, cancellation))
        {
            return new Refused(Problems.NotFound);
        }

        if (await change.Db.Clients.SingleOrDefaultAsync(row => row.Id == client, cancellation) is { } there)
        {
            return there.Vendor == vendor ? TypedResults.Ok(new ClientView(there.Id, there.System)) : new Refused(Problems.ClientTaken);
        }

        change.Db.Clients.Add(new Client { Id = client, Vendor = vendor });
        await registry.CommitAsync(change);
        return TypedResults.Created($"{AdminApi.Prefix}/vendors/{vendor}/clients", new ClientView(client, null));
    }

    private static async Task<Results<NoContent, Refused>> RemoveAsync(
        string vendor, string client, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), "clients.remove", cancellation);
        if (!Input.IsId(client, Lengths.Id) || !await VendorRoute.ExistsAsync(change.Db, vendor, cancellation))
        {
            return new Refused(Problems.NotFound);
        }

        var there = await change.Db.Clients.SingleOrDefaultAsync(row => row.Id == client && row.Vendor == vendor, cancellation);
        if (there is { System: not null })
        {
            return new Refused(new Refusals.Refusal(Problems.MoveNotAllowed)
            {
                Detail = new("Klienten hører til et system i systemregisteret og fjernes der.", "The client belongs to a system in the systemregister and is removed there."),
            });
        }

        if (there is not null)
        {
            change.Db.Clients.Remove(there);
            await registry.CommitAsync(change);
        }

        return TypedResults.NoContent();
    }
}

/// <summary>A client.</summary>
/// <param name="ClientId">Its id in Maskinporten or ID-porten.</param>
/// <param name="System">The system it belongs to; left out when to none.</param>
internal sealed record ClientView(string ClientId, string? System) : IExample<ClientView>
{
    public static ClientView Example { get; } = new(Examples.Client, System: null);

    /// <summary>One that belongs to a system.</summary>
    public static ClientView OfSystem { get; } = Example with { System = Examples.System };
}
