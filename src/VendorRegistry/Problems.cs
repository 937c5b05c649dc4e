using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.VendorRegistry;

/// <summary>Every way the registry refuses a request. A code never changes its meaning and is never used again; retired ones stay here as comments.</summary>
internal static class Problems
{
    public static readonly Problem MalformedBody = new(
        "REG-00001", 400,
        new("Innholdet kan ikke leses", "The body cannot be read"),
        new("Send ett JSON-dokument slik API-beskrivelsen viser. «detail» og «path» sier hvor det er feil.",
            "Send one JSON document as the API description shows. \"detail\" and \"path\" say where it is wrong."));

    public static readonly Problem InvalidFields = new(
        "REG-00002", 400,
        new("Ett eller flere felt er ugyldige", "One or more fields are invalid"),
        new("Rett feltene i «errors» og send på nytt.", "Correct the fields in \"errors\" and send again."));

    public static readonly Problem NotFound = new(
        "REG-00003", 404,
        new("Finnes ikke", "Not found"),
        new("Kontroller adressen, særlig id-en.", "Check the address, the id above all."));

    public static readonly Problem AlreadyExists = new(
        "REG-00004", 409,
        new("Finnes allerede", "Already exists"),
        new("Hent det som finnes, og endre det i stedet.", "Get what exists and change that instead."));

    public static readonly Problem ClientTaken = new(
        "REG-00005", 409,
        new("Klienten hører til et annet system", "The client belongs to another system"),
        new("En client_id hører til ett system. Fjern den fra det andre systemet først. «clients» viser hvor den er.",
            "A client_id belongs to one system. Remove it from the other system first. \"clients\" shows where it is."));

    public static readonly Problem MoveNotAllowed = new(
        "REG-00006", 409,
        new("Endringen er ikke mulig i denne tilstanden", "The change is not possible in this state"),
        new("Hent ressursen og se tilstanden. «detail» sier hva som hindrer.", "Get the resource and see its state. \"detail\" says what stands in the way."));

    public static readonly Problem Stale = new(
        "REG-00007", 412,
        new("Ressursen er endret av noen andre", "The resource was changed by someone else"),
        new("Hent den på nytt, gjør endringen på den nye utgaven og send dens ETag i If-Match.",
            "Get it again, make the change on the new version and send its ETag in If-Match."));

    public static readonly Problem PreconditionMissing = new(
        "REG-00008", 428,
        new("If-Match mangler", "If-Match is missing"),
        new("Send ETag fra siste GET i If-Match (eller * for å skrive over det som er der).",
            "Send the ETag of the last GET in If-Match (or * to overwrite whatever is there)."));

    public static readonly Problem MediaTypeNotTaken = new(
        "REG-00009", 415,
        new("Innholdstypen tas ikke imot", "The media type is not accepted"),
        new("Send Content-Type: application/json.", "Send Content-Type: application/json."));

    public static readonly Problem TooLarge = new(
        "REG-00010", 413,
        new("Innholdet er for stort", "The body is too large"),
        new("Del innholdet. Største størrelse står i «maxBytes».", "Split the body. The largest size is in \"maxBytes\"."));

    public static readonly Problem NotLoggedIn = new(
        "REG-00011", 401,
        new("Innlogging kreves", "Login is required"),
        new("Send et gyldig token for en operatør i Authorization: Bearer.", "Send a valid operator's token in Authorization: Bearer."));

    public static readonly Problem RoleMissing = new(
        "REG-00012", 403,
        new("Rollen din gir ikke adgang til dette", "Your role does not give access to this"),
        new("Be om en av rollene i «roles».", "Ask for one of the roles in \"roles\"."));

    public static readonly Problem DatabaseUnavailable = new(
        "REG-00013", 503,
        new("Registeret når ikke databasen", "The registry cannot reach its database"),
        new("Ingenting er endret. Prøv igjen etter Retry-After.", "Nothing was changed. Try again after Retry-After."));

    public static readonly Problem Unexpected = new(
        "REG-00014", 500,
        new("Noe gikk galt i registeret", "Something went wrong in the registry"),
        new("Ingenting er endret. Oppgi «traceId» til drift.", "Nothing was changed. Give \"traceId\" to operations."));

    public static readonly Problem OperatorsUnavailable = new(
        "REG-00015", 503,
        new("Innlogging kan ikke kontrolleres nå", "Login cannot be checked right now"),
        new("Nøklene til utstederen er ikke tilgjengelige. Prøv igjen etter Retry-After.", "The issuer's keys are out of reach. Try again after Retry-After."));

    public static readonly Problem ScopeMissing = new(
        "REG-00016", 403,
        new("Tokenet mangler scope for leverandør-API-et", "The token lacks the scope of the vendor API"),
        new("Be om scopet i «scopes» på klienten i Maskinporten og hent et nytt token.", "Ask for the scope in \"scopes\" on the client in Maskinporten and get a new token."));

    public static readonly Problem VendorNotRegistered = new(
        "REG-00017", 403,
        new("Leverandøren er ikke registrert", "The vendor is not registered"),
        new("Registrer virksomheten som leverandør hos Digdir.", "Register the business as a vendor with Digdir."),
        Clause: "1.1");

    public static readonly Problem MethodNotAllowed = new(
        "REG-00018", 405,
        new("Adressen har ikke denne metoden", "The address does not have this method"),
        new("Bruk en av metodene i Allow.", "Use one of the methods in Allow."));

    public static readonly Problem TooOften = new(
        "REG-00019", 409,
        new("Grensen for hvor ofte dette kan gjøres, er nådd", "The limit of how often this can be done is reached"),
        new("«detail» sier hvor ofte. Ta kontakt med servicedesk hvis du trenger mer.", "\"detail\" says how often. Contact the servicedesk if you need more."));

    public static readonly Problem NoticeTooShort = new(
        "REG-00020", 409,
        new("Endringen er varslet for sent", "The change is given too short notice"),
        new("Sett ikrafttredelsen til «earliest» eller senere, eller oppgi en nødgrunn (emergencyGround) og la en annen med rollen approver godkjenne den.",
            "Set the effective time to \"earliest\" or later, or state an emergency ground (emergencyGround) and have another person with the role approver approve it."),
        Clause: "3.1.2");

    public static readonly Problem EffectMovesEarlier = new(
        "REG-00021", 409,
        new("Ikrafttredelsen kan bare flyttes til senere", "The effective time can only move later"),
        new("Behold «effective» eller sett en senere tid. Må endringen komme før, så lag et nytt varsel med egen begrunnelse, og oppgi dette i supersedes.",
            "Keep \"effective\" or set a later time. If the change must come earlier, make a new notice with a ground of its own, and name this one in supersedes."),
        Clause: "3.1.2");

    public static readonly Problem ApprovalMissing = new(
        "REG-00022", 409,
        new("Nødgrunnen er ikke godkjent", "The emergency ground is not approved"),
        new("La en annen enn forfatteren, med rollen approver, godkjenne varselet slik det nå står.",
            "Have somebody other than the author, with the role approver, approve the notice as it now stands."),
        Clause: "3.1.2");

    public static readonly Problem SamePerson = new(
        "REG-00023", 403,
        new("Forfatteren kan ikke godkjenne selv", "The author cannot approve it"),
        new("Be en annen med rollen approver om å godkjenne.", "Ask somebody else with the role approver to approve it."),
        Clause: "3.1.2");

    public static readonly Problem BrownoutNotAllowed = new(
        "REG-00024", 409,
        new("Prøveavslaget kan ikke planlegges slik", "The brownout cannot be planned so"),
        new("Rett det «detail» peker på: høyst 60 minutter, kunngjort en uke før, i testmiljøet først og over før endringen trer i kraft.",
            "Correct what \"detail\" points at: at most 60 minutes, told of a week before, in the test environment first and over before the change takes effect."));

    public static readonly Problem CriticalPeriod = new(
        "REG-00025", 409,
        new("Vedlikeholdet er lagt til en kritisk periode", "The maintenance is in a critical period"),
        new("Flytt det, eller skriv i criticalPeriodReason hvorfor det ikke kan vente.", "Move it, or write in criticalPeriodReason why it cannot wait."),
        Clause: "3.1");

    public static readonly Problem TooManyWebhooks = new(
        "REG-00026", 409,
        new("Leverandøren har så mange webhooks som den kan ha", "The vendor has as many webhooks as it can have"),
        new("Fjern en du ikke trenger, eller la én ta imot flere temaer. «most» er grensen.", "Remove one that you do not need, or let one take more topics. \"most\" is the limit."));

    public static readonly Problem SignatureUnavailable = new(
        "REG-00027", 409,
        new("Denne signaturen kan ikke brukes her", "This signature cannot be used here"),
        new("Velg den andre («ed25519» eller «hmac»); en webhook uten delt hemmelighet har heller ingen å bytte.",
            "Choose the other one (\"ed25519\" or \"hmac\"); a webhook without a shared secret has none to change either."));

    /// <summary>One field is invalid.</summary>
    public static Refusal Invalid(string field, Text why) => Invalid(new Dictionary<string, Text>(StringComparer.Ordinal) { [field] = why });

    /// <summary>Fields are invalid; each is named with what is wrong, in both languages.</summary>
    public static Refusal Invalid(IReadOnlyDictionary<string, Text> errors) => new(InvalidFields)
    {
        Members = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["errors"] = errors.ToDictionary(error => error.Key, error => new { nb = error.Value.Nb, en = error.Value.En }, StringComparer.Ordinal),
        },
    };
}
