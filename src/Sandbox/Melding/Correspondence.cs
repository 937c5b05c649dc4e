using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Files;

namespace Digdir.Altinn.Sandbox.Melding;

/// <summary>A message. Changes only under the lock of <see cref="CorrespondenceStore"/>.</summary>
internal sealed class Correspondence
{
    public required Guid Id { get; init; }

    public required string ResourceId { get; init; }

    public required string Sender { get; init; }

    public required string SendersReference { get; init; }

    public required Party Recipient { get; init; }

    public required string Title { get; init; }

    public required string Summary { get; init; }

    public required string Body { get; init; }

    public required DateTimeOffset Created { get; init; }

    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    public bool IsConfirmationNeeded { get; init; }

    public bool AllowForwarding { get; init; }

    /// <summary>Addresses it has been forwarded to, in small letters.</summary>
    public List<string> ForwardedTo { get; } = [];

    public List<StatusEvent> History { get; } = [];

    public string Status => History[^1].Status;

    public DateTimeOffset? At(string status) => History.Find(change => change.Status == status)?.StatusChanged;
}

/// <summary>A status that a message got.</summary>
internal sealed record StatusEvent(string Status, string StatusText, DateTimeOffset StatusChanged);

/// <summary>A file that goes with messages. Changes only under the lock of <see cref="CorrespondenceStore"/>.</summary>
internal sealed class Attachment
{
    public required Guid Id { get; init; }

    public required string ResourceId { get; init; }

    public required string FileName { get; init; }

    public required string SendersReference { get; init; }

    public required string Sender { get; init; }

    public required DateTimeOffset Created { get; init; }

    public string Status { get; set; } = "Initialized";

    public DateTimeOffset StatusChanged { get; set; }

    public long Size { get; set; }

    /// <summary>What has been uploaded; null for made-up bytes.</summary>
    public StoredFile? Content { get; set; }
}
