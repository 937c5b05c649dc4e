using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Maintenance;

/// <summary>Maintenance windows in the admin API. Starting and ending are safe to repeat.</summary>
internal static class MaintenanceApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var windows = api.MapGroup("/maintenance").WithTags("Maintenance");
        windows.MapGet("/", ListAsync).WithSummary("List maintenance windows, latest first").RequireAuthorization(OperatorRoles.MayRead);
        windows.MapPost("/", AnnounceAsync).WithSummary("Announce a maintenance window").RequireAuthorization(OperatorRoles.MayWork);
        windows.MapGet("/{id:guid}", GetAsync).WithSummary("Get a maintenance window").RequireAuthorization(OperatorRoles.MayRead);
        windows.MapPut("/{id:guid}", ReplanAsync).WithSummary("Change a maintenance window").RequireAuthorization(OperatorRoles.MayWork).WithMetadata(NeedsPrecondition.Mark);
        windows.MapPost("/{id:guid}/start", StartAsync).WithMetadata(new Shows(Answer: MaintenanceView.Started)).WithSummary("Start maintenance now").RequireAuthorization(OperatorRoles.MayWork);
        windows.MapPost("/{id:guid}/end", EndAsync).WithMetadata(new Shows(Answer: MaintenanceView.Ended)).WithSummary("End maintenance now, or call it off").RequireAuthorization(OperatorRoles.MayWork);
    }

    private static async Task<Results<Ok<Page<MaintenanceView>>, Refused>> ListAsync(RegistryChanges registry, CancellationToken cancellation, string? cursor = null, int? limit = null)
    {
        if (PageRequest.TryRead(cursor, limit, out var page) is { } bad)
        {
            return new Refused(bad);
        }

        if (PagePlace<Guid>.TryRead(page, out var place) is { } unread)
        {
            return new Refused(unread);
        }

        var query = registry.Db.Maintenance.AsNoTracking();
        if (place is { } after)
        {
            query = query.Where(row => row.From < after.At || (row.From == after.At && row.Id.CompareTo(after.Id) > 0));
        }

        var rows = await query.OrderByDescending(row => row.From).ThenBy(row => row.Id).Take(page.Limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(page.Of(rows, row => MaintenanceView.Of(row, registry.Now), row => PagePlace.Of(row.From, row.Id)));
    }

    private static async Task<Results<Ok<MaintenanceView>, Refused>> GetAsync(Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        if (await registry.Db.Maintenance.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellation) is not { } found)
        {
            return new Refused(Problems.NotFound);
        }

        Precondition.SetTag(context, found.Revision);
        return TypedResults.Ok(MaintenanceView.Of(found, registry.Now));
    }

    private static async Task<Results<Created<MaintenanceView>, Refused>> AnnounceAsync(
        MaintenanceAnnouncement body, HttpContext context, RegistryChanges registry, IOptions<RegistryOptions> options, CancellationToken cancellation)
    {
        var input = new Input();
        var environment = input.Choice("environment", body.Environment);
        var product = input.Product("product", body.Product, options.Value);
        var reason = new Text(input.Text("reasonNb", body.ReasonNb, Lengths.Long), input.Text("reasonEn", body.ReasonEn, Lengths.Long));
        if (input.Refusal is { } bad)
        {
            return new Refused(bad);
        }

        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), "maintenance.announce", cancellation);
        var window = new MaintenanceWindow
        {
            Id = Guid.CreateVersion7(change.Now),
            Environment = environment,
            Product = product,
            From = Instants.Whole(body.From) ?? change.Now,
            Until = Instants.Whole(body.Until),
            ReasonNb = reason.Nb,
            ReasonEn = reason.En,
            Notice = body.Notice,
            AnnouncedAt = change.Now,
        };
        if (window.Until <= window.From || window.Until <= change.Now)
        {
            return new Refused(Problems.Invalid("until", new("Slutten må være etter starten og ligge fram i tid.", "The end must be after the start and lie ahead.")));
        }

        if (await NamedAsync(change.Db, body.Notice, environment, product, cancellation) is { } misnamed)
        {
            return new Refused(misnamed);
        }

        change.Db.Maintenance.Add(window);
        await registry.CommitAsync(change);
        Precondition.SetTag(context, window.Revision);
        return TypedResults.Created($"{AdminApi.Prefix}/maintenance/{window.Id}", MaintenanceView.Of(window, change.Now));
    }

    private static async Task<Results<Ok<MaintenanceView>, Refused>> ReplanAsync(
        Guid id, MaintenanceChange body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var input = new Input();
        var from = input.Instant("from", body.From);
        var reason = new Text(input.Text("reasonNb", body.ReasonNb, Lengths.Long), input.Text("reasonEn", body.ReasonEn, Lengths.Long));
        if (input.Refusal is { } bad)
        {
            return new Refused(bad);
        }

        return await MoveAsync(
            id,
            "maintenance.replan",
            context,
            registry,
            async (window, change) => Precondition.Check(context, window.Revision) ?? await NamedAsync(change.Db, body.Notice, window.Environment, window.Product, cancellation)
                ?? window.Replan(from, Instants.Whole(body.Until), reason, body.Notice, change.Now),
            cancellation);
    }

    private static Task<Results<Ok<MaintenanceView>, Refused>> StartAsync(Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
        => MoveAsync(id, "maintenance.start", context, registry, (window, change) => Task.FromResult(window.Start(change.Now)), cancellation);

    private static Task<Results<Ok<MaintenanceView>, Refused>> EndAsync(Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
        => MoveAsync(id, "maintenance.end", context, registry, (window, change) => Task.FromResult(window.End(change.Now)), cancellation);

    private static async Task<Results<Ok<MaintenanceView>, Refused>> MoveAsync(
        Guid id, string action, HttpContext context, RegistryChanges registry, Func<MaintenanceWindow, RegistryChange, Task<Refusal?>> move, CancellationToken cancellation)
    {
        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), action, cancellation);
        if (await change.Db.Maintenance.SingleOrDefaultAsync(row => row.Id == id, cancellation) is not { } window)
        {
            return new Refused(Problems.NotFound);
        }

        if (await move(window, change) is { } refused)
        {
            return new Refused(refused);
        }

        await registry.CommitAsync(change);
        Precondition.SetTag(context, window.Revision);
        return TypedResults.Ok(MaintenanceView.Of(window, change.Now));
    }

    /// <summary>A notice is named only where it tells of this: callers are led to it.</summary>
    private static async Task<Refusal?> NamedAsync(RegistryDb db, Guid? id, AltinnEnvironment environment, string? product, CancellationToken cancellation)
    {
        if (id is null)
        {
            return null;
        }

        return await db.Notices.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellation) is not { } notice
                ? Problems.Invalid("notice", new("Varselet finnes ikke.", "There is no such notice."))
            : notice.Kind is not (NoticeKind.Maintenance or NoticeKind.Incident) || notice.State is NoticeState.Completed or NoticeState.Withdrawn
                ? Problems.Invalid("notice", new("Må være et varsel om vedlikehold eller en hendelse som ikke er over.", "Must be a notice of maintenance, or of an incident, that is not over."))
            : !notice.Content.Environments.Contains(environment) || (!notice.Content.Products.IsEmpty && (product is null || !notice.Content.Products.Contains(product)))
                ? Problems.Invalid("notice", new("Varselet gjelder ikke miljøet og produktet.", "The notice is not about the environment and the product."))
            : null;
    }
}

/// <summary>A maintenance window to announce.</summary>
/// <param name="Environment">Where.</param>
/// <param name="Product">The product; left out for all of them.</param>
/// <param name="From">From when requests are refused; now when left out.</param>
/// <param name="Until">Planned end; left out when unknown.</param>
/// <param name="ReasonNb">The reason in bokmål, shown to callers.</param>
/// <param name="ReasonEn">The reason in English, shown to callers.</param>
/// <param name="Notice">The notice that tells of it, of maintenance or of an incident, for the same environment and product: callers that are refused are led to it.</param>
internal sealed record MaintenanceAnnouncement(
    AltinnEnvironment? Environment, string? Product, DateTimeOffset? From, DateTimeOffset? Until, string? ReasonNb, string? ReasonEn, Guid? Notice = null) : IExample<MaintenanceAnnouncement>
{
    public static MaintenanceAnnouncement Example { get; } = new(
        MaintenanceView.Example.Environment, MaintenanceView.Example.Product, MaintenanceView.Example.From, MaintenanceView.Example.Until, MaintenanceView.Example.ReasonNb, MaintenanceView.Example.ReasonEn);
}

/// <summary>A maintenance window's new plan.</summary>
/// <param name="From">From when requests are refused; cannot change once passed.</param>
/// <param name="Until">Planned end; left out when unknown.</param>
/// <param name="ReasonNb">The reason in bokmål.</param>
/// <param name="ReasonEn">The reason in English.</param>
/// <param name="Notice">The notice that tells of it; left out when none does.</param>
internal sealed record MaintenanceChange(DateTimeOffset? From, DateTimeOffset? Until, string? ReasonNb, string? ReasonEn, Guid? Notice = null) : IExample<MaintenanceChange>
{
    public static MaintenanceChange Example { get; } = new(
        MaintenanceView.Example.From, MaintenanceView.Example.Until, MaintenanceView.Example.ReasonNb, MaintenanceView.Example.ReasonEn);
}

/// <summary>A maintenance window.</summary>
internal sealed record MaintenanceView(
    Guid Id, AltinnEnvironment Environment, string? Product, DateTimeOffset From, DateTimeOffset? Until, string ReasonNb, string ReasonEn, DateTimeOffset AnnouncedAt, DateTimeOffset? EndedAt, MaintenanceState State, Guid? Notice = null)
    : IExample<MaintenanceView>
{
    public static MaintenanceView Example { get; } = new(
        Examples.Id, AltinnEnvironment.Production, "melding", new(2030, 1, 15, 4, 0, 0, TimeSpan.Zero), new(2030, 1, 15, 6, 0, 0, TimeSpan.Zero), "Oppgradering av databasen.",
        "Upgrade of the database.", Examples.At, EndedAt: null, MaintenanceState.Announced);

    /// <summary>One that was started before its time.</summary>
    public static MaintenanceView Started { get; } = Example with { From = Examples.At.AddMinutes(5), State = MaintenanceState.Started };

    /// <summary>That one, ended.</summary>
    public static MaintenanceView Ended { get; } = Started with { EndedAt = Examples.At.AddHours(1), State = MaintenanceState.Ended };

    public static MaintenanceView Of(MaintenanceWindow row, DateTimeOffset now)
        => new(row.Id, row.Environment, row.Product, row.From, row.Until, row.ReasonNb, row.ReasonEn, row.AnnouncedAt, row.EndedAt, row.StateAt(now), row.Notice);
}
