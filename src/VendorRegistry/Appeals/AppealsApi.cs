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

namespace Digdir.Altinn.VendorRegistry.Appeals;

/// <summary>Appeals: vendors make and withdraw them, the servicedesk lists and decides them.</summary>
internal static class AppealsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var appeals = api.MapGroup("/appeals").WithTags("Appeals");
        appeals.MapGet("/", ListAsync).WithSummary("List appeals, the newest first").RequireAuthorization(OperatorRoles.MayRead);
        appeals.MapGet("/{id:guid}", GetAsync).WithSummary("Get an appeal").RequireAuthorization(OperatorRoles.MayRead);
        appeals.MapPost("/{id:guid}/decide", DecideAsync).WithSummary("Decide an appeal; the vendor reads the answer").RequireAuthorization(OperatorRoles.MayWork)
            .WithMetadata(NeedsPrecondition.Mark, new Shows(Answer: AppealView.Example with { State = AppealState.FalsePositive, DecidedAt = Examples.At.AddDays(1), Answer = AppealDecision.Example.Answer }));
    }

    public static void MapOwn(RouteGroupBuilder api)
    {
        var appeals = api.MapGroup("/appeals").WithTags("Appeals");
        appeals.MapGet("/", ListOwnAsync).WithSummary("Your appeals, the newest first");
        appeals.MapPost("/", MakeAsync).WithSummary("Object to how your calls are judged: nothing escalates for five working days");
        appeals.MapPost("/{id:guid}/withdraw", WithdrawAsync).WithSummary("Take an appeal back")
            .WithMetadata(new Shows(Answer: AppealView.Example with { State = AppealState.Withdrawn, DecidedAt = Examples.At.AddHours(2), Answer = "" }));
    }

    private static Task<Results<Ok<Page<AppealView>>, Refused>> ListAsync(
        RegistryChanges registry, CancellationToken cancellation, string? vendor = null, string? state = null, string? cursor = null, int? limit = null)
    {
        var input = new Input();
        input.Organisation("vendor", vendor);
        var wanted = input.Named<AppealState>("state", state);
        if (input.Refusal is { } wrong)
        {
            return Task.FromResult<Results<Ok<Page<AppealView>>, Refused>>(new Refused(wrong));
        }

        var query = registry.Db.Appeals.AsNoTracking();
        query = vendor is null ? query : query.Where(row => row.Vendor == vendor);
        query = wanted is null ? query : query.Where(row => row.State == wanted);
        return query.NewestFirstAsync(cursor, limit, AppealView.Of, cancellation);
    }

    private static Task<Results<Ok<Page<AppealView>>, Refused>> ListOwnAsync(
        HttpContext context, RegistryChanges registry, CancellationToken cancellation, string? cursor = null, int? limit = null)
    {
        var vendor = VendorLogin.Of(context).Vendor.ToString();
        return registry.Db.Appeals.Where(row => row.Vendor == vendor).NewestFirstAsync(cursor, limit, AppealView.Of, cancellation);
    }

    private static async Task<Results<Ok<AppealView>, Refused>> GetAsync(Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        if (await registry.Db.Appeals.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellation) is not { } found)
        {
            return new Refused(Problems.NotFound);
        }

        Precondition.SetTag(context, found.Revision);
        return TypedResults.Ok(AppealView.Of(found));
    }

    private static async Task<Results<Created<AppealView>, Refused>> MakeAsync(
        AppealStatement body, HttpContext context, RegistryChanges registry, IOptions<RegistryOptions> options, CancellationToken cancellation)
    {
        var login = VendorLogin.Of(context);
        var vendor = login.Vendor.ToString();
        var input = new Input();
        var statement = input.Text("statement", body.Statement, Lengths.Long);
        var product = input.Product("product", body.Product, options.Value);
        if (input.Refusal is { } bad)
        {
            return new Refused(bad);
        }

        await using var change = await registry.BeginAsync(login.Actor, "appeals.make", cancellation);
        if (!await VendorRoute.ExistsAsync(change.Db, vendor, cancellation))
        {
            return new Refused(Problems.VendorNotRegistered);
        }

        var quarter = Appeal.QuarterOf(change.Now);
        if (await change.Db.Appeals.CountAsync(row => row.Vendor == vendor && row.MadeAt >= quarter, cancellation) >= Appeal.PerQuarter)
        {
            return new Refused(new Refusal(Problems.TooOften)
            {
                Detail = new($"Det kan klages {Appeal.PerQuarter} ganger i kvartalet.", $"Appeals can be made {Appeal.PerQuarter} times a quarter."),
            });
        }

        var appeal = change.Db.Appeals.Add(new Appeal
        {
            Id = Guid.CreateVersion7(change.Now),
            Vendor = vendor,
            Product = product,
            Statement = statement,
            MadeAt = change.Now,
            MadeBy = login.Actor,
            FrozenUntil = WorkingDays.After(change.Now, Appeal.FrozenWorkingDays),
        }).Entity;
        await registry.CommitAsync(change);
        return TypedResults.Created($"{VendorApi.Prefix}/appeals/{appeal.Id}", AppealView.Of(appeal));
    }

    private static async Task<Results<Ok<AppealView>, Refused>> WithdrawAsync(Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var login = VendorLogin.Of(context);
        var vendor = login.Vendor.ToString();
        await using var change = await registry.BeginAsync(login.Actor, "appeals.withdraw", cancellation);
        if (await change.Db.Appeals.SingleOrDefaultAsync(row => row.Id == id && row.Vendor == vendor, cancellation) is not { } found)
        {
            return new Refused(Problems.NotFound);
        }

        if (found.State != AppealState.Withdrawn && !found.Decide(AppealState.Withdrawn, login.Actor, "", change.Now))
        {
            return new Refused(new Refusal(Problems.MoveNotAllowed) { Detail = new("Klagen er avgjort.", "The appeal has been decided.") });
        }

        await registry.CommitAsync(change);
        return TypedResults.Ok(AppealView.Of(found));
    }

    private static async Task<Results<Ok<AppealView>, Refused>> DecideAsync(
        Guid id, AppealDecision body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var input = new Input();
        var answer = input.Text("answer", body.Answer, Lengths.Long);
        var outcome = input.Choice("outcome", body.Outcome);
        if (outcome is AppealState.Open or AppealState.Withdrawn && body.Outcome is not null)
        {
            input.Wrong("outcome", "Må være upheld, adjusted eller falsePositive.", "Must be upheld, adjusted or falsePositive.");
        }

        if (input.Refusal is { } bad)
        {
            return new Refused(bad);
        }

        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), "appeals.decide", cancellation);
        if (await change.Db.Appeals.SingleOrDefaultAsync(row => row.Id == id, cancellation) is not { } found)
        {
            return new Refused(Problems.NotFound);
        }

        if (Precondition.Check(context, found.Revision) is { } stale)
        {
            return new Refused(stale);
        }

        if (!found.Decide(outcome, OperatorOf.Actor(context), answer, change.Now))
        {
            return new Refused(new Refusal(Problems.MoveNotAllowed) { Detail = new("Klagen er avgjort.", "The appeal has been decided.") });
        }

        await registry.CommitAsync(change);
        Precondition.SetTag(context, found.Revision);
        return TypedResults.Ok(AppealView.Of(found));
    }
}

/// <summary>A vendor's objection.</summary>
/// <param name="Product">The product; all of them when left out.</param>
/// <param name="Statement">Why the judgement is wrong, at most 4000 characters. Write no personal data.</param>
internal sealed record AppealStatement(string? Product, string? Statement) : IExample<AppealStatement>
{
    public static AppealStatement Example { get; } = new("melding", "Vi leser bare når kunden åpner meldingen.");
}

/// <summary>A decision on an appeal.</summary>
/// <param name="Outcome"><c>upheld</c>, <c>adjusted</c> (give the concession too) or <c>falsePositive</c> (penalties and levels start over).</param>
/// <param name="Answer">Why, at most 4000 characters. The vendor reads it.</param>
internal sealed record AppealDecision(AppealState? Outcome, string? Answer) : IExample<AppealDecision>
{
    public static AppealDecision Example { get; } = new(AppealState.FalsePositive, "Lesningene fulgte av hendelser vi ikke så. Tallene nullstilles.");
}

/// <summary>An appeal.</summary>
internal sealed record AppealView(
    Guid Id, string Vendor, string? Product, string Statement, DateTimeOffset MadeAt, DateTimeOffset FrozenUntil, AppealState State, DateTimeOffset? DecidedAt, string? Answer)
    : IExample<AppealView>
{
    public static AppealView Example { get; } = new(
        Examples.Id, Examples.Vendor, "melding", "Vi leser bare når kunden åpner meldingen.", Examples.At, Examples.At.AddDays(7).AddHours(15), AppealState.Open, DecidedAt: null, Answer: null);

    public static AppealView Of(Appeal row) => new(
        row.Id, row.Vendor, row.Product, row.Statement, row.MadeAt, row.FrozenUntil, row.State, row.DecidedAt, row.Answer);
}
