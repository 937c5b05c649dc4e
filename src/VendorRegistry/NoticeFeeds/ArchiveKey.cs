using Digdir.Altinn.VendorRegistry.Signing;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.NoticeFeeds;

/// <summary>The key that the archive of notices is signed with (Ed25519, RFC 8032), when there is one. Thread-safe.</summary>
internal sealed class ArchiveKey
{
    private readonly byte[]? _private;

    public ArchiveKey(IOptions<NoticeFeedOptions> options) => _private = Read(options.Value.SigningKey);

    /// <summary>True when archives can be signed.</summary>
    public bool IsThere => _private is not null;

    /// <summary>The public key as a SubjectPublicKeyInfo (RFC 8410) in PEM.</summary>
    /// <exception cref="InvalidOperationException">There is no key.</exception>
    public string PublicPem
    {
        get
        {
            var key = Ed25519.PublicKeyOf(Private);

            // SEQUENCE { SEQUENCE { OID 1.3.101.112 }, BIT STRING }: the same twelve octets before every key.
            byte[] info = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00, .. key];
            return $"-----BEGIN PUBLIC KEY-----\n{Convert.ToBase64String(info)}\n-----END PUBLIC KEY-----\n";
        }
    }

    private byte[] Private => _private ?? throw new InvalidOperationException("There is no key for the archive.");

    /// <summary>True when the setting is empty or is a key.</summary>
    public static bool IsUsable(string? setting) => string.IsNullOrEmpty(setting) || Read(setting) is not null;

    /// <summary>The signature of the bytes, 64 octets.</summary>
    /// <exception cref="InvalidOperationException">There is no key.</exception>
    public byte[] Sign(byte[] message) => Ed25519.Sign(Private, message);

    private static byte[]? Read(string? setting)
    {
        var key = new byte[Ed25519.KeyLength];
        return !string.IsNullOrEmpty(setting) && Convert.TryFromBase64String(setting, key, out var length) && length == key.Length ? key : null;
    }
}
