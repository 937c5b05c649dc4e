using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Digdir.Altinn.Sandbox.Files;

namespace Digdir.Altinn.Sandbox.Formidling;

/// <summary>An upload in parts. Used by one request at a time, guarded by <see cref="Turn"/>.</summary>
internal sealed class TusUpload : IDisposable
{
    public required Guid Transfer { get; init; }

    /// <summary>Bytes it will be in all.</summary>
    public required long Length { get; init; }

    /// <summary>True for a part that is to be put together with others.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Everything so far.</summary>
    public required StoredFile Content { get; init; }

    public long Offset => Content.Length;

    /// <summary>Held while bytes come in.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    public void Dispose() => Turn.Dispose();
}

/// <summary>Uploads in progress, by path. Thread-safe.</summary>
internal sealed class TusUploads
{
    private readonly ConcurrentDictionary<string, TusUpload> _uploads = new(StringComparer.Ordinal);

    public bool TryFind(string path, [NotNullWhen(true)] out TusUpload? upload) => _uploads.TryGetValue(path, out upload);

    public void Add(string path, TusUpload upload) => _uploads[path] = upload;

    /// <summary>Takes the upload out; its bytes are the caller's from then on.</summary>
    public bool TryRemove(string path, [NotNullWhen(true)] out TusUpload? upload) => _uploads.TryRemove(path, out upload);

    /// <summary>Takes the upload out and lets its bytes go.</summary>
    public bool Remove(string path)
    {
        var found = TryRemove(path, out var upload);
        upload?.Content.Dispose();
        return found;
    }
}

/// <summary>Reads what TUS 1.0.0 puts in headers. Pure.</summary>
internal static class TusHeaders
{
    public static long? Number(this IHeaderDictionary headers, string name)
        => long.TryParse(headers[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The paths in <c>Upload-Concat: final;/a /b</c>, or null when it is not that.</summary>
    public static IReadOnlyList<string>? FinalParts(string? concat)
        => concat?.StartsWith("final;", StringComparison.Ordinal) == true
            ? [.. concat["final;".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(PathOf)]
            : null;

    /// <summary>One value of <c>Upload-Metadata</c>.</summary>
    public static string? Metadata(string? header, string key)
    {
        foreach (var pair in (header ?? "").Split(','))
        {
            if (pair.Trim().Split(' ') is [var name, var value] && name == key)
            {
                var bytes = new byte[value.Length];
                return Convert.TryFromBase64String(value, bytes, out var count) ? Encoding.UTF8.GetString(bytes, 0, count) : null;
            }
        }

        return null;
    }

    private static string PathOf(string part) => Uri.TryCreate(part, UriKind.Absolute, out var uri) && uri.Scheme != Uri.UriSchemeFile ? uri.AbsolutePath : part;
}
