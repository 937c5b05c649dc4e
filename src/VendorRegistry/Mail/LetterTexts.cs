using System.Collections.Frozen;
using System.Text.Json;

namespace Digdir.Altinn.VendorRegistry.Mail;

/// <summary>What letters say, per kind of announcement and, where it matters, per what its data tell. A kind that is not here gets the general text; a further one is one entry.</summary>
internal static class LetterTexts
{
    private const string UsageNb = "/vendor/v1/usage viser hva som skjer, hva som kan erstatte kallene, og hvordan dere klager.";
    private const string UsageNn = "/vendor/v1/usage viser kva som skjer, kva som kan erstatte kalla, og korleis de klagar.";
    private const string UsageEn = "/vendor/v1/usage shows what happens, what could replace the calls, and how to appeal.";

    /// <summary>For kinds without a text of their own.</summary>
    public static readonly LetterText General = new(
        new("Ny kunngjøring", "Ny kunngjering", "New announcement"),
        new("Det er noe nytt som gjelder dere. Les mer i leverandørens eget API.", "Det er noko nytt som gjeld dykk. Les meir i leverandøren sitt eige API.",
            "There is something new that concerns you. Read more in the vendor's own API."));

    private static readonly FrozenDictionary<string, LetterText> Texts = new Dictionary<string, LetterText>(StringComparer.Ordinal)
    {
        ["notice.published"] = new(
            new("Ny varsling", "Ny varsling", "New notice"),
            new("Det er publisert en varsling. Undersøk om systemet deres bruker det den gjelder.",
                "Det er publisert ei varsling. Undersøk om systemet dykkar bruker det ho gjeld.",
                "A notice has been published. See whether your system uses what it concerns.")),
        ["notice.amended"] = new(
            new("Varsling endret", "Varsling endra", "Notice changed"),
            new("En varsling er endret.", "Ei varsling er endra.", "A notice has been changed.")),
        ["notice.completed"] = new(
            new("Varsling avsluttet", "Varsling avslutta", "Notice completed"),
            new("Det som ble varslet, er gjennomført.", "Det som vart varsla, er gjennomført.", "What was announced has been carried out.")),
        ["notice.withdrawn"] = new(
            new("Varsling trukket tilbake", "Varsling trekt tilbake", "Notice withdrawn"),
            new("En varsling er trukket tilbake: det som ble varslet, gjelder ikke lenger.", "Ei varsling er trekt tilbake: det som vart varsla, gjeld ikkje lenger.",
                "A notice has been withdrawn: what was announced no longer applies.")),
        ["notice.reminder"] = new(
            new("Påminnelse om varsling", "Påminning om varsling", "Reminder of a notice"),
            new("Systemet deres bruker fortsatt det en varsling gjelder, og den er ikke kvittert. Gjør endringen i tide, og kvitter i leverandørens eget API – eller be om mer tid der.",
                "Systemet dykkar bruker framleis det ei varsling gjeld, og ho er ikkje kvittert. Gjer endringa i tide, og kvitter i leverandøren sitt eige API – eller be om meir tid der.",
                "Your system still uses what a notice concerns, and the notice has not been acknowledged. Make the change in time and acknowledge it in the vendor's own API, or ask for more time there.")),
        ["notice.answered"] = new(
            new("Svar på ønske om mer tid", "Svar på ønske om meir tid", "Answer to your wish for more time"),
            new("Vi har svart på ønsket deres om mer tid. Begrunnelsen står i leverandørens eget API.", "Vi har svart på ønsket dykkar om meir tid. Grunngivinga står i leverandøren sitt eige API.",
                "We have answered your wish for more time. The reason is in the vendor's own API.")),
        ["notice.heldBack"] = new(
            new("Varsling ble ikke publisert", "Varsling vart ikkje publisert", "Notice was not published"),
            new("En varsling som skulle publisere seg selv, ble holdt tilbake fordi reglene ikke lenger tillater den. Den blir stående til noen endrer den eller planlegger den på nytt.",
                "Ei varsling som skulle publisere seg sjølv, vart halden tilbake fordi reglane ikkje lenger tillèt ho. Ho blir ståande til nokon endrar ho eller planlegg ho på nytt.",
                "A notice that was to publish itself was held back, since the rules do not allow it any more. It stays until somebody edits it or schedules it again.")),
        ["notice.wish"] = new(
            new("Ønske om mer tid", "Ønske om meir tid", "Wish for more time"),
            new("En leverandør ber om mer tid til en varslet endring. Begrunnelsen står i admin-API-et, og leverandøren venter på svar der.",
                "Ein leverandør ber om meir tid til ei varsla endring. Grunngivinga står i admin-API-et, og leverandøren ventar på svar der.",
                "A vendor asks for more time before an announced change. Its reason is in the admin API, where it waits for an answer.")),
        ["standing.changed"] = new(
            new("Statusen deres er endret", "Statusen dykkar er endra", "Your standing has changed"),
            new("Det systemene deres har lov til akkurat nå, er endret. Se /vendor/v1/standing.", "Det systema dykkar har lov til akkurat no, er endra. Sjå /vendor/v1/standing.",
                "What your systems may do right now has changed. See /vendor/v1/standing.")),
        ["level.changed"] = new(
            new("Nytt trinn for unødige kall", "Nytt trinn for unødige kall", "New level for avoidable calls"),
            new("Trinnet for en av lesegruppene deres er endret. " + UsageNb, "Trinnet for ei av lesegruppene dykkar er endra. " + UsageNn, "The level of one of your read groups has changed. " + UsageEn)),
        ["brake.pulled"] = new(
            new("Nødbremsen er på", "Naudbremsa er på", "The emergency brake is on"),
            new("Nødbremsen er slått på for kallene deres: fram til tidspunktet under slipper bare så mange kall i timen gjennom. " + UsageNb,
                "Naudbremsa er slått på for kalla dykkar: fram til tidspunktet under slepp berre så mange kall i timen gjennom. " + UsageNn,
                "The emergency brake is on for your calls: until the time below only so many calls an hour pass. " + UsageEn)),
        ["brake.released"] = new(
            new("Nødbremsen er av", "Naudbremsa er av", "The emergency brake is off"),
            new("Nødbremsen er slått av for kallene deres. " + UsageNb, "Naudbremsa er slått av for kalla dykkar. " + UsageNn, "The emergency brake is off for your calls. " + UsageEn)),
        ["hold.put"] = new(
            new("Sperre satt", "Sperre sett", "Hold put"),
            new("Det er satt en sperre: kall som den gjelder, blir avvist til den er løftet eller utløpt. Se /vendor/v1/standing.",
                "Det er sett ei sperre: kall som ho gjeld, blir avviste til ho er lyfta eller gått ut. Sjå /vendor/v1/standing.",
                "A hold has been put: calls that it covers are refused until it is lifted or has lapsed. See /vendor/v1/standing.")),
        ["hold.lifted"] = new(
            new("Sperre løftet", "Sperre lyfta", "Hold lifted"),
            new("En sperre er løftet. Andre sperrer kan fortsatt gjelde: se /vendor/v1/standing.", "Ei sperre er lyfta. Andre sperrer kan framleis gjelde: sjå /vendor/v1/standing.",
                "A hold has been lifted. Others may still apply: see /vendor/v1/standing.")),
        ["terms.published"] = new(
            new("Ny versjon av bruksvilkårene", "Ny versjon av bruksvilkåra", "New version of the terms of use"),
            new("Det er kommet en ny versjon av bruksvilkårene. Aksept av en tidligere versjon gjelder fortsatt.", "Det er komen ein ny versjon av bruksvilkåra. Aksept av ein tidlegare versjon gjeld framleis.",
                "There is a new version of the terms of use. Acceptance of an earlier version still holds.")),
        ["terms.changed"] = new(
            new("Nye datoer for bruksvilkårene", "Nye datoar for bruksvilkåra", "New dates for the terms of use"),
            new("Datoene for en versjon av bruksvilkårene er endret. Aksept av en tidligere versjon gjelder fortsatt.", "Datoane for ein versjon av bruksvilkåra er endra. Aksept av ein tidlegare versjon gjeld framleis.",
                "The dates of a version of the terms of use have changed. Acceptance of an earlier version still holds.")),
        ["webhook.test"] = new(
            new("Test av webhook", "Test av webhook", "Webhook test"),
            new("Dette er en test av en webhook.", "Dette er ein test av ein webhook.", "This is a test of a webhook.")),
        ["webhook.lost"] = new(
            new("En levering ble gitt opp", "Ei levering vart gitt opp", "A delivery was given up"),
            new("En av webhookene deres tok ikke imot noe vi skulle levere, selv om den tar imot annet. Loggen på webhooken viser hva og hvorfor. Be om å få det på nytt når feilen er rettet.",
                "Ein av webhookane dykkar tok ikkje imot noko vi skulle levere, sjølv om han tek imot anna. Loggen på webhooken viser kva og kvifor. Be om å få det på nytt når feilen er retta.",
                "One of your webhooks did not take something we were to deliver, although it takes other things. The webhook's log shows what and why. Ask for a replay when the fault is mended.")),
        ["webhook.dead"] = new(
            new("Webhook svarer ikke", "Webhook svarer ikkje", "Webhook does not answer"),
            new("Vi har gitt opp å levere til en av webhookene deres. Det som skulle vært levert, er tatt vare på: rett feilen, slå den på igjen og be om å få det på nytt.",
                "Vi har gitt opp å levere til ein av webhookane dykkar. Det som skulle vore levert, er teke vare på: rett feilen, slå han på att og be om å få det på nytt.",
                "We have given up delivering to one of your webhooks. What should have been delivered is kept: mend the fault, enable the webhook again and ask for a replay.")),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly Words PublishedChange = new(
        "Det er publisert en varsling. Undersøk om systemet deres bruker det den gjelder, gjør endringen i tide, og kvitter i leverandørens eget API – eller be om mer tid der.",
        "Det er publisert ei varsling. Undersøk om systemet dykkar bruker det ho gjeld, gjer endringa i tide, og kvitter i leverandøren sitt eige API – eller be om meir tid der.",
        "A notice has been published. See whether your system uses what it concerns, make the change in time, and acknowledge the notice in the vendor's own API, or ask for more time there.");

    private static readonly Words IncidentOver = new("Hendelsen er over.", "Hendinga er over.", "The incident is over.");

    private static readonly Words MildReminder = new(
        "Dere har kvittert for en varsling, og systemet deres bruker fortsatt det den gjelder. Kontroller at endringen er klar i tide.",
        "De har kvittert for ei varsling, og systemet dykkar bruker framleis det ho gjeld. Kontroller at endringa er klar i tide.",
        "You have acknowledged a notice, and your system still uses what it concerns. See that the change is ready in time.");

    private static readonly Words LevelRisen = new(
        "Systemet deres spør oftere enn nødvendig, og trinnet er hevet. " + UsageNb,
        "Systemet dykkar spør oftare enn nødvendig, og trinnet er heva. " + UsageNn,
        "Your system asks more often than it needs to, and its level has risen. " + UsageEn);

    private static readonly Words LevelFallen = new(
        "Trinnet for unødige kall er senket. " + UsageNb, "Trinnet for unødige kall er senka. " + UsageNn, "The level for avoidable calls has fallen. " + UsageEn);

    private static readonly Words TermsDue = new(
        "Det er kommet en ny versjon av bruksvilkårene. En representant for virksomheten må akseptere den innen fristen.",
        "Det er komen ein ny versjon av bruksvilkåra. Ein representant for verksemda må akseptere han innan fristen.",
        "There is a new version of the terms of use. A representative of the business must accept it within the time limit.");

    private static readonly Words TermsMoved = new(
        "Datoene for en versjon av bruksvilkårene er endret. En representant for virksomheten må akseptere den innen fristen.",
        "Datoane for ein versjon av bruksvilkåra er endra. Ein representant for verksemda må akseptere han innan fristen.",
        "The dates of a version of the terms of use have changed. A representative of the business must accept it within the time limit.");

    private static readonly string[] Levels = ["clear", "notice", "soft", "hard", "closureCase"];

    /// <summary>The text of a kind whatever its data tell.</summary>
    public static LetterText Of(string kind) => Texts.GetValueOrDefault(kind, General);

    /// <summary>The text of a kind, in the words that fit what its data tell.</summary>
    public static LetterText Of(string kind, JsonElement data)
    {
        var text = Of(kind);
        return data.ValueKind == JsonValueKind.Object && Fitting(kind, data) is { } body ? text with { Body = body } : text;
    }

    private static Words? Fitting(string kind, JsonElement data) => kind switch
    {
        "notice.published" when Says(data, "kind", "breakingChange") => PublishedChange,
        "notice.completed" when Says(data, "kind", "incident") => IncidentOver,
        "notice.reminder" when data.TryGetProperty("acknowledged", out var told) && told.ValueKind == JsonValueKind.True => MildReminder,
        "level.changed" when LevelOf(data, "from") is >= 0 and var from && LevelOf(data, "to") is >= 0 and var to => to > from ? LevelRisen : LevelFallen,
        "terms.published" when data.TryGetProperty("acceptanceDue", out var due) && due.ValueKind == JsonValueKind.String => TermsDue,
        "terms.changed" when data.TryGetProperty("acceptanceDue", out var due) && due.ValueKind == JsonValueKind.String => TermsMoved,
        _ => null,
    };

    private static bool Says(JsonElement data, string member, string word) => data.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals(word);

    private static int LevelOf(JsonElement data, string member)
        => data.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? Array.IndexOf(Levels, value.GetString()) : -1;
}

/// <summary>What a letter of one kind says.</summary>
/// <param name="Heading">What it is about, in few words: the subject line and the first line.</param>
/// <param name="Body">What it means and what to do.</param>
internal sealed record LetterText(Words Heading, Words Body);
