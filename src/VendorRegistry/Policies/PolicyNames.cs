using System.Collections.Immutable;

namespace Digdir.Altinn.VendorRegistry.Policies;

/// <summary>The policies whose modes operators can set, in the order in which a request meets them.</summary>
public static class PolicyNames
{
    /// <summary>The detectors of polling and scraping, with the ladder: what they do for products that have no mode of their own.</summary>
    public const string Detectors = "detectors";

    /// <summary>Every policy's name, first met first.</summary>
    public static ImmutableArray<string> All { get; } =
        ["maintenance", "registration", "terms", "holds", "purpose", "environment", "scopes", "interface"];

    /// <summary>The name under which one product's detectors are set.</summary>
    public static string DetectorsOf(string product) => $"{Detectors}.{product}";

    /// <summary>Every name that can be set where these are the products.</summary>
    public static IEnumerable<string> Of(IEnumerable<string> products) => [.. All, Detectors, .. products.Select(DetectorsOf)];
}
