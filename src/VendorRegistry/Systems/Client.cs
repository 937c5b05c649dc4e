using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Systems;

/// <summary>A client_id of a vendor's integration in Maskinporten or ID-porten. It belongs to exactly one vendor and at most one system.</summary>
internal sealed class Client : IAudited
{
    public required string Id { get; init; }

    public required string Vendor { get; set; }

    /// <summary>The system it belongs to, or null when it belongs to none.</summary>
    public string? System { get; set; }

    public string Subject => $"vendors/{Vendor}/clients/{Id}";

    public string? OfVendor => Vendor;
}
