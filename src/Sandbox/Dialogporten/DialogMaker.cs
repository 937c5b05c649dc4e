using Digdir.Altinn.Sandbox.Cast;

namespace Digdir.Altinn.Sandbox.Dialogporten;

/// <summary>Makes up dialogs and what happens in them. Pure, given its source of numbers and the time.</summary>
internal static class DialogMaker
{
    private static readonly (string Title, string Summary)[] Matters =
    [
        ("Varsel om tilsyn", "Det blir tilsyn i virksomheten. Les varselet og svar innen fristen."),
        ("Rapport etter tilsyn", "Rapporten er klar. Ett avvik må rettes."),
        ("Innrapportering av egenkontroll", "Skjemaet er delvis utfylt og venter på innsending."),
        ("Vedtak om tilskudd", "Søknaden er behandlet. Vedtaket ligger ved."),
        ("Påminnelse om årsoppgave", "Fristen for årsoppgaven nærmer seg."),
        ("Melding om ny forskrift", "Forskriften trer i kraft ved årsskiftet."),
        ("Søknad om dispensasjon", "Søknaden er mottatt og ligger til behandling."),
        ("Faktura for gebyr", "Gebyret forfaller om fjorten dager."),
    ];

    private static readonly string[] Statuses = ["InProgress", "Draft", "RequiresAttention", "Completed", "NotApplicable", "Awaiting"];

    private static readonly (string Type, string Event)[] Activities =
    [
        ("Information", "dialogporten.dialog.activity.information.v1"),
        ("FormSaved", "dialogporten.dialog.activity.form-saved.v1"),
        ("FormSubmitted", "dialogporten.dialog.activity.form-submitted.v1"),
        ("SentToSigning", "dialogporten.dialog.activity.sent-to-signing.v1"),
        ("SignatureProvided", "dialogporten.dialog.activity.signature-provided.v1"),
    ];

    /// <summary>What the party has behind it: some tens of dialogs over the last year, always the same for the same party.</summary>
    public static List<Dialog> History(Party party, DateTimeOffset now)
    {
        var random = Seeded.Random("dialogs:" + party.Number);
        var count = random.Next(25, 70);
        var ages = Enumerable.Range(0, count).Select(_ => Math.Pow(random.NextDouble(), 2) * 365).OrderDescending();
        var dialogs = ages.Select(days => Make(party, random, now.AddDays(-days))).ToList();
        foreach (var dialog in dialogs.Where(_ => random.Next(2) == 0))
        {
            Continue(dialog, random, dialog.CreatedAt + ((now - dialog.CreatedAt) * random.NextDouble()));
        }

        // The first one is where dialog tokens that name no dialog point.
        dialogs[0] = Make(party, random, dialogs[0].CreatedAt, Seeded.Uuid("dialog:" + party.Number));
        return dialogs;
    }

    /// <summary>A new dialog.</summary>
    public static Dialog Make(Party party, Random random, DateTimeOffset now, Guid? id = null)
    {
        var matter = Seeded.Of(random, Matters);
        var at = Whole(now);
        var dialog = new Dialog
        {
            Id = id ?? Seeded.Uuid7(random, at),
            Party = party,
            Resource = Seeded.Of(random, ServiceResource.All),
            CreatedAt = at,
            UpdatedAt = at,
            ContentUpdatedAt = at,
            Revision = Seeded.Uuid7(random, at),
            ContextRevision = Seeded.Uuid7(random, at),
            Title = matter.Title,
            Summary = matter.Summary,
            Status = Seeded.Of(random, Statuses),
            DueAt = random.Next(3) == 0 ? at.AddDays(random.Next(7, 60)) : null,
            ExternalReference = $"ttd-{random.Next(100_000, 999_999)}",
            Process = random.Next(4) == 0 ? "urn:ttd:prosess:" + random.Next(1, 9) : null,
        };
        dialog.Activities.Add(new(Seeded.Uuid7(random, at), at, "DialogCreated", null, null, Actor.ServiceOwner, null));
        if (random.Next(2) == 0)
        {
            dialog.Transmissions.Add(new(Seeded.Uuid7(random, at), at, "Information", Actor.ServiceOwner, matter.Title, matter.Summary, null));
        }

        return dialog;
    }

    /// <summary>Something more happens; gives back the event's type and the path of what it is about.</summary>
    public static (string Event, string Thing) Continue(Dialog dialog, Random random, DateTimeOffset now)
    {
        var at = Whole(now);
        dialog.UpdatedAt = dialog.ContentUpdatedAt = at;
        dialog.Revision = Seeded.Uuid7(random, at);
        if (random.Next(2) == 0)
        {
            var transmission = new Transmission(Seeded.Uuid7(random, at), at, "Information", Actor.ServiceOwner, "Nytt i saken", "Saken har fått et nytt dokument.", $"ref-{random.Next(1000, 9999)}");
            dialog.Transmissions.Add(transmission);
            return ("dialogporten.dialog.transmission.created.v1", "transmissions/" + transmission.Id);
        }

        var (type, tells) = Seeded.Of(random, Activities);
        var activity = new Activity(Seeded.Uuid7(random, at), at, type, null, null, Actor.Of(dialog.Party), type == "Information" ? "Saksbehandler har sett på saken." : null);
        dialog.Activities.Add(activity);
        dialog.Status = type == "FormSubmitted" ? "Completed" : "InProgress";
        return (tells, "activities/" + activity.Id);
    }

    /// <summary>Dialogporten keeps microseconds; a finer instant would not survive a round trip through a continuation token.</summary>
    private static DateTimeOffset Whole(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
