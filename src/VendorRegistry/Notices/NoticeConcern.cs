using System.Collections.Immutable;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>Whether a notice concerns a vendor. Pure.</summary>
internal static class NoticeConcern
{
    /// <summary>By what the vendor has stated that it uses, and by what it calls. What names no product concerns everybody.</summary>
    public static bool Concerns(NoticeContent notice, ImmutableArray<IntegrationPicture> integrations, IReadOnlyList<(string Operation, AltinnEnvironment Environment)> called)
        => (notice.Products.IsEmpty && notice.Operations.IsEmpty)
        || integrations.Any(integration => notice.Products.Contains(integration.Product, StringComparer.Ordinal)
            && notice.Environments.Contains(integration.Environment))
        || called.Any(call => notice.Environments.Contains(call.Environment) && IsAbout(notice, call.Operation));

    private static bool IsAbout(NoticeContent notice, string operation)
        => notice.Operations.IsEmpty
            ? notice.Products.Any(product => operation.StartsWith(product + ".", StringComparison.Ordinal))
            : notice.Operations.Contains(operation, StringComparer.Ordinal);
}
