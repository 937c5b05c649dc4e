using System.Collections.Frozen;
using Digdir.Altinn.VendorRegistry.Contacts;
using Digdir.Altinn.VendorRegistry.NoticeFeeds;

namespace Digdir.Altinn.VendorRegistry.Mail;

/// <summary>Which facts of an announcement's data a letter names, and what the APIs' words are called in it.</summary>
internal static class LetterFacts
{
    /// <summary>
    /// What of the data a letter may name, in this order, with what it is called. Everything else is left out: parties, customers and people are never among them.
    /// </summary>
    public static IReadOnlyList<(string Name, Words Label)> All { get; } =
    [
        ("kind", new("Slag", "Slag", "Kind")),
        ("phase", new("Siste nytt", "Siste nytt", "Latest")),
        ("summary", new("Kort", "Kort", "In short")),
        ("cause", new("Årsak", "Årsak", "Cause")),
        ("vendor", new("Leverandør", "Leverandør", "Vendor")),
        ("outcome", new("Svar", "Svar", "Answer")),
        ("wishedUntil", new("Ønsket tid", "Ønskt tid", "Time wished for")),
        ("scheduledFor", new("Skulle publiseres", "Skulle publiserast", "Was to be published")),
        ("obstacle", new("Hindring", "Hindring", "Obstacle")),
        ("code", new("Kode", "Kode", "Code")),
        ("emergencyGround", new("Varslet på kort tid på grunn av", "Varsla på kort tid på grunn av", "On short notice because of")),
        ("effective", new("Trer i kraft", "Trer i kraft", "Takes effect")),
        ("ends", new("Slutter", "Sluttar", "Ends")),
        ("daysLeft", new("Dager igjen", "Dagar att", "Days left")),
        ("callsLastWeek", new("Kall siste sju dager", "Kall siste sju dagar", "Calls in the last seven days")),
        ("from", new("Fra", "Frå", "From")),
        ("to", new("Til", "Til", "To")),
        ("until", new("Til", "Til", "Until")),
        ("perHour", new("Kall i timen", "Kall i timen", "Calls an hour")),
        ("liftedAt", new("Løftet", "Lyfta", "Lifted")),
        ("inForceFrom", new("Gjelder fra", "Gjeld frå", "In force from")),
        ("acceptanceDue", new("Frist for å akseptere", "Frist for å akseptere", "Accept by")),
        ("deadline", new("Frist", "Frist", "Deadline")),
        ("version", new("Versjon", "Versjon", "Version")),
        ("product", new("Produkt", "Produkt", "Product")),
        ("products", new("Produkter", "Produkt", "Products")),
        ("operations", new("Operasjoner", "Operasjonar", "Operations")),
        ("successor", new("Bruk i stedet", "Bruk i staden", "Use instead")),
        ("environment", new("Miljø", "Miljø", "Environment")),
        ("environments", new("Miljøer", "Miljø", "Environments")),
        ("system", new("System", "System", "System")),
        ("ground", new("Grunn", "Grunn", "Ground")),
        ("clause", new("Punkt i bruksvilkårene", "Punkt i bruksvilkåra", "Clause of the terms")),
        ("level", new("Trinn", "Trinn", "Level")),
        ("readClass", new("Lesegruppe", "Lesegruppe", "Read group")),
        ("webhook", new("Webhook", "Webhook", "Webhook")),
        ("page", new("Les mer", "Les meir", "Read more")),
        ("link", new("I leverandørens API", "I leverandøren sitt API", "In the vendor's API")),
        ("admin", new("I admin-API-et", "I admin-API-et", "In the admin API")),
    ];

    private static readonly Words Starts = new("Starter", "Startar", "Starts");

    private static readonly Words Began = new("Begynte", "Byrja", "Began");

    /// <summary>Those that are paths at the gateway.</summary>
    public static FrozenSet<string> Paths { get; } = new[] { "successor", "page", "link" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Words> Spoken = new Dictionary<string, Words>(StringComparer.Ordinal)
    {
        ["breakingChange"] = new("brytende endring", "brytande endring", "breaking change"),
        ["maintenance"] = new("vedlikehold", "vedlikehald", "maintenance"),
        ["incident"] = new("hendelse", "hending", "incident"),
        ["information"] = new("informasjon", "informasjon", "information"),
        ["published"] = new("publisert", "publisert", "published"),
        ["amended"] = new("endret", "endra", "changed"),
        ["investigating"] = new("undersøkes", "blir undersøkt", "being investigated"),
        ["identified"] = new("årsaken er funnet", "årsaka er funnen", "cause found"),
        ["monitoring"] = new("rettet, følges med på", "retta, blir følgt med på", "mended, being watched"),
        ["started"] = new("startet", "starta", "started"),
        ["resolved"] = new("løst", "løyst", "resolved"),
        ["completed"] = new("gjennomført", "gjennomført", "completed"),
        ["withdrawn"] = new("trukket tilbake", "trekt tilbake", "withdrawn"),
        ["granted"] = new("innvilget", "innvilga", "granted"),
        ["declined"] = new("avslått", "avslått", "declined"),
        ["test"] = new("testmiljøet", "testmiljøet", "the test environment"),
        ["production"] = new("produksjon", "produksjon", "production"),
        ["clear"] = new("ingen", "ingen", "none"),
        ["notice"] = new("1, varsel", "1, varsel", "1, notice"),
        ["soft"] = new("2, lesninger bremses", "2, lesingar blir bremsa", "2, reads are slowed"),
        ["hard"] = new("3, lesninger bremses hardt", "3, lesingar blir bremsa hardt", "3, reads are slowed hard"),
        ["closureCase"] = new("4, sak om stenging", "4, sak om stenging", "4, closure case"),
        ["list"] = new("oversikter og søk", "oversikter og søk", "overviews and searches"),
        ["thing"] = new("enkeltoppslag", "enkeltoppslag", "single things"),
        ["status"] = new("status", "status", "status"),
        ["lookup"] = new("oppslag i metadata", "oppslag i metadata", "metadata"),
        ["feed"] = new("hendelsesstrøm", "hendingsstraum", "event feed"),
        ["criticalFault"] = new("retting av en kritisk feil", "retting av ein kritisk feil", "a critical fault that is mended"),
        ["seriousIncident"] = new("en alvorlig hendelse", "ei alvorleg hending", "a serious incident"),
        ["breach"] = new("mislighold", "mishald", "breach"),
        ["misuse"] = new("misbruk", "misbruk", "misuse"),
        ["screenScraping"] = new("skjermskraping", "skjermskraping", "screen scraping"),
        ["securityBreach"] = new("sikkerhetsbrudd", "tryggleiksbrot", "security breach"),
        ["privateUse"] = new("privat bruk", "privat bruk", "private use"),
        ["excessivePolling"] = new("overdreven polling", "overdriven polling", "excessive polling"),
        ["thirdPartyHarm"] = new("skade for andre", "skade for andre", "harm to others"),
        ["contactMissing"] = new("mangler kontaktinformasjon", "manglar kontaktinformasjon", "contact information missing"),
        ["revision"] = new("revisjon", "revisjon", "revision"),
        ["termination"] = new("oppsigelse", "oppseiing", "termination"),
        ["vendorRequest"] = new("leverandørens eget ønske", "leverandøren sitt eige ønske", "the vendor's own request"),
        ["holdPut"] = new("sperre satt", "sperre sett", "hold put"),
        ["holdLifted"] = new("sperre løftet", "sperre lyfta", "hold lifted"),
        ["integrationStated"] = new("integrasjon oppgitt", "integrasjon oppgitt", "integration stated"),
        ["integrationEnded"] = new("integrasjon avsluttet", "integrasjon avslutta", "integration ended"),
        ["termsAccepted"] = new("bruksvilkår akseptert", "bruksvilkår aksepterte", "terms accepted"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What a fact is called: the time of a notice by what kind it is.</summary>
    public static Words LabelOf(string name, Words label, string? kind) => (name, kind) switch
    {
        ("effective", "maintenance") => Starts,
        ("effective", "incident") => Began,
        _ => label,
    };

    /// <summary>Whether a word of the APIs is one that letters have their own for.</summary>
    public static bool Knows(string word) => Spoken.ContainsKey(word);

    /// <summary>A word of the APIs as a letter says it; a product by its name, and any other text as it is.</summary>
    public static string Say(string word, ContactLanguage language) => Spoken.TryGetValue(word, out var words) ? words.In(language) : ProductNames.Of(word);
}
