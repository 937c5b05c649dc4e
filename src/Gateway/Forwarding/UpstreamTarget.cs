using Digdir.Altinn.Gateway.Catalogue;
using Microsoft.AspNetCore.Http.Features;

namespace Digdir.Altinn.Gateway.Forwarding;

/// <summary>
/// Where a request goes. The path and query are passed on as the caller wrote them, byte for byte: decoding and encoding again would let "%252e" arrive
/// as "%2e" and mean another path to the product than the one the catalogue judged. EdgeGuard has refused the forms that servers read differently.
/// </summary>
internal static class UpstreamTarget
{
    /// <summary>Key in a route's metadata: path prefix, such as <c>/apps</c>, that is the gateway's own and is taken off before passing on.</summary>
    public const string RemovePrefix = "Forwarding.RemovePrefix";

    /// <summary>Placeholder in a destination's address, filled with the route value <c>org</c>: every service owner's apps have a host of their own.</summary>
    public const string OrgPlaceholder = "{org}";

    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>The path and query of the request line, as the caller wrote them.</summary>
    public static ReadOnlySpan<char> PathAndQueryOf(HttpContext context) => PlainTarget.OriginForm(context.Features.Get<IHttpRequestFeature>()?.RawTarget);

    /// <summary>The address to call, or null when the path does not begin with the prefix that is to be taken off.</summary>
    public static Uri? Of(string destination, string? removePrefix, ReadOnlySpan<char> pathAndQuery)
    {
        if (!string.IsNullOrEmpty(removePrefix))
        {
            if (!pathAndQuery.StartsWith(removePrefix, StringComparison.OrdinalIgnoreCase)
                || (pathAndQuery.Length > removePrefix.Length && pathAndQuery[removePrefix.Length] is not '/' and not '?'))
            {
                return null;
            }

            pathAndQuery = pathAndQuery[removePrefix.Length..];
        }

        var prefix = destination.AsSpan().TrimEnd('/');
        var slash = pathAndQuery.IsEmpty || pathAndQuery[0] != '/' ? "/" : "";
        return new Uri(string.Concat(prefix, slash, pathAndQuery), AsWritten);
    }

    /// <summary>The destination's address with the service owner filled in, or null when the name is not one a host name can hold.</summary>
    public static string? DestinationFor(string address, object? org)
    {
        if (!address.Contains(OrgPlaceholder, StringComparison.Ordinal))
        {
            return address;
        }

        return org is string name && AppHosts.IsServiceOwner(name) ? address.Replace(OrgPlaceholder, name, StringComparison.Ordinal) : null;
    }
}
