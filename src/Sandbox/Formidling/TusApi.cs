using System.Globalization;
using Digdir.Altinn.Sandbox.Answers;
using Digdir.Altinn.Sandbox.Files;
using Digdir.Altinn.Sandbox.Issuers;

namespace Digdir.Altinn.Sandbox.Formidling;

/// <summary>
/// Formidling's uploads by TUS 1.0.0: creation, termination and concatenation. The final upload lives at the transfer's own path, partial ones beneath it.
/// As in the real one, a token that has expired still does once the upload has begun.
/// </summary>
internal static class TusApi
{
    private const string Version = "1.0.0";
    private const long MaxSize = 100_000_000_000;

    public static void MapTus(this IEndpointRouteBuilder root)
    {
        var tus = root.MapGroup("/upload/tus/{id:guid}");
        tus.AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            http.Response.Headers["Tus-Resumable"] = Version;
            if (!HttpMethods.IsOptions(http.Request.Method) && http.Request.Headers["Tus-Resumable"] != Version)
            {
                http.Response.Headers["Tus-Version"] = Version;
                return Results.StatusCode(StatusCodes.Status412PreconditionFailed);
            }

            return await next(context);
        });
        tus.Demand(FileTransfersApi.Kinds, evenExpired: true, scopes: "altinn:broker.write");
        tus.MapMethods("", ["OPTIONS"], Options);
        tus.MapMethods("/{part}", ["OPTIONS"], Options);
        tus.MapPost("", CreateAsync);
        tus.MapMethods("", ["HEAD"], Head);
        tus.MapMethods("/{part}", ["HEAD"], Head);
        tus.MapPatch("", PatchAsync);
        tus.MapPatch("/{part}", PatchAsync);
        tus.MapDelete("", Delete);
        tus.MapDelete("/{part}", Delete);
    }

    private static IResult Options(HttpContext http)
    {
        http.Response.Headers["Tus-Version"] = Version;
        http.Response.Headers["Tus-Extension"] = "creation,termination,concatenation";
        http.Response.Headers["Tus-Max-Size"] = MaxSize.ToString(CultureInfo.InvariantCulture);
        return Results.NoContent();
    }

    private static async Task<IResult> CreateAsync(Guid id, HttpContext http, FileTransferStore store, TusUploads uploads, Spool spool)
    {
        var headers = http.Request.Headers;
        if (headers.ContainsKey("Upload-Defer-Length"))
        {
            return AltinnProblem.Of(400, "BRO-00030", "Upload-Defer-Length is not supported");
        }

        var parts = TusHeaders.FinalParts(headers["Upload-Concat"]);
        var isPartial = headers["Upload-Concat"] == "partial";
        if (parts is null && headers.Number("Upload-Length") is not (>= 0 and <= MaxSize))
        {
            return AltinnProblem.Of(400, "BRO-00031", "Upload-Length must be a number of bytes, at most 100 000 000 000");
        }

        var begun = FileTransfersApi.Use(id, http, store, transfer =>
        {
            if (transfer.Sender != http.Bearer().Behalf || transfer.Status is not ("Initialized" or "UploadStarted"))
            {
                return AltinnProblem.Of(409, "BRO-00004", "A file transfer has already been, or attempted to be, created");
            }

            if (transfer.Status == "Initialized")
            {
                store.Mark(transfer, "UploadStarted", tells: null);
            }

            return Results.StatusCode(StatusCodes.Status201Created);
        });
        if (begun is not IStatusCodeHttpResult { StatusCode: StatusCodes.Status201Created })
        {
            return begun;
        }

        if (parts is not null)
        {
            return await JoinAsync(id, parts, http, store, uploads, spool);
        }

        var path = PathOf(http, id) + (isPartial ? "/" + Guid.NewGuid().ToString("N") : "");
        uploads.Add(path, new() { Transfer = id, Length = headers.Number("Upload-Length") ?? 0, IsPartial = isPartial, Content = new StoredFile(spool) });
        http.Response.Headers.Location = path;
        return begun;
    }

    private static async Task<IResult> JoinAsync(Guid id, IReadOnlyList<string> parts, HttpContext http, FileTransferStore store, TusUploads uploads, Spool spool)
    {
        if (parts.Distinct(StringComparer.Ordinal).Count() != parts.Count
            || !parts.All(part => uploads.TryFind(part, out var upload) && upload.Transfer == id && upload.IsPartial && upload.Offset == upload.Length))
        {
            return AltinnProblem.Of(400, "BRO-00032", "A part is unknown or not complete");
        }

        var whole = new StoredFile(spool);
        foreach (var part in parts)
        {
            if (uploads.TryRemove(part, out var upload))
            {
                await whole.AppendAsync(upload.Content, http.RequestAborted);
                upload.Content.Dispose();
            }
        }

        return FileTransfersApi.Use(id, http, store, transfer =>
        {
            store.Publish(transfer, whole);
            http.Response.Headers.Location = PathOf(http, id);
            return Results.StatusCode(StatusCodes.Status201Created);
        });
    }

    private static IResult Head(HttpContext http, TusUploads uploads)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (!uploads.TryFind(http.Request.Path, out var upload))
        {
            return Results.NotFound();
        }

        http.Response.Headers["Upload-Offset"] = upload.Offset.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers["Upload-Length"] = upload.Length.ToString(CultureInfo.InvariantCulture);
        if (upload.IsPartial)
        {
            http.Response.Headers["Upload-Concat"] = "partial";
        }

        return Results.Ok();
    }

    private static async Task<IResult> PatchAsync(HttpContext http, FileTransferStore store, TusUploads uploads)
    {
        if (http.Request.ContentType != "application/offset+octet-stream")
        {
            return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        }

        if (!uploads.TryFind(http.Request.Path, out var upload))
        {
            return Results.NotFound();
        }

        if (!await upload.Turn.WaitAsync(0, http.RequestAborted))
        {
            return Results.StatusCode(StatusCodes.Status423Locked);
        }

        try
        {
            if (http.Request.Headers.Number("Upload-Offset") != upload.Offset)
            {
                return AltinnProblem.Of(409, "BRO-00033", "Upload-Offset is not where the upload stands");
            }

            // When the connection breaks, what came stays, and HEAD tells where to go on.
            await upload.Content.ReceiveAsync(http.Request.Body, http.RequestAborted);
        }
        finally
        {
            upload.Turn.Release();
        }

        if (upload.Offset > upload.Length)
        {
            uploads.Remove(http.Request.Path);
            return AltinnProblem.Of(413, "BRO-00034", "More bytes than Upload-Length said");
        }

        if (upload.Offset == upload.Length && !upload.IsPartial)
        {
            uploads.TryRemove(http.Request.Path, out _);
            store.Of(upload.Transfer, transfer =>
            {
                store.Publish(transfer, upload.Content);
                return transfer;
            });
        }

        http.Response.Headers["Upload-Offset"] = upload.Offset.ToString(CultureInfo.InvariantCulture);
        return Results.NoContent();
    }

    private static IResult Delete(HttpContext http, TusUploads uploads) => uploads.Remove(http.Request.Path) ? Results.NoContent() : Results.NotFound();

    private static string PathOf(HttpContext http, Guid id) => $"{http.Request.PathBase}/broker/api/v1/filetransfer/upload/tus/{id}";
}
