using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Org.BouncyCastle.Crypto.Parameters;
using Curve = Org.BouncyCastle.Math.EC.Rfc8032.Ed25519;

namespace Digdir.Altinn.Support.Tokens;

/// <summary>
/// A private key that signs whatever it is told to, in the forms issuers use and in those forgers do: it has no opinion on what it signs. Thread-safe.
/// </summary>
public sealed class TokenForge
{
    // Making RSA keys is slow, so tests that need only some key share two.
    private static readonly Lazy<RSA> First = new(() => RSA.Create(2048));
    private static readonly Lazy<RSA> Second = new(() => RSA.Create(2048));

    private readonly Func<byte[], byte[]> _sign;

    private TokenForge(string keyId, string algorithm, JsonObject publicKey, Func<byte[], byte[]> sign)
    {
        KeyId = keyId;
        Algorithm = algorithm;
        PublicKey = publicKey;
        _sign = sign;
    }

    /// <summary><c>kid</c>.</summary>
    public string KeyId { get; }

    /// <summary><c>alg</c>.</summary>
    public string Algorithm { get; }

    /// <summary>The public key as a JWK.</summary>
    public JsonObject PublicKey { get; }

    /// <summary>The public part of the RSA key, for forgers who use it as a secret.</summary>
    public RSA? Rsa { get; private init; }

    /// <summary>An RSA key that signs by the algorithm: RS256, PS384 and their like. The same key material for every call unless <paramref name="other"/>.</summary>
    public static TokenForge WithRsa(string keyId = "rsa-1", string algorithm = "RS256", bool other = false, RSA? key = null)
    {
        var rsa = key ?? (other ? Second : First).Value;
        var parameters = rsa.ExportParameters(false);
        var hash = new HashAlgorithmName("SHA" + algorithm[2..]);
        var padding = algorithm.StartsWith('P') ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        return new(
            keyId,
            algorithm,
            new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = keyId, ["n"] = Url(parameters.Modulus), ["e"] = Url(parameters.Exponent) },
            bytes =>
            {
                lock (rsa)
                {
                    return rsa.SignData(bytes, hash, padding);
                }
            })
        {
            Rsa = rsa,
        };
    }

    /// <summary>A P-256 key.</summary>
    public static TokenForge WithEllipticCurve(string keyId = "ec-1")
    {
        var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = ecdsa.ExportParameters(false).Q;
        return new(
            keyId,
            "ES256",
            new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["use"] = "sig", ["kid"] = keyId, ["x"] = Url(point.X), ["y"] = Url(point.Y) },
            bytes => ecdsa.SignData(bytes, HashAlgorithmName.SHA256));
    }

    /// <summary>An Ed25519 key, made from the seed byte.</summary>
    public static TokenForge WithEd25519(string keyId = "ed-1", byte seed = 7)
    {
        var secret = Enumerable.Repeat(seed, 32).ToArray();
        var key = new Ed25519PrivateKeyParameters(secret, 0).GeneratePublicKey().GetEncoded();
        return new(
            keyId,
            "EdDSA",
            new JsonObject { ["kty"] = "OKP", ["crv"] = "Ed25519", ["use"] = "sig", ["kid"] = keyId, ["x"] = Url(key) },
            bytes =>
            {
                var signature = new byte[64];
                Curve.Sign(secret, 0, bytes, 0, bytes.Length, signature, 0);
                return signature;
            });
    }

    /// <summary>Signs the claims under the usual header.</summary>
    public string Sign(JsonObject claims) => Sign(claims.ToJsonString());

    /// <summary>Signs the claims under the usual header with these members added or put in place.</summary>
    public string Sign(JsonObject claims, params (string Name, JsonNode? Value)[] header) => Sign(claims.ToJsonString(), header);

    /// <summary>Signs the payload, JSON or not, under the usual header with these members added or put in place.</summary>
    public string Sign(string payload, params (string Name, JsonNode? Value)[] header)
    {
        var members = new JsonObject { ["alg"] = Algorithm, ["kid"] = KeyId, ["typ"] = "JWT" };
        foreach (var (name, value) in header)
        {
            members[name] = value?.DeepClone();
        }

        return SignRaw(members.ToJsonString(), payload);
    }

    /// <summary>Signs exactly this header and payload.</summary>
    public string SignRaw(string header, string payload)
    {
        var signed = $"{Url(Encoding.UTF8.GetBytes(header))}.{Url(Encoding.UTF8.GetBytes(payload))}";
        return $"{signed}.{Url(_sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>Base64url without padding.</summary>
    public static string Url(byte[]? bytes) => Base64Url.EncodeToString(bytes);
}
