using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Digdir.Altinn.Gateway.Replay;

/// <summary>
/// Reads a trace as a stream: newline-delimited JSON, gzip or not. Lines that came a little late are put in their place; memory stays bounded whatever the
/// trace's length. Not thread-safe.
/// </summary>
/// <param name="complain">Told of each line that cannot be used, by its number from 1.</param>
internal sealed class TraceReader(Action<long, string> complain)
{
    /// <summary>Lines held back to be put in order.</summary>
    private const int Window = 4_096;

    private const int LongestLine = 1024 * 1024;

    /// <summary>Lines that were not empty.</summary>
    public long Lines { get; private set; }

    /// <summary>Lines that could not be used.</summary>
    public long Bad { get; private set; }

    /// <summary>The lines, each in its place among those that came within <see cref="Window"/> of it.</summary>
    public async IAsyncEnumerable<TraceLine> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var waiting = new PriorityQueue<TraceLine, (DateTimeOffset, long)>();
        var number = 0L;
        await foreach (var line in SplitAsync(stream, cancellation))
        {
            number++;
            if (Parse(line, number) is not { } read)
            {
                continue;
            }

            waiting.Enqueue(read, (read.Time, number));
            if (waiting.Count > Window)
            {
                yield return waiting.Dequeue();
            }
        }

        while (waiting.TryDequeue(out var read, out _))
        {
            yield return read;
        }
    }

    private TraceLine? Parse(ReadOnlyMemory<byte>? line, long number)
    {
        if (line is not { } bytes)
        {
            Lines++;
            return Refuse(number, $"is longer than {LongestLine} bytes");
        }

        var text = bytes.Span.Trim(" \t\r\u00EF\u00BB\u00BF"u8);
        if (text.IsEmpty)
        {
            return null;
        }

        Lines++;
        try
        {
            if (JsonSerializer.Deserialize(text, TraceJson.Default.TraceLine) is { } read)
            {
                return Complaint(read) is { } complaint ? Refuse(number, complaint) : read;
            }

            return Refuse(number, "is null");
        }
        catch (JsonException exception)
        {
            // The exception's own message may quote the line, and a line may name a person.
            return Refuse(number, exception.Path is { Length: > 1 } path ? $"is not a line of a trace: see {path}" : "is not a line of a trace");
        }
    }

    private static string? Complaint(TraceLine line)
        => line.Vendor.Length == 0 ? "has no vendor"
            : line.Type is "event" ? line.Party is null ? "has no party" : line.EventType is null ? "has no eventType" : null
            : line.Type is not ("request" or "write") ? "has a type that is neither request, write nor event"
            : string.IsNullOrEmpty(line.Method) ? "has no method"
            : line.Path is not ['/', ..] ? "has no path"
            : line.Status is < 0 or > 999 ? "has a status that is none"
            : null;

    private TraceLine? Refuse(long number, string complaint)
    {
        Bad++;
        complain(number, complaint);
        return null;
    }

    /// <summary>The stream's lines, each valid until the next is asked for; null for one that is too long.</summary>
    private static async IAsyncEnumerable<ReadOnlyMemory<byte>?> SplitAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024));
        var first = await reader.ReadAtLeastAsync(2, cancellation);
        if (IsGzip(first.Buffer))
        {
            reader.AdvanceTo(first.Buffer.Start);
            var unpacked = new GZipStream(reader.AsStream(), CompressionMode.Decompress);
            reader = PipeReader.Create(unpacked, new StreamPipeReaderOptions(bufferSize: 64 * 1024));
        }
        else
        {
            reader.AdvanceTo(first.Buffer.Start);
        }

        var copy = new ArrayBufferWriter<byte>(4_096);
        var skipping = false;
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                if (!skipping)
                {
                    yield return Copy(copy, rest.Slice(0, end));
                }

                skipping = false;
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            if (rest.Length > LongestLine)
            {
                if (!skipping)
                {
                    yield return null;
                }

                skipping = true;
                rest = rest.Slice(rest.End);
            }

            if (read.IsCompleted)
            {
                if (!skipping && !rest.IsEmpty)
                {
                    yield return Copy(copy, rest);
                }

                await reader.CompleteAsync();
                yield break;
            }

            reader.AdvanceTo(rest.Start, rest.End);
        }
    }

    private static ReadOnlyMemory<byte> Copy(ArrayBufferWriter<byte> copy, in ReadOnlySequence<byte> line)
    {
        copy.ResetWrittenCount();
        foreach (var piece in line)
        {
            copy.Write(piece.Span);
        }

        return copy.WrittenMemory;
    }

    private static bool IsGzip(in ReadOnlySequence<byte> start)
    {
        if (start.Length < 2)
        {
            return false;
        }

        Span<byte> two = stackalloc byte[2];
        start.Slice(0, 2).CopyTo(two);
        return two is [0x1F, 0x8B];
    }
}
