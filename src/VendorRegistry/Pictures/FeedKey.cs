using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Digdir.Altinn.VendorRegistry.Pictures;

/// <summary>The key that nodes and registries share, in the Authorization field.</summary>
internal static class FeedKey
{
    public const string Scheme = "FeedKey ";

    /// <summary>Whether the request carries the key. Without a key nobody does.</summary>
    public static bool Is(HttpRequest request, string? key)
    {
        // Hashes of equal length: the comparison tells an attacker nothing, not even the key's length.
        var given = request.Headers.Authorization.ToString();
        return key is { Length: > 0 }
            && given.StartsWith(Scheme, StringComparison.Ordinal)
            && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given[Scheme.Length..])), SHA256.HashData(Encoding.UTF8.GetBytes(key)));
    }
}
