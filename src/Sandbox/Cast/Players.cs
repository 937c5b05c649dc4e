namespace Digdir.Altinn.Sandbox.Cast;

/// <summary>An organisation of the cast.</summary>
/// <param name="Number">Synthetic organisation number.</param>
/// <param name="Name">Its name.</param>
internal sealed record Organisation(string Number, string Name);

/// <summary>A person of the cast.</summary>
/// <param name="Number">Synthetic national identity number.</param>
/// <param name="Name">Name as the registers write it.</param>
/// <param name="Born">Date of birth.</param>
internal sealed record Person(string Number, string Name, DateOnly Born);

/// <summary>A vendor of the cast, with its one system and its two integrations (clients).</summary>
/// <param name="Organisation">Who it is.</param>
/// <param name="SystemName">Last part of its system id.</param>
internal sealed record Vendor(Organisation Organisation, string SystemName)
{
    public string Number => Organisation.Number;

    public string SystemId => $"{Number}_{SystemName}";

    /// <summary>client_id of its Maskinporten integration.</summary>
    public string MachineClient { get; } = Seeded.Uuid("client:machine:" + Organisation.Number).ToString();

    /// <summary>client_id of its ID-porten integration.</summary>
    public string PersonClient { get; } = Seeded.Uuid("client:person:" + Organisation.Number).ToString();
}

/// <summary>Everybody in the sandbox. Names and numbers are made up; numbers are in the synthetic series and pass their check digits.</summary>
internal static class Players
{
    /// <summary>Subscribes, and fetches what the events tell of.</summary>
    public static readonly Vendor EventDriven = new(new(SyntheticNumbers.Organisation(100), "VÅKEN GREVLING SYSTEMER AS"), "post-inn");

    /// <summary>Asks for the same lists every five minutes.</summary>
    public static readonly Vendor Polling = new(new(SyntheticNumbers.Organisation(200), "RASTLØS EKORN DATA AS"), "arkiv-speil");

    /// <summary>Serves people in offices, with tokens from ID-porten.</summary>
    public static readonly Vendor HumanPaced = new(new(SyntheticNumbers.Organisation(300), "ROLIG ELG KONTOR AS"), "saksbord");

    /// <summary>Counts through what is not its own.</summary>
    public static readonly Vendor Scraping = new(new(SyntheticNumbers.Organisation(900), "NYSGJERRIG SKJÆRE INNSIKT AS"), "innsyn");

    /// <summary>Whose tokens are handed out when nobody else is asked for: registered, terms accepted, every product stated.</summary>
    public static readonly Vendor GoodStanding = new(new(SyntheticNumbers.Organisation(400), "HEDERLIG BJØRK PROGRAMVARE AS"), "regnskap-pro");

    /// <summary>Registered, but has not accepted the terms.</summary>
    public static readonly Vendor NotAccepted = new(new(SyntheticNumbers.Organisation(500), "SENDREKTIG FURU IT AS"), "lonn-enkel");

    /// <summary>Known to nobody but Maskinporten.</summary>
    public static readonly Vendor Unregistered = new(new(SyntheticNumbers.Organisation(600), "UKJENT RYPE UTVIKLING AS"), "prove");

    /// <summary>The service owner that sends, with acronym <c>ttd</c>.</summary>
    public static readonly Organisation ServiceOwner = new(SyntheticNumbers.Organisation(700), "TESTDEPARTEMENTET");

    /// <summary>Who operates the gateway.</summary>
    public static readonly Organisation Operator = new(SyntheticNumbers.Organisation(800), "SYNTETISK SERVICEDESK");

    public static readonly IReadOnlyList<Vendor> Vendors = [EventDriven, Polling, HumanPaced, Scraping, GoodStanding, NotAccepted, Unregistered];

    /// <summary>The customers (kunder) whose system users the vendors have.</summary>
    public static readonly IReadOnlyList<Organisation> Customers =
    [
        new(SyntheticNumbers.Organisation(1_000), "TAKTFULL ORDENTLIG APE AS"),
        new(SyntheticNumbers.Organisation(1_100), "ÆRLIG UROKKELIG TIGER AS"),
        new(SyntheticNumbers.Organisation(1_200), "LYSTIG FREMTIDIG KATT SA"),
        new(SyntheticNumbers.Organisation(1_300), "SPARSOM NØYAKTIG TORSK AS"),
        new(SyntheticNumbers.Organisation(1_400), "GJESTFRI LUN RYPE SA"),
        new(SyntheticNumbers.Organisation(1_500), "KVIKK MUNTER HARE AS"),
        new(SyntheticNumbers.Organisation(1_600), "STØDIG VARSOM ØRN ASA"),
        new(SyntheticNumbers.Organisation(1_700), "FRODIG GAVMILD SEL AS"),
    ];

    /// <summary>The people who log in; each may act for the customers.</summary>
    public static readonly IReadOnlyList<Person> People =
    [
        Born(new(1974, 3, 12), "UROMANTISK LITTERATUR"),
        Born(new(1988, 11, 2), "EPLEKJEKK STIL"),
        Born(new(1961, 7, 25), "BLYG TENDENS"),
    ];

    public static string Acronym => "ttd";

    /// <summary>Number and name of everybody.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Named =>
    [
        .. Vendors.Select(vendor => KeyValuePair.Create(vendor.Number, vendor.Organisation.Name)),
        .. Customers.Append(ServiceOwner).Append(Operator).Select(organisation => KeyValuePair.Create(organisation.Number, organisation.Name)),
        .. People.Select(person => KeyValuePair.Create(person.Number, person.Name)),
    ];

    private static Person Born(DateOnly born, string name) => new(SyntheticNumbers.Person(born, 100), name, born);
}
