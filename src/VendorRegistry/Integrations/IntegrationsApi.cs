using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Standing;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Vendors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Integrations;

/// <summary>Integrations in the admin API.</summary>
internal static class IntegrationsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var integrations = api.MapGroup("/vendors/{vendor}/integrations").WithTags("Integrations");
        integrations.MapGet("/", ListAsync).WithSummary("List a vendor's integrations, ended ones included").RequireAuthorization(OperatorRoles.MayRead);
        integrations.MapPost("/", StateAsync).WithSummary("State what a vendor uses a product for").RequireAuthorization(OperatorRoles.MayWork);
        integrations.MapGet("/{id:guid}", GetAsync).WithSummary("Get an integration").RequireAuthorization(OperatorRoles.MayRead);
        integrations.MapPut("/{id:guid}", RestateAsync).WithSummary("Change an integration's purpose").RequireAuthorization(OperatorRoles.MayWork).WithMetadata(NeedsPrecondition.Mark);
        integrations.MapDelete("/{id:guid}", EndAsync).WithMetadata(new Shows(Answer: IntegrationView.Ended)).WithSummary("End an integration").RequireAuthorization(OperatorRoles.MayWork).WithMetadata(NeedsPrecondition.Mark);
    }

    private static async Task<Results<Ok<Page<IntegrationView>>, Refused>> ListAsync(
        string vendor, RegistryChanges registry, CancellationToken cancellation, string? cursor = null, int? limit = null)
    {
        if (PageRequest.TryRead(cursor, limit, out var page) is { } bad)
        {
            return new Refused(bad);
        }

        if (PagePlace<Guid>.TryRead(page, out var place) is { } unread)
        {
            return new Refused(unread);
        }

        if (!await VendorRoute.ExistsAsync(registry.Db, vendor, cancellation))
        {
            return new Refused(Problems.NotFound);
        }

        var query = registry.Db.Integrations.AsNoTracking().Where(row => row.Vendor == vendor);
        if (place is { } after)
        {
            query = query.Where(row => row.StatedAt > after.At || (row.StatedAt == after.At && row.Id.CompareTo(after.Id) > 0));
        }

        var rows = await query.OrderBy(row => row.StatedAt).ThenBy(row => row.Id).Take(page.Limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(page.Of(rows, IntegrationView.Of, row => PagePlace.Of(row.StatedAt, row.Id)));
    }

    private static async Task<Results<Created<IntegrationView>, Refused>> StateAsync(
        string vendor, IntegrationStatement body, HttpContext context, RegistryChanges registry, IOptions<RegistryOptions> options, CancellationToken cancellation)
    {
        var input = new Input();
        var product = input.RequiredProduct("product", body.Product, options.Value);
        var environment = input.Choice("environment", body.Environment);
        var system = input.Id("system", body.System);
        var purpose = input.Text("purpose", body.Purpose, Lengths.Long);
        if (input.Refusal is { } bad)
        {
            return new Refused(bad);
        }

        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), "integrations.state", cancellation);
        if (!await VendorRoute.ExistsAsync(change.Db, vendor, cancellation))
        {
            return new Refused(Problems.NotFound);
        }

        if (system is not null && !await change.Db.Systems.AnyAsync(row => row.Id == system && row.Vendor == vendor && !row.IsDeleted, cancellation))
        {
            return new Refused(Problems.Invalid("system", new("Leverandøren har ikke et slikt system.", "The vendor has no such system.")));
        }

        if (await change.Db.Integrations.AnyAsync(
            row => row.Vendor == vendor && row.Product == product && row.Environment == environment && row.System == system && row.EndedAt == null, cancellation))
        {
            return new Refused(Problems.AlreadyExists);
        }

        var integration = new Integration
        {
            Id = Guid.CreateVersion7(change.Now),
            Vendor = vendor,
            Product = product,
            Environment = environment,
            System = system,
            Purpose = purpose,
            StatedAt = change.Now,
        };
        change.Db.Integrations.Add(integration);
        StandingNews.Tell(change, vendor, StandingCause.IntegrationStated, integration.Id, product, environment);
        await registry.CommitAsync(change);
        Precondition.SetTag(context, integration.Revision);
        return TypedResults.Created($"{AdminApi.Prefix}/vendors/{vendor}/integrations/{integration.Id}", IntegrationView.Of(integration));
    }

    private static async Task<Results<Ok<IntegrationView>, Refused>> GetAsync(
        string vendor, Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        if (await FindAsync(registry.Db, vendor, id, cancellation) is not { } found)
        {
            return new Refused(Problems.NotFound);
        }

        Precondition.SetTag(context, found.Revision);
        return TypedResults.Ok(IntegrationView.Of(found));
    }

    private static async Task<Results<Ok<IntegrationView>, Refused>> RestateAsync(
        string vendor, Guid id, IntegrationRestatement body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var input = new Input();
        var purpose = input.Text("purpose", body.Purpose, Lengths.Long);
        if (input.Refusal is { } bad)
        {
            return new Refused(bad);
        }

        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), "integrations.restate", cancellation);
        if (await FindAsync(change.Db, vendor, id, cancellation) is not { } found)
        {
            return new Refused(Problems.NotFound);
        }

        if (Precondition.Check(context, found.Revision) is { } stale)
        {
            return new Refused(stale);
        }

        if (found.Restate(purpose) is { } refused)
        {
            return new Refused(refused);
        }

        await registry.CommitAsync(change);
        Precondition.SetTag(context, found.Revision);
        return TypedResults.Ok(IntegrationView.Of(found));
    }

    private static async Task<Results<Ok<IntegrationView>, Refused>> EndAsync(
        string vendor, Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), "integrations.end", cancellation);
        if (await FindAsync(change.Db, vendor, id, cancellation) is not { } found)
        {
            return new Refused(Problems.NotFound);
        }

        if (Precondition.Check(context, found.Revision) is { } stale)
        {
            return new Refused(stale);
        }

        if (found.EndedAt is null)
        {
            found.End(change.Now);
            StandingNews.Tell(change, vendor, StandingCause.IntegrationEnded, found.Id, found.Product, found.Environment);
        }

        await registry.CommitAsync(change);
        Precondition.SetTag(context, found.Revision);
        return TypedResults.Ok(IntegrationView.Of(found));
    }

    private static Task<Integration?> FindAsync(RegistryDb db, string vendor, Guid id, CancellationToken cancellation)
        => db.Integrations.SingleOrDefaultAsync(row => row.Id == id && row.Vendor == vendor, cancellation);
}

/// <summary>An integration to state (terms 1.2.1).</summary>
/// <param name="Product">The product's id.</param>
/// <param name="Environment">Where.</param>
/// <param name="System">The system it is for; left out for all the vendor's systems.</param>
/// <param name="Purpose">What the product is used for, at most 4000 characters.</param>
internal sealed record IntegrationStatement(string? Product, AltinnEnvironment? Environment, string? System, string? Purpose) : IExample<IntegrationStatement>
{
    public static IntegrationStatement Example { get; } = new("melding", AltinnEnvironment.Production, Examples.System, "Henter meldinger til kundenes regnskap.");
}

/// <summary>A new purpose for an integration.</summary>
/// <param name="Purpose">What the product is used for, at most 4000 characters.</param>
internal sealed record IntegrationRestatement(string? Purpose) : IExample<IntegrationRestatement>
{
    public static IntegrationRestatement Example { get; } = new("Henter meldinger til kundenes regnskap og arkiv.");
}

/// <summary>An integration.</summary>
internal sealed record IntegrationView(
    Guid Id, string Product, AltinnEnvironment Environment, string? System, string Purpose, DateTimeOffset StatedAt, DateTimeOffset? EndedAt) : IExample<IntegrationView>
{
    public static IntegrationView Example { get; } = new(
        Examples.Id, "melding", AltinnEnvironment.Production, Examples.System, "Henter meldinger til kundenes regnskap.", Examples.At, EndedAt: null);

    /// <summary>One that has ended.</summary>
    public static IntegrationView Ended { get; } = Example with { EndedAt = Examples.At.AddDays(30) };

    public static IntegrationView Of(Integration row) => new(row.Id, row.Product, row.Environment, row.System, row.Purpose, row.StatedAt, row.EndedAt);
}
