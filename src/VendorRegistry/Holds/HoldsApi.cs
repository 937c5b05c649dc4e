using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Vendors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Holds;

/// <summary>Holds in the admin API. Putting by PUT with an id of the caller's own is safe to repeat; so is lifting.</summary>
internal static class HoldsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var holds = api.MapGroup("/vendors/{vendor}/holds").WithTags("Holds");
        holds.MapGet("/", ListAsync).WithSummary("List a vendor's holds, lifted ones included").RequireAuthorization(OperatorRoles.MayRead);
        holds.MapGet("/{id:guid}", GetAsync).WithSummary("Get a hold").RequireAuthorization(OperatorRoles.MayRead);
        holds.MapPost("/", PostAsync).WithSummary("Put a hold").RequireAuthorization(OperatorRoles.MayWork);
        holds.MapPut("/{id:guid}", PutAsync).WithSummary("Put a hold under an id of your own").RequireAuthorization(OperatorRoles.MayWork);
        holds.MapPost("/{id:guid}/lift", LiftAsync).WithMetadata(new Shows(Answer: HoldView.Lifted)).WithSummary("Lift a hold; others stay").RequireAuthorization(OperatorRoles.MayWork);
    }

    private static async Task<Results<Ok<Page<HoldView>>, Refused>> ListAsync(
        string vendor, RegistryChanges registry, CancellationToken cancellation, bool? inForce = null, string? cursor = null, int? limit = null)
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

        var now = registry.Now;
        var query = registry.Db.Holds.AsNoTracking().Where(row => row.Vendor == vendor);
        if (inForce is { } wanted)
        {
            query = query.Where(row => (row.LiftedAt == null && (row.Until == null || row.Until > now)) == wanted);
        }

        if (place is { } after)
        {
            query = query.Where(row => row.PutAt > after.At || (row.PutAt == after.At && row.Id.CompareTo(after.Id) > 0));
        }

        var rows = await query.OrderBy(row => row.PutAt).ThenBy(row => row.Id).Take(page.Limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(page.Of(rows, HoldView.Of, row => PagePlace.Of(row.PutAt, row.Id)));
    }

    private static async Task<Results<Ok<HoldView>, Refused>> GetAsync(string vendor, Guid id, RegistryChanges registry, CancellationToken cancellation)
        => await registry.Db.Holds.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id && row.Vendor == vendor, cancellation) is { } hold
            ? TypedResults.Ok(HoldView.Of(hold))
            : new Refused(Problems.NotFound);

    private static Task<Results<Created<HoldView>, Ok<HoldView>, Refused>> PostAsync(
        string vendor, HoldOrder body, HttpContext context, RegistryChanges registry, IOptions<RegistryOptions> options, CancellationToken cancellation)
        => PutAsync(vendor, Guid.CreateVersion7(registry.Now), body, context, registry, options, cancellation);

    private static async Task<Results<Created<HoldView>, Ok<HoldView>, Refused>> PutAsync(
        string vendor, Guid id, HoldOrder body, HttpContext context, RegistryChanges registry, IOptions<RegistryOptions> options, CancellationToken cancellation)
    {
        if (Read(body, options.Value, out var scope) is { } bad)
        {
            return new Refused(bad);
        }

        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), "holds.put", cancellation);
        if (!await VendorRoute.ExistsAsync(change.Db, vendor, cancellation))
        {
            return new Refused(Problems.NotFound);
        }

        var ground = body.Ground.GetValueOrDefault();
        var hold = new Hold
        {
            Id = id,
            Vendor = vendor,
            Ground = ground,
            Clause = HoldGrounds.ClauseOf(ground),
            Reason = (body.Reason ?? "").Trim(),
            PutBy = OperatorOf.Actor(context),
            PutAt = change.Now,
            From = Instants.Whole(body.From) ?? change.Now,
            Until = Instants.Whole(body.Until),
            System = scope.System,
            Client = scope.Client,
            Customer = scope.Customer,
            Product = scope.Product,
            Environment = scope.Environment,
        };
        if (await change.Db.Holds.SingleOrDefaultAsync(row => row.Id == id, cancellation) is { } there)
        {
            return there.IsSameAs(hold, body.From is not null) ? TypedResults.Ok(HoldView.Of(there)) : new Refused(Problems.AlreadyExists);
        }

        if (hold.Until <= hold.From)
        {
            return new Refused(Problems.Invalid("until", new("Slutten må være etter starten.", "The end must be after the start.")));
        }

        change.Db.Holds.Add(hold);
        HoldNews.Tell(change, AnnouncementKinds.HoldPut, hold);
        await registry.CommitAsync(change);
        return TypedResults.Created($"{AdminApi.Prefix}/vendors/{vendor}/holds/{id}", HoldView.Of(hold));
    }

    private static async Task<Results<Ok<HoldView>, Refused>> LiftAsync(
        string vendor, Guid id, HoldLift body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var input = new Input();
        var reason = input.Text("reason", body.Reason, Lengths.Long);
        if (input.Refusal is { } bad)
        {
            return new Refused(bad);
        }

        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), "holds.lift", cancellation);
        if (await change.Db.Holds.SingleOrDefaultAsync(row => row.Id == id && row.Vendor == vendor, cancellation) is not { } hold)
        {
            return new Refused(Problems.NotFound);
        }

        if (hold.LiftedAt is null)
        {
            hold.Lift(OperatorOf.Actor(context), reason, change.Now);
            HoldNews.Tell(change, AnnouncementKinds.HoldLifted, hold);
        }

        await registry.CommitAsync(change);
        return TypedResults.Ok(HoldView.Of(hold));
    }

    private static Refusal? Read(HoldOrder body, RegistryOptions options, out HoldScope scope)
    {
        var input = new Input();
        input.Choice("ground", body.Ground);
        input.Text("reason", body.Reason, Lengths.Long);
        scope = new HoldScope(
            input.Id("system", body.System),
            input.Id("client", body.Client),
            input.Organisation("customer", body.Customer),
            input.Product("product", body.Product, options),
            body.Environment);
        return input.Refusal;
    }
}

/// <summary>A hold to put. Parts of the scope that are left out match everything; without any the whole vendor is held.</summary>
/// <param name="Ground">Why.</param>
/// <param name="Reason">Why, in your own words, at most 4000 characters. Not shown to the vendor's callers.</param>
/// <param name="From">From when; now when left out.</param>
/// <param name="Until">When it lapses by itself; left out when it stands until lifted.</param>
/// <param name="System">Only this system.</param>
/// <param name="Client">Only this client_id.</param>
/// <param name="Customer">Only this customer, by organisation number.</param>
/// <param name="Product">Only this product.</param>
/// <param name="Environment">Only this environment.</param>
internal sealed record HoldOrder(
    HoldGround? Ground, string? Reason, DateTimeOffset? From, DateTimeOffset? Until, string? System, string? Client, string? Customer, string? Product, AltinnEnvironment? Environment)
    : IExample<HoldOrder>
{
    public static HoldOrder Example { get; } = new(
        HoldGround.Incident, "Nøkler på avveie; leverandøren er varslet.", From: null, Until: null, Examples.System, Client: null, Customer: null, "melding", AltinnEnvironment.Production);
}

/// <summary>The lifting of a hold.</summary>
/// <param name="Reason">Why, at most 4000 characters.</param>
internal sealed record HoldLift(string? Reason) : IExample<HoldLift>
{
    public static HoldLift Example { get; } = new("Nøklene er byttet og utbedringen er dokumentert.");
}

/// <summary>A hold.</summary>
internal sealed record HoldView(
    Guid Id, HoldGround Ground, string? Clause, string Reason, string PutBy, DateTimeOffset PutAt, DateTimeOffset From, DateTimeOffset? Until,
    string? System, string? Client, string? Customer, string? Product, AltinnEnvironment? Environment, DateTimeOffset? LiftedAt, string? LiftedBy, string? LiftReason)
    : IExample<HoldView>
{
    public static HoldView Example { get; } = new(
        Examples.Id, HoldGround.Incident, "1.2.8", "Nøkler på avveie; leverandøren er varslet.", "operator-1", Examples.At, Examples.At, Until: null,
        Examples.System, Client: null, Customer: null, "melding", AltinnEnvironment.Production, LiftedAt: null, LiftedBy: null, LiftReason: null);

    /// <summary>One that was lifted.</summary>
    public static HoldView Lifted { get; } = Example with { LiftedAt = Examples.At.AddHours(5), LiftedBy = "operator-2", LiftReason = "Nøklene er byttet og utbedringen er dokumentert." };

    public static HoldView Of(Hold hold) => new(
        hold.Id, hold.Ground, hold.Clause, hold.Reason, hold.PutBy, hold.PutAt, hold.From, hold.Until,
        hold.System, hold.Client, hold.Customer, hold.Product, hold.Environment, hold.LiftedAt, hold.LiftedBy, hold.LiftReason);
}
