using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;

namespace Digdir.Altinn.Sandbox.Issuers;

/// <summary>Dialogporten as an issuer: dialog tokens, signed with Ed25519, good for ten minutes. Thread-safe.</summary>
internal sealed class DialogTokenIssuer
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly Ed25519PrivateKeyParameters _key;
    private readonly string _keyId;
    private readonly Pace _pace;

    /// <param name="name">Its issuer string.</param>
    /// <param name="folder">Folder that the key is kept in.</param>
    /// <param name="pace">The sandbox's speed, which tokens' lifetimes follow.</param>
    public DialogTokenIssuer(string name, string folder, Pace pace)
    {
        (Name, _pace) = (name, pace);
        var file = Path.Combine(folder, "dialogtoken.key");
        if (!File.Exists(file))
        {
            File.WriteAllBytes(file, new Ed25519PrivateKeyParameters(new SecureRandom()).GetEncoded());
        }

        _key = new(File.ReadAllBytes(file), 0);
        _keyId = "dp-" + Base64UrlEncoder.Encode(_key.GeneratePublicKey().GetEncoded())[..8];
    }

    public string Name { get; }

    /// <summary>Signs a dialog token.</summary>
    /// <param name="claims">Its short claims, without issuer and times; taken over.</param>
    /// <param name="now">When.</param>
    /// <param name="lifetime">How long it is good.</param>
    public string Issue(JsonObject claims, DateTimeOffset now, TimeSpan lifetime)
    {
        lifetime = _pace.LifetimeOf(lifetime);
        claims["iss"] = Name;
        var issued = Math.Min(now.ToUnixTimeSeconds(), (now + lifetime).ToUnixTimeSeconds() - 1);
        claims["iat"] = issued;
        claims["nbf"] = issued;
        claims["exp"] = (now + lifetime).ToUnixTimeSeconds();
        var header = new JsonObject { ["alg"] = "EdDSA", ["typ"] = "JWT", ["kid"] = _keyId };
        var signed = $"{Base64UrlEncoder.Encode(header.ToJsonString())}.{Base64UrlEncoder.Encode(claims.ToJsonString())}";
        var signer = new Ed25519Signer();
        signer.Init(forSigning: true, _key);
        var bytes = Encoding.ASCII.GetBytes(signed);
        signer.BlockUpdate(bytes, 0, bytes.Length);
        return $"{signed}.{Base64UrlEncoder.Encode(signer.GenerateSignature())}";
    }

    /// <summary>True when this issuer's key made the signature.</summary>
    public bool Signed(CompactToken token)
    {
        var verifier = new Ed25519Signer();
        verifier.Init(forSigning: false, _key.GeneratePublicKey());
        verifier.BlockUpdate(token.Signed, 0, token.Signed.Length);
        return token.Signature.Length == 64 && verifier.VerifySignature(token.Signature);
    }

    /// <summary>The published key set.</summary>
    public JsonObject Jwks() => new()
    {
        ["keys"] = new JsonArray(new JsonObject
        {
            ["kty"] = "OKP",
            ["crv"] = "Ed25519",
            ["use"] = "sig",
            ["alg"] = "EdDSA",
            ["kid"] = _keyId,
            ["x"] = Base64UrlEncoder.Encode(_key.GeneratePublicKey().GetEncoded()),
        }),
    };
}
