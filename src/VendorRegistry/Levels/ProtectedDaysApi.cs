using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Levels;

/// <summary>Protected days in the admin API.</summary>
internal static class ProtectedDaysApi
{
    private const int Most = 500;

    public static void Map(RouteGroupBuilder api)
    {
        var days = api.MapGroup("/protected-days").WithTags("Ladder");
        days.MapGet("/", ListAsync).WithSummary("List protected days from today on").RequireAuthorization(OperatorRoles.MayRead);
        days.MapPost("/", AddAsync).WithSummary("Protect days: the ladder refuses nothing on them").RequireAuthorization(OperatorRoles.MayDecide);
        days.MapDelete("/{id:guid}", RemoveAsync).WithSummary("Protect them no longer").RequireAuthorization(OperatorRoles.MayDecide);
    }

    private static async Task<Ok<Page<ProtectedDaysView>>> ListAsync(RegistryChanges registry, CancellationToken cancellation)
    {
        var now = registry.Now;
        var rows = await registry.Db.ProtectedDays.AsNoTracking().Where(row => row.Until > now).OrderBy(row => row.From).Take(Most).ToListAsync(cancellation);
        return TypedResults.Ok(new Page<ProtectedDaysView>(rows.ConvertAll(ProtectedDaysView.Of), null));
    }

    private static async Task<Results<Created<ProtectedDaysView>, Refused>> AddAsync(
        ProtectedDaysOrder body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var input = new Input();
        var name = input.Text("name", body.Name, Lengths.Name);
        if (body.First is not { } first)
        {
            input.Wrong("first", "Må fylles ut.", "Must be filled in.");
            first = default;
        }

        var last = body.Last ?? first;
        if (last < first || last.DayNumber - first.DayNumber >= ProtectedDays.Longest)
        {
            input.Wrong("last", $"Må være første dag eller inntil {ProtectedDays.Longest - 1} dager etter.", $"Must be the first day or up to {ProtectedDays.Longest - 1} days after.");
        }
        else if (body.First is not null && (first.Year < 2020 || last.Year > 2200))
        {
            input.Wrong("first", "Må ligge mellom 2020 og 2200.", "Must lie between 2020 and 2200.");
        }

        if (input.Refusal is { } bad)
        {
            return new Refused(bad);
        }

        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), "protectedDays.add", cancellation);
        var now = change.Now;
        if (await change.Db.ProtectedDays.CountAsync(row => row.Until > now, cancellation) >= Most)
        {
            return new Refused(Problems.TooOften);
        }

        var days = change.Db.ProtectedDays.Add(new ProtectedDays
        {
            Id = Guid.CreateVersion7(change.Now),
            Name = name,
            From = ProtectedDays.Midnight(first),
            Until = ProtectedDays.Midnight(last.AddDays(1)),
        }).Entity;
        await registry.CommitAsync(change);
        return TypedResults.Created($"{AdminApi.Prefix}/protected-days/{days.Id}", ProtectedDaysView.Of(days));
    }

    private static async Task<Results<NoContent, Refused>> RemoveAsync(Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), "protectedDays.remove", cancellation);
        if (await change.Db.ProtectedDays.SingleOrDefaultAsync(row => row.Id == id, cancellation) is not { } days)
        {
            return new Refused(Problems.NotFound);
        }

        change.Db.ProtectedDays.Remove(days);
        await registry.CommitAsync(change);
        return TypedResults.NoContent();
    }
}

/// <summary>Days to protect.</summary>
/// <param name="Name">What is due then, at most 200 characters.</param>
/// <param name="First">The first day, in Europe/Oslo.</param>
/// <param name="Last">The last day; the first when left out. At most 31 days in all.</param>
internal sealed record ProtectedDaysOrder(string? Name, DateOnly? First, DateOnly? Last) : IExample<ProtectedDaysOrder>
{
    public static ProtectedDaysOrder Example { get; } = new("Skattemelding for næringsdrivende", new DateOnly(2027, 5, 28), new DateOnly(2027, 5, 31));
}

/// <summary>Protected days.</summary>
internal sealed record ProtectedDaysView(Guid Id, string Name, DateOnly First, DateOnly Last) : IExample<ProtectedDaysView>
{
    public static ProtectedDaysView Example { get; } = new(Examples.Id, "Skattemelding for næringsdrivende", new DateOnly(2027, 5, 28), new DateOnly(2027, 5, 31));

    public static ProtectedDaysView Of(ProtectedDays days)
        => new(days.Id, days.Name, ProtectedDays.DayOf(days.From), ProtectedDays.DayOf(days.Until.AddHours(-12)));
}
