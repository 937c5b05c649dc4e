using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Digdir.Altinn.Benchmarks.Contenders;

/// <summary>Tokens as Maskinporten issues them for system users: 2048-bit RS256, about a kilobyte.</summary>
internal static class BenchmarkTokens
{
    public const string KeyId = "benchmark-key";

    public static string Sign(RSA key, string issuer, string vendor, int serial, DateTimeOffset now)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(new { kid = KeyId, alg = "RS256", typ = "JWT" });
        var payload = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["scope"] = "digdir:dialogporten altinn:broker.read",
            ["client_id"] = BenchmarkVendors.ClientOf(vendor),
            ["token_type"] = "Bearer",
            ["consumer"] = Organisation(vendor),
            ["authorization_details"] = new[]
            {
                new Dictionary<string, object>
                {
                    ["type"] = "urn:altinn:systemuser",
                    ["systemuser_id"] = new[] { $"aaa88f01-d847-2973-9579-{serial:x12}" },
                    ["systemuser_org"] = Organisation(BenchmarkVendors.Number(500_000 + serial)),
                    ["system_id"] = BenchmarkVendors.SystemOf(vendor),
                },
            },
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
            ["jti"] = $"benchmark-token-{serial:d6}",
            ["iss"] = issuer,
        });
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static Dictionary<string, string> Organisation(string number)
        => new(StringComparer.Ordinal) { ["authority"] = "iso6523-actorid-upis", ["ID"] = "0192:" + number };
}
