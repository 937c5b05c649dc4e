using Digdir.Altinn.Gateway.Forwarding;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Configuration;

namespace Digdir.Altinn.Gateway.Catalogue;

/// <summary>
/// Generates YARP's routes from the catalogue: one per operation (two for those on the apps' hosts), and one per prefix of a product for everything below
/// it that is no operation. Routes of closed operations and of the prefixes lead nowhere: even a fault in the steps before forwarding would pass nothing on.
/// Thread-safe.
/// </summary>
internal sealed class CatalogueRoutes(ICatalogue catalogue, Upstreams upstreams) : IProxyConfigProvider
{
    private const string AppsCluster = "apps-hosts";

    private long _revision;

    /// <inheritdoc/>
    public IProxyConfig GetConfig()
    {
        var changes = catalogue.Changes;
        return Generate(catalogue.Current, changes, Interlocked.Increment(ref _revision));
    }

    private ProxyConfig Generate(OperationCatalogue current, IChangeToken changes, long revision)
    {
        var routes = new List<RouteConfig>(current.Operations.Length * 2);
        var clusters = new List<ClusterConfig> { Cluster(AppsCluster, upstreams.Apps) };
        foreach (var product in current.Products)
        {
            clusters.Add(Cluster(product.Id, upstreams.Of(product.Id)));
            foreach (var prefix in product.Prefixes)
            {
                var isApps = AppHosts.Owns(prefix);
                routes.Add(Rest(product, prefix, isApps ? RouteForm.AppPath : RouteForm.Platform, revision));
                if (isApps)
                {
                    routes.Add(Rest(product, AppHosts.HostPrefix + prefix[AppHosts.PathPrefix.Length..], RouteForm.AppHost, revision));
                }
            }
        }

        foreach (var operation in current.Operations)
        {
            if (operation.Host == OperationHost.Platform)
            {
                routes.Add(Route(operation, operation.Id, operation.Path, RouteForm.Platform, operation.Product.Id, revision));
            }
            else
            {
                routes.Add(Route(operation, operation.Id, AppHosts.PathPrefix + operation.Path, RouteForm.AppPath, AppsCluster, revision));
                routes.Add(Route(operation, operation.Id + "@host", AppHosts.HostPrefix + operation.Path, RouteForm.AppHost, AppsCluster, revision));
            }
        }

        return new ProxyConfig(routes, clusters, changes);
    }

    private static RouteConfig Route(Operation operation, string id, string path, RouteForm form, string cluster, long revision) => new()
    {
        RouteId = id,
        ClusterId = operation.Closed is null ? cluster : null,
        Match = new RouteMatch { Path = path, Methods = [operation.Method] },
        Metadata = new RouteFacts(new CatalogueRoute(operation.Product, operation, form), revision, form == RouteForm.AppPath ? (UpstreamTarget.RemovePrefix, AppHosts.PathPrefix) : null),
    };

    private static RouteConfig Rest(Product product, string prefix, RouteForm form, long revision) => new()
    {
        RouteId = $"rest:{prefix}",
        Match = new RouteMatch { Path = prefix + "/{**unknown}" },
        Metadata = new RouteFacts(new CatalogueRoute(product, null, form), revision, null),
    };

    private static ClusterConfig Cluster(string id, string address) => new()
    {
        ClusterId = id,
        Destinations = new Dictionary<string, DestinationConfig>(StringComparer.OrdinalIgnoreCase) { [id] = new() { Address = address } },
    };

    private sealed record ProxyConfig(IReadOnlyList<RouteConfig> Routes, IReadOnlyList<ClusterConfig> Clusters, IChangeToken ChangeToken) : IProxyConfig;
}

/// <summary>How a route is reached, and with that what is done to its path.</summary>
internal enum RouteForm
{
    /// <summary>On the platform's host; the path goes on as it is.</summary>
    Platform,

    /// <summary>An app below <see cref="AppHosts.PathPrefix"/>, which is taken off.</summary>
    AppPath,

    /// <summary>An app by its own host; the caller's path goes on as it is.</summary>
    AppHost,
}

/// <summary>What a generated endpoint stands for, as its metadata. Immutable.</summary>
/// <param name="Product">The product.</param>
/// <param name="Operation">The operation, open or closed; null for what lies in the product's prefixes and is no operation.</param>
/// <param name="Form">How it is reached.</param>
internal sealed record CatalogueRoute(Product Product, Operation? Operation, RouteForm Form);
