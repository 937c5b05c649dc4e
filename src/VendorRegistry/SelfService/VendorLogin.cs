using System.Collections.Frozen;
using Digdir.Altinn.Grains;
using Microsoft.AspNetCore.Http;

namespace Digdir.Altinn.VendorRegistry.SelfService;

/// <summary>
/// The vendor behind a request to its own API: left on the request's features by the host, which knows how vendors' tokens are checked; the registry
/// does not. Immutable.
/// </summary>
/// <param name="Vendor">Whose token it is.</param>
/// <param name="Client">The client that asked, as the audit log names it; null when the token names none.</param>
/// <param name="Scopes">The scopes granted.</param>
public sealed record VendorLogin(VendorId Vendor, string? Client, FrozenSet<string> Scopes)
{
    /// <summary>Where the host's protected-resource metadata is (RFC 9728), for challenges; null when it publishes none.</summary>
    public string? ResourceMetadata { get; init; }

    /// <summary>Who did it, as the audit log keeps it: the vendor's client, or the vendor.</summary>
    internal string Actor => Client is { Length: > 0 and <= 100 } client ? $"vendor:{Vendor}/{client}" : $"vendor:{Vendor}";

    /// <summary>The request's vendor.</summary>
    /// <exception cref="InvalidOperationException">Nobody is logged in: the endpoint lacks the guard.</exception>
    internal static VendorLogin Of(HttpContext context)
        => context.Features.Get<VendorLogin>() ?? throw new InvalidOperationException("The endpoint lets in callers who are not logged in.");
}

/// <summary>Marks the endpoints of the vendor API, for which the host is to find the <see cref="VendorLogin"/> or refuse.</summary>
public sealed class NeedsVendor
{
    /// <summary>The mark.</summary>
    public static NeedsVendor Mark { get; } = new();
}
