using System.Collections.Frozen;
using System.Collections.Immutable;
using Digdir.Altinn.Grains;

namespace Digdir.Altinn.VendorRegistry.Pictures;

/// <summary>What a gateway node knows of one vendor. Immutable.</summary>
public sealed record VendorPicture
{
    /// <summary>The vendor.</summary>
    public required VendorId Id { get; init; }

    /// <summary>The registered name.</summary>
    public required string Name { get; init; }

    /// <summary>The registry version at which this picture of the vendor last changed.</summary>
    public long Version { get; init; }

    /// <summary>client_ids registered to the vendor, each with the system it belongs to (null when it belongs to none).</summary>
    public FrozenDictionary<string, string?> Clients { get; init; } = FrozenDictionary<string, string?>.Empty;

    /// <summary>system_ids registered to the vendor.</summary>
    public FrozenSet<string> Systems { get; init; } = [];

    /// <summary>The stated integrations (terms 1.2.1).</summary>
    public ImmutableArray<IntegrationPicture> Integrations { get; init; } = [];

    /// <summary>Holds that are not lifted, expired ones included until the registry tidies them.</summary>
    public ImmutableArray<HoldPicture> Holds { get; init; } = [];

    /// <summary>Acceptances of the terms, oldest first (terms 1.1).</summary>
    public ImmutableArray<AcceptancePicture> Acceptances { get; init; } = [];

    /// <summary>The vendor's plan, or null for the configured default.</summary>
    public PlanPicture? Plan { get; init; }

    /// <summary>What people have decided about how its calls are judged.</summary>
    internal ConductPicture Conduct { get; init; } = ConductPicture.None;
}

/// <summary>An integration (terms 1.2.1): what the vendor uses a product for, in one environment.</summary>
/// <param name="Product">The product's id in the catalogue.</param>
/// <param name="Environment">Where.</param>
/// <param name="System">The system it is for, or null for all the vendor's systems.</param>
public sealed record IntegrationPicture(string Product, AltinnEnvironment Environment, string? System);

/// <summary>A hold (sperre): one independent reason not to serve. Null parts of the scope match everything.</summary>
/// <param name="Id">The hold's id in the registry; shown to the caller, who quotes it to the servicedesk.</param>
/// <param name="Ground">Why, as one of the registry's grounds.</param>
/// <param name="Clause">The clause of the terms the hold rests on.</param>
/// <param name="Until">UTC instant at which it lapses, or null when it stands until lifted.</param>
/// <param name="System">Only this system, or null.</param>
/// <param name="Client">Only this client_id, or null.</param>
/// <param name="Customer">Only this customer, or null.</param>
/// <param name="Product">Only this product, or null.</param>
/// <param name="Environment">Only this environment, or null.</param>
public sealed record HoldPicture(
    Guid Id, string Ground, string? Clause, DateTimeOffset? Until, string? System, string? Client, OrganisationNumber? Customer, string? Product, AltinnEnvironment? Environment)
{
    /// <summary>UTC instant from which it applies.</summary>
    public required DateTimeOffset From { get; init; }
}

/// <summary>An acceptance of a version of the terms by a representative with authority (terms 1.1).</summary>
/// <param name="Version">The version accepted.</param>
/// <param name="At">When, UTC.</param>
public sealed record AcceptancePicture(string Version, DateTimeOffset At);

/// <summary>A vendor's plan: what its vendor-wide bucket allows.</summary>
/// <param name="Rate">Requests per second.</param>
/// <param name="Burst">Requests at once.</param>
/// <param name="RatePerCustomer">Extra requests per second for each active customer.</param>
/// <param name="MaxRate">Highest rate customers can raise it to, requests per second.</param>
public sealed record PlanPicture(double Rate, double Burst, double RatePerCustomer, double MaxRate);
