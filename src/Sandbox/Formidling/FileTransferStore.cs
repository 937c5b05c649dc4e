using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Events;
using Digdir.Altinn.Sandbox.Files;

namespace Digdir.Altinn.Sandbox.Formidling;

/// <summary>Every file transfer. A recipient's transfers are made up from its number at first sight, one of them 10 GiB. Thread-safe: one lock, held briefly.</summary>
internal sealed class FileTransferStore(EventLog events, Parties parties, StandInAddress address, TimeProvider clock)
{
    private static readonly (string Name, long Size)[] Files =
        [("kvittering.xml", 10_240), ("regnskap.csv", 262_144), ("tegninger.zip", 5_242_880), ("uttrekk.db", 262_144_000), ("stort-uttrekk.tar", 10_737_418_240)];

    private readonly Lock _guard = new();
    private readonly Dictionary<Guid, FileTransfer> _transfers = [];
    private readonly HashSet<string> _seeded = new(StringComparer.Ordinal);

    public T? Of<T>(Guid id, Func<FileTransfer, T?> use)
        where T : class
    {
        lock (_guard)
        {
            return _transfers.TryGetValue(id, out var transfer) ? use(transfer) : null;
        }
    }

    /// <summary>Ids of the transfers that fit, oldest first or newest first, at most a hundred.</summary>
    public List<Guid> Ids(Func<FileTransfer, bool> fits, bool ascending)
    {
        lock (_guard)
        {
            var found = _transfers.Values.Where(fits);
            return [.. (ascending ? found.OrderBy(one => one.Created) : found.OrderByDescending(one => one.Created)).Select(one => one.Id).Take(100)];
        }
    }

    public void Add(FileTransfer transfer)
    {
        lock (_guard)
        {
            _transfers[transfer.Id] = transfer;
            Mark(transfer, "Initialized", "filetransferinitialized");
            foreach (var recipient in transfer.Recipients)
            {
                transfer.RecipientHistory.Add((recipient, "Initialized", clock.GetUtcNow()));
            }
        }
    }

    /// <summary>Makes sure that the party has the transfers it begins with.</summary>
    public void Seed(Party party)
    {
        lock (_guard)
        {
            if (!_seeded.Add(party.Number))
            {
                return;
            }

            foreach (var (name, size) in Files)
            {
                var transfer = new FileTransfer
                {
                    Id = IdOf(party.Number, name),
                    ResourceId = "ttd-filutveksling",
                    FileName = name,
                    SendersReference = name,
                    Sender = parties.Of(Players.ServiceOwner.Number),
                    Recipients = [party],
                    Created = clock.GetUtcNow().AddHours(-1),
                    Size = size,
                };
                transfer.History.Add(("Published", transfer.Created));
                transfer.RecipientHistory.Add((party, "Initialized", transfer.Created));
                _transfers[transfer.Id] = transfer;
            }
        }
    }

    /// <summary>The id of a transfer that a party begins with.</summary>
    public static Guid IdOf(string recipient, string file) => Seeded.Uuid($"transfer:{recipient}:{file}");

    /// <summary>Gives the transfer a status, with its event. Within the lock, from <see cref="Of{T}"/>.</summary>
    public void Mark(FileTransfer transfer, string status, string? tells)
    {
        transfer.History.Add((status, clock.GetUtcNow()));
        if (tells is null)
        {
            return;
        }

        foreach (var (party, role) in transfer.Recipients.Select(party => (party, "Recipient")).Prepend((transfer.Sender, "Sender")))
        {
            Tell(transfer, tells, party, role);
        }
    }

    /// <summary>Gives the transfer a status for one recipient. Within the lock, from <see cref="Of{T}"/>.</summary>
    public void MarkFor(FileTransfer transfer, Party recipient, string status)
    {
        if (transfer.StatusOf(recipient) == status || (status == "DownloadStarted" && transfer.StatusOf(recipient) == "DownloadConfirmed"))
        {
            return;
        }

        transfer.RecipientHistory.Add((recipient, status, clock.GetUtcNow()));
        if (status != "DownloadConfirmed")
        {
            return;
        }

        Tell(transfer, "downloadconfirmed", transfer.Sender, "Sender");
        if (transfer.Recipients.All(one => transfer.StatusOf(one) == "DownloadConfirmed"))
        {
            Mark(transfer, "AllConfirmedDownloaded", "allconfirmeddownloaded");
        }
    }

    /// <summary>All bytes are in: the file is published.</summary>
    public void Publish(FileTransfer transfer, StoredFile content)
    {
        (transfer.Size, transfer.Content) = (content.Length, content);
        Mark(transfer, "UploadProcessing", "uploadprocessing");
        Mark(transfer, "Published", "published");
    }

    private void Tell(FileTransfer transfer, string what, Party party, string role) => events.Publish(new()
    {
        Id = Guid.NewGuid().ToString(),
        Type = "no.altinn.broker." + what,
        Time = clock.GetUtcNow(),
        Resource = "urn:altinn:resource:" + transfer.ResourceId,
        ResourceInstance = transfer.Id.ToString(),
        Subject = party.Urn,
        Source = address.Value + "/broker/api/v1/filetransfer",
        Data = new JsonObject { ["Role"] = role },
        Party = party,
    });
}
