using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Evidence;

/// <summary>What the detectors told about a vendor, in the admin API. Nothing here writes.</summary>
internal static class EvidenceApi
{
    public static void Map(RouteGroupBuilder api)
        => api.MapGet("/vendors/{vendor}/evidence", ListAsync).WithTags("Evidence").WithSummary("What the detectors told about a vendor, the newest first").RequireAuthorization(OperatorRoles.MayRead);

    private static Task<Results<Ok<Page<EvidenceView>>, Refused>> ListAsync(
        string vendor, RegistryChanges registry, CancellationToken cancellation, string? cursor = null, int? limit = null)
        => Grains.VendorId.TryRead(vendor, out _)
            ? PageAsync(registry.Db.Evidence.Where(row => row.Vendor == vendor), cursor, limit, cancellation)
            : Task.FromResult<Results<Ok<Page<EvidenceView>>, Refused>>(new Refused(Problems.NotFound));

    /// <summary>One page of some evidence, the newest first.</summary>
    public static async Task<Results<Ok<Page<EvidenceView>>, Refused>> PageAsync(
        IQueryable<EvidenceRecord> some, string? cursor, int? limit, CancellationToken cancellation)
    {
        if (PageRequest.TryRead(cursor, limit, out var page) is { } bad)
        {
            return new Refused(bad);
        }

        if (PagePlace<Guid>.TryRead(page, out var start) is { } wrong)
        {
            return new Refused(wrong);
        }

        if (start is { } place)
        {
            some = some.Where(row => row.At < place.At || (row.At == place.At && row.Id.CompareTo(place.Id) < 0));
        }

        var rows = await some.AsNoTracking().OrderByDescending(row => row.At).ThenByDescending(row => row.Id).Take(page.Limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(page.Of(rows, EvidenceView.Of, row => PagePlace.Of(row.At, row.Id)));
    }
}

/// <summary>A piece of evidence.</summary>
/// <param name="Id">Its id.</param>
/// <param name="At">When it happened.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Product">The product; null when it is about the vendor as a whole.</param>
/// <param name="ReadClass">The class of reads.</param>
/// <param name="FromLevel">The level before.</param>
/// <param name="ToLevel">The level after.</param>
/// <param name="Shadow">True when it only would have happened.</param>
/// <param name="Deadline">By when the vendor may mend it.</param>
/// <param name="Finding">What was found.</param>
/// <param name="Figures">The figures it rests on. Parties and persons are keyed hashes.</param>
/// <param name="Case">The breach case it belongs to.</param>
internal sealed record EvidenceView(
    Guid Id, DateTimeOffset At, EvidenceKind Kind, string? Product, string? ReadClass, string? FromLevel, string? ToLevel, bool Shadow, DateTimeOffset? Deadline,
    string? Finding, JsonElement Figures, Guid? Case)
    : IExample<EvidenceView>
{
    public static EvidenceView Example { get; } = new(
        Examples.Id, Examples.At, EvidenceKind.ScrapingProposed, Product: null, ReadClass: null, FromLevel: null, ToLevel: null, Shadow: false, Deadline: null,
        "S13", JsonSerializer.Deserialize<JsonElement>("""{"cause":"none","scraping":{"at":1793606400000,"subject":{"surface":"machineToken","subject":"fedcba9876543210","score":5.5}}}"""), Examples.Id);

    public static EvidenceView Of(EvidenceRecord row) => new(
        row.Id, row.At, row.Kind, row.Product, row.ReadClass, row.FromLevel, row.ToLevel, row.Shadow, row.Deadline, row.Finding,
        JsonSerializer.Deserialize<JsonElement>(row.Figures), row.Case);
}
