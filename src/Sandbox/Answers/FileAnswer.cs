using System.Globalization;
using Digdir.Altinn.Sandbox.Files;
using Microsoft.Net.Http.Headers;

namespace Digdir.Altinn.Sandbox.Answers;

/// <summary>Answers with a file, or with the one range of it that is asked for.</summary>
internal static class FileAnswer
{
    /// <param name="http">The request.</param>
    /// <param name="fileName">What it is called.</param>
    /// <param name="size">Its length in bytes.</param>
    /// <param name="content">Its bytes; made-up ones when null or not kept.</param>
    /// <param name="name">Name that made-up bytes are made from.</param>
    /// <param name="mediaType">Its media type.</param>
    public static async Task WriteAsync(HttpContext http, string fileName, long size, StoredFile? content, string name, string mediaType = "application/octet-stream")
    {
        var response = http.Response;
        response.Headers.AcceptRanges = "bytes";
        var (from, to) = (0L, size - 1);
        if (http.Request.Headers.Range.ToString() is { Length: > 0 } asked)
        {
            if (RangeOf(asked, size) is not { } range)
            {
                response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{size}");
                return;
            }

            (from, to) = range;
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{to}/{size}");
        }

        response.ContentType = mediaType;
        response.ContentLength = to - from + 1;
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(fileName);
        response.Headers.ContentDisposition = disposition.ToString();
        await WriteAsync(response.Body, content, name, from, to - from + 1, http.RequestAborted);
    }

    /// <summary>Writes a part of the file: its own bytes, or made-up ones.</summary>
    public static Task WriteAsync(Stream to, StoredFile? content, string name, long from, long count, CancellationToken cancellation)
        => content is { IsKept: true } ? content.WriteAsync(to, from, count, cancellation) : MadeUpContent.WriteAsync(to, name, from, count, cancellation);

    /// <summary>The one range, or null when there are more, it is malformed or lies outside.</summary>
    internal static (long From, long To)? RangeOf(string asked, long size)
    {
        if (!RangeHeaderValue.TryParse(asked, out var header) || header.Unit != "bytes" || header.Ranges.Count != 1)
        {
            return null;
        }

        var range = header.Ranges.First();
        var from = range.From ?? Math.Max(0, size - (range.To ?? 0));
        var to = range.From is null ? size - 1 : Math.Min(range.To ?? (size - 1), size - 1);
        return from < size && from <= to ? (from, to) : null;
    }
}
