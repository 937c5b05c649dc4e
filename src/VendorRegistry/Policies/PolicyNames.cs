using System.Collections.Immutable;

namespace Digdir.Altinn.VendorRegistry.Policies;

/// <summary>The policies whose modes operators can set, in the order in which a request meets them.</summary>
public static class PolicyNames
{
    /// <summary>The detectors of polling and scraping, with the ladder; <see cref="DetectorsOf"/> is the same for one product and goes first.</summary>
    public const string Detectors = "detectors";

    /// <summary>What notices of breaking changes have removed, and their brownouts.</summary>
    public const string Notices = "notices";

    /// <summary>Detection of scraping and harvesting; <see cref="ScrapingOf"/> is the same for one product and goes first. Where neither is set it follows <see cref="Detectors"/>.</summary>
    public const string Scraping = "scraping";

    /// <summary>The emergency brake that the gateway pulls by itself when a vendor overruns a product.</summary>
    public const string Brake = "brake";

    /// <summary>Pages asked for with a portal session by something that is no browser.</summary>
    public const string PortalPages = "portal-pages";

    /// <summary>Data asked for with a portal session by something that is no browser.</summary>
    public const string PortalData = "portal-data";

    /// <summary>Every policy's name that is not about one product, first met first.</summary>
    public static ImmutableArray<string> All { get; } =
        ["maintenance", Notices, "registration", "terms", "holds", "purpose", "environment", "scopes", "interface", PortalPages, PortalData, Detectors, Scraping, Brake];

    /// <summary>The name under which one product's detectors are set.</summary>
    public static string DetectorsOf(string product) => $"{Detectors}-{product}";

    /// <summary>The name under which detection of scraping is set for one product.</summary>
    public static string ScrapingOf(string product) => $"{Scraping}-{product}";

    /// <summary>Every name that can be set where these are the products.</summary>
    public static IEnumerable<string> Of(IEnumerable<string> products) => [.. All, .. products.Select(DetectorsOf), .. products.Select(ScrapingOf)];
}
