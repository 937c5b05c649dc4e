using Digdir.Altinn.Sandbox.Answers;

namespace Digdir.Altinn.Sandbox.Melding;

/// <summary>Messages as the API writes them. Pure.</summary>
internal static class CorrespondenceAnswers
{
    public static IResult NotFound => AltinnProblem.Of(404, "CORR-01001", "The requested correspondence was not found", errorCode: 1001);

    public static object Overview(Correspondence letter) => new
    {
        letter.ResourceId,
        letter.Sender,
        letter.SendersReference,
        MessageSender = "Testdepartementet",
        Content = Content(letter),
        RequestedPublishTime = letter.Created,
        letter.IsConfirmationNeeded,
        letter.AllowForwarding,
        IsConfidential = false,
        Recipient = letter.Recipient.Urn,
        CorrespondenceId = letter.Id,
        letter.Created,
        letter.Status,
        StatusText = letter.Status,
        letter.History[^1].StatusChanged,
        Notifications = Array.Empty<object>(),
        Published = letter.At("Published"),
        Read = letter.At("Read"),
    };

    public static object Details(Correspondence letter) => new
    {
        letter.ResourceId,
        letter.Sender,
        letter.SendersReference,
        MessageSender = "Testdepartementet",
        Content = Content(letter),
        RequestedPublishTime = letter.Created,
        letter.IsConfirmationNeeded,
        letter.AllowForwarding,
        IsConfidential = false,
        Recipient = letter.Recipient.Urn,
        CorrespondenceId = letter.Id,
        letter.Created,
        letter.Status,
        StatusText = letter.Status,
        letter.History[^1].StatusChanged,
        Notifications = Array.Empty<object>(),
        Published = letter.At("Published"),
        StatusHistory = letter.History.ToArray(),
    };

    public static object Content(Correspondence letter) => new
    {
        Language = "nb",
        MessageTitle = letter.Title,
        MessageSummary = letter.Summary,
        MessageBody = letter.Body,
        Attachments = letter.Attachments.Select(attachment => new
        {
            attachment.Id,
            attachment.FileName,
            DisplayName = attachment.FileName,
            IsEncrypted = false,
            Checksum = (string?)null,
            attachment.SendersReference,
            DataLocationType = "AltinnCorrespondenceAttachment",
            attachment.Created,
            attachment.Status,
            StatusText = attachment.Status,
            attachment.StatusChanged,
            DataType = "application/pdf",
        }).ToArray(),
    };

    public static object Attachment(Attachment attachment) => new
    {
        AttachmentId = attachment.Id,
        attachment.ResourceId,
        attachment.FileName,
        DisplayName = attachment.FileName,
        IsEncrypted = false,
        Checksum = (string?)null,
        attachment.SendersReference,
        attachment.Sender,
        attachment.Status,
        StatusText = attachment.Status,
        attachment.StatusChanged,
        CorrespondenceIds = Array.Empty<Guid>(),
        DataType = "application/octet-stream",
        StatusHistory = new[] { new { attachment.Status, StatusText = attachment.Status, attachment.StatusChanged } },
    };
}
