using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Digdir.Altinn.Sandbox.Files;

/// <summary>
/// A file that has come in, or is coming: in memory as long as it is small, then on disk. When the spool has no room left its bytes are let go and only counted
/// from then on. Written by one request at a time; what has been written is read by any number.
/// </summary>
internal sealed class StoredFile(Spool spool) : IDisposable
{
    /// <summary>Most bytes that stay in memory.</summary>
    public const int Small = 1024 * 1024;

    private readonly MemoryStream _memory = new();
    private SafeFileHandle? _file;

    /// <summary>Bytes that have come in, kept or not.</summary>
    public long Length { get; private set; }

    /// <summary>True while every byte is here.</summary>
    public bool IsKept { get; private set; } = true;

    /// <summary>Reads a stream to its end, behind what is here. What came before the stream broke stays.</summary>
    public async Task<StoredFile> ReceiveAsync(Stream from, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            int count;
            while ((count = await from.ReadAsync(buffer, cancellation)) > 0)
            {
                await AppendAsync(buffer.AsMemory(0, count), CancellationToken.None);
            }

            return this;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Puts another file's bytes behind what is here.</summary>
    public async Task AppendAsync(StoredFile other, CancellationToken cancellation)
    {
        if (other.IsKept)
        {
            await other.ReadAsync(0, other.Length, bytes => AppendAsync(bytes, cancellation), cancellation);
        }
        else
        {
            LetGo();
            Length += other.Length;
        }
    }

    /// <summary>Writes a part of the file to the stream.</summary>
    public Task WriteAsync(Stream to, long from, long count, CancellationToken cancellation)
        => ReadAsync(from, count, bytes => to.WriteAsync(bytes, cancellation), cancellation);

    /// <summary>All of it; null when it is not small or not here.</summary>
    public byte[]? Bytes() => IsKept && _file is null ? _memory.ToArray() : null;

    /// <summary>Lets the bytes go.</summary>
    public void Dispose() => LetGo();

    private async Task ReadAsync(long from, long count, Func<ReadOnlyMemory<byte>, ValueTask> take, CancellationToken cancellation)
    {
        if (_file is not { } file)
        {
            await take(_memory.GetBuffer().AsMemory((int)from, (int)count));
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (count > 0)
            {
                var read = await RandomAccess.ReadAsync(file, buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), from, cancellation);
                if (read == 0)
                {
                    throw new EndOfStreamException();
                }

                await take(buffer.AsMemory(0, read));
                from += read;
                count -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        if (IsKept && !spool.TryTake(bytes.Length))
        {
            LetGo();
        }

        if (!IsKept)
        {
            Length += bytes.Length;
            return;
        }

        if (_file is null && Length + bytes.Length <= Small)
        {
            _memory.Write(bytes.Span);
        }
        else
        {
            if (_file is null)
            {
                var file = spool.Open();
                await RandomAccess.WriteAsync(file, _memory.GetBuffer().AsMemory(0, (int)_memory.Length), 0, cancellation);
                _file = file;
            }

            await RandomAccess.WriteAsync(_file, bytes, Length, cancellation);
        }

        Length += bytes.Length;
    }

    private void LetGo()
    {
        if (IsKept)
        {
            IsKept = false;
            spool.GiveBack(Length);
            _file?.Dispose();
            _memory.Dispose();
        }
    }
}
