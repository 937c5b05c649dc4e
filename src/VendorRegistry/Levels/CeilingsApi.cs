using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Digdir.Altinn.VendorRegistry.Levels;

/// <summary>The kill switch in the admin API: how high the ladder goes, for all vendors and for one. What is not set has the tag of revision 0.</summary>
internal static class CeilingsApi
{
    private static readonly VendorSettings<Ceiling> Ceilings = new("ceilings", Ceiling.Everyone);

    public static void Map(RouteGroupBuilder api)
    {
        var everyone = api.MapGroup("/ceiling").WithTags("Ladder");
        everyone.MapGet("/", static (HttpContext context, RegistryChanges registry, CancellationToken cancellation) => GetAsync(Ceiling.Everyone, context, registry, cancellation))
            .WithSummary("How high the ladder goes for every vendor").RequireAuthorization(OperatorRoles.MayRead);
        everyone.MapPut("/", static (CeilingChange body, HttpContext context, RegistryChanges registry, CancellationToken cancellation) => SetAsync(Ceiling.Everyone, body, context, registry, cancellation))
            .WithSummary("Set how high the ladder goes; whoever is above comes down at once").RequireAuthorization(OperatorRoles.MayDecide).WithMetadata(NeedsPrecondition.Mark);
        everyone.MapDelete("/", static (HttpContext context, RegistryChanges registry, CancellationToken cancellation) => ClearAsync(Ceiling.Everyone, context, registry, cancellation))
            .WithSummary("Let the whole ladder apply again").RequireAuthorization(OperatorRoles.MayDecide).WithMetadata(NeedsPrecondition.Mark);

        var one = api.MapGroup("/vendors/{vendor}/ceiling").WithTags("Ladder");
        one.MapGet("/", GetAsync).WithSummary("How high the ladder goes for a vendor").RequireAuthorization(OperatorRoles.MayRead);
        one.MapPut("/", SetAsync).WithSummary("Set how high the ladder goes for a vendor; if it is above it comes down at once").RequireAuthorization(OperatorRoles.MayDecide).WithMetadata(NeedsPrecondition.Mark);
        one.MapDelete("/", ClearAsync).WithSummary("Let the whole ladder apply to a vendor again").RequireAuthorization(OperatorRoles.MayDecide).WithMetadata(NeedsPrecondition.Mark);
    }

    private static Task<Results<Ok<CeilingView>, Refused>> GetAsync(string vendor, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
        => Ceilings.GetAsync(vendor, context, registry, CeilingView.Of, cancellation);

    private static Task<Results<Ok<CeilingView>, Refused>> SetAsync(
        string vendor, CeilingChange body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var input = new Input();
        var level = input.Choice("level", body.Level);
        var reason = input.Text("reason", body.Reason, Lengths.Long);
        return Ceilings.SetAsync(vendor, input.Refusal, context, registry, Set, CeilingView.Of, cancellation);

        Ceiling Set(Ceiling? ceiling, DateTimeOffset now)
        {
            ceiling ??= new Ceiling { Vendor = vendor, Level = level, Reason = reason, SetAt = now };
            (ceiling.Level, ceiling.Reason, ceiling.SetAt) = (level, reason, now);
            return ceiling;
        }
    }

    private static Task<Results<NoContent, Refused>> ClearAsync(string vendor, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
        => Ceilings.ClearAsync(vendor, context, registry, cancellation);
}

/// <summary>A ceiling to set.</summary>
/// <param name="Level"><c>clear</c> stops the ladder, <c>notice</c> tells and refuses nothing, <c>soft</c>, <c>hard</c>, <c>closureCase</c>.</param>
/// <param name="Reason">Why, at most 4000 characters.</param>
internal sealed record CeilingChange(Level? Level, string? Reason) : IExample<CeilingChange>
{
    public static CeilingChange Example { get; } = new(Grains.Levels.Level.Notice, "Innføring: bare varsler de første seksti dagene.");
}

/// <summary>How high the ladder goes.</summary>
/// <param name="Level">The highest level; null when the whole ladder applies.</param>
/// <param name="Reason">Why it was set.</param>
/// <param name="SetAt">When it was set.</param>
internal sealed record CeilingView(Level? Level, string? Reason, DateTimeOffset? SetAt) : IExample<CeilingView>
{
    public static CeilingView Example { get; } = new(Grains.Levels.Level.Notice, "Innføring: bare varsler de første seksti dagene.", Examples.At);

    public static CeilingView Of(Ceiling? ceiling) => new(ceiling?.Level, ceiling?.Reason, ceiling?.SetAt);
}
