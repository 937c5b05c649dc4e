using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Digdir.Altinn.Grains;

namespace Digdir.Altinn.Gateway.Vendors;

/// <summary>
/// Turns identifiers into 64-bit keys that mean nothing without the secret: limits, evidence and metrics know customers and persons only by these. HMAC-SHA256
/// cut to 64 bits; worked out once per token, since tokens are cached. The same secret on every node gives the same keys. Thread-safe.
/// </summary>
internal sealed class IdentityHash
{
    private readonly byte[] _key;

    /// <summary>Uses the secret, of any length.</summary>
    public IdentityHash(string secret) => _key = SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>Uses a secret of this process alone: keys do not survive it and differ between nodes.</summary>
    public IdentityHash() => _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>The organisation's key. Never 0.</summary>
    public ulong OfOrganisation(OrganisationNumber number) => Of('o', number.ToString());

    /// <summary>The person's key. Never 0.</summary>
    public ulong OfPerson(ReadOnlySpan<char> number) => Of('p', number);

    /// <summary>The client's key. Never 0.</summary>
    public ulong OfClient(ReadOnlySpan<char> client) => Of('c', client);

    private ulong Of(char kind, ReadOnlySpan<char> text)
    {
        // The kind goes in first, so that a person and an organisation never share a key whatever their digits.
        Span<char> labelled = text.Length < 256 ? stackalloc char[text.Length + 1] : new char[text.Length + 1];
        labelled[0] = kind;
        text.CopyTo(labelled[1..]);
        Span<byte> bytes = text.Length < 256 ? stackalloc byte[1024] : new byte[Encoding.UTF8.GetMaxByteCount(labelled.Length)];
        var length = Encoding.UTF8.GetBytes(labelled, bytes);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, bytes[..length], mac);
        var key = BinaryPrimitives.ReadUInt64LittleEndian(mac);
        return key == 0 ? 1 : key;
    }
}
