using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Gateway.Catalogue;

/// <summary>
/// Apps are reached in two ways: at <c>{org}.{domain}/{org}/{app}/...</c>, as they are without a gateway, and on the platform's host under
/// <c>/apps/{org}/{app}/...</c>. Both end at the service owner's own host, and nothing but a service owner's name ever becomes part of that host's name.
/// Thread-safe.
/// </summary>
internal sealed class AppHosts
{
    /// <summary>What apps lie under on the platform's host. The gateway's own; taken off before the request is passed on.</summary>
    public const string PathPrefix = "/apps";

    /// <summary>What routing finds the apps under when they are reached by their own host. Only <see cref="AppHostsMiddleware"/> puts it there.</summary>
    public const string HostPrefix = "/.app-host";

    private const int LongestLabel = 63;

    /// <summary>Where all apps have one address there is no domain of theirs: that is a developer's machine.</summary>
    private const string LocalDomain = "apps.localhost";

    private readonly string[] _suffixes;

    public AppHosts(IOptions<CatalogueOptions> options, AltinnOptions altinn)
    {
        IEnumerable<string> domains = options.Value.AppDomains.Count > 0 ? options.Value.AppDomains : [DomainOf(altinn.Apps) ?? LocalDomain];
        _suffixes = [.. domains.Select(name => "." + name.Trim('.'))];
    }

    /// <summary>True for paths that belong to apps.</summary>
    public static bool Owns(ReadOnlySpan<char> path)
        => path.StartsWith(PathPrefix, StringComparison.OrdinalIgnoreCase) && (path.Length == PathPrefix.Length || path[PathPrefix.Length] == '/');

    /// <summary>True for a service owner's name: 2 to 63 lower-case letters, digits and hyphens, no hyphen at either end.</summary>
    public static bool IsServiceOwner(ReadOnlySpan<char> name)
    {
        if (name.Length is < 2 or > LongestLabel || name[0] == '-' || name[^1] == '-')
        {
            return false;
        }

        foreach (var character in name)
        {
            if (!char.IsAsciiLetterLower(character) && !char.IsAsciiDigit(character) && character != '-')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What stands in front of an apps' domain in a Host field; empty when it is no apps' host.</summary>
    public ReadOnlySpan<char> ServiceOwnerIn(ReadOnlySpan<char> host)
    {
        var port = host.LastIndexOf(':');
        if (port >= 0)
        {
            host = host[..port];
        }

        foreach (var suffix in _suffixes)
        {
            if (host.Length > suffix.Length && host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                return host[..^suffix.Length];
            }
        }

        return [];
    }

    private static string? DomainOf(string template)
    {
        const string Placeholder = "://{org}.";
        var at = template.IndexOf(Placeholder, StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var domain = template.AsSpan(at + Placeholder.Length);
        var end = domain.IndexOfAny(':', '/');
        return (end < 0 ? domain : domain[..end]).ToString();
    }
}

/// <summary>
/// Lets routing find an app that is reached by its own host. First in the pipeline of vendor traffic, before routing: matching on hosts there would cost
/// every request to every product a look at its Host field.
/// </summary>
internal sealed class AppHostsMiddleware(RequestDelegate next, AppHosts hosts)
{
    private static readonly PathString HostPrefix = AppHosts.HostPrefix;

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!hosts.ServiceOwnerIn(request.Headers.Host.ToString()).IsEmpty)
        {
            request.Path = HostPrefix.Add(request.Path);
        }

        return next(context);
    }
}
