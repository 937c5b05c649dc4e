using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Signing;
using Microsoft.IdentityModel.Tokens;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>
/// Reads a JSON Web Key Set (RFC 7517). Pure. Keys that cannot verify signatures are passed over: other types or uses, private or symmetric keys, RSA below
/// 2048 bits, curves that do not hold. Altinn writes its numbers in plain base64 with padding, others in base64url: both are read.
/// </summary>
internal static class JsonWebKeys
{
    /// <summary>Most keys looked at; the rest of a longer set is passed over.</summary>
    public const int MaxKeys = 64;

    private const int MaxKeyId = 256;

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 8 };

    /// <summary>The usable keys; empty when there is none or the text is not a key set.</summary>
    public static ImmutableArray<SigningKey> Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Json);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("keys", out var keys)
                || keys.ValueKind != JsonValueKind.Array)
            {
                return [];
            }

            var read = ImmutableArray.CreateBuilder<SigningKey>();
            foreach (var key in keys.EnumerateArray().Take(MaxKeys))
            {
                if (ReadKey(key) is { } usable)
                {
                    read.Add(usable);
                }
            }

            return read.ToImmutable();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static SigningKey? ReadKey(JsonElement key)
    {
        if (key.ValueKind != JsonValueKind.Object
            || TextOf(key, "kid") is not { Length: > 0 and <= MaxKeyId } id
            || TextOf(key, "use") is not (null or "sig")
            || !MayVerify(key)
            || key.TryGetProperty("d", out _)
            || key.TryGetProperty("k", out _))
        {
            return null;
        }

        var algorithm = TextOf(key, "alg");
        return TextOf(key, "kty") switch
        {
            "RSA" => Rsa(key, id, algorithm),
            "EC" => EllipticCurve(key, id, algorithm),
            "OKP" => Octet(key, id, algorithm),
            _ => null,
        };
    }

    private static SigningKey? Rsa(JsonElement key, string id, string? algorithm)
    {
        string[] possible = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];
        if (Narrow(possible, algorithm) is not { } algorithms
            || BytesOf(key, "n") is not { Length: >= 256 and <= 1024 } modulus
            || BytesOf(key, "e") is not { Length: > 0 and <= 8 } exponent
            || BitLength(modulus) < 2048
            || exponent is [.., var last] && last % 2 == 0
            || exponent.All(part => part == 0) || exponent is [1])
        {
            return null;
        }

        try
        {
            var rsa = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = exponent });
            return SigningKey.Of(id, new RsaSecurityKey(rsa), [.. modulus, .. exponent], algorithms);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static SigningKey? EllipticCurve(JsonElement key, string id, string? algorithm)
    {
        (ECCurve Curve, string Algorithm, int Length)? named = TextOf(key, "crv") switch
        {
            "P-256" => (ECCurve.NamedCurves.nistP256, "ES256", 32),
            "P-384" => (ECCurve.NamedCurves.nistP384, "ES384", 48),
            "P-521" => (ECCurve.NamedCurves.nistP521, "ES512", 66),
            _ => null,
        };
        if (named is not { } curve
            || Narrow([curve.Algorithm], algorithm) is not { } algorithms
            || BytesOf(key, "x") is not { } x || x.Length != curve.Length
            || BytesOf(key, "y") is not { } y || y.Length != curve.Length)
        {
            return null;
        }

        try
        {
            var ecdsa = ECDsa.Create(new ECParameters { Curve = curve.Curve, Q = new ECPoint { X = x, Y = y } });
            return SigningKey.Of(id, new ECDsaSecurityKey(ecdsa), [.. x, .. y], algorithms);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static SigningKey? Octet(JsonElement key, string id, string? algorithm)
        => TextOf(key, "crv") is "Ed25519" && algorithm is null or Ed25519.Algorithm or "Ed25519" && BytesOf(key, "x") is { } x && Ed25519.IsUsableKey(x)
            ? SigningKey.OfEd25519(id, x)
            : null;

    private static string[]? Narrow(string[] possible, string? algorithm)
        => algorithm is null ? possible : possible.Contains(algorithm, StringComparer.Ordinal) ? [algorithm] : null;

    private static bool MayVerify(JsonElement key)
        => !key.TryGetProperty("key_ops", out var operations)
        || (operations.ValueKind == JsonValueKind.Array && operations.EnumerateArray().Any(operation => operation.ValueKind == JsonValueKind.String && operation.ValueEquals("verify")));

    private static int BitLength(byte[] number)
    {
        var first = Array.FindIndex(number, part => part != 0);
        return first < 0 ? 0 : ((number.Length - first) * 8) - (byte.LeadingZeroCount(number[first]));
    }

    private static string? TextOf(JsonElement key, string name)
        => key.TryGetProperty(name, out var value) ? value.ValueKind == JsonValueKind.String ? value.GetString() : "" : null;

    private static byte[]? BytesOf(JsonElement key, string name)
    {
        if (TextOf(key, name) is not { Length: > 0 and <= 4096 } text)
        {
            return null;
        }

        // Plain base64 differs only in two letters and the padding.
        var url = text.Replace('+', '-').Replace('/', '_').TrimEnd('=');
        try
        {
            return Base64Url.DecodeFromChars(url);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
