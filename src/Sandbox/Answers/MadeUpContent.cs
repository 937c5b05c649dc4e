using System.Buffers;
using System.Buffers.Binary;
using Digdir.Altinn.Sandbox.Cast;

namespace Digdir.Altinn.Sandbox.Answers;

/// <summary>
/// The bytes of a file that is nowhere: any size, any part of it, always the same for the same name. A block of numbers from the name is repeated, with
/// the block's position written at its start, so that a part taken from the wrong place shows. Pure but for the stream it writes to.
/// </summary>
internal static class MadeUpContent
{
    private const int Block = 64 * 1024;

    /// <summary>Writes <paramref name="length"/> bytes of the file from <paramref name="offset"/> on.</summary>
    public static async Task WriteAsync(Stream to, string name, long offset, long length, CancellationToken cancellation)
    {
        var block = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            Seeded.Random("content:" + name).NextBytes(block.AsSpan(0, Block));
            while (length > 0)
            {
                var (index, at) = Math.DivRem(offset, Block);
                BinaryPrimitives.WriteInt64BigEndian(block, index);
                var count = (int)Math.Min(Block - at, length);
                await to.WriteAsync(block.AsMemory((int)at, count), cancellation);
                offset += count;
                length -= count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>The same bytes at once.</summary>
    public static async Task<byte[]> BytesAsync(string name, long offset, int length)
    {
        using var memory = new MemoryStream(length);
        await WriteAsync(memory, name, offset, length, CancellationToken.None);
        return memory.ToArray();
    }
}
