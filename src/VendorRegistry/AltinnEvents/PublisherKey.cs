using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Digdir.Altinn.VendorRegistry.AltinnEvents;

/// <summary>The publisher's own key at Maskinporten, and what it signs with it. Dispose of it after use.</summary>
internal sealed class PublisherKey : IDisposable
{
    private readonly RSA _key;
    private readonly string? _id;

    private PublisherKey(RSA key, string? id) => (_key, _id) = (key, id);

    /// <summary>Reads a private RSA key from a JWK (RFC 7517, RFC 7518 6.3).</summary>
    /// <exception cref="CryptographicException">It is none; the message says nothing of its content.</exception>
    public static PublisherKey Read(string jwk)
    {
        try
        {
            var members = JsonNode.Parse(jwk)?.AsObject() ?? throw new CryptographicException("The key is no JWK.");
            var key = RSA.Create(new RSAParameters
            {
                Modulus = Part("n"), Exponent = Part("e"), D = Part("d"), P = Part("p"), Q = Part("q"), DP = Part("dp"), DQ = Part("dq"), InverseQ = Part("qi"),
            });
            return new PublisherKey(key, (string?)members["kid"]);

            byte[] Part(string name) => Base64Url.DecodeFromChars((string?)members[name] ?? throw new CryptographicException($"The key lacks {name}."));
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException)
        {
            throw new CryptographicException("The key is no private RSA key in a JWK.", fault);
        }
    }

    /// <summary>
    /// A grant for a token (RFC 7523 3, with Maskinporten's demands: <c>jti</c> good once, at most 120 seconds from <c>iat</c> to <c>exp</c>), signed with RS256.
    /// </summary>
    public string Grant(string client, string audience, string scope, DateTimeOffset now)
    {
        var issued = now.ToUnixTimeSeconds();
        var header = new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT" };
        if (_id is not null)
        {
            header["kid"] = _id;
        }

        var claims = new JsonObject
        {
            ["iss"] = client, ["aud"] = audience, ["scope"] = scope, ["iat"] = issued, ["exp"] = issued + 100, ["jti"] = Guid.NewGuid().ToString(),
        };
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public void Dispose() => _key.Dispose();

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
