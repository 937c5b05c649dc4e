using System.Buffers.Binary;
using System.Text;

namespace Digdir.Altinn.Sandbox.Cast;

/// <summary>Randomness that comes out the same at every start: everything is derived from a text. Pure, apart from the <see cref="Random"/> handed in.</summary>
internal static class Seeded
{
    /// <summary>A 64-bit hash of the text (FNV-1a), the same in every process.</summary>
    public static ulong Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ value) * 1099511628211UL;
        }

        // FNV's low bits are good and its high bits poor for short texts; one multiply-xorshift round evens them out.
        hash ^= hash >> 32;
        hash *= 0xD6E8FEB86659FD93UL;
        return hash ^ (hash >> 32);
    }

    /// <summary>A source of numbers for the text. Not thread-safe.</summary>
    public static Random Random(string text) => new(unchecked((int)Hash(text)));

    /// <summary>A version 4 shaped UUID for the text.</summary>
    public static Guid Uuid(string text)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Hash(text));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Hash(text + "#"));
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>A version 7 UUID: the instant in milliseconds, then numbers from <paramref name="random"/>.</summary>
    public static Guid Uuid7(Random random, DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        Span<byte> instant = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(instant, at.ToUnixTimeMilliseconds());
        instant[2..].CopyTo(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>One of the values.</summary>
    public static T Of<T>(Random random, IReadOnlyList<T> values) => values[random.Next(values.Count)];
}
