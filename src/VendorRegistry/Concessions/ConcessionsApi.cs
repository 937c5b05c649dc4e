using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.SelfService;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Vendors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Concessions;

/// <summary>Concessions: the servicedesk gives, sees and withdraws them; a vendor announces its own work.</summary>
internal static class ConcessionsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var concessions = api.MapGroup("/vendors/{vendor}/concessions").WithTags("Concessions");
        concessions.MapGet("/", ListAsync).WithSummary("List a vendor's concessions, ended ones included").RequireAuthorization(OperatorRoles.MayRead);
        concessions.MapPost("/", GiveAsync).WithSummary("Allow a vendor more, with an end").RequireAuthorization(OperatorRoles.MayWork);
        concessions.MapPost("/{id:guid}/withdraw", WithdrawAsync).WithSummary("End a concession now").RequireAuthorization(OperatorRoles.MayWork).WithMetadata(new Shows(Answer: ConcessionView.Example with { WithdrawnAt = Examples.At.AddDays(9) }));
    }

    public static void MapOwn(RouteGroupBuilder api)
    {
        var works = api.MapGroup("/declared-work").WithTags("Declared work");
        works.MapGet("/", ListOwnAsync).WithSummary("Your announced work").WithMetadata(new Shows(Answer: new Page<ConcessionView>([ConcessionView.Declared], Next: null)));
        works.MapPost("/", DeclareAsync).WithSummary("Announce an initial sync or a migration: at most 7 days, twice a year").WithMetadata(new Shows(Answer: ConcessionView.Declared));
        works.MapPost("/{id:guid}/withdraw", WithdrawOwnAsync).WithSummary("Withdraw announced work").WithMetadata(new Shows(Answer: ConcessionView.Declared with { WithdrawnAt = Examples.At.AddDays(1) }));
    }

    private static async Task<Results<Ok<Page<ConcessionView>>, Refused>> ListAsync(
        string vendor, RegistryChanges registry, CancellationToken cancellation, string? cursor = null, int? limit = null)
        => await VendorRoute.ExistsAsync(registry.Db, vendor, cancellation)
            ? await registry.Db.Concessions.Where(row => row.Vendor == vendor).NewestFirstAsync(cursor, limit, ConcessionView.Of, cancellation)
            : new Refused(Problems.NotFound);

    private static Task<Results<Ok<Page<ConcessionView>>, Refused>> ListOwnAsync(
        HttpContext context, RegistryChanges registry, CancellationToken cancellation, string? cursor = null, int? limit = null)
    {
        var vendor = VendorLogin.Of(context).Vendor.ToString();
        return registry.Db.Concessions.Where(row => row.Vendor == vendor && row.Kind == ConcessionKind.DeclaredWork).NewestFirstAsync(cursor, limit, ConcessionView.Of, cancellation);
    }

    private static async Task<Results<Created<ConcessionView>, Refused>> GiveAsync(
        string vendor, ConcessionOrder body, HttpContext context, RegistryChanges registry, IOptions<RegistryOptions> options, CancellationToken cancellation)
    {
        var input = new Input();
        var kind = input.Choice("kind", body.Kind);
        var reason = input.Text("reason", body.Reason, Lengths.Long);
        var product = input.Product("product", body.Product, options.Value);
        var factor = kind == ConcessionKind.DeclaredWork ? 0 : input.Number("factor", body.Factor, 1, 24);
        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), "concessions.give", cancellation);
        if (!await VendorRoute.ExistsAsync(change.Db, vendor, cancellation))
        {
            return new Refused(Problems.NotFound);
        }

        var span = Span(input, body.From, body.Until, kind == ConcessionKind.DeclaredWork ? Concession.LongestWork : Concession.Longest, change.Now);
        if (input.Refusal is { } bad)
        {
            return new Refused(bad);
        }

        // The servicedesk may allow work beyond the two a year that a vendor announces by itself.
        var given = change.Db.Concessions.Add(New(vendor, kind, product, span, factor, reason, OperatorOf.Actor(context), change.Now)).Entity;
        await registry.CommitAsync(change);
        return TypedResults.Created($"{AdminApi.Prefix}/vendors/{vendor}/concessions/{given.Id}", ConcessionView.Of(given));
    }

    private static async Task<Results<Created<ConcessionView>, Refused>> DeclareAsync(
        WorkDeclaration body, HttpContext context, RegistryChanges registry, IOptions<RegistryOptions> options, CancellationToken cancellation)
    {
        var login = VendorLogin.Of(context);
        var vendor = login.Vendor.ToString();
        var input = new Input();
        var reason = input.Text("reason", body.Reason, Lengths.Long);
        var product = input.Product("product", body.Product, options.Value);
        await using var change = await registry.BeginAsync(login.Actor, "concessions.declare", cancellation);
        var span = Span(input, body.From, body.Until, Concession.LongestWork, change.Now);
        if (input.Refusal is { } bad)
        {
            return new Refused(bad);
        }

        if (!await VendorRoute.ExistsAsync(change.Db, vendor, cancellation))
        {
            return new Refused(Problems.VendorNotRegistered);
        }

        var own = await change.Db.Concessions.Where(row => row.Vendor == vendor && row.Kind == ConcessionKind.DeclaredWork).ToListAsync(cancellation);
        if (own.Count(row => row.Counts(change.Now.AddYears(-1))) >= Concession.WorksPerYear)
        {
            return new Refused(new Refusal(Problems.TooOften)
            {
                Detail = new(
                    $"Arbeid kan varsles {Concession.WorksPerYear} ganger i året. Be servicedesk om mer.", $"Work can be announced {Concession.WorksPerYear} times a year. Ask the servicedesk for more."),
            });
        }

        var given = change.Db.Concessions.Add(New(vendor, ConcessionKind.DeclaredWork, product, span, 0, reason, login.Actor, change.Now)).Entity;
        await registry.CommitAsync(change);
        return TypedResults.Created($"{VendorApi.Prefix}/declared-work/{given.Id}", ConcessionView.Of(given));
    }

    private static Task<Results<Ok<ConcessionView>, Refused>> WithdrawAsync(
        string vendor, Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
        => EndAsync(id, vendor, OperatorOf.Actor(context), null, registry, cancellation);

    private static Task<Results<Ok<ConcessionView>, Refused>> WithdrawOwnAsync(Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var login = VendorLogin.Of(context);
        return EndAsync(id, login.Vendor.ToString(), login.Actor, ConcessionKind.DeclaredWork, registry, cancellation);
    }

    private static async Task<Results<Ok<ConcessionView>, Refused>> EndAsync(
        Guid id, string vendor, string actor, ConcessionKind? only, RegistryChanges registry, CancellationToken cancellation)
    {
        await using var change = await registry.BeginAsync(actor, "concessions.withdraw", cancellation);
        if (await change.Db.Concessions.SingleOrDefaultAsync(row => row.Id == id && row.Vendor == vendor, cancellation) is not { } found
            || (only is { } kind && found.Kind != kind))
        {
            return new Refused(Problems.NotFound);
        }

        found.Withdraw(actor, change.Now);
        await registry.CommitAsync(change);
        return TypedResults.Ok(ConcessionView.Of(found));
    }

    private static (DateTimeOffset From, DateTimeOffset Until) Span(Input input, DateTimeOffset? from, DateTimeOffset? until, TimeSpan longest, DateTimeOffset now)
    {
        var start = Instants.Whole(from) ?? now;
        var end = input.Instant("until", until);
        if (start < now.AddMinutes(-5))
        {
            input.Wrong("from", "Kan ikke ligge i fortiden.", "Cannot be in the past.");
        }
        else if (start > now + Concession.FurthestAhead)
        {
            input.Wrong("from", $"Kan ligge høyst {Concession.FurthestAhead.TotalDays} dager frem.", $"Can be at most {Concession.FurthestAhead.TotalDays} days ahead.");
        }

        if (until is not null && (end <= start || end - start > longest))
        {
            input.Wrong("until", $"Må være etter starten, og høyst {longest.TotalDays} dager.", $"Must be after the start, and at most {longest.TotalDays} days.");
        }

        return (start, end);
    }

    private static Concession New(
        string vendor, ConcessionKind kind, string? product, (DateTimeOffset From, DateTimeOffset Until) span, double factor, string reason, string by, DateTimeOffset now) => new()
        {
            Id = Guid.CreateVersion7(now),
            Vendor = vendor,
            Kind = kind,
            Product = product,
            From = span.From,
            Until = span.Until,
            Factor = factor,
            Reason = reason,
            GivenBy = by,
            GivenAt = now,
        };
}

/// <summary>A concession to give.</summary>
/// <param name="Kind"><c>declaredWork</c>, <c>grace</c> or <c>allowance</c>.</param>
/// <param name="Product">The product; all of them when left out.</param>
/// <param name="From">From when; now when left out.</param>
/// <param name="Until">Until when: at most 7 days for work, 366 for the others.</param>
/// <param name="Factor">How many times the usual grace, or the usual thresholds: 1 to 24. Not for work.</param>
/// <param name="Reason">Why, at most 4000 characters.</param>
internal sealed record ConcessionOrder(ConcessionKind? Kind, string? Product, DateTimeOffset? From, DateTimeOffset? Until, double? Factor, string? Reason) : IExample<ConcessionOrder>
{
    public static ConcessionOrder Example { get; } = new(ConcessionKind.Grace, "melding", From: null, Examples.At.AddDays(90), 4, "Eldre fagsystem som byttes ut i første kvartal.");
}

/// <summary>Work that a vendor announces.</summary>
/// <param name="Product">The product; all of them when left out.</param>
/// <param name="From">From when; now when left out.</param>
/// <param name="Until">Until when, at most 7 days later.</param>
/// <param name="Reason">What it is, at most 4000 characters. Write no personal data.</param>
internal sealed record WorkDeclaration(string? Product, DateTimeOffset? From, DateTimeOffset? Until, string? Reason) : IExample<WorkDeclaration>
{
    public static WorkDeclaration Example { get; } = new("dialogporten", From: null, Examples.At.AddDays(3), "Førstegangs synkronisering for nye kunder.");
}

/// <summary>A concession.</summary>
internal sealed record ConcessionView(
    Guid Id, ConcessionKind Kind, string? Product, DateTimeOffset From, DateTimeOffset Until, double? Factor, string Reason, DateTimeOffset GivenAt, DateTimeOffset? WithdrawnAt)
    : IExample<ConcessionView>
{
    public static ConcessionView Example { get; } = new(
        Examples.Id, ConcessionKind.Grace, "melding", Examples.At, Examples.At.AddDays(90), 4, "Eldre fagsystem som byttes ut i første kvartal.", Examples.At, WithdrawnAt: null);

    /// <summary>What a vendor announced by itself.</summary>
    public static ConcessionView Declared { get; } = new(
        Examples.Id, ConcessionKind.DeclaredWork, "dialogporten", Examples.At, Examples.At.AddDays(3), Factor: null, "Førstegangs synkronisering for nye kunder.", Examples.At, WithdrawnAt: null);

    public static ConcessionView Of(Concession row) => new(
        row.Id, row.Kind, row.Product, row.From, row.Until, row.Kind == ConcessionKind.DeclaredWork ? null : row.Factor, row.Reason, row.GivenAt, row.WithdrawnAt);
}
