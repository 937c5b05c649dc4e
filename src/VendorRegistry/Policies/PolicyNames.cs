using System.Collections.Immutable;

namespace Digdir.Altinn.VendorRegistry.Policies;

/// <summary>The policies whose modes operators can set, in the order in which a request meets them.</summary>
public static class PolicyNames
{
    /// <summary>Every policy's name, first met first.</summary>
    public static ImmutableArray<string> All { get; } =
        ["maintenance", "registration", "terms", "holds", "purpose", "environment", "scopes", "interface"];
}
