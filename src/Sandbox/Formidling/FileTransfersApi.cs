using System.Globalization;
using Digdir.Altinn.Sandbox.Answers;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Files;
using Digdir.Altinn.Sandbox.Issuers;

namespace Digdir.Altinn.Sandbox.Formidling;

/// <summary>The face of Altinn Formidling.</summary>
internal static class FileTransfersApi
{
    internal const TokenKinds Kinds = TokenKinds.Maskinporten | TokenKinds.MaskinportenSystemUser | TokenKinds.Altinn;

    private static readonly string[] Write = ["altinn:broker.write"];
    private static readonly string[] Read = ["altinn:broker.read"];
    private static readonly string[] Either = ["altinn:broker.read", "altinn:broker.write"];

    public static void AddFormidling(this IServiceCollection services)
    {
        services.AddSingleton<FileTransferStore>();
        services.AddSingleton<TusUploads>();
    }

    public static void MapFormidling(this IEndpointRouteBuilder routes)
    {
        var root = routes.MapGroup("/broker/api/v1/filetransfer");
        root.MapPost("", (TransferWish wish, HttpContext http, FileTransferStore store, Parties parties, TimeProvider clock) => Initialize(wish, http, store, parties, clock.GetUtcNow()))
            .Demand(Kinds, scopes: Write);
        root.MapPost("/upload", InitializeAndUploadAsync).Demand(Kinds, scopes: Write).DisableAntiforgery();
        root.MapGet("", Search).Demand(Kinds, scopes: Either);
        var one = root.MapGroup("/{id:guid}");
        one.MapPost("/upload", UploadAsync).Demand(Kinds, scopes: Write);
        one.MapGet("", (Guid id, HttpContext http, FileTransferStore store) => Use(id, http, store, transfer => Results.Json(FileTransferAnswers.Overview(transfer)))).Demand(Kinds, scopes: Either);
        one.MapGet("/details", (Guid id, HttpContext http, FileTransferStore store) => Use(id, http, store, transfer => Results.Json(FileTransferAnswers.Details(transfer)))).Demand(Kinds, scopes: Either);
        one.MapGet("/download", DownloadAsync).Demand(Kinds, scopes: Read);
        one.MapPost("/confirmdownload", (Guid id, HttpContext http, FileTransferStore store) => Use(id, http, store, transfer =>
        {
            var me = http.Bearer().Behalf;
            if (!transfer.Recipients.Contains(me) || transfer.StatusOf(me) == "Initialized")
            {
                return AltinnProblem.Of(400, "BRO-00011", "The file must be downloaded before the download can be confirmed");
            }

            store.MarkFor(transfer, me, "DownloadConfirmed");
            return Results.Ok();
        })).Demand(Kinds, scopes: Read);
        root.MapTus();
    }

    /// <summary>Does something with a transfer that the caller may see.</summary>
    internal static IResult Use(Guid id, HttpContext http, FileTransferStore store, Func<FileTransfer, IResult> use)
    {
        var bearer = http.Bearer();
        store.Seed(bearer.Behalf);
        return store.Of(id, transfer => transfer.Sender == bearer.Behalf || transfer.Recipients.Contains(bearer.Behalf) ? use(transfer) : null)
            ?? AltinnProblem.Of(404, "BRO-00001", "The requested file transfer was not found");
    }

    private static IResult Initialize(TransferWish wish, HttpContext http, FileTransferStore store, Parties parties, DateTimeOffset now)
    {
        if (wish is not { FileName: { Length: > 0 } name, ResourceId: { Length: > 0 } resource, Recipients: { Count: > 0 } recipients, Sender: not null })
        {
            return AltinnProblem.Of(400, "BRO.VLD-00001", "fileName, resourceId, sender and recipients are required");
        }

        var numbers = recipients.Select(Party.NumberIn).ToList();
        if (numbers.Contains(null) || Party.NumberIn(wish.Sender) is not { } sender)
        {
            return AltinnProblem.Of(400, "BRO.VLD-00002", "sender and recipients must be organisation numbers, as 0192:NNNNNNNNN or a URN");
        }

        if (sender != http.Bearer().Behalf.Number)
        {
            return AltinnProblem.Of(401, "BRO-00006", "You must use a bearer token that represents the sender");
        }

        var transfer = new FileTransfer
        {
            Id = Guid.NewGuid(),
            ResourceId = resource,
            FileName = name,
            SendersReference = wish.SendersFileTransferReference,
            Sender = parties.Of(sender),
            Recipients = [.. numbers.OfType<string>().Distinct().Select(parties.Of)],
            Created = now,
            Properties = wish.PropertyList ?? [],
            Checksum = wish.Checksum,
        };
        store.Add(transfer);
        return Results.Json(new { FileTransferId = transfer.Id });
    }

    private static async Task<IResult> UploadAsync(Guid id, HttpContext http, FileTransferStore store, Spool spool)
    {
        var start = Use(id, http, store, transfer =>
        {
            if (transfer.Status != "Initialized" || transfer.Sender != http.Bearer().Behalf)
            {
                return AltinnProblem.Of(409, "BRO-00004", "A file transfer has already been, or attempted to be, created");
            }

            store.Mark(transfer, "UploadStarted", tells: null);
            return Results.Ok();
        });
        if (start is not IStatusCodeHttpResult { StatusCode: StatusCodes.Status200OK })
        {
            return start;
        }

        var file = new StoredFile(spool);
        try
        {
            await file.ReceiveAsync(http.Request.Body, http.RequestAborted);
            return Use(id, http, store, transfer =>
            {
                store.Publish(transfer, file);
                return Results.Json(new { FileTransferId = id });
            });
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            file.Dispose();
            store.Of(id, transfer =>
            {
                store.Mark(transfer, "Failed", "uploadfailed");
                return transfer;
            });
            throw;
        }
    }

    private static async Task<IResult> InitializeAndUploadAsync(HttpContext http, FileTransferStore store, Spool spool, Parties parties, TimeProvider clock)
    {
        if (!http.Request.HasFormContentType)
        {
            return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        string? Field(string name) => form["Metadata." + name].FirstOrDefault();
        var recipients = form.Where(field => field.Key.StartsWith("Metadata.Recipients", StringComparison.OrdinalIgnoreCase)).SelectMany(field => field.Value).OfType<string>().ToList();
        var made = Initialize(new(Field("FileName"), Field("ResourceId"), Field("SendersFileTransferReference"), Field("Sender"), recipients, null, Field("Checksum")), http, store, parties, clock.GetUtcNow());
        if (made is not IValueHttpResult { Value: { } value } || form.Files.Count != 1)
        {
            return form.Files.Count == 1 ? made : AltinnProblem.Of(400, "BRO.VLD-00003", "FileTransfer must be one file");
        }

        var id = (Guid)(value.GetType().GetProperty("FileTransferId")?.GetValue(value) ?? Guid.Empty);
        if (id == Guid.Empty)
        {
            return made;
        }

        await using var stream = form.Files[0].OpenReadStream();
        var file = await new StoredFile(spool).ReceiveAsync(stream, http.RequestAborted);
        return Use(id, http, store, transfer =>
        {
            store.Publish(transfer, file);
            return Results.Json(new { FileTransferId = id });
        });
    }

    private static IResult Search(HttpContext http, FileTransferStore store)
    {
        var query = http.Request.Query;
        if (query["resourceId"].FirstOrDefault() is not { Length: > 0 } resource)
        {
            return AltinnProblem.Of(400, "BRO.VLD-00004", "resourceId is required");
        }

        var me = http.Bearer().Behalf;
        store.Seed(me);
        var status = query["status"].FirstOrDefault();
        var recipientStatus = query["recipientStatus"].FirstOrDefault();
        var role = query["role"].FirstOrDefault();
        DateTimeOffset? from = DateTimeOffset.TryParse(query["from"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start) ? start : null;
        DateTimeOffset? to = DateTimeOffset.TryParse(query["to"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end) ? end : null;
        return Results.Json(store.Ids(transfer => transfer.ResourceId == resource
            && ((transfer.Sender == me && role != "Recipient") || (transfer.Recipients.Contains(me) && role != "Sender"))
            && (status is null || transfer.Status == status)
            && (recipientStatus is null || (transfer.Recipients.Contains(me) && transfer.StatusOf(me) == recipientStatus))
            && (from is null || transfer.Created >= from)
            && (to is null || transfer.Created <= to), string.Equals(query["orderAscending"], "Ascending", StringComparison.OrdinalIgnoreCase) || query["orderAscending"] == "true"));
    }

    private static async Task DownloadAsync(Guid id, HttpContext http, FileTransferStore store)
    {
        FileTransfer? found = null;
        var refusal = Use(id, http, store, transfer =>
        {
            if (transfer.Status is not ("Published" or "AllConfirmedDownloaded") || !transfer.Recipients.Contains(http.Bearer().Behalf))
            {
                return AltinnProblem.Of(403, "BRO-00007", "The requested file transfer is not ready for download");
            }

            store.MarkFor(transfer, http.Bearer().Behalf, "DownloadStarted");
            found = transfer;
            return Results.Ok();
        });
        await (found is null ? refusal.ExecuteAsync(http) : FileAnswer.WriteAsync(http, found.FileName, found.Size, found.Content, id.ToString()));
    }
}

/// <summary>A transfer that a sender asks for.</summary>
internal sealed record TransferWish(
    string? FileName, string? ResourceId, string? SendersFileTransferReference, string? Sender, IReadOnlyList<string>? Recipients, Dictionary<string, string>? PropertyList, string? Checksum);

/// <summary>Transfers as the API writes them. Pure.</summary>
internal static class FileTransferAnswers
{
    public static object Overview(FileTransfer transfer) => Write(transfer, withHistory: false);

    public static object Details(FileTransfer transfer) => Write(transfer, withHistory: true);

    private static Dictionary<string, object?> Write(FileTransfer transfer, bool withHistory)
    {
        var answer = new Dictionary<string, object?>
        {
            ["fileTransferId"] = transfer.Id,
            ["resourceId"] = transfer.ResourceId,
            ["fileName"] = transfer.FileName,
            ["sendersFileTransferReference"] = transfer.SendersReference,
            ["checksum"] = transfer.Checksum,
            ["useVirusScan"] = false,
            ["fileTransferSize"] = transfer.Size,
            ["fileTransferStatus"] = transfer.Status,
            ["fileTransferStatusText"] = transfer.Status,
            ["fileTransferStatusChanged"] = transfer.History[^1].At,
            ["created"] = transfer.Created,
            ["expirationTime"] = transfer.Created.AddDays(30),
            ["sender"] = "0192:" + transfer.Sender.Number,
            ["recipients"] = transfer.Recipients.Select(recipient => new
            {
                Recipient = "0192:" + recipient.Number,
                CurrentRecipientFileTransferStatusCode = transfer.StatusOf(recipient),
                CurrentRecipientFileTransferStatusText = transfer.StatusOf(recipient),
                CurrentRecipientFileTransferStatusChanged = transfer.RecipientHistory.FindLast(change => change.Recipient == recipient).At,
            }).ToArray(),
            ["propertyList"] = transfer.Properties,
            ["published"] = transfer.History.Exists(change => change.Status == "Published") ? transfer.History.Find(change => change.Status == "Published").At : null,
        };
        if (withHistory)
        {
            answer["fileTransferStatusHistory"] = transfer.History.ConvertAll(change
                => new { FileTransferStatus = change.Status, FileTransferStatusText = change.Status, FileTransferStatusChanged = change.At });
            answer["recipientFileTransferStatusHistory"] = transfer.RecipientHistory.ConvertAll(change => new
            {
                Recipient = "0192:" + change.Recipient.Number,
                RecipientFileTransferStatusCode = change.Status,
                RecipientFileTransferStatusText = change.Status,
                RecipientFileTransferStatusChanged = change.At,
            });
        }

        return answer;
    }
}
