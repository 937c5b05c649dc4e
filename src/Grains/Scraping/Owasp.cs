namespace Digdir.Altinn.Grains.Scraping;

/// <summary>The automated threats of OWASP's handbook that the signals speak of (reference 2.1).</summary>
internal static class Owasp
{
    /// <summary>Scraping: collecting what is accessible for use elsewhere.</summary>
    public const string Scraping = "OAT-011";

    /// <summary>Vulnerability scanning: looking for what gives way.</summary>
    public const string Scanning = "OAT-014";

    /// <summary>Footprinting: finding out what there is.</summary>
    public const string Footprinting = "OAT-018";

    /// <summary>Account aggregation: an application that sits between a person and the real one.</summary>
    public const string Aggregation = "OAT-020";
}
