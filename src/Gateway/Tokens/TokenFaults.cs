using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>One way a token can fail. Says which check failed, never what the token held.</summary>
/// <param name="Name">Stable name for metrics and logs.</param>
/// <param name="Detail">What was wrong, for people. The English text also goes into the challenge, so it keeps to the characters RFC 6750 allows there.</param>
/// <param name="Problem">The problem it is an occurrence of.</param>
internal sealed record TokenFault(string Name, Text Detail, Problem Problem);

/// <summary>Every way a token can fail.</summary>
internal static class TokenFaults
{
    public static readonly TokenFault Missing = new("missing", new("Forespørselen har ikke noe token.", "The request has no token."), Problems.TokenMissing);

    public static readonly TokenFault OtherScheme = new(
        "other_scheme", new("Authorization-feltet bruker et annet skjema enn Bearer.", "The Authorization field uses another scheme than Bearer."), Problems.TokenMissing);

    public static readonly TokenFault SeveralTokens = new(
        "several_tokens", new("Forespørselen har mer enn ett token.", "The request has more than one token."), Problems.TokenRequestInvalid);

    public static readonly TokenFault BadCredentials = new(
        "bad_credentials",
        new("Etter Bearer må det stå ett token, uten mellomrom, komma eller andre fremmede tegn.", "Bearer must be followed by one token without spaces, commas or other foreign characters."),
        Problems.TokenRequestInvalid);

    public static readonly TokenFault TooLong = Invalid("too_long", "Tokenet er for langt.", "The token is too long.");

    public static readonly TokenFault Malformed = Invalid(
        "malformed", "Tokenet er ikke et velformet signert JWT.", "The token is not a well-formed signed JWT.");

    public static readonly TokenFault Encrypted = Invalid("encrypted", "Tokenet er kryptert.", "The token is encrypted.");

    public static readonly TokenFault HeaderNotTaken = Invalid(
        "header", "Tokenets hode har et felt som ikke tas imot (crit, b64, zip eller enc).", "The header of the token has a field that is not accepted (crit, b64, zip or enc).");

    public static readonly TokenFault WrongType = Invalid("type", "Tokenet er av en annen type enn et tilgangstoken.", "The token is of another type than an access token.");

    public static readonly TokenFault IdToken = Invalid(
        "id_token", "Tokenet er et id_token. Send tilgangstokenet.", "The token is an id_token. Send the access token.");

    public static readonly TokenFault UnknownIssuer = Invalid(
        "issuer", "Utstederen er ikke en av dem som gjelder i dette miljøet.", "The issuer is not one of those trusted in this environment.");

    public static readonly TokenFault Algorithm = Invalid(
        "algorithm", "Signaturalgoritmen er ikke en som utstederen bruker.", "The signature algorithm is not one the issuer uses.");

    public static readonly TokenFault KeyNotNamed = Invalid("kid_missing", "Tokenet sier ikke hvilken nøkkel som signerte det (kid).", "The token does not say which key signed it (kid).");

    public static readonly TokenFault UnknownKey = Invalid("kid_unknown", "Utstederen har ingen slik nøkkel (kid).", "The issuer has no such key (kid).");

    public static readonly TokenFault Signature = Invalid("signature", "Signaturen stemmer ikke.", "The signature does not hold.");

    public static readonly TokenFault ClaimsUnreadable = Invalid(
        "claims", "Et felt i tokenet mangler, står dobbelt eller har feil form.", "A claim of the token is missing, stands twice or has the wrong form.");

    public static readonly TokenFault Expired = Invalid("expired", "Tokenet er utløpt.", "The token has expired.");

    public static readonly TokenFault NotYetValid = Invalid("not_yet_valid", "Tokenet gjelder ikke ennå.", "The token is not valid yet.");

    public static readonly TokenFault LifetimeTooLong = Invalid("lifetime", "Tokenets levetid er lengre enn det som tas imot.", "The lifetime of the token is longer than what is accepted.");

    public static readonly TokenFault Audience = Invalid("audience", "Tokenet er utstedt for en annen mottaker.", "The token was issued for another audience.");

    public static readonly TokenFault SenderConstrained = Invalid(
        "sender_constrained", "Tokenet er bundet til en nøkkel (cnf) og kan ikke sendes som Bearer.", "The token is bound to a key (cnf) and cannot be sent as Bearer.");

    public static readonly TokenFault TestTool = Invalid(
        "test_tool", "Tokenet er laget av et testverktøy og gjelder ikke i produksjon.", "The token was made by a test tool and is not valid in production.");

    public static readonly TokenFault UnknownForm = Invalid("form", "Tokenet er av en form gatewayen ikke kjenner.", "The token is of a form the gateway does not know.");

    public static readonly TokenFault FormNotTaken = new(
        "form_not_taken", new("Operasjonen tar ikke imot denne typen token.", "The operation does not take this kind of token."), Problems.TokenFormNotTaken);

    public static readonly TokenFault MustBeExchanged = new(
        "must_be_exchanged",
        new("Tokenet må veksles til et Altinn-token før det brukes her.", "The token must be exchanged for an Altinn token before it is used here."),
        Problems.TokenFormNotTaken);

    public static readonly TokenFault IssuerUnavailable = new(
        "issuer_unavailable",
        new("Nøklene til utstederen kan ikke hentes nå, og ingen kjent nøkkel passer.", "The keys of the issuer cannot be fetched right now, and no known key fits."),
        Problems.IssuerUnavailable);

    private static TokenFault Invalid(string name, string nb, string en) => new(name, new(nb, en), Problems.TokenInvalid);
}
