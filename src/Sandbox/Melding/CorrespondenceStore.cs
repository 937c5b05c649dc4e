using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Events;

namespace Digdir.Altinn.Sandbox.Melding;

/// <summary>Every message and attachment. A recipient's messages are made up from its number at first sight. Thread-safe: one lock, held briefly.</summary>
internal sealed class CorrespondenceStore(EventLog events, StandInAddress address, TimeProvider clock)
{
    /// <summary>Fetching again within this time leaves no new trace.</summary>
    public static readonly TimeSpan FetchDebounce = TimeSpan.FromSeconds(15);

    private static readonly (string Title, string Body)[] Letters =
    [
        ("Vedtak om fornyet godkjenning", "Vi har fornyet godkjenningen. Vedtaket kan påklages innen tre uker."),
        ("Orientering om nye frister", "Fristene for neste år er fastsatt. De ligger ved."),
        ("Purring på manglende opplysninger", "Vi mangler opplysninger fra dere. Svar så snart som mulig."),
        ("Kvittering for innsending", "Vi har mottatt innsendingen."),
    ];

    private readonly Lock _guard = new();
    private readonly Dictionary<Guid, Correspondence> _letters = [];
    private readonly Dictionary<Guid, Attachment> _attachments = [];
    private readonly HashSet<string> _seeded = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, Guid> _sentByKey = [];

    /// <summary>Looks at, or changes, one message; null when there is none.</summary>
    public T? Of<T>(Guid id, Func<Correspondence, T?> use)
        where T : class
    {
        lock (_guard)
        {
            return _letters.TryGetValue(id, out var letter) ? use(letter) : null;
        }
    }

    public T? OfAttachment<T>(Guid id, Func<Attachment, T?> use)
        where T : class
    {
        lock (_guard)
        {
            return _attachments.TryGetValue(id, out var attachment) ? use(attachment) : null;
        }
    }

    /// <summary>Ids of the messages to and from the party that fit, newest first, at most a thousand.</summary>
    public List<Guid> Ids(Party party, string role, Func<Correspondence, bool> fits)
    {
        lock (_guard)
        {
            Seed(party);
            return [.. _letters.Values
                .Where(letter => (role != "Sender" && letter.Recipient == party) || (role != "Recipient" && letter.Sender == party.Urn))
                .Where(fits)
                .OrderByDescending(letter => letter.Created)
                .Select(letter => letter.Id)
                .Take(1000)];
        }
    }

    /// <summary>Makes sure that the party has the messages it begins with.</summary>
    public void Seed(Party party)
    {
        lock (_guard)
        {
            if (!_seeded.Add(party.Number))
            {
                return;
            }

            var random = Seeded.Random("letters:" + party.Number);
            var now = clock.GetUtcNow();
            for (var i = 0; i < 8; i++)
            {
                var at = now.AddDays(-random.Next(1, 200)).AddMinutes(-random.Next(1440));
                var (title, body) = Seeded.Of(random, Letters);
                var attachment = new Attachment
                {
                    Id = Seeded.Uuid($"attachment:{party.Number}:{i}"),
                    ResourceId = "ttd-naeringsbrev",
                    FileName = "vedlegg.pdf",
                    SendersReference = $"vedlegg-{i}",
                    Sender = OwnerUrn,
                    Created = at,
                    Status = "Published",
                    StatusChanged = at,
                    Size = random.Next(2_000, 300_000),
                };
                _attachments[attachment.Id] = attachment;
                var letter = new Correspondence
                {
                    Id = Seeded.Uuid($"letter:{party.Number}:{i}"),
                    ResourceId = "ttd-naeringsbrev",
                    Sender = OwnerUrn,
                    SendersReference = $"brev-{i}",
                    Recipient = party,
                    Title = title,
                    Summary = title,
                    Body = body,
                    Created = at,
                    Attachments = [attachment],
                    IsConfirmationNeeded = random.Next(2) == 0,
                    AllowForwarding = i % 2 == 0,
                };
                letter.History.Add(new("Published", "Published", at));
                _letters[letter.Id] = letter;
            }
        }
    }

    /// <summary>Adds messages from a sender and publishes them. Null when the key has been used before.</summary>
    public List<Correspondence>? Send(IReadOnlyList<Correspondence> letters, Guid? key)
    {
        lock (_guard)
        {
            if (key is { } used && !_sentByKey.TryAdd(used, letters[0].Id))
            {
                return null;
            }

            foreach (var letter in letters)
            {
                _letters[letter.Id] = letter;
                letter.History.Add(new("Published", "Published", clock.GetUtcNow()));
                Tell(letter, "correspondencepublished");
            }

            return [.. letters];
        }
    }

    public void Add(Attachment attachment)
    {
        lock (_guard)
        {
            _attachments[attachment.Id] = attachment;
        }
    }

    /// <summary>Gives the message a status, with its event when there is one. Within the lock, from <see cref="Of{T}"/>.</summary>
    public void Mark(Correspondence letter, string status, string? tells = null)
    {
        letter.History.Add(new(status, status, clock.GetUtcNow()));
        if (tells is not null)
        {
            Tell(letter, tells);
        }
    }

    /// <summary>The recipient fetched the message: that is on record, once for each fifteen seconds.</summary>
    public void MarkFetched(Correspondence letter)
    {
        var last = letter.History.FindLast(change => change.Status == "Fetched");
        if (last is null || clock.GetUtcNow() - last.StatusChanged >= FetchDebounce)
        {
            // Fetched never takes the place of a later status; it stands before it in the history.
            var later = letter.History.FindIndex(change => change.Status is "Read" or "Confirmed");
            letter.History.Insert(later < 0 ? letter.History.Count : later, new("Fetched", "Fetched", clock.GetUtcNow()));
        }
    }

    private static string OwnerUrn => "urn:altinn:organization:identifier-no:" + Players.ServiceOwner.Number;

    private void Tell(Correspondence letter, string what) => events.Publish(new()
    {
        Id = Guid.NewGuid().ToString(),
        Type = "no.altinn.correspondence." + what,
        Time = clock.GetUtcNow(),
        Resource = "urn:altinn:resource:" + letter.ResourceId,
        ResourceInstance = letter.Id.ToString(),
        Subject = letter.Recipient.Urn,
        AlternativeSubject = letter.Recipient.IsPerson ? "/person/" + letter.Recipient.Number : "/organisation/" + letter.Recipient.Number,
        Source = address.Value + "/correspondence/api/v1/correspondence",
        Party = letter.Recipient,
    });
}
