using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace Digdir.Altinn.Sandbox.Issuers;

/// <summary>How an issuer publishes the numbers of its keys.</summary>
internal enum JwksStyle
{
    /// <summary>As RFC 7518 says: base64url without padding.</summary>
    Standard,

    /// <summary>As Altinn does: plain, padded base64, the certificate beside it, and its thumbprint as <c>kid</c>.</summary>
    Altinn,
}

/// <summary>An issuer's RSA keys: the newest signs, older ones stay published so that what they signed can still be checked. Thread-safe.</summary>
internal sealed class SigningKeys : IDisposable
{
    private readonly string _name;
    private readonly JwksStyle _style;
    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly Lock _guard = new();
    private ImmutableArray<Key> _keys = [];

    /// <param name="name">The issuer's name; also the name of its key files.</param>
    /// <param name="style">How the key set is written.</param>
    /// <param name="folder">Folder that the keys are kept in.</param>
    /// <param name="clock">The clock.</param>
    public SigningKeys(string name, JwksStyle style, string folder, TimeProvider clock)
    {
        (_name, _style, _folder, _clock) = (name, style, folder, clock);
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(folder, $"{name}-*.pem").Order(StringComparer.Ordinal))
        {
            var rsa = RSA.Create();
            rsa.ImportFromPem(File.ReadAllText(file));
            _keys = _keys.Add(KeyOf(rsa));
        }

        if (_keys.IsEmpty)
        {
            Rotate();
        }
    }

    /// <summary>The key that signs.</summary>
    public string CurrentKeyId => _keys[^1].Id;

    /// <summary>Makes a new key that signs from now on; the one before it stays published.</summary>
    public string Rotate()
    {
        lock (_guard)
        {
            var rsa = RSA.Create(2048);
            File.WriteAllText(Path.Combine(_folder, $"{_name}-{_keys.Length + 1:D3}.pem"), rsa.ExportPkcs8PrivateKeyPem());
            _keys = _keys.Add(KeyOf(rsa));
            return _keys[^1].Id;
        }
    }

    /// <summary>Signs the claims: a compact JWS, RS256.</summary>
    public string Sign(JsonObject claims)
    {
        var key = _keys[^1];
        var header = new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = key.Id };
        if (key.X5t is not null)
        {
            header["x5t"] = key.X5t;
        }

        var signed = $"{Base64UrlEncoder.Encode(header.ToJsonString())}.{Base64UrlEncoder.Encode(claims.ToJsonString())}";
        return $"{signed}.{Base64UrlEncoder.Encode(key.Rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    /// <summary>True when one of the keys made the signature.</summary>
    public bool Signed(CompactToken token)
    {
        foreach (var key in _keys)
        {
            if (key.Id == token.KeyId)
            {
                return key.Rsa.VerifyData(token.Signed, token.Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            }
        }

        return false;
    }

    /// <summary>The published key set.</summary>
    public JsonObject Jwks() => new() { ["keys"] = new JsonArray([.. _keys.Select(key => (JsonNode)Jwk(key))]) };

    public void Dispose()
    {
        foreach (var key in _keys)
        {
            key.Rsa.Dispose();
        }
    }

    private JsonObject Jwk(Key key)
    {
        var numbers = key.Rsa.ExportParameters(includePrivateParameters: false);
        Func<byte[]?, string> text = _style == JwksStyle.Altinn ? bytes => Convert.ToBase64String(bytes ?? []) : Base64UrlEncoder.Encode;
        var jwk = new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = key.Id, ["e"] = text(numbers.Exponent), ["n"] = text(numbers.Modulus) };
        if (key.X5c is not null)
        {
            jwk["x5c"] = new JsonArray(key.X5c);
        }
        else
        {
            jwk["alg"] = "RS256";
        }

        return jwk;
    }

    private Key KeyOf(RSA rsa)
    {
        if (_style == JwksStyle.Standard)
        {
            var id = SHA256.HashData(rsa.ExportSubjectPublicKeyInfo());
            return new(rsa, Base64UrlEncoder.Encode(id)[..22], null, null);
        }

        var now = _clock.GetUtcNow();
        using var certificate = new CertificateRequest($"CN={_name} sandbox", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(now.AddDays(-3), now.AddYears(1));
        return new(rsa, certificate.Thumbprint, Base64UrlEncoder.Encode(certificate.GetCertHash()), Convert.ToBase64String(certificate.RawData));
    }

    private sealed record Key(RSA Rsa, string Id, string? X5t, string? X5c);
}
