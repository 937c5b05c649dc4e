using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Digdir.Altinn.VendorRegistry.Plans;

/// <summary>Vendors' plans in the admin API. A vendor without one has the nodes' configured default; its tag is then that of revision 0.</summary>
internal static class PlansApi
{
    private static readonly VendorSettings<Plan> Plans = new("plans");

    public static void Map(RouteGroupBuilder api)
    {
        var plan = api.MapGroup("/vendors/{vendor}/plan").WithTags("Plans");
        plan.MapGet("/", GetAsync).WithSummary("Get a vendor's own plan").RequireAuthorization(OperatorRoles.MayRead);
        plan.MapPut("/", SetAsync).WithSummary("Give a vendor its own plan").RequireAuthorization(OperatorRoles.MayDecide).WithMetadata(NeedsPrecondition.Mark);
        plan.MapDelete("/", ClearAsync).WithSummary("Take a vendor back to the default plan").RequireAuthorization(OperatorRoles.MayDecide).WithMetadata(NeedsPrecondition.Mark);
    }

    private static Task<Results<Ok<PlanView>, Refused>> GetAsync(string vendor, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
        => Plans.GetAsync(vendor, context, registry, PlanView.Of, cancellation);

    private static Task<Results<Ok<PlanView>, Refused>> SetAsync(string vendor, PlanFigures body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var input = new Input();
        var rate = input.Number("rate", body.Rate, 0.001, 100_000);
        var burst = input.Number("burst", body.Burst, 1, 1_000_000);
        var ratePerCustomer = input.Number("ratePerCustomer", body.RatePerCustomer ?? 0, 0, 1_000);
        var maxRate = input.Number("maxRate", body.MaxRate ?? rate, 0.001, 100_000);
        if (maxRate < rate)
        {
            input.Wrong("maxRate", "Kan ikke være mindre enn rate.", "Cannot be less than rate.");
        }

        return Plans.SetAsync(vendor, input.Refusal, context, registry, Set, PlanView.Of, cancellation);

        Plan Set(Plan? plan, DateTimeOffset now)
        {
            plan ??= new Plan { Vendor = vendor };
            plan.Set(rate, burst, ratePerCustomer, maxRate);
            return plan;
        }
    }

    private static Task<Results<NoContent, Refused>> ClearAsync(string vendor, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
        => Plans.ClearAsync(vendor, context, registry, cancellation);
}

/// <summary>The figures of a plan.</summary>
/// <param name="Rate">Requests per second, above 0.</param>
/// <param name="Burst">Requests at once, at least 1.</param>
/// <param name="RatePerCustomer">Extra requests per second for each active customer; 0 when left out.</param>
/// <param name="MaxRate">Highest rate customers can raise it to, at least <c>rate</c>; <c>rate</c> when left out.</param>
internal sealed record PlanFigures(double? Rate, double? Burst, double? RatePerCustomer, double? MaxRate) : IExample<PlanFigures>
{
    public static PlanFigures Example { get; } = new(Rate: 200, Burst: 2000, RatePerCustomer: 1, MaxRate: 1000);
}

/// <summary>A vendor's plan. <c>isDefault</c> says that it has none of its own; the figures are then the nodes' configured ones and not shown here.</summary>
internal sealed record PlanView(bool IsDefault, double? Rate, double? Burst, double? RatePerCustomer, double? MaxRate) : IExample<PlanView>
{
    public static PlanView Example { get; } = new(IsDefault: false, Rate: 200, Burst: 2000, RatePerCustomer: 1, MaxRate: 1000);

    public static PlanView Of(Plan? plan) => new(plan is null, plan?.Rate, plan?.Burst, plan?.RatePerCustomer, plan?.MaxRate);
}
