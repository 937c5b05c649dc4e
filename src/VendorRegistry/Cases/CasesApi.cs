using Digdir.Altinn.Grains;
using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Evidence;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Cases;

/// <summary>Breach cases in the admin API: listed, read with their evidence, accepted or dismissed with a reason.</summary>
internal static class CasesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var cases = api.MapGroup("/cases").WithTags("Cases");
        cases.MapGet("/", ListAsync).WithSummary("List breach cases, the newest first").RequireAuthorization(OperatorRoles.MayRead);
        cases.MapGet("/{id:guid}", GetAsync).WithSummary("Get a breach case").RequireAuthorization(OperatorRoles.MayRead);
        cases.MapGet("/{id:guid}/evidence", EvidenceAsync).WithSummary("The evidence of a breach case, the newest first").RequireAuthorization(OperatorRoles.MayRead);
        cases.MapPost("/{id:guid}/accept", AcceptAsync).WithSummary("Find that there is something to it").RequireAuthorization(OperatorRoles.MayWork).WithMetadata(NeedsPrecondition.Mark, new Shows(Answer: CaseView.Decided(CaseState.Accepted)));
        cases.MapPost("/{id:guid}/dismiss", DismissAsync).WithSummary("Find that there is nothing to it").RequireAuthorization(OperatorRoles.MayWork).WithMetadata(NeedsPrecondition.Mark, new Shows(Answer: CaseView.Decided(CaseState.Dismissed)));
    }

    private static async Task<Results<Ok<Page<CaseView>>, Refused>> ListAsync(
        RegistryChanges registry, CancellationToken cancellation, string? vendor = null, string? state = null, string? cursor = null, int? limit = null)
    {
        var input = new Input();
        if (vendor is null || !VendorId.TryRead(vendor, out var of) || !of.IsUnknown)
        {
            input.Organisation("vendor", vendor);
        }

        var wanted = input.Named<CaseState>("state", state);
        if (input.Refusal is { } wrong)
        {
            return new Refused(wrong);
        }

        var query = registry.Db.Cases.AsNoTracking();
        query = vendor is null ? query : query.Where(row => row.Vendor == vendor);
        query = wanted is null ? query : query.Where(row => row.State == wanted);
        return await query.NewestFirstAsync(cursor, limit, CaseView.Of, cancellation);
    }

    private static async Task<Results<Ok<CaseView>, Refused>> GetAsync(Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        if (await registry.Db.Cases.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellation) is not { } found)
        {
            return new Refused(Problems.NotFound);
        }

        Precondition.SetTag(context, found.Revision);
        return TypedResults.Ok(CaseView.Of(found));
    }

    private static async Task<Results<Ok<Page<EvidenceView>>, Refused>> EvidenceAsync(
        Guid id, RegistryChanges registry, CancellationToken cancellation, string? cursor = null, int? limit = null)
        => await registry.Db.Cases.AnyAsync(row => row.Id == id, cancellation)
            ? await EvidenceApi.PageAsync(registry.Db.Evidence.Where(row => row.Case == id), cursor, limit, cancellation)
            : new Refused(Problems.NotFound);

    private static Task<Results<Ok<CaseView>, Refused>> AcceptAsync(
        Guid id, CaseDecision body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
        => DecideAsync(id, CaseState.Accepted, "cases.accept", body, context, registry, cancellation);

    private static Task<Results<Ok<CaseView>, Refused>> DismissAsync(
        Guid id, CaseDecision body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
        => DecideAsync(id, CaseState.Dismissed, "cases.dismiss", body, context, registry, cancellation);

    private static async Task<Results<Ok<CaseView>, Refused>> DecideAsync(
        Guid id, CaseState outcome, string action, CaseDecision body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var input = new Input();
        var reason = input.Text("reason", body.Reason, Lengths.Long);
        if (input.Refusal is { } bad)
        {
            return new Refused(bad);
        }

        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), action, cancellation);
        if (await change.Db.Cases.SingleOrDefaultAsync(row => row.Id == id, cancellation) is not { } found)
        {
            return new Refused(Problems.NotFound);
        }

        if (Precondition.Check(context, found.Revision) is { } stale)
        {
            return new Refused(stale);
        }

        if (!found.Decide(outcome, OperatorOf.Actor(context), reason, change.Now))
        {
            return new Refused(new Refusal(Problems.MoveNotAllowed) { Detail = new("Saken er avgjort.", "The case has been decided.") });
        }

        await registry.CommitAsync(change);
        Precondition.SetTag(context, found.Revision);
        return TypedResults.Ok(CaseView.Of(found));
    }
}

/// <summary>A decision on a case.</summary>
/// <param name="Reason">Why, at most 4000 characters.</param>
internal sealed record CaseDecision(string? Reason) : IExample<CaseDecision>
{
    public static CaseDecision Example { get; } = new("Avtalt migrering; logg fra leverandøren bekrefter det.");
}

/// <summary>A breach case. <c>vendor</c> is nine zeros where nobody knows the vendor: portal sessions in a program's hands, whose evidence names each by a keyed hash.</summary>
internal sealed record CaseView(
    Guid Id, string Vendor, CaseKind Kind, string? Product, string Clause, CaseState State, DateTimeOffset ProposedAt, DateTimeOffset EvidenceAt, long EvidenceCount,
    DateTimeOffset? DecidedAt, string? DecidedBy, string? Reason)
    : IExample<CaseView>
{
    public static CaseView Example { get; } = new(
        Examples.Id, Examples.Vendor, CaseKind.Scraping, Product: null, "7.1", CaseState.Proposed, Examples.At, Examples.At.AddMinutes(40), 3, DecidedAt: null, DecidedBy: null, Reason: null);

    /// <summary>One that was decided.</summary>
    public static CaseView Decided(CaseState outcome) => Example with { State = outcome, DecidedAt = Examples.At.AddDays(1), DecidedBy = "operator-1", Reason = CaseDecision.Example.Reason };

    public static CaseView Of(BreachCase row) => new(
        row.Id, row.Vendor, row.Kind, row.Product, row.Clause, row.State, row.ProposedAt, row.EvidenceAt, row.EvidenceCount, row.DecidedAt, row.DecidedBy, row.Reason);
}
