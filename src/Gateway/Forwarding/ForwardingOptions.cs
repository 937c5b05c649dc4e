using System.ComponentModel.DataAnnotations;

namespace Digdir.Altinn.Gateway.Forwarding;

/// <summary>How requests are passed on to the products.</summary>
internal sealed class ForwardingOptions
{
    public const string SectionName = "Forwarding";

    /// <summary>Longest wait for a connection to a product, in seconds. 1 to 60.</summary>
    [Range(1, 60)]
    public int ConnectTimeoutSeconds { get; set; } = 10;

    /// <summary>
    /// How long an unused connection to a product is kept, in seconds. Shorter than any product's own limit, so that we close first and no request meets
    /// a connection that the product is closing. 1 to 600.
    /// </summary>
    [Range(1, 600)]
    public int IdleConnectionSeconds { get; set; } = 30;

    /// <summary>Longest life of a connection to a product, in seconds: how soon a change in DNS is followed. 10 to 86400.</summary>
    [Range(10, 86_400)]
    public int ConnectionLifetimeSeconds { get; set; } = 300;

    /// <summary>Connections to one product at most. More requests than that wait, within their timeout. At least 1.</summary>
    [Range(1, int.MaxValue)]
    public int ConnectionsPerProduct { get; set; } = int.MaxValue;

    /// <summary>Silence of a product after which a call is given up when the catalogue gives no figure, in seconds. 1 to 3600.</summary>
    [Range(1, 3600)]
    public int IdleTimeoutSeconds { get; set; } = 100;

    /// <summary>
    /// Speaks HTTP/2, and nothing less, to all products. Off by default: HTTP/1.1 spreads calls over connections and is what the platform's own entrance
    /// is used to.
    /// </summary>
    public bool Http2 { get; set; }

    /// <summary>
    /// A file of PEM certificates: the authorities that products' certificates must come from, instead of those the machine trusts. Null for the machine's.
    /// </summary>
    public string? Authorities { get; set; }

    /// <summary>Tells the products the caller's address, scheme and host in X-Forwarded-For, -Proto and -Host.</summary>
    public bool ForwardedHeaders { get; set; } = true;

    /// <summary>Passes the caller's Ocp-Apim-Subscription-Key on; older platform calls needed one.</summary>
    public bool PassSubscriptionKey { get; set; }

    /// <summary>Names of the cookies passed on, per product id; all others stop here.</summary>
    public Dictionary<string, string[]> Cookies { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How callers reach the gateway (<c>Gateway:PublicAddress</c>); null when the Host they use is the one to show them.</summary>
    [Url]
    public string? PublicAddress { get; set; }
}
