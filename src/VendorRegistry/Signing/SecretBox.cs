using System.Security.Cryptography;
using System.Text;

namespace Digdir.Altinn.VendorRegistry.Signing;

/// <summary>Keeps secrets for a database: AES-256-GCM, each bound to what it belongs to, so that one row's secret is of no use in another's. Thread-safe.</summary>
/// <param name="key">32 bytes.</param>
internal sealed class SecretBox(byte[] key)
{
    public const int KeyLength = 32;

    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>Reads a key in base64; null when it is none.</summary>
    public static byte[]? ReadKey(string? text)
    {
        var bytes = new byte[KeyLength];
        return Convert.TryFromBase64String(text ?? "", bytes, out var length) && length == KeyLength ? bytes : null;
    }

    /// <summary>The secret as it can be kept: base64 of nonce, tag and what is hidden.</summary>
    public string Close(ReadOnlySpan<byte> secret, string belongsTo)
    {
        var kept = new byte[NonceLength + TagLength + secret.Length];
        RandomNumberGenerator.Fill(kept.AsSpan(0, NonceLength));
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(kept.AsSpan(0, NonceLength), secret, kept.AsSpan(NonceLength + TagLength), kept.AsSpan(NonceLength, TagLength), Encoding.UTF8.GetBytes(belongsTo));
        return Convert.ToBase64String(kept);
    }

    /// <summary>The secret again; null when the key is another, or what was kept is not as it was.</summary>
    public byte[]? Open(string kept, string belongsTo)
    {
        var bytes = Convert.FromBase64String(kept);
        if (bytes.Length < NonceLength + TagLength)
        {
            return null;
        }

        var secret = new byte[bytes.Length - NonceLength - TagLength];
        using var aes = new AesGcm(key, TagLength);
        try
        {
            aes.Decrypt(bytes.AsSpan(0, NonceLength), bytes.AsSpan(NonceLength + TagLength), bytes.AsSpan(NonceLength, TagLength), secret, Encoding.UTF8.GetBytes(belongsTo));
            return secret;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
