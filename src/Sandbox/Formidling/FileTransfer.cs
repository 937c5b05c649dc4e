using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Files;

namespace Digdir.Altinn.Sandbox.Formidling;

/// <summary>A file transfer. Changes only under the lock of <see cref="FileTransferStore"/>.</summary>
internal sealed class FileTransfer
{
    public required Guid Id { get; init; }

    public required string ResourceId { get; init; }

    public required string FileName { get; init; }

    public string? SendersReference { get; init; }

    public required Party Sender { get; init; }

    public required IReadOnlyList<Party> Recipients { get; init; }

    public required DateTimeOffset Created { get; init; }

    public Dictionary<string, string> Properties { get; init; } = [];

    public string? Checksum { get; init; }

    public long Size { get; set; }

    /// <summary>What has been uploaded; null for made-up bytes.</summary>
    public StoredFile? Content { get; set; }

    public List<(string Status, DateTimeOffset At)> History { get; } = [];

    public List<(Party Recipient, string Status, DateTimeOffset At)> RecipientHistory { get; } = [];

    public string Status => History[^1].Status;

    public string StatusOf(Party recipient) => RecipientHistory.FindLast(change => change.Recipient == recipient).Status;
}
