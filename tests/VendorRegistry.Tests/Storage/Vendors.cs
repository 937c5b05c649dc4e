using Digdir.Altinn.Grains;
using Digdir.Altinn.VendorRegistry.Vendors;

namespace Digdir.Altinn.VendorRegistry.Tests.Storage;

/// <summary>Vendors straight into the database.</summary>
internal static class Vendors
{
    public static Vendor VendorOf(string number) => Vendor.Register(VendorId.Parse(number), $"Leverandør {number}", new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero));
}
