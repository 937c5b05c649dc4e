using System.Globalization;

namespace Digdir.Altinn.Gateway.Traces;

/// <summary>
/// The files of a trace: each is begun when the one before is full, and the oldest goes when there are too many. Their names sort by time. Not thread-safe.
/// </summary>
internal sealed class TraceFolder(string folder, long fileBytes, int files) : IDisposable
{
    /// <summary>What the files' names end in.</summary>
    public const string Extension = ".ndjson";

    private FileStream? _file;

    /// <summary>The folder's files, the oldest first.</summary>
    public static string[] FilesOf(string folder)
    {
        var found = Directory.GetFiles(folder, "trace-*" + Extension);
        Array.Sort(found, StringComparer.Ordinal);
        return found;
    }

    /// <summary>Appends lines, each with its end.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is gone.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> lines, DateTimeOffset now, CancellationToken cancellation)
    {
        if (_file is null || _file.Length + lines.Length > fileBytes)
        {
            Begin(now);
        }

        if (_file is { } file)
        {
            await file.WriteAsync(lines, cancellation);
            await file.FlushAsync(cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private void Begin(DateTimeOffset now)
    {
        Dispose();
        Directory.CreateDirectory(folder);
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture);
        for (var again = 0; ; again++)
        {
            try
            {
                _file = new FileStream(Path.Combine(folder, $"trace-{time}-{again:D3}{Extension}"), FileMode.CreateNew, FileAccess.Write, FileShare.Read);
                break;
            }
            catch (IOException) when (again < 999 && File.Exists(Path.Combine(folder, $"trace-{time}-{again:D3}{Extension}")))
            {
                // Two files begun at one instant: a clock set back, or files filled at once.
            }
        }

        var all = FilesOf(folder);
        for (var i = 0; i < all.Length - files; i++)
        {
            File.Delete(all[i]);
        }
    }
}
