using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Gateway.Usage;

/// <summary>
/// Whether this node's grains know all of a vendor's calls. Grains live in their node: where several nodes serve, each counts and judges what came to it alone.
/// Thread-safe.
/// </summary>
internal sealed class UsageCoverage(IConfiguration configuration, IServiceProvider services)
{
    private readonly bool _mayBeAlone = configuration.ReadRoles() == (Roles.Gateway | Roles.Registry)
        && services.GetService<IOptions<DatabaseOptions>>()?.Value.Provider == DatabaseProvider.Sqlite;

    /// <summary>True when there are, or may be, other nodes: no registry of its own, a database that registries share, or nodes that follow this one.</summary>
    public bool IsPartial => !_mayBeAlone || services.GetService<FeedAudience>() is { IsThere: true };
}
