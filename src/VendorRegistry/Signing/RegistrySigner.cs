using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Signing;

/// <summary>Signs with the registry's key pairs. Thread-safe.</summary>
internal sealed class RegistrySigner(IOptions<SigningOptions> options)
{
    private readonly byte[][] _seeds = [.. options.Value.Keys.Select(StandardWebhook.ReadPrivate).OfType<byte[]>()];

    /// <summary>False when the registry has no key pair.</summary>
    public bool CanSign => _seeds.Length > 0;

    /// <summary>The public keys as Standard Webhooks writes them, the one in use first.</summary>
    public IReadOnlyList<string> PublicKeys => [.. _seeds.Select(seed => StandardWebhook.Write(StandardWebhook.PublicPrefix, Ed25519.PublicKeyOf(seed)))];

    /// <summary>A <c>v1a</c> signature by each key.</summary>
    public IEnumerable<string> SignWebhook(byte[] signedText) => _seeds.Select(seed => StandardWebhook.SignAsymmetric(seed, signedText));

    /// <summary>A bare signature by the key in use, with the public key that it can be checked with.</summary>
    /// <exception cref="InvalidOperationException">The registry has no key pair.</exception>
    public (byte[] Signature, byte[] PublicKey) Sign(ReadOnlySpan<byte> message)
        => CanSign ? (Ed25519.Sign(_seeds[0], message), Ed25519.PublicKeyOf(_seeds[0])) : throw new InvalidOperationException("Signing:Keys holds no key.");
}
