using System.Security.Cryptography;
using System.Text;

namespace Digdir.Altinn.VendorRegistry.Storage;

/// <summary>References to people that must be known again but not read. Pure.</summary>
internal static class References
{
    /// <summary>HMAC-SHA256 in hexadecimal; null for nothing, and where no key (<see cref="RegistryOptions.ReferenceKey"/>) is configured.</summary>
    public static string? KeyedHash(string? reference, string? key)
        => reference is null || key is null ? null : Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(reference)));
}
