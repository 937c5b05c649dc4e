using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>SHA-256 of a token: what the caches know it by. Four machine words, so that looking one up allocates nothing.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct TokenHash : IEquatable<TokenHash>
{
    private const int OnStack = 4096;

    // Kept from token to token: setting one up costs a third of hashing a token with it.
    [ThreadStatic]
    private static IncrementalHash? _hasher;

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    private TokenHash(ReadOnlySpan<ulong> words) => (_first, _second, _third, _fourth) = (words[0], words[1], words[2], words[3]);

    /// <summary>Hashes the token. Letters outside ASCII, which no token has, give false.</summary>
    public static bool TryOf(ReadOnlySpan<char> token, out TokenHash hash)
    {
        byte[]? rented = null;
        var bytes = token.Length <= OnStack ? stackalloc byte[token.Length] : (rented = ArrayPool<byte>.Shared.Rent(token.Length)).AsSpan(0, token.Length);
        var whole = Ascii.FromUtf16(token, bytes, out var written) == OperationStatus.Done;
        Span<ulong> words = stackalloc ulong[4];
        if (whole)
        {
            var hasher = _hasher ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hasher.AppendData(bytes[..written]);
            hasher.GetHashAndReset(MemoryMarshal.AsBytes(words));
        }

        if (rented is not null)
        {
            // The token itself is never left behind in pooled memory.
            CryptographicOperations.ZeroMemory(rented.AsSpan(0, token.Length));
            ArrayPool<byte>.Shared.Return(rented);
        }

        hash = new TokenHash(words);
        return whole;
    }

    /// <inheritdoc/>
    public bool Equals(TokenHash other) => _first == other._first && _second == other._second && _third == other._third && _fourth == other._fourth;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TokenHash other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)_first;
}
