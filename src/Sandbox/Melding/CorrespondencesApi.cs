using System.Globalization;
using System.IO.Compression;
using Digdir.Altinn.Sandbox.Answers;
using Digdir.Altinn.Sandbox.Issuers;

namespace Digdir.Altinn.Sandbox.Melding;

/// <summary>The face of Altinn Melding for recipients.</summary>
internal static class CorrespondencesApi
{
    private const TokenKinds Recipient = TokenKinds.Altinn | TokenKinds.Dialog;
    private const TokenKinds Anybody = Recipient | TokenKinds.Maskinporten | TokenKinds.MaskinportenSystemUser;

    private static readonly string[] Read = ["altinn:correspondence.read"];
    private static readonly string[] ReadOrWrite = ["altinn:correspondence.read", "altinn:correspondence.write"];
    private static readonly string[] Download = ["altinn:correspondence.read", "altinn:portal/enduser"];

    public static void AddMelding(this IServiceCollection services)
    {
        services.AddSingleton<CorrespondenceStore>();
        services.AddSingleton<Mailbox>();
    }

    public static void MapMelding(this IEndpointRouteBuilder routes)
    {
        var root = routes.MapGroup("/correspondence/api/v1");
        root.AddEndpointFilter((context, next) =>
        {
            context.HttpContext.Response.Headers.CacheControl = "no-store";
            context.HttpContext.Response.Headers.XContentTypeOptions = "nosniff";
            return next(context);
        });
        root.MapGet("/correspondence", List).Demand(Anybody, scopes: ReadOrWrite);
        var one = root.MapGroup("/correspondence/{id:guid}");
        one.MapGet("", (Guid id, HttpContext http, CorrespondenceStore store) => Fetch(id, http, store, CorrespondenceAnswers.Overview)).Demand(Anybody, scopes: ReadOrWrite);
        one.MapGet("/details", (Guid id, HttpContext http, CorrespondenceStore store) => Fetch(id, http, store, CorrespondenceAnswers.Details)).Demand(Anybody, scopes: ReadOrWrite);
        one.MapGet("/content", (Guid id, HttpContext http, CorrespondenceStore store) => Use(id, http, store, letter =>
        {
            MarkRead(letter, store);
            return Results.Text(letter.Body, "text/markdown");
        })).Demand(Recipient, scopes: Read);
        one.MapPost("/markasread", (Guid id, HttpContext http, CorrespondenceStore store) => Use(id, http, store, letter =>
        {
            MarkRead(letter, store);
            return Results.Ok(letter.Id);
        })).Demand(Recipient, scopes: Read);
        one.MapPost("/confirm", (Guid id, HttpContext http, CorrespondenceStore store) => Use(id, http, store, letter =>
        {
            if (letter.At("Fetched") is null)
            {
                return AltinnProblem.Of(400, "CORR-01025", "Correspondence must be fetched before it can be confirmed", errorCode: 1025);
            }

            if (letter.At("Confirmed") is null)
            {
                store.Mark(letter, "Confirmed", "correspondencereceiverconfirmed");
            }

            return Results.Ok(letter.Id);
        })).Demand(Recipient, scopes: Read);
        one.MapPost("/forward", (Guid id, ForwardWish wish, HttpContext http, CorrespondenceStore store, Mailbox mail)
            => Use(id, http, store, letter => Forwarding.Forward(letter, wish, store, mail))).Demand(Recipient, scopes: Read);
        one.MapDelete("/purge", (Guid id, HttpContext http, CorrespondenceStore store) => Use(id, http, store, letter =>
        {
            store.Mark(letter, "PurgedByRecipient", "correspondencepurged");
            return Results.Ok(letter.Id);
        })).Demand(Anybody, scopes: ReadOrWrite);
        one.MapGet("/attachment/{attachment:guid}/download", DownloadAsync).Demand(Recipient, scopes: Download);
        one.MapGet("/attachments/downloadall", DownloadAllAsync).Demand(Recipient, scopes: Download);
        root.MapMeldingSenders();
        routes.MapMailbox();
    }

    private static IResult List(HttpContext http, CorrespondenceStore store)
    {
        var query = http.Request.Query;
        if (query["resourceId"].FirstOrDefault() is not { Length: > 0 } resource)
        {
            return AltinnProblem.Of(400, "CORR.VLD-00001", "resourceId is required");
        }

        if (query["role"].FirstOrDefault() is not ("Recipient" or "Sender" or "RecipientAndSender"))
        {
            return AltinnProblem.Of(400, "CORR.VLD-00002", "role must be Recipient, Sender or RecipientAndSender");
        }

        if (!Instant(query["from"], out var from) || !Instant(query["to"], out var to))
        {
            return AltinnProblem.Of(400, "CORR.VLD-00003", "from and to must be ISO 8601 instants");
        }

        var status = query["status"].FirstOrDefault();
        var reference = query["sendersReference"].FirstOrDefault();
        return Results.Json(new
        {
            Ids = store.Ids(http.Bearer().Behalf, query["role"].ToString(), letter => letter.ResourceId == resource
                && (status is null || letter.Status == status)
                && (reference is null || letter.SendersReference == reference)
                && (from is null || letter.Created >= from)
                && (to is null || letter.Created <= to)),
        });
    }

    private static bool Instant(string? text, out DateTimeOffset? instant)
    {
        instant = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read) ? read : null;
        return text is null || instant is not null;
    }

    private static IResult Fetch(Guid id, HttpContext http, CorrespondenceStore store, Func<Correspondence, object> look) => Use(id, http, store, letter =>
    {
        if (letter.Recipient == http.Bearer().Behalf)
        {
            store.MarkFetched(letter);
        }

        return Results.Json(look(letter));
    });

    private static void MarkRead(Correspondence letter, CorrespondenceStore store)
    {
        store.MarkFetched(letter);
        if (letter.At("Read") is null)
        {
            store.Mark(letter, "Read", "correspondencereceiverread");
        }
    }

    private static IResult Use(Guid id, HttpContext http, CorrespondenceStore store, Func<Correspondence, IResult> use)
    {
        var bearer = http.Bearer();
        store.Seed(bearer.Behalf);
        return store.Of(id, letter => (bearer.MaySee(letter.Recipient) || letter.Sender == bearer.Behalf.Urn) && letter.At("PurgedByRecipient") is null ? use(letter) : null)
            ?? CorrespondenceAnswers.NotFound;
    }

    private static async Task DownloadAsync(Guid id, Guid attachment, HttpContext http, CorrespondenceStore store)
    {
        Attachment? found = null;
        var refusal = Use(id, http, store, letter =>
        {
            found = letter.Attachments.FirstOrDefault(one => one.Id == attachment && one.Status == "Published");
            return AltinnProblem.Of(404, "CORR-02001", "The requested attachment was not found", errorCode: 2001);
        });
        await (found is null ? refusal.ExecuteAsync(http) : FileAnswer.WriteAsync(http, found.FileName, found.Size, found.Content, found.Id.ToString()));
    }

    private static async Task DownloadAllAsync(Guid id, HttpContext http, CorrespondenceStore store)
    {
        IReadOnlyList<Attachment>? found = null;
        var refusal = Use(id, http, store, letter =>
        {
            found = letter.Attachments;
            return CorrespondenceAnswers.NotFound;
        });
        if (found is null)
        {
            await refusal.ExecuteAsync(http);
            return;
        }

        http.Response.ContentType = "application/zip";
        await using var zip = await ZipArchive.CreateAsync(http.Response.BodyWriter.AsStream(), ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, http.RequestAborted);
        foreach (var attachment in found)
        {
            await using var entry = await zip.CreateEntry($"{attachment.SendersReference}-{attachment.FileName}", CompressionLevel.NoCompression).OpenAsync(http.RequestAborted);
            await FileAnswer.WriteAsync(entry, attachment.Content, attachment.Id.ToString(), 0, attachment.Size, http.RequestAborted);
        }
    }
}
