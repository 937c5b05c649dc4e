using System.Net;

namespace Digdir.Altinn.VendorRegistry.Outgoing;

/// <summary>Finds the addresses of a name. Thread-safe.</summary>
internal interface INameResolver
{
    /// <summary>Every address of the name; empty when it has none.</summary>
    Task<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken cancellation);
}

/// <summary>The machine's own resolver.</summary>
internal sealed class SystemNameResolver : INameResolver
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken cancellation) => await Dns.GetHostAddressesAsync(name, cancellation);
}
