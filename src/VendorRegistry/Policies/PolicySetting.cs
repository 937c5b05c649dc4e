using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Policies;

/// <summary>The mode an operator has set for one policy in one environment, in place of the nodes' configured default.</summary>
internal sealed class PolicySetting : IAudited, IRevised
{
    public required string Policy { get; init; }

    public required AltinnEnvironment Environment { get; init; }

    public required PolicyMode Mode { get; set; }

    /// <summary>Why, in the operator's words.</summary>
    public required string Reason { get; set; }

    public required DateTimeOffset SetAt { get; set; }

    public long Revision { get; set; }

    public string Subject => $"policies/{Policy}/{(Environment == AltinnEnvironment.Production ? "production" : "test")}";

    public string? OfVendor => null;
}
