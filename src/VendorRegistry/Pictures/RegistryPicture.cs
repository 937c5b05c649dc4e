using System.Collections.Frozen;
using System.Collections.Immutable;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Levels;

namespace Digdir.Altinn.VendorRegistry.Pictures;

/// <summary>
/// What a gateway node knows of the registry: everything it needs to decide about a request without asking anyone. Immutable; a node swaps
/// one for the next. Holds no contact, person or audit data.
/// </summary>
public sealed record RegistryPicture
{
    /// <summary>The picture of a node that has never heard from a registry.</summary>
    public static RegistryPicture Empty { get; } = new();

    /// <summary>Rises with every change in the registry; 0 for <see cref="Empty"/>.</summary>
    public long Version { get; init; }

    /// <summary>The database that the versions belong to; versions of two epochs do not compare.</summary>
    public Guid Epoch { get; init; }

    /// <summary>Every registered vendor.</summary>
    public FrozenDictionary<VendorId, VendorPicture> Vendors { get; init; } = FrozenDictionary<VendorId, VendorPicture>.Empty;

    /// <summary>The mode of each policy that has been set, per environment; a policy that is missing has its configured default.</summary>
    public FrozenDictionary<PolicyKey, PolicyMode> Policies { get; init; } = FrozenDictionary<PolicyKey, PolicyMode>.Empty;

    /// <summary>Maintenance switches that are on or announced.</summary>
    public ImmutableArray<MaintenancePicture> Maintenance { get; init; } = [];

    /// <summary>The highest level any vendor may reach; null when the whole ladder applies.</summary>
    internal Level? Ceiling { get; init; }

    /// <summary>Spans in which only the emergency brake refuses, the earliest first.</summary>
    internal ImmutableArray<ProtectedPicture> Protected { get; init; } = [];

    /// <summary>Public notices, the latest published first.</summary>
    public ImmutableArray<NoticePicture> Notices { get; init; } = [];

    /// <summary>The public notice of an id; null when this picture has none.</summary>
    public NoticePicture? FindNotice(Guid id)
    {
        foreach (var notice in Notices.AsSpan())
        {
            if (notice.Id == id)
            {
                return notice;
            }
        }

        return null;
    }

    /// <summary>The version at which a notice last changed.</summary>
    internal long NoticesVersion { get; init; }

    /// <summary>The versions of the terms for vendors, oldest first.</summary>
    public ImmutableArray<TermsPicture> Terms { get; init; } = [];
}

/// <summary>A policy in an environment.</summary>
/// <param name="Policy">The policy's name, for example <c>terms</c>.</param>
/// <param name="Environment">Where the mode applies.</param>
public readonly record struct PolicyKey(string Policy, AltinnEnvironment Environment);

/// <summary>What a policy does with what it finds.</summary>
public enum PolicyMode
{
    /// <summary>Does not look.</summary>
    Off = 0,

    /// <summary>Counts and reports, lets through.</summary>
    Shadow = 1,

    /// <summary>Refuses.</summary>
    Enforce = 2,
}

/// <summary>Which of Altinn's environments a node, an integration or a hold belongs to.</summary>
public enum AltinnEnvironment
{
    /// <summary>TT02 and the internal test environments.</summary>
    Test = 0,

    /// <summary>Production.</summary>
    Production = 1,
}

/// <summary>A maintenance window (vedlikehold, terms 1.2.6 and 3.1.1): the product, or the whole platform when null, answers 503 between the instants.</summary>
/// <param name="Id">The switch's id in the registry.</param>
/// <param name="Environment">Where it applies.</param>
/// <param name="Product">The product, or null for all of them.</param>
/// <param name="From">UTC instant from which requests are refused.</param>
/// <param name="Until">Planned end, or null when unknown.</param>
/// <param name="ReasonNb">The reason in bokmål, shown to callers.</param>
/// <param name="ReasonEn">The reason in English, shown to callers.</param>
/// <param name="Notice">The notice that tells of it, which may not be public; null when none does.</param>
public sealed record MaintenancePicture(
    Guid Id, AltinnEnvironment Environment, string? Product, DateTimeOffset From, DateTimeOffset? Until, string ReasonNb, string ReasonEn, Guid? Notice = null)
{
    /// <summary>True while requests to the product are to be refused.</summary>
    public bool Covers(string product, AltinnEnvironment environment, DateTimeOffset now)
        => Environment == environment && now >= From && (Until is not { } until || now < until) && (Product is null || string.Equals(Product, product, StringComparison.Ordinal));
}

/// <summary>A version of the terms for vendors.</summary>
/// <param name="Version">Its name, for example <c>003</c>.</param>
/// <param name="InForceFrom">UTC instant from which it is the version in force.</param>
/// <param name="AcceptanceDue">UTC instant from which a vendor must have accepted this version or a later one; null when earlier acceptances still do.</param>
public sealed record TermsPicture(string Version, DateTimeOffset InForceFrom, DateTimeOffset? AcceptanceDue);
