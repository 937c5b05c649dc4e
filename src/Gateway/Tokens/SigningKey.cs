using System.Security.Cryptography;
using Digdir.Altinn.VendorRegistry.Signing;
using Microsoft.IdentityModel.Tokens;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>
/// One public key of an issuer and how long it is trusted. The same object lives on across refreshes while the issuer still publishes the key, so a cached
/// token need only look here to know whether its signature still counts. Thread-safe.
/// </summary>
internal sealed class SigningKey
{
    private long _trustedUntil;

    private SigningKey(string id, string thumbprint, SecurityKey? security, byte[]? ed25519, string[] algorithms)
    {
        Id = id;
        Thumbprint = thumbprint;
        Security = security;
        Ed25519Key = ed25519;
        Algorithms = algorithms;
    }

    /// <summary><c>kid</c>.</summary>
    public string Id { get; }

    /// <summary>SHA-256 of the key material: two keys of the same id and thumbprint are the same key.</summary>
    public string Thumbprint { get; }

    /// <summary>The key as the signature library knows it; null for Ed25519.</summary>
    public SecurityKey? Security { get; }

    /// <summary>The 32 bytes of an Ed25519 key; null for the others.</summary>
    public byte[]? Ed25519Key { get; }

    /// <summary>The algorithms the key may be used with: by its type and, when it says so, its <c>alg</c>.</summary>
    public string[] Algorithms { get; }

    /// <summary>An RSA or elliptic-curve key.</summary>
    public static SigningKey Of(string id, SecurityKey security, ReadOnlySpan<byte> material, string[] algorithms)
    {
        security.KeyId = id;
        return new(id, Convert.ToHexString(SHA256.HashData(material)), security, null, algorithms);
    }

    /// <summary>An Ed25519 key.</summary>
    public static SigningKey OfEd25519(string id, byte[] key) => new(id, Convert.ToHexString(SHA256.HashData(key)), null, key, [Ed25519.Algorithm]);

    /// <summary>True while signatures by the key count: one volatile read.</summary>
    public bool IsTrusted(DateTimeOffset now) => now.UtcTicks < Volatile.Read(ref _trustedUntil);

    /// <summary>Trusts the key until the instant.</summary>
    public void TrustUntil(DateTimeOffset until) => Volatile.Write(ref _trustedUntil, until.UtcTicks);

    /// <summary>Trusts the key no more: its issuer has withdrawn it. Tokens validated by it fall out of the cache at once.</summary>
    public void Retire() => Volatile.Write(ref _trustedUntil, 0);

    /// <summary>True when the other is the same key, published again.</summary>
    public bool IsSameAs(SigningKey other)
        => string.Equals(Id, other.Id, StringComparison.Ordinal)
        && string.Equals(Thumbprint, other.Thumbprint, StringComparison.Ordinal)
        && Algorithms.AsSpan().SequenceEqual(other.Algorithms);
}
