using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Standing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Digdir.Altinn.VendorRegistry.SelfService;

/// <summary>A vendor's own standing: what it may do right now, and what stands in the way.</summary>
internal static class OwnStandingApi
{
    public static void Map(RouteGroupBuilder api)
        => api.MapGet("/standing", Get).WithTags("Standing").WithSummary("What you may do right now, and what stands in the way");

    /// <summary>Answers from the picture, so that what the vendor reads is what the gateway goes by.</summary>
    private static Ok<OwnStanding> Get(HttpContext context, IPictures pictures, TimeProvider clock)
    {
        var registry = pictures.Current;
        var vendor = registry.Vendors[VendorLogin.Of(context).Vendor];
        return TypedResults.Ok(OwnStanding.Of(registry, vendor, clock.GetUtcNow()));
    }
}

/// <summary>A vendor's standing.</summary>
/// <param name="Vendor">Its organisation number.</param>
/// <param name="Name">Its registered name.</param>
/// <param name="TermsToAccept">The version of the terms that must be accepted before calls go on, or null.</param>
/// <param name="Holds">Holds that apply now or will, the ones in force first.</param>
/// <param name="Integrations">What the vendor has stated that it uses (terms 1.2.1).</param>
internal sealed record OwnStanding(
    string Vendor, string Name, string? TermsToAccept, IReadOnlyList<OwnHold> Holds, IReadOnlyList<OwnIntegration> Integrations)
    : IExample<OwnStanding>
{
    public static OwnStanding Example { get; } = new(
        Examples.Vendor,
        "Regnskap AS",
        TermsToAccept: null,
        [new OwnHold(Examples.Id, "incident", "1.2.8", InForce: true, Examples.At, Until: null, System: null, Client: null, Customer: null, "melding", Environment: null)],
        [new OwnIntegration("dialogporten", AltinnEnvironment.Test, System: null)]);

    public static OwnStanding Of(RegistryPicture registry, VendorPicture vendor, DateTimeOffset now) => new(
        vendor.Id.ToString(),
        vendor.Name,
        StandingRules.MissingTerms(registry, vendor, now)?.Version,
        [
            .. vendor.Holds
                .Where(hold => hold.Until is not { } until || now < until)
                .OrderBy(hold => hold.From)
                .Select(hold => new OwnHold(
                    hold.Id, hold.Ground, hold.Clause, now >= hold.From, hold.From, hold.Until, hold.System, hold.Client, hold.Customer?.ToString(), hold.Product, hold.Environment)),
        ],
        [.. vendor.Integrations.Select(integration => new OwnIntegration(integration.Product, integration.Environment, integration.System))]);
}

/// <summary>A hold as the vendor sees it: not who put it. Null parts of the scope match everything.</summary>
internal sealed record OwnHold(
    Guid Id, string Ground, string? Clause, bool InForce, DateTimeOffset From, DateTimeOffset? Until,
    string? System, string? Client, string? Customer, string? Product, AltinnEnvironment? Environment);

/// <summary>An integration as the vendor stated it.</summary>
internal sealed record OwnIntegration(string Product, AltinnEnvironment Environment, string? System);
