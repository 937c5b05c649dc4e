using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.Gateway;

/// <summary>Every way the gateway refuses a request. A code never changes its meaning and is never used again; retired ones stay here as comments.</summary>
internal static class Problems
{
    public static readonly Problem UnknownOperation = new(
        "GWY-00001", 404,
        new("Operasjonen finnes ikke", "No such operation"),
        new("Bruk en metode og sti fra produktets API-beskrivelse. Gatewayen slipper bare gjennom operasjoner som står i katalogen.",
            "Use a method and path from the product's API description. The gateway passes on only operations in its catalogue."));

    public static readonly Problem ClosedOperation = new(
        "GWY-00002", 403,
        new("Operasjonen er ikke åpen for leverandører", "The operation is not open to vendors"),
        new("Se begrunnelsen i «detail». Bruk operasjonene som produktet tilbyr sluttbrukersystemer.",
            "See the reason in \"detail\". Use the operations the product offers end-user systems."),
        "1.2.1");

    public static readonly Problem TokenMissing = new(
        "GWY-00003", 401,
        new("Token mangler", "Token missing"),
        new("Hent et token fra Maskinporten eller ID-porten og send det i Authorization: Bearer.",
            "Get a token from Maskinporten or ID-porten and send it in Authorization: Bearer."),
        "1.2.2");

    public static readonly Problem TokenInvalid = new(
        "GWY-00004", 401,
        new("Tokenet er ikke gyldig", "The token is not valid"),
        new("Hent et nytt token. «detail» sier hva som var galt.", "Get a new token. \"detail\" says what was wrong."),
        "1.2.2");

    public static readonly Problem TokenRequestInvalid = new(
        "GWY-00005", 400,
        new("Autentiseringen i forespørselen er feil bygget opp", "The request's authentication is malformed"),
        new("Send nøyaktig ett token, i Authorization: Bearer.", "Send exactly one token, in Authorization: Bearer."),
        "1.2.2");

    public static readonly Problem TokenFormNotTaken = new(
        "GWY-00006", 401,
        new("Produktet tar ikke imot denne typen token", "The product does not take this kind of token"),
        new("«accepted» viser hvilke typer operasjonen tar. Et Maskinporten- eller ID-porten-token kan veksles på /authentication/api/v1/exchange/.",
            "\"accepted\" lists the kinds the operation takes. A Maskinporten or ID-porten token can be exchanged at /authentication/api/v1/exchange/."),
        "1.2.2");

    public static readonly Problem IssuerUnavailable = new(
        "GWY-00007", 503,
        new("Tokenet kan ikke kontrolleres nå", "The token cannot be checked right now"),
        new("Nøklene til utstederen er ikke tilgjengelige. Prøv igjen etter Retry-After.", "The issuer's keys are out of reach. Try again after Retry-After."));

    public static readonly Problem NoIdentity = new(
        "GWY-00008", 403,
        new("Tokenet sier ikke hvem som kaller", "The token does not say who is calling"),
        new("Bruk et token med en organisasjon i «consumer» (eller «supplier»).", "Use a token with an organisation in \"consumer\" (or \"supplier\")."),
        "1.2.2");

    public static readonly Problem ScopeMissing = new(
        "GWY-00009", 403,
        new("Tokenet mangler et scope", "The token lacks a scope"),
        new("Be om et av scopene i «scopes» når du henter tokenet.", "Ask for one of the scopes in \"scopes\" when you get the token."),
        "1.2.2");

    public static readonly Problem Maintenance = new(
        "GWY-00010", 503,
        new("Vedlikehold pågår", "Maintenance in progress"),
        new("Prøv igjen etter Retry-After. «link» fører til varselet, der det er ett; planlagt vedlikehold varsles på status.digdir.no.",
            "Try again after Retry-After. \"link\" leads to the notice, where there is one; planned maintenance is announced on status.digdir.no."),
        "1.2.6");

    public static readonly Problem VendorNotRegistered = new(
        "GWY-00011", 403,
        new("Leverandøren er ikke registrert", "The vendor is not registered"),
        new("Registrer virksomheten som leverandør hos Digdir før integrasjon: servicedesk@altinn.no.", "Register the organisation as a vendor with Digdir before integrating: servicedesk@altinn.no."),
        "1.1");

    public static readonly Problem TermsNotAccepted = new(
        "GWY-00012", 403,
        new("Bruksvilkårene er ikke akseptert", "The terms of use are not accepted"),
        new("En representant med fullmakt må akseptere versjonen i «terms».", "A representative with authority must accept the version in \"terms\"."),
        "1.1");

    public static readonly Problem Held = new(
        "GWY-00013", 403,
        new("Tilgangen er sperret", "Access is on hold"),
        new("Kontakt servicedesk@altinn.no og oppgi «hold».", "Contact servicedesk@altinn.no and quote \"hold\"."));

    public static readonly Problem ProductNotStated = new(
        "GWY-00014", 403,
        new("Produktet er utenfor det integrasjonen er oppgitt å gjelde", "The product is outside the stated purpose of the integration"),
        new("Oppgi en integrasjon med formål for produktet hos Digdir før det brukes.", "State an integration with its purpose for the product with Digdir before using it."),
        "1.2.1");

    public static readonly Problem EnvironmentNotOpen = new(
        "GWY-00015", 403,
        new("Integrasjonen er ikke åpnet i dette miljøet", "The integration is not open in this environment"),
        new("Integrasjonen er oppgitt for et annet miljø. Få den åpnet her etter godkjent testing.", "The integration is stated for another environment. Have it opened here after testing."),
        "1.2.3");

    public static readonly Problem WrongInterface = new(
        "GWY-00016", 403,
        new("Feil grensesnitt for oversikt over meldinger", "Wrong interface for an overview of messages"),
        new("Hent oversikten fra Dialogporten: GET /dialogporten/api/v1/enduser/dialogs, eller abonner på hendelsene i «events».",
            "Take the overview from Dialogporten: GET /dialogporten/api/v1/enduser/dialogs, or subscribe to the events in \"events\"."),
        "2.2");

    public static readonly Problem LimitSpent = new(
        "GWY-00017", 429,
        new("Grensen for antall kall er nådd", "The limit on calls is reached"),
        new("Vent til Retry-After har gått. Abonner på hendelser i stedet for å spørre ofte.", "Wait until Retry-After has passed. Subscribe to events instead of asking often."),
        "1.2.4",
        "https://iana.org/assignments/http-problem-types#quota-exceeded");

    public static readonly Problem EdgeLimitSpent = new(
        "GWY-00018", 429,
        new("For mange forespørsler fra denne adressen", "Too many requests from this address"),
        new("Vent til Retry-After har gått.", "Wait until Retry-After has passed."));

    public static readonly Problem UpstreamUnreachable = new(
        "GWY-00019", 502,
        new("Produktet svarer ikke", "The product does not answer"),
        new("Feilen ligger i Altinn, ikke i kallet. Prøv igjen senere, med økende pauser.", "The fault is in Altinn, not in the call. Try again later, with growing pauses."));

    public static readonly Problem UpstreamTimeout = new(
        "GWY-00020", 504,
        new("Produktet brukte for lang tid", "The product took too long"),
        new("Feilen ligger i Altinn, ikke i kallet. Prøv igjen senere, med økende pauser.", "The fault is in Altinn, not in the call. Try again later, with growing pauses."));

    public static readonly Problem RequestAborted = new(
        "GWY-00021", 400,
        new("Forespørselen ble ikke fullført", "The request was not completed"),
        new("Send hele forespørselen, raskt nok til at forbindelsen ikke lukkes.", "Send the whole request, fast enough that the connection is not closed."));

    public static readonly Problem HeaderRefused = new(
        "GWY-00022", 400,
        new("Forespørselen har et felt eller en sti som ikke tas imot", "The request has a field or path that is not accepted"),
        new("«detail» sier hvilket.", "\"detail\" says which."));

    public static readonly Problem MethodNotAllowed = new(
        "GWY-00023", 405,
        new("Metoden kan ikke brukes her", "The method cannot be used here"),
        new("Bruk en av metodene i Allow.", "Use one of the methods in Allow."));

    public static readonly Problem RequestTooSlow = new(
        "GWY-00024", 408,
        new("Forespørselen kom for langsomt", "The request came too slowly"),
        new("Send forespørselen jevnt, raskere enn 100 byte i sekundet.", "Send the request steadily, faster than 100 bytes a second."));

    public static readonly Problem BodyTooLarge = new(
        "GWY-00025", 413,
        new("Innholdet er for stort", "The body is too large"),
        new("Del opp innholdet eller bruk produktets operasjon for store filer.", "Split the body or use the product's operation for large files."));

    public static readonly Problem GatewayFault = new(
        "GWY-00026", 500,
        new("Gatewayen feilet", "The gateway failed"),
        new("Feilen er vår og er logget. Oppgi «traceId» til servicedesk@altinn.no.", "The fault is ours and is logged. Quote \"traceId\" to servicedesk@altinn.no."));

    public static readonly Problem RequestLineTooLong = new(
        "GWY-00027", 414,
        new("Adressen er for lang", "The address is too long"),
        new("Kort ned spørringen, eller del den opp i flere kall. Sti og spørring kan være omtrent 40 KiB til sammen.",
            "Shorten the query or split it over several calls. Path and query may be about 40 KiB together."));

    public static readonly Problem HeadTooLarge = new(
        "GWY-00028", 431,
        new("Feltene i forespørselen er for store eller for mange", "The fields of the request are too large or too many"),
        new("Send færre og kortere felt: høyst omtrent 100 felt og 80 KiB til sammen.", "Send fewer and shorter fields: at most about 100 fields and 80 KiB together."));

    public static readonly Problem AvoidableCalls = new(
        "GWY-00029", 429,
        new("For mange kall som kunne vært unngått", "Too many calls that could have been avoided"),
        new("Abonner på hendelsene i «events» («subscribe» viser forespørselen) og les når en hendelse kommer. Ellers: vent til Retry-After har gått.",
            "Subscribe to the events in \"events\" (\"subscribe\" shows the request) and read when an event comes. Otherwise wait until Retry-After has passed."),
        "1.2.4",
        "https://iana.org/assignments/http-problem-types#abnormal-usage-detected");

    public static readonly Problem Braked = new(
        "GWY-00030", 429,
        new("Trafikken bremses for en stund", "Traffic is held back for a while"),
        new("Produktet er overbelastet, og det meste av trafikken kommer fra denne leverandøren. Vent til Retry-After har gått, og spre kallene. Kontakt servicedesk@altinn.no.",
            "The product is overloaded and most of its traffic comes from this vendor. Wait until Retry-After has passed, and spread the calls. Contact servicedesk@altinn.no."),
        "1.2.5",
        "https://iana.org/assignments/http-problem-types#abnormal-usage-detected");

    public static readonly Problem NotABrowser = new(
        "GWY-00031", 403,
        new("Portalen er for mennesker", "The portal is for people"),
        new("Denne innloggingen hører til en nettleser. Et program bruker produktenes API-er med et token fra Maskinporten eller ID-porten.",
            "This session belongs to a browser. A program uses the products' APIs with a token from Maskinporten or ID-porten."),
        "7.1");

    public static readonly Problem OperationRemoved = new(
        "GWY-00032", 410,
        new("Operasjonen er fjernet", "The operation is removed"),
        new("Bruk det som er oppgitt i «successor», der det er noe. «link» fører til varselet om endringen.", "Use what \"successor\" names, where it is there. \"link\" leads to the notice of the change."),
        "3.1.2");

    public static readonly Problem Brownout = new(
        "GWY-00033", 503,
        new("Operasjonen er stengt på prøve før den endres", "The operation is refused for a while before it changes"),
        new("Dette er et varslet prøveavslag: operasjonen endres eller fjernes på tidspunktet i «effective». Ta i bruk det nye nå; «link» fører til varselet.",
            "This is an announced brownout: the operation changes or goes at the time in \"effective\". Move to what is new now; \"link\" leads to the notice."),
        "3.1.2");
}
