using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Terms;

/// <summary>A representative with authority accepted a version of the terms for a vendor (terms 1.1). Never changed and never taken back.</summary>
internal sealed class Acceptance : IAudited
{
    public required Guid Id { get; init; }

    public required string Vendor { get; init; }

    public required string Version { get; init; }

    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>Keyed hash of who accepted; null when no key is configured. The person is never stored.</summary>
    public string? Representative { get; init; }

    /// <summary>The vendor states that it has accepted Maskinporten's terms too (terms 1.2.2).</summary>
    public required bool MaskinportenTerms { get; init; }

    /// <summary>The vendor states that it has accepted ID-porten's terms too (terms 1.2.2).</summary>
    public required bool IdPortenTerms { get; init; }

    public string Subject => $"vendors/{Vendor}/acceptances/{Version}";

    public string? OfVendor => Vendor;
}
