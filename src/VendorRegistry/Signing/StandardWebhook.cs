using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Digdir.Altinn.VendorRegistry.Signing;

/// <summary>
/// Standard Webhooks 1.0.0: keys as they are written, and signatures over <c>id.timestamp.body</c>. Symmetric <c>v1</c> (HMAC-SHA256, <c>whsec_</c>) and asymmetric
/// <c>v1a</c> (Ed25519, <c>whsk_</c> and <c>whpk_</c>). Pure; thread-safe.
/// </summary>
internal static class StandardWebhook
{
    public const string SecretPrefix = "whsec_";
    public const string PrivatePrefix = "whsk_";
    public const string PublicPrefix = "whpk_";

    /// <summary>Bytes in a symmetric key that is made here; the standard takes 24 to 64.</summary>
    public const int SecretLength = 32;

    /// <summary>The text that is signed.</summary>
    /// <param name="id">The message's id: the same for every attempt.</param>
    /// <param name="at">The time of the attempt, whole seconds count.</param>
    /// <param name="body">The body as it is sent.</param>
    public static byte[] SignedText(string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}."));
        var text = new byte[head.Length + body.Length];
        head.CopyTo(text, 0);
        body.CopyTo(text.AsSpan(head.Length));
        return text;
    }

    /// <summary>A <c>v1</c> signature.</summary>
    public static string SignSymmetric(ReadOnlySpan<byte> key, ReadOnlySpan<byte> signedText) => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signedText))}";

    /// <summary>A <c>v1a</c> signature.</summary>
    /// <param name="seed">The private key: 32 bytes.</param>
    /// <param name="signedText">From <see cref="SignedText"/>.</param>
    public static string SignAsymmetric(byte[] seed, ReadOnlySpan<byte> signedText) => $"v1a,{Convert.ToBase64String(Ed25519.Sign(seed, signedText))}";

    /// <summary>A key as it is written.</summary>
    public static string Write(string prefix, ReadOnlySpan<byte> key) => prefix + Convert.ToBase64String(key);

    /// <summary>Reads a private key, with or without its prefix; null when it is none.</summary>
    public static byte[]? ReadPrivate(string? text)
    {
        var bare = text?.Trim() ?? "";
        bare = bare.StartsWith(PrivatePrefix, StringComparison.Ordinal) ? bare[PrivatePrefix.Length..] : bare;
        var key = new byte[Ed25519.KeyLength];
        return Convert.TryFromBase64String(bare, key, out var length) && length == key.Length ? key : null;
    }
}
