using Digdir.Altinn.Grains;
using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Vendors;

/// <summary>A vendor (leverandør) as registered with Digdir.</summary>
internal sealed class Vendor : IAudited, IRevised
{
    private Vendor()
    {
    }

    public required string Number { get; init; }

    public required string Name { get; set; }

    /// <summary>The name in upper case: SQLite folds only ASCII when it compares.</summary>
    public required string SearchName { get; set; }

    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>The registry version at which anything in the vendor's picture last changed. Kept by <see cref="RegistryChange"/>.</summary>
    public long PictureVersion { get; set; }

    public long Revision { get; set; }

    public string Subject => $"vendors/{Number}";

    public string? OfVendor => Number;

    public static Vendor Register(VendorId id, string name, DateTimeOffset now)
        => new() { Number = id.ToString(), Name = name, SearchName = name.ToUpperInvariant(), RegisteredAt = now };

    public void Rename(string name)
    {
        Name = name;
        SearchName = name.ToUpperInvariant();
    }
}
