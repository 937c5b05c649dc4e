using System.Collections.Frozen;

namespace Digdir.Altinn.VendorRegistry.Mail;

/// <summary>What letters say, per kind of announcement. A kind that is not here gets the general text; a further one is one entry.</summary>
internal static class LetterTexts
{
    /// <summary>For kinds without a text of their own.</summary>
    public static readonly LetterText General = new(
        new("Ny kunngjøring", "Ny kunngjering", "New announcement"),
        new("Det er noe nytt som gjelder dere. Les mer i leverandørens eget API.", "Det er noko nytt som gjeld dykk. Les meir i leverandøren sitt eige API.",
            "There is something new that concerns you. Read more in the vendor's own API."));

    private static readonly FrozenDictionary<string, LetterText> Texts = new Dictionary<string, LetterText>(StringComparer.Ordinal)
    {
        ["notice.published"] = new(
            new("Ny varsling", "Ny varsling", "New notice"),
            new("Det er publisert en varsling. Undersøk om systemet deres bruker det den gjelder, og kvitter i leverandørens eget API.",
                "Det er publisert ei varsling. Undersøk om systemet dykkar bruker det ho gjeld, og kvitter i leverandøren sitt eige API.",
                "A notice has been published. See whether your system uses what it concerns, and acknowledge it in the vendor's own API.")),
        ["notice.amended"] = new(
            new("Varsling endret", "Varsling endra", "Notice changed"),
            new("En varsling er endret.", "Ei varsling er endra.", "A notice has been changed.")),
        ["notice.completed"] = new(
            new("Varsling avsluttet", "Varsling avslutta", "Notice completed"),
            new("Det som ble varslet, er gjennomført.", "Det som vart varsla, er gjennomført.", "What was announced has been carried out.")),
        ["notice.withdrawn"] = new(
            new("Varsling trukket tilbake", "Varsling trekt tilbake", "Notice withdrawn"),
            new("En varsling er trukket tilbake: det som ble varslet, skjer ikke.", "Ei varsling er trekt tilbake: det som vart varsla, skjer ikkje.",
                "A notice has been withdrawn: what was announced will not happen.")),
        ["notice.reminder"] = new(
            new("Påminnelse om varsling", "Påminning om varsling", "Reminder of a notice"),
            new("Systemet deres bruker fortsatt det en varsling gjelder, og den er ikke kvittert. Gjør endringen i tide, og kvitter i leverandørens eget API – eller be om mer tid der.",
                "Systemet dykkar bruker framleis det ei varsling gjeld, og ho er ikkje kvittert. Gjer endringa i tide, og kvitter i leverandøren sitt eige API – eller be om meir tid der.",
                "Your system still uses what a notice concerns, and the notice has not been acknowledged. Make the change in time and acknowledge it in the vendor's own API, or ask for more time there.")),
        ["standing.changed"] = new(
            new("Statusen deres er endret", "Statusen dykkar er endra", "Your standing has changed"),
            new("Det systemene deres har lov til akkurat nå, er endret. Se /vendor/v1/standing.", "Det systema dykkar har lov til akkurat no, er endra. Sjå /vendor/v1/standing.",
                "What your systems may do right now has changed. See /vendor/v1/standing.")),
        ["level.changed"] = new(
            new("Nytt trinn for unødige kall", "Nytt trinn for unødige kall", "New level for avoidable calls"),
            new("Systemet deres spør oftere enn nødvendig, eller har sluttet med det, og trinnet er endret. /vendor/v1/usage viser hva som skjer, hva som kan erstatte kallene, og hvordan dere klager.",
                "Systemet dykkar spør oftare enn nødvendig, eller har slutta med det, og trinnet er endra. /vendor/v1/usage viser kva som skjer, kva som kan erstatte kalla, og korleis de klagar.",
                "Your system asks more often than it needs to, or has stopped doing so, and its level has changed. /vendor/v1/usage shows what happens, what could replace the calls, and how to appeal.")),
        ["hold.put"] = new(
            new("Sperre satt", "Sperre sett", "Hold put"),
            new("Det er satt en sperre: kall som den gjelder, blir avvist til den er løftet. Se /vendor/v1/standing.", "Det er sett ei sperre: kall som ho gjeld, blir avviste til ho er lyfta. Sjå /vendor/v1/standing.",
                "A hold has been put: calls that it covers are refused until it is lifted. See /vendor/v1/standing.")),
        ["hold.lifted"] = new(
            new("Sperre løftet", "Sperre lyfta", "Hold lifted"),
            new("En sperre er løftet. Andre sperrer kan fortsatt gjelde: se /vendor/v1/standing.", "Ei sperre er lyfta. Andre sperrer kan framleis gjelde: sjå /vendor/v1/standing.",
                "A hold has been lifted. Others may still apply: see /vendor/v1/standing.")),
        ["terms.published"] = new(
            new("Ny versjon av bruksvilkårene", "Ny versjon av bruksvilkåra", "New version of the terms of use"),
            new("Det er kommet en ny versjon av bruksvilkårene. En representant for virksomheten må akseptere den innen fristen.",
                "Det er komen ein ny versjon av bruksvilkåra. Ein representant for verksemda må akseptere han innan fristen.",
                "There is a new version of the terms of use. A representative of the business must accept it within the time limit.")),
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

    /// <summary>
    /// What of an announcement's data a letter may name, in this order, with what it is called. Everything else is left out: parties, customers and people are
    /// never among them.
    /// </summary>
    public static IReadOnlyList<(string Name, Words Label)> Facts { get; } =
    [
        ("kind", new("Slag", "Slag", "Kind")),
        ("summary", new("Kort", "Kort", "In short")),
        ("effective", new("Trer i kraft", "Trer i kraft", "Takes effect")),
        ("ends", new("Slutter", "Sluttar", "Ends")),
        ("from", new("Fra", "Frå", "From")),
        ("until", new("Til", "Til", "Until")),
        ("inForceFrom", new("Gjelder fra", "Gjeld frå", "In force from")),
        ("acceptanceDue", new("Frist for å akseptere", "Frist for å akseptere", "Accept by")),
        ("deadline", new("Frist", "Frist", "Deadline")),
        ("version", new("Versjon", "Versjon", "Version")),
        ("product", new("Produkt", "Produkt", "Product")),
        ("products", new("Produkter", "Produkt", "Products")),
        ("operations", new("Operasjoner", "Operasjonar", "Operations")),
        ("environment", new("Miljø", "Miljø", "Environment")),
        ("environments", new("Miljøer", "Miljø", "Environments")),
        ("system", new("System", "System", "System")),
        ("ground", new("Grunn", "Grunn", "Ground")),
        ("clause", new("Punkt i bruksvilkårene", "Punkt i bruksvilkåra", "Clause of the terms")),
        ("level", new("Trinn", "Trinn", "Level")),
        ("readClass", new("Lesegruppe", "Lesegruppe", "Read group")),
        ("webhook", new("Webhook", "Webhook", "Webhook")),
        ("link", new("Les mer", "Les meir", "Read more")),
    ];

    /// <summary>What the APIs' words for notices, environments and levels are called in a letter.</summary>
    private static readonly FrozenDictionary<string, Words> Spoken = new Dictionary<string, Words>(StringComparer.Ordinal)
    {
        ["breakingChange"] = new("brytende endring", "brytande endring", "breaking change"),
        ["maintenance"] = new("vedlikehold", "vedlikehald", "maintenance"),
        ["incident"] = new("hendelse", "hending", "incident"),
        ["information"] = new("informasjon", "informasjon", "information"),
        ["test"] = new("testmiljøet", "testmiljøet", "the test environment"),
        ["production"] = new("produksjon", "produksjon", "production"),
        ["clear"] = new("ingen", "ingen", "none"),
        ["notice"] = new("1, varsel", "1, varsel", "1, notice"),
        ["soft"] = new("2, lesninger bremses", "2, lesingar blir bremsa", "2, reads are slowed"),
        ["hard"] = new("3, lesninger bremses hardt", "3, lesingar blir bremsa hardt", "3, reads are slowed hard"),
        ["closureCase"] = new("4, sak om stenging", "4, sak om stenging", "4, closure case"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A word of the APIs as a letter says it; any other text as it is.</summary>
    public static string Say(string word, Contacts.ContactLanguage language) => Spoken.TryGetValue(word, out var words) ? words.In(language) : word;

    /// <summary>The text of a kind.</summary>
    public static LetterText Of(string kind) => Texts.GetValueOrDefault(kind, General);
}

/// <summary>What a letter of one kind says.</summary>
/// <param name="Heading">What it is about, in few words: the subject line and the first line.</param>
/// <param name="Body">What it means and what to do.</param>
internal sealed record LetterText(Words Heading, Words Body);
