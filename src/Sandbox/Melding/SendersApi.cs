using Digdir.Altinn.Sandbox.Answers;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Files;
using Digdir.Altinn.Sandbox.Issuers;

namespace Digdir.Altinn.Sandbox.Melding;

/// <summary>The face of Altinn Melding for senders.</summary>
internal static class SendersApi
{
    private const TokenKinds Kinds = TokenKinds.Altinn | TokenKinds.Maskinporten | TokenKinds.MaskinportenSystemUser;

    public static void MapMeldingSenders(this IEndpointRouteBuilder root)
    {
        var senders = root.MapGroup("").Demand(Kinds, scopes: ["altinn:correspondence.write"]);
        senders.MapPost("/correspondence", (SendWish wish, HttpContext http, CorrespondenceStore store, Parties parties, TimeProvider clock) => Send(wish, http, store, parties, clock.GetUtcNow()));
        senders.MapPost("/correspondence/upload", UploadAndSendAsync).DisableAntiforgery();
        senders.MapPost("/attachment", (AttachmentWish wish, CorrespondenceStore store, TimeProvider clock) =>
        {
            if (wish is not { ResourceId: { Length: > 0 } resource, SendersReference: { Length: > 0 } reference })
            {
                return AltinnProblem.Of(400, "CORR.VLD-00004", "resourceId and sendersReference are required");
            }

            var attachment = new Attachment
            {
                Id = Guid.NewGuid(),
                ResourceId = resource,
                FileName = wish.FileName ?? "fil.bin",
                SendersReference = reference,
                Sender = wish.Sender ?? "",
                Created = clock.GetUtcNow(),
                StatusChanged = clock.GetUtcNow(),
            };
            store.Add(attachment);
            return Results.Ok(attachment.Id);
        });
        senders.MapPost("/attachment/{id:guid}/upload", UploadAsync);
        senders.MapGet("/attachment/{id:guid}", Look);
        senders.MapGet("/attachment/{id:guid}/details", Look);
        senders.MapGet("/attachment/{id:guid}/download", async (Guid id, HttpContext http, CorrespondenceStore store) =>
        {
            var found = store.OfAttachment(id, attachment => attachment);
            await (found is null ? NotFound.ExecuteAsync(http) : FileAnswer.WriteAsync(http, found.FileName, found.Size, found.Content, id.ToString()));
        });
        senders.MapDelete("/attachment/{id:guid}", (Guid id, CorrespondenceStore store, TimeProvider clock) => store.OfAttachment(id, attachment =>
        {
            (attachment.Status, attachment.StatusChanged) = ("Purged", clock.GetUtcNow());
            return Results.Ok(id);
        }) ?? NotFound);
    }

    private static IResult NotFound => AltinnProblem.Of(404, "CORR-02001", "The requested attachment was not found", errorCode: 2001);

    private static IResult Look(Guid id, CorrespondenceStore store) => store.OfAttachment(id, attachment => Results.Json(CorrespondenceAnswers.Attachment(attachment))) ?? NotFound;

    private static IResult Send(SendWish wish, HttpContext http, CorrespondenceStore store, Parties parties, DateTimeOffset now)
    {
        if (wish.Correspondence is not { ResourceId: { Length: > 0 } resource, SendersReference: { Length: > 0 } reference } asked || wish.Recipients is not { Count: > 0 } recipients)
        {
            return AltinnProblem.Of(400, "CORR.VLD-00005", "correspondence.resourceId, correspondence.sendersReference and recipients are required");
        }

        var numbers = recipients.Select(Party.NumberIn).ToList();
        if (numbers.Contains(null))
        {
            return AltinnProblem.Of(400, "CORR-01013", "Recipients must be organisation or person numbers", errorCode: 1013);
        }

        var letters = numbers.OfType<string>().Select(number => new Correspondence
        {
            Id = Guid.NewGuid(),
            ResourceId = resource,
            Sender = http.Bearer().Behalf.Urn,
            SendersReference = reference,
            Recipient = parties.Of(number),
            Title = asked.Content?.MessageTitle ?? "",
            Summary = asked.Content?.MessageSummary ?? "",
            Body = asked.Content?.MessageBody ?? "",
            Created = now,
            IsConfirmationNeeded = asked.IsConfirmationNeeded ?? false,
            AllowForwarding = asked.AllowForwarding ?? false,
            Attachments = [.. (wish.ExistingAttachments ?? []).Select(id => store.OfAttachment(id, attachment => attachment)).OfType<Attachment>()],
        }).ToList();
        return store.Send(letters, wish.IdempotentKey) is null
            ? AltinnProblem.Of(409, "CORR-01034", "A correspondence with the same idempotent key has already been created", errorCode: 1034)
            : Results.Json(new
            {
                Correspondences = letters.Select(letter => new { CorrespondenceId = letter.Id, letter.Status, Recipient = letter.Recipient.Urn, Notifications = Array.Empty<object>() }),
                AttachmentIds = letters[0].Attachments.Select(attachment => attachment.Id),
            });
    }

    private static async Task<IResult> UploadAndSendAsync(HttpContext http, CorrespondenceStore store, Spool spool, Parties parties, TimeProvider clock)
    {
        if (!http.Request.HasFormContentType)
        {
            return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        string? Field(string name) => form.FirstOrDefault(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value.FirstOrDefault();
        var now = clock.GetUtcNow();
        var attachments = new List<Attachment>();
        foreach (var file in form.Files)
        {
            await using var stream = file.OpenReadStream();
            attachments.Add(new()
            {
                Id = Guid.NewGuid(),
                ResourceId = Field("Correspondence.ResourceId") ?? "",
                FileName = file.FileName,
                SendersReference = file.Name,
                Sender = http.Bearer().Behalf.Urn,
                Created = now,
                Status = "Published",
                StatusChanged = now,
                Size = file.Length,
                Content = await new StoredFile(spool).ReceiveAsync(stream, http.RequestAborted),
            });
        }

        attachments.ForEach(store.Add);
        return Send(
            new(new(Field("Correspondence.ResourceId"), Field("Correspondence.SendersReference"),
                new(Field("Correspondence.Content.MessageTitle"), Field("Correspondence.Content.MessageSummary"), Field("Correspondence.Content.MessageBody")), null, null),
                [.. form.Where(field => field.Key.StartsWith("Recipients", StringComparison.OrdinalIgnoreCase)).SelectMany(field => field.Value).OfType<string>()],
                [.. attachments.Select(attachment => attachment.Id)],
                Guid.TryParse(Field("IdempotentKey"), out var key) ? key : null),
            http, store, parties, now);
    }

    private static async Task<IResult> UploadAsync(Guid id, HttpContext http, CorrespondenceStore store, Spool spool, TimeProvider clock)
    {
        if (store.OfAttachment(id, attachment => attachment.Status) is not { } status)
        {
            return NotFound;
        }

        if (status != "Initialized")
        {
            return AltinnProblem.Of(409, "CORR-02003", "The attachment has already been, or is being, uploaded", errorCode: 2003);
        }

        var received = await new StoredFile(spool).ReceiveAsync(http.Request.Body, http.RequestAborted);
        return store.OfAttachment(id, attachment =>
        {
            (attachment.Status, attachment.StatusChanged, attachment.Size, attachment.Content) = ("Published", clock.GetUtcNow(), received.Length, received);
            return Results.Json(CorrespondenceAnswers.Attachment(attachment));
        }) ?? NotFound;
    }
}

/// <summary>A message that a sender asks for.</summary>
internal sealed record SendWish(LetterWish? Correspondence, IReadOnlyList<string>? Recipients, IReadOnlyList<Guid>? ExistingAttachments, Guid? IdempotentKey);

/// <summary>What is in it.</summary>
internal sealed record LetterWish(string? ResourceId, string? SendersReference, LetterContent? Content, bool? IsConfirmationNeeded, bool? AllowForwarding);

/// <summary>Its texts.</summary>
internal sealed record LetterContent(string? MessageTitle, string? MessageSummary, string? MessageBody);

/// <summary>An attachment that a sender asks for.</summary>
internal sealed record AttachmentWish(string? ResourceId, string? FileName, string? SendersReference, string? Sender);
