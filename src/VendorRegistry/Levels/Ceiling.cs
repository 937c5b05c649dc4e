using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.VendorRegistry.Admin;

namespace Digdir.Altinn.VendorRegistry.Levels;

/// <summary>
/// The highest rung of the ladder that may be reached, by one vendor or by all: the kill switch. Lowered, it takes whoever is above it down at once.
/// </summary>
internal sealed class Ceiling : IVendorSetting
{
    /// <summary>Stands in the place of a vendor where the ceiling is for all of them.</summary>
    public const string Everyone = "*";

    /// <summary>The vendor's number, or <see cref="Everyone"/>.</summary>
    public required string Vendor { get; init; }

    public required Level Level { get; set; }

    /// <summary>Why, in the operator's words.</summary>
    public required string Reason { get; set; }

    public required DateTimeOffset SetAt { get; set; }

    public long Revision { get; set; }

    public string Subject => Vendor == Everyone ? "ceiling" : $"vendors/{Vendor}/ceiling";

    public string? OfVendor => Vendor == Everyone ? null : Vendor;
}
