using Digdir.Altinn.Grains;
using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Vendors;

/// <summary>Vendors in the admin API.</summary>
internal static class VendorsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var vendors = api.MapGroup("/vendors").WithTags("Vendors");
        vendors.MapGet("/", ListAsync).WithSummary("List or search vendors").RequireAuthorization(OperatorRoles.MayRead);
        vendors.MapPost("/", RegisterAsync).WithSummary("Register a vendor").RequireAuthorization(OperatorRoles.MayWork);
        vendors.MapGet("/{vendor}", GetAsync).WithSummary("Get a vendor").RequireAuthorization(OperatorRoles.MayRead);
        vendors.MapPut("/{vendor}", UpdateAsync).WithSummary("Change a vendor's name").RequireAuthorization(OperatorRoles.MayWork).WithMetadata(NeedsPrecondition.Mark);
    }

    private static async Task<Results<Ok<Page<VendorView>>, Refused>> ListAsync(
        RegistryChanges registry, CancellationToken cancellation, string? search = null, string? cursor = null, int? limit = null)
    {
        if (PageRequest.TryRead(cursor, limit, out var page) is { } bad)
        {
            return new Refused(bad);
        }

        if (search is { } text && (text.Length > Lengths.Name || Input.HasControls(text)))
        {
            return new Refused(Problems.Invalid("search", new("Ugyldig søketekst.", "Invalid search text.")));
        }

        var query = registry.Db.Vendors.AsNoTracking();
        if (page.After is { } after)
        {
            query = query.Where(vendor => string.Compare(vendor.Number, after) > 0);
        }

        if (!string.IsNullOrWhiteSpace(search))
        {
            var term = search.Trim().ToUpperInvariant();
            query = query.Where(vendor => vendor.Number.StartsWith(term) || vendor.SearchName.Contains(term));
        }

        var rows = await query.OrderBy(vendor => vendor.Number).Take(page.Limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(page.Of(rows, VendorView.Of, vendor => vendor.Number));
    }

    private static async Task<Results<Created<VendorView>, Refused>> RegisterAsync(VendorRegistration body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var input = new Input();
        var name = input.Text("name", body.Name, Lengths.Name);
        if (!VendorId.TryParse(body.OrganisationNumber, out var id))
        {
            input.Wrong("organisationNumber", "Må være et gyldig organisasjonsnummer.", "Must be a valid organisation number.");
        }

        if (input.Refusal is { } bad)
        {
            return new Refused(bad);
        }

        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), "vendors.register", cancellation);
        if (await change.Db.Vendors.AnyAsync(row => row.Number == id.ToString(), cancellation))
        {
            return new Refused(Problems.AlreadyExists);
        }

        var vendor = Vendor.Register(id, name, change.Now);
        change.Db.Vendors.Add(vendor);
        await registry.CommitAsync(change);
        Precondition.SetTag(context, vendor.Revision);
        return TypedResults.Created($"{AdminApi.Prefix}/vendors/{vendor.Number}", VendorView.Of(vendor));
    }

    private static async Task<Results<Ok<VendorView>, Refused>> GetAsync(string vendor, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        if (await registry.Db.Vendors.AsNoTracking().SingleOrDefaultAsync(row => row.Number == vendor, cancellation) is not { } found)
        {
            return new Refused(Problems.NotFound);
        }

        Precondition.SetTag(context, found.Revision);
        return TypedResults.Ok(VendorView.Of(found));
    }

    private static async Task<Results<Ok<VendorView>, Refused>> UpdateAsync(
        string vendor, VendorChange body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var input = new Input();
        var name = input.Text("name", body.Name, Lengths.Name);
        if (input.Refusal is { } bad)
        {
            return new Refused(bad);
        }

        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), "vendors.update", cancellation);
        if (await change.Db.Vendors.SingleOrDefaultAsync(row => row.Number == vendor, cancellation) is not { } found)
        {
            return new Refused(Problems.NotFound);
        }

        if (Precondition.Check(context, found.Revision) is { } stale)
        {
            return new Refused(stale);
        }

        found.Rename(name);
        await registry.CommitAsync(change);
        Precondition.SetTag(context, found.Revision);
        return TypedResults.Ok(VendorView.Of(found));
    }
}

/// <summary>A vendor to register.</summary>
/// <param name="OrganisationNumber">Nine digits with a valid check digit.</param>
/// <param name="Name">The registered name, at most 200 characters.</param>
internal sealed record VendorRegistration(string? OrganisationNumber, string? Name) : IExample<VendorRegistration>
{
    public static VendorRegistration Example { get; } = new(Examples.Vendor, "Regnskap AS");
}

/// <summary>What can be changed about a vendor.</summary>
/// <param name="Name">The registered name, at most 200 characters.</param>
internal sealed record VendorChange(string? Name) : IExample<VendorChange>
{
    public static VendorChange Example { get; } = new("Regnskap og lønn AS");
}

/// <summary>A vendor.</summary>
internal sealed record VendorView(string OrganisationNumber, string Name, DateTimeOffset RegisteredAt) : IExample<VendorView>
{
    public static VendorView Example { get; } = new(Examples.Vendor, "Regnskap AS", Examples.At);

    public static VendorView Of(Vendor vendor) => new(vendor.Number, vendor.Name, vendor.RegisteredAt);
}
