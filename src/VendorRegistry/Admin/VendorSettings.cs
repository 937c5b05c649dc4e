using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Vendors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Admin;

/// <summary>A row of which a vendor has one or none.</summary>
internal interface IVendorSetting : IAudited, IRevised
{
    /// <summary>The vendor's number; what stands for all of them where the setting can be for everyone.</summary>
    string Vendor { get; }
}

/// <summary>Reads, sets and clears what a vendor has one of. What is not set has the tag of revision 0, and an update needs the tag (<see cref="NeedsPrecondition"/>).</summary>
/// <param name="action">What the audit log calls it: <c>plans</c> gives <c>plans.set</c> and <c>plans.clear</c>.</param>
/// <param name="everyone">What stands for all vendors; null where there is no such setting.</param>
internal sealed class VendorSettings<TRow>(string action, string? everyone = null)
    where TRow : class, IVendorSetting
{
    public async Task<Results<Ok<TView>, Refused>> GetAsync<TView>(
        string vendor, HttpContext context, RegistryChanges registry, Func<TRow?, TView> view, CancellationToken cancellation)
    {
        if (!await IsThereAsync(registry.Db, vendor, cancellation))
        {
            return new Refused(Problems.NotFound);
        }

        var row = await registry.Db.Set<TRow>().AsNoTracking().SingleOrDefaultAsync(row => row.Vendor == vendor, cancellation);
        Precondition.SetTag(context, row?.Revision ?? 0);
        return TypedResults.Ok(view(row));
    }

    /// <param name="vendor">Whose.</param>
    /// <param name="bad">What is wrong with the body, or null.</param>
    /// <param name="context">The request.</param>
    /// <param name="registry">The register.</param>
    /// <param name="set">Makes the row, given null, or changes the one given; with the instant of the change.</param>
    /// <param name="view">How a row is shown.</param>
    /// <param name="cancellation">Of the request.</param>
    public async Task<Results<Ok<TView>, Refused>> SetAsync<TView>(
        string vendor, Refusal? bad, HttpContext context, RegistryChanges registry, Func<TRow?, DateTimeOffset, TRow> set, Func<TRow?, TView> view, CancellationToken cancellation)
    {
        if (bad is not null)
        {
            return new Refused(bad);
        }

        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), $"{action}.set", cancellation);
        if (!await IsThereAsync(change.Db, vendor, cancellation))
        {
            return new Refused(Problems.NotFound);
        }

        var before = await change.Db.Set<TRow>().SingleOrDefaultAsync(row => row.Vendor == vendor, cancellation);
        if (Precondition.Check(context, before?.Revision ?? 0) is { } stale)
        {
            return new Refused(stale);
        }

        var row = set(before, change.Now);
        if (before is null)
        {
            change.Db.Add(row);
        }

        await registry.CommitAsync(change);
        Precondition.SetTag(context, row.Revision);
        return TypedResults.Ok(view(row));
    }

    public async Task<Results<NoContent, Refused>> ClearAsync(string vendor, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), $"{action}.clear", cancellation);
        if (!await IsThereAsync(change.Db, vendor, cancellation))
        {
            return new Refused(Problems.NotFound);
        }

        var row = await change.Db.Set<TRow>().SingleOrDefaultAsync(row => row.Vendor == vendor, cancellation);
        if (Precondition.Check(context, row?.Revision ?? 0) is { } stale)
        {
            return new Refused(stale);
        }

        if (row is not null)
        {
            change.Db.Remove(row);
            await registry.CommitAsync(change);
        }

        return TypedResults.NoContent();
    }

    private async Task<bool> IsThereAsync(RegistryDb db, string vendor, CancellationToken cancellation)
        => vendor == everyone || await VendorRoute.ExistsAsync(db, vendor, cancellation);
}
