using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Hashing;

namespace Digdir.Altinn.Gateway.Vendors;

/// <summary>
/// Turns identifiers into 64-bit keys that mean nothing without the secret: limits, evidence and metrics know customers and persons only by these. SipHash
/// under a key made from the secret: several are needed for every call, and an HMAC costs as much as the rest of the call. The same secret on every node
/// gives the same keys, and one organisation has one key however it is named: by number, ISO 6523 or URN. Thread-safe; allocates nothing for short texts.
/// </summary>
internal sealed class IdentityHash
{
    private const int OnStack = 512;
    private const string Iso6523 = "0192:";

    private readonly SipHash _hash;

    /// <summary>Uses the secret, of any length.</summary>
    public IdentityHash(string secret) : this(SHA256.HashData(Encoding.UTF8.GetBytes(secret)))
    {
    }

    /// <summary>Uses a secret of this process alone: keys do not survive it and differ between nodes.</summary>
    public IdentityHash() : this(RandomNumberGenerator.GetBytes(SipHash.KeyBytes))
    {
    }

    private IdentityHash(byte[] key)
    {
        _hash = new SipHash(key);
        Seed = Of('b', "");
        SampleSeed = Of('s', "");
    }

    /// <summary>A seed for hashes of answers, the same on every node with the same secret.</summary>
    public ulong Seed { get; }

    /// <summary>A seed that decides which calls are sampled as evidence: known to nobody without the secret, who could else choose what is sampled.</summary>
    public ulong SampleSeed { get; }

    /// <summary>The organisation's key. Never 0.</summary>
    public ulong OfOrganisation(OrganisationNumber number)
    {
        Span<char> digits = stackalloc char[9];
        number.Digits.TryFormat(digits, out _, "D9");
        return Of('o', digits);
    }

    /// <summary>The person's key. Never 0.</summary>
    public ulong OfPerson(ReadOnlySpan<char> number) => Of('p', number);

    /// <summary>The client's key. Never 0.</summary>
    public ulong OfClient(ReadOnlySpan<char> client) => Of('c', client);

    /// <summary>
    /// The key of a party as an API names it: organisation number, identity number, the same with <c>0192:</c>, in a URN or behind <c>/org/</c> or
    /// <c>/person/</c>; else a party id or whatever else it is. Never 0.
    /// </summary>
    public ulong OfParty(ReadOnlySpan<char> party)
    {
        var number = NumberIn(party.Trim());
        return number.ContainsAnyExceptInRange('0', '9') ? OfText(number)
            : number.Length switch
            {
                9 => Of('o', number),
                11 => Of('p', number),
                _ => Of('i', number),
            };
    }

    /// <summary>The key of an id or another text that names a thing, without regard to the case of ASCII letters. Never 0.</summary>
    public ulong OfText(ReadOnlySpan<char> text)
    {
        char[]? rented = null;
        var lower = text.Length <= OnStack ? stackalloc char[text.Length] : (rented = ArrayPool<char>.Shared.Rent(text.Length)).AsSpan(0, text.Length);
        Ascii.ToLower(text, lower, out var written);
        if (written < text.Length)
        {
            text[written..].ToLowerInvariant(lower[written..]);
        }

        var key = Of('t', lower);
        if (rented is not null)
        {
            // Neither are the queries that hold them.
            lower.Clear();
            ArrayPool<char>.Shared.Return(rented);
        }

        return key;
    }

    /// <summary>The key of bytes. Never 0.</summary>
    public ulong OfBytes(ReadOnlySpan<byte> bytes) => NotZero(_hash.Of(bytes));

    /// <summary>One key from two. Never 0.</summary>
    public ulong Join(ulong first, ulong second) => NotZero(_hash.Of(first, second));

    /// <summary>One key from many, in their order. Never 0.</summary>
    public ulong Join(ReadOnlySpan<ulong> keys) => NotZero(_hash.Of(keys));

    private static ulong NotZero(ulong key) => key == 0 ? 1 : key;

    /// <summary>What stands behind the last ':' or '/', if that is a number; else all of it.</summary>
    private static ReadOnlySpan<char> NumberIn(ReadOnlySpan<char> party)
    {
        if (party.StartsWith(Iso6523, StringComparison.Ordinal))
        {
            return party[Iso6523.Length..];
        }

        var last = party.LastIndexOfAny(':', '/');
        var behind = party[(last + 1)..];
        return last < 0 || behind.IsEmpty || behind.ContainsAnyExceptInRange('0', '9') ? party : behind;
    }

    private ulong Of(char kind, ReadOnlySpan<char> text)
    {
        byte[]? rented = null;
        var most = Encoding.UTF8.GetMaxByteCount(text.Length) + 1;
        var bytes = most <= OnStack * 2 ? stackalloc byte[most] : rented = ArrayPool<byte>.Shared.Rent(most);

        // The kind goes in first, so that a person and an organisation never share a key whatever their digits.
        bytes[0] = (byte)kind;
        var length = Encoding.UTF8.GetBytes(text, bytes[1..]) + 1;
        var key = NotZero(_hash.Of(bytes[..length]));
        if (rented is not null)
        {
            // Identity numbers are not left behind in pooled memory.
            CryptographicOperations.ZeroMemory(rented.AsSpan(0, length));
            ArrayPool<byte>.Shared.Return(rented);
        }

        return key;
    }
}
