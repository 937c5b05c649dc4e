using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Levels;

namespace Digdir.Altinn.VendorRegistry.Pictures;

/// <summary>
/// A picture, or what changed in it, as it travels in the feed and lies on disk. The format is stable: members are only added, a reader skips
/// those it does not know and refuses a <see cref="Format"/> it does not know.
/// </summary>
internal sealed record PictureMessage
{
    public const int CurrentFormat = 1;

    public required int Format { get; init; }

    public required Guid Epoch { get; init; }

    public required long Version { get; init; }

    /// <summary>The version this message is the difference from; 0 for a whole picture.</summary>
    public required long After { get; init; }

    public required ImmutableArray<VendorMessage> Vendors { get; init; }

    public required ImmutableArray<PolicyMessage> Policies { get; init; }

    public required ImmutableArray<MaintenancePicture> Maintenance { get; init; }

    public required ImmutableArray<TermsPicture> Terms { get; init; }

    /// <summary>The highest level any vendor may reach; null when the whole ladder applies.</summary>
    public Level? Ceiling { get; init; }

    /// <summary>Spans in which only the emergency brake refuses; null when there is none.</summary>
    public ImmutableArray<ProtectedPicture>? Protected { get; init; }

    /// <summary>Public notices; null when there is none, or none has changed.</summary>
    public ImmutableArray<NoticePicture>? Notices { get; init; }

    /// <summary>The version at which a notice last changed. Up to the version that this message is the difference from, the reader has them already. Null when there never was one.</summary>
    public long? NoticesVersion { get; init; }

    /// <summary>What changed in the picture since a version. Vendors are never removed, so those that changed, with all that is not about one vendor, are all there is to say.</summary>
    public static PictureMessage Since(long after, RegistryPicture picture) => new()
    {
        Format = CurrentFormat,
        Epoch = picture.Epoch,
        Version = picture.Version,
        After = after,
        Vendors = [.. picture.Vendors.Values.Where(vendor => vendor.Version > after).Select(VendorMessage.Of)],
        Policies = [.. picture.Policies.Select(policy => new PolicyMessage(policy.Key.Policy, policy.Key.Environment, policy.Value))],
        Maintenance = picture.Maintenance,
        Terms = picture.Terms,
        Ceiling = picture.Ceiling,
        Protected = picture.Protected.IsEmpty ? null : picture.Protected,
        Notices = picture.Notices.IsEmpty || (after > 0 && picture.NoticesVersion <= after) ? null : picture.Notices,
        NoticesVersion = picture.NoticesVersion > 0 ? picture.NoticesVersion : null,
    };

    /// <summary>The picture that results; null when this is the difference from a version that <paramref name="current"/> is not at.</summary>
    public RegistryPicture? ApplyTo(RegistryPicture current)
    {
        if (After != 0 && (Epoch != current.Epoch || After != current.Version))
        {
            return null;
        }

        var changed = Vendors.Select(vendor => vendor.ToPicture());
        return new RegistryPicture
        {
            Epoch = Epoch,
            Version = Version,
            Vendors = After == 0 ? changed.ToFrozenDictionary(vendor => vendor.Id) : Merge(current.Vendors, changed),
            Policies = Policies.ToFrozenDictionary(policy => new PolicyKey(policy.Policy, policy.Environment), policy => policy.Mode),
            Maintenance = Maintenance,
            Terms = Terms,
            Ceiling = Ceiling,
            Protected = Protected ?? [],
            Notices = Notices ?? (NoticesVersion <= After ? current.Notices : []),
            NoticesVersion = NoticesVersion ?? 0,
        };
    }

    /// <summary>The vendors with some of them replaced or added.</summary>
    public static FrozenDictionary<VendorId, VendorPicture> Merge(FrozenDictionary<VendorId, VendorPicture> vendors, IEnumerable<VendorPicture> changed)
    {
        Dictionary<VendorId, VendorPicture>? merged = null;
        foreach (var vendor in changed)
        {
            merged ??= new Dictionary<VendorId, VendorPicture>(vendors);
            merged[vendor.Id] = vendor;
        }

        return merged?.ToFrozenDictionary() ?? vendors;
    }
}

/// <summary>One vendor in a message.</summary>
internal sealed record VendorMessage(
    string Id,
    string Name,
    long Version,
    Dictionary<string, string?>? Clients,
    ImmutableArray<string>? Systems,
    ImmutableArray<IntegrationPicture>? Integrations,
    ImmutableArray<HoldMessage>? Holds,
    ImmutableArray<AcceptancePicture>? Acceptances,
    PlanPicture? Plan,
    ConductPicture? Conduct)
{
    public static VendorMessage Of(VendorPicture vendor) => new(
        vendor.Id.ToString(),
        vendor.Name,
        vendor.Version,
        vendor.Clients.Count == 0 ? null : new Dictionary<string, string?>(vendor.Clients, StringComparer.Ordinal),
        vendor.Systems.Count == 0 ? null : [.. vendor.Systems],
        vendor.Integrations.IsEmpty ? null : vendor.Integrations,
        vendor.Holds.IsEmpty ? null : [.. vendor.Holds.Select(HoldMessage.Of)],
        vendor.Acceptances.IsEmpty ? null : vendor.Acceptances,
        vendor.Plan,
        vendor.Conduct.IsNone ? null : vendor.Conduct);

    public VendorPicture ToPicture() => new()
    {
        Id = VendorId.Parse(Id),
        Name = Name,
        Version = Version,
        Clients = Clients?.ToFrozenDictionary(StringComparer.Ordinal) ?? FrozenDictionary<string, string?>.Empty,
        Systems = Systems?.ToFrozenSet(StringComparer.Ordinal) ?? [],
        Integrations = Integrations ?? [],
        Holds = Holds is { } holds ? [.. holds.Select(hold => hold.ToPicture())] : [],
        Acceptances = Acceptances ?? [],
        Plan = Plan,
        Conduct = Conduct ?? ConductPicture.None,
    };
}

/// <summary>One hold in a message.</summary>
internal sealed record HoldMessage(
    Guid Id, string Ground, string? Clause, DateTimeOffset From, DateTimeOffset? Until, string? System, string? Client, string? Customer, string? Product, AltinnEnvironment? Environment)
{
    public static HoldMessage Of(HoldPicture hold)
        => new(hold.Id, hold.Ground, hold.Clause, hold.From, hold.Until, hold.System, hold.Client, hold.Customer?.ToString(), hold.Product, hold.Environment);

    public HoldPicture ToPicture()
        => new(Id, Ground, Clause, Until, System, Client, Customer is null ? null : OrganisationNumber.Parse(Customer), Product, Environment) { From = From };
}

/// <summary>One policy's mode in a message.</summary>
internal sealed record PolicyMessage(string Policy, AltinnEnvironment Environment, PolicyMode Mode);

/// <summary>Compiled reading and writing of messages.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    RespectRequiredConstructorParameters = false)]
[JsonSerializable(typeof(PictureMessage))]
internal sealed partial class PictureJson : JsonSerializerContext;
