using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Vendors;

/// <summary>The vendor in an address.</summary>
internal static class VendorRoute
{
    /// <summary>Whether the address names a registered vendor. Anything that is no organisation number never reaches the database.</summary>
    public static async Task<bool> ExistsAsync(RegistryDb db, string vendor, CancellationToken cancellation)
        => Grains.VendorId.TryParse(vendor, out _) && await db.Vendors.AnyAsync(row => row.Number == vendor, cancellation);
}
