using Curve = Org.BouncyCastle.Math.EC.Rfc8032.Ed25519;

namespace Digdir.Altinn.VendorRegistry.Signing;

/// <summary>Ed25519 (RFC 8032), which .NET lacks: the one place that knows the library it comes from. Pure; thread-safe.</summary>
internal static class Ed25519
{
    /// <summary>Name of the algorithm in JOSE (RFC 8037).</summary>
    public const string Algorithm = "EdDSA";

    /// <summary>Length of a public key, bytes.</summary>
    public const int KeyLength = 32;

    /// <summary>Length of a signature, bytes.</summary>
    public const int SignatureLength = 64;

    // The points of small order and their non-canonical spellings: under such a key one signature fits many messages.
    private static readonly byte[][] SmallOrder =
    [
        Convert.FromHexString("0000000000000000000000000000000000000000000000000000000000000000"),
        Convert.FromHexString("0100000000000000000000000000000000000000000000000000000000000000"),
        Convert.FromHexString("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
        Convert.FromHexString("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
        Convert.FromHexString("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
        Convert.FromHexString("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
        Convert.FromHexString("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    ];

    /// <summary>True when the bytes are a key that can be trusted to bind a signature to a message: a point on the curve, not of small order.</summary>
    public static bool IsUsableKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeyLength)
        {
            return false;
        }

        Span<byte> unsigned = stackalloc byte[KeyLength];
        key.CopyTo(unsigned);
        unsigned[^1] &= 0x7f;
        foreach (var point in SmallOrder)
        {
            if (unsigned.SequenceEqual(point))
            {
                return false;
            }
        }

        try
        {
            return Curve.ValidatePublicKeyFull(key.ToArray(), 0);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The public key of a private one.</summary>
    /// <param name="seed">The private key: 32 bytes.</param>
    public static byte[] PublicKeyOf(byte[] seed)
    {
        var key = new byte[KeyLength];
        Curve.GeneratePublicKey(seed, 0, key, 0);
        return key;
    }

    /// <summary>Signs a message.</summary>
    /// <param name="seed">The private key: 32 bytes.</param>
    /// <param name="message">The message.</param>
    public static byte[] Sign(byte[] seed, ReadOnlySpan<byte> message)
    {
        var signature = new byte[SignatureLength];
        Curve.Sign(seed, 0, message.ToArray(), 0, message.Length, signature, 0);
        return signature;
    }

    /// <summary>True when the signature is the key's over the message. A signature whose scalar is not reduced (a second spelling of a true one) is false.</summary>
    public static bool Verify(byte[] key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
        => key.Length == KeyLength
        && signature.Length == SignatureLength
        && Curve.Verify(signature.ToArray(), 0, key, 0, message.ToArray(), 0, message.Length);
}
