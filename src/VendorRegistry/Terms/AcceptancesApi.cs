using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Standing;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Vendors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Terms;

/// <summary>Acceptances of the terms in the admin API, as recorded from signing documents.</summary>
internal static class AcceptancesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var acceptances = api.MapGroup("/vendors/{vendor}/acceptances").WithTags("Terms");
        acceptances.MapGet("/", ListAsync).WithSummary("List a vendor's acceptances, oldest first").RequireAuthorization(OperatorRoles.MayRead);
        acceptances.MapPost("/", RecordAsync).WithSummary("Record that a vendor accepted a version of the terms").RequireAuthorization(OperatorRoles.MayWork);
    }

    private static async Task<Results<Ok<Page<AcceptanceView>>, Refused>> ListAsync(
        string vendor, RegistryChanges registry, CancellationToken cancellation, string? cursor = null, int? limit = null)
    {
        if (PageRequest.TryRead(cursor, limit, out var page) is { } bad)
        {
            return new Refused(bad);
        }

        if (PagePlace<string>.TryRead(page, out var place) is { } unread)
        {
            return new Refused(unread);
        }

        if (!await VendorRoute.ExistsAsync(registry.Db, vendor, cancellation))
        {
            return new Refused(Problems.NotFound);
        }

        var query = registry.Db.Acceptances.AsNoTracking().Where(row => row.Vendor == vendor);
        if (place is { } after)
        {
            query = query.Where(row => row.AcceptedAt > after.At || (row.AcceptedAt == after.At && string.Compare(row.Version, after.Id) > 0));
        }

        var rows = await query.OrderBy(row => row.AcceptedAt).ThenBy(row => row.Version).Take(page.Limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(page.Of(rows, AcceptanceView.Of, row => PagePlace.Of(row.AcceptedAt, row.Version)));
    }

    private static async Task<Results<Created<AcceptanceView>, Refused>> RecordAsync(
        string vendor, AcceptanceRecord body, HttpContext context, RegistryChanges registry, IOptions<RegistryOptions> options, CancellationToken cancellation)
    {
        var input = new Input();
        var version = input.Id("version", body.Version ?? "", Lengths.Version) ?? "";
        var representative = body.Representative is null ? null : input.Text("representative", body.Representative, Lengths.Name);
        if (input.Refusal is { } bad)
        {
            return new Refused(bad);
        }

        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), "terms.accept", cancellation);
        if (!await VendorRoute.ExistsAsync(change.Db, vendor, cancellation))
        {
            return new Refused(Problems.NotFound);
        }

        if (!await change.Db.Terms.AnyAsync(row => row.Version == version, cancellation))
        {
            return new Refused(Problems.Invalid("version", new("Det finnes ingen slik versjon.", "There is no such version.")));
        }

        if (await change.Db.Acceptances.AnyAsync(row => row.Vendor == vendor && row.Version == version, cancellation))
        {
            return new Refused(Problems.AlreadyExists);
        }

        var acceptedAt = Instants.Whole(body.AcceptedAt ?? change.Now);
        if (acceptedAt > change.Now)
        {
            return new Refused(Problems.Invalid("acceptedAt", new("Kan ikke ligge fram i tid.", "Cannot lie in the future.")));
        }

        var acceptance = new Acceptance
        {
            Id = Guid.CreateVersion7(change.Now),
            Vendor = vendor,
            Version = version,
            AcceptedAt = acceptedAt,
            Representative = References.KeyedHash(representative, options.Value.ReferenceKey),
            MaskinportenTerms = body.MaskinportenTerms ?? false,
            IdPortenTerms = body.IdPortenTerms ?? false,
        };
        change.Db.Acceptances.Add(acceptance);
        StandingNews.Tell(change, vendor, StandingCause.TermsAccepted, acceptance.Id);
        await registry.CommitAsync(change);
        return TypedResults.Created($"{AdminApi.Prefix}/vendors/{vendor}/acceptances", AcceptanceView.Of(acceptance));
    }
}

/// <summary>An acceptance to record.</summary>
/// <param name="Version">The version accepted.</param>
/// <param name="AcceptedAt">When; now when left out.</param>
/// <param name="Representative">A reference to who accepted. Only a keyed hash of it is kept, and nothing where no key is configured.</param>
/// <param name="MaskinportenTerms">The vendor states that it has accepted Maskinporten's terms.</param>
/// <param name="IdPortenTerms">The vendor states that it has accepted ID-porten's terms.</param>
internal sealed record AcceptanceRecord(string? Version, DateTimeOffset? AcceptedAt, string? Representative, bool? MaskinportenTerms, bool? IdPortenTerms) : IExample<AcceptanceRecord>
{
    public static AcceptanceRecord Example { get; } = new(Examples.Version, Examples.At.AddDays(-3), "sak 2026/1234", MaskinportenTerms: true, IdPortenTerms: true);
}

/// <summary>An acceptance.</summary>
internal sealed record AcceptanceView(string Version, DateTimeOffset AcceptedAt, bool HasRepresentative, bool MaskinportenTerms, bool IdPortenTerms) : IExample<AcceptanceView>
{
    public static AcceptanceView Example { get; } = new(Examples.Version, Examples.At.AddDays(-3), HasRepresentative: true, MaskinportenTerms: true, IdPortenTerms: true);

    public static AcceptanceView Of(Acceptance row) => new(row.Version, row.AcceptedAt, row.Representative is not null, row.MaskinportenTerms, row.IdPortenTerms);
}
