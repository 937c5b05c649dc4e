using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>Undoes the compression of an answer, up to a bound: a body that grows beyond it is read as far as the bound.</summary>
internal static class AnswerDecoding
{
    /// <summary>True for the encodings that are understood (RFC 9110 8.4.1); several in a row are not.</summary>
    public static bool Knows(ReadOnlySpan<char> encoding)
        => Is(encoding, "gzip") || Is(encoding, "x-gzip") || Is(encoding, "br") || Is(encoding, "deflate");

    /// <summary>Decodes into pooled memory, which the caller returns.</summary>
    /// <param name="encoded">The body as sent, or its beginning.</param>
    /// <param name="length">Bytes of it.</param>
    /// <param name="encoding">A known encoding.</param>
    /// <param name="most">Most bytes decoded.</param>
    /// <param name="decoded">Pooled memory with what was decoded.</param>
    /// <param name="isWhole">True when it was decoded to its end.</param>
    /// <returns>Bytes decoded.</returns>
    public static int Decode(byte[] encoded, int length, ReadOnlySpan<char> encoding, int most, out byte[] decoded, out bool isWhole)
    {
        isWhole = false;
        decoded = ArrayPool<byte>.Shared.Rent(Math.Min(most, Math.Max(4096, length * 4)));
        var written = 0;
        using var source = new MemoryStream(encoded, 0, length, writable: false);
        using var stream = Open(source, encoding);
        try
        {
            while (true)
            {
                if (written == decoded.Length)
                {
                    if (written >= most)
                    {
                        return written;
                    }

                    decoded = Grow(decoded, written, most);
                }

                var read = stream.Read(decoded, written, Math.Min(decoded.Length, most) - written);
                if (read == 0)
                {
                    isWhole = written < most;
                    return written;
                }

                written += read;
                if (written >= most)
                {
                    return most;
                }
            }
        }
        catch (Exception fault) when (fault is InvalidDataException or InvalidOperationException or IOException)
        {
            // Cut off or not what it says it is: what came out until then stands.
            return written;
        }
    }

    private static byte[] Grow(byte[] full, int length, int most)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(most, full.Length * 2L));
        full.AsSpan(0, length).CopyTo(larger);

        // Answers are not left behind in pooled memory.
        CryptographicOperations.ZeroMemory(full.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }

    private static Stream Open(MemoryStream source, ReadOnlySpan<char> encoding)
        => Is(encoding, "br") ? new BrotliStream(source, CompressionMode.Decompress)
            : Is(encoding, "deflate") ? new ZLibStream(source, CompressionMode.Decompress)
            : new GZipStream(source, CompressionMode.Decompress);

    private static bool Is(ReadOnlySpan<char> encoding, string name) => encoding.Trim().Equals(name, StringComparison.OrdinalIgnoreCase);
}
