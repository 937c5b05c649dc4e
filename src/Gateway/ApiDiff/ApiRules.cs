using static Digdir.Altinn.Gateway.ApiDiff.Severity;

namespace Digdir.Altinn.Gateway.ApiDiff;

/// <summary>Every kind of change there is a name for. Ids are stable: others filter on them. <c>docs/api-diff.md</c> lists them all.</summary>
internal static class ApiRules
{
    // Of schemas, for each flow of data.
    public static readonly Facet Type = Facet.Of(
        new("type-narrowed", "typen er snevret inn fra {1} til {2}", "typen er snevra inn frå {1} til {2}", "the type was narrowed from {1} to {2}"),
        new("type-widened", "typen er utvidet fra {1} til {2}", "typen er utvida frå {1} til {2}", "the type was widened from {1} to {2}"),
        new("type-changed", "typen er endret fra {1} til {2}", "typen er endra frå {1} til {2}", "the type changed from {1} to {2}"));

    public static readonly Facet Null = Facet.Of(
        new("null-refused", "null er ikke lenger tillatt", "null er ikkje lenger tillate", "null is no longer allowed"),
        new("null-allowed", "null er nå tillatt", "null er no tillate", "null is now allowed"));

    public static readonly Facet Format = Facet.Of(
        new("format-narrowed", "formatet er snevret inn fra {1} til {2}", "formatet er snevra inn frå {1} til {2}", "the format was narrowed from {1} to {2}"),
        new("format-widened", "formatet er utvidet fra {1} til {2}", "formatet er utvida frå {1} til {2}", "the format was widened from {1} to {2}"),
        new("format-changed", "formatet er endret fra {1} til {2}", "formatet er endra frå {1} til {2}", "the format changed from {1} to {2}"));

    public static readonly Facet Enum = Facet.Of(
        new("enum-value-removed", "verdier er fjernet: {1}", "verdiar er fjerna: {1}", "values were removed: {1}"),
        new("enum-value-added", "verdier er lagt til: {2}", "verdiar er lagde til: {2}", "values were added: {2}"));

    public static readonly Facet EnumList = Facet.Of(
        new("enum-introduced", "bare disse verdiene er tillatt nå: {2}", "berre desse verdiane er tillatne no: {2}", "only these values are allowed now: {2}"),
        new("enum-dropped", "andre verdier enn disse er tillatt nå: {1}", "andre verdiar enn desse er tillatne no: {1}", "values other than these are allowed now: {1}"));

    public static readonly Facet Minimum = Facet.Of(
        new("minimum-raised", "minste verdi er hevet fra {1} til {2}", "minste verdi er heva frå {1} til {2}", "the minimum was raised from {1} to {2}"),
        new("minimum-lowered", "minste verdi er senket fra {1} til {2}", "minste verdi er senka frå {1} til {2}", "the minimum was lowered from {1} to {2}"));

    public static readonly Facet Maximum = Facet.Of(
        new("maximum-lowered", "største verdi er senket fra {1} til {2}", "største verdi er senka frå {1} til {2}", "the maximum was lowered from {1} to {2}"),
        new("maximum-raised", "største verdi er hevet fra {1} til {2}", "største verdi er heva frå {1} til {2}", "the maximum was raised from {1} to {2}"));

    public static readonly Facet MultipleOf = Facet.Of(
        new("multiple-of-narrowed", "verdien skal være et multiplum av {2} (før: {1})", "verdien skal vere eit multiplum av {2} (før: {1})", "the value is to be a multiple of {2} (before: {1})"),
        new("multiple-of-widened", "verdien skal være et multiplum av {2} (før: {1})", "verdien skal vere eit multiplum av {2} (før: {1})", "the value is to be a multiple of {2} (before: {1})"),
        new("multiple-of-changed", "verdien skal være et multiplum av {2} (før: {1})", "verdien skal vere eit multiplum av {2} (før: {1})", "the value is to be a multiple of {2} (before: {1})"));

    public static readonly Facet MinLength = Facet.Of(
        new("min-length-raised", "minste lengde er hevet fra {1} til {2}", "minste lengde er heva frå {1} til {2}", "the least length was raised from {1} to {2}"),
        new("min-length-lowered", "minste lengde er senket fra {1} til {2}", "minste lengde er senka frå {1} til {2}", "the least length was lowered from {1} to {2}"));

    public static readonly Facet MaxLength = Facet.Of(
        new("max-length-lowered", "største lengde er senket fra {1} til {2}", "største lengde er senka frå {1} til {2}", "the greatest length was lowered from {1} to {2}"),
        new("max-length-raised", "største lengde er hevet fra {1} til {2}", "største lengde er heva frå {1} til {2}", "the greatest length was raised from {1} to {2}"));

    public static readonly Facet Pattern = Facet.Of(
        new("pattern-added", "mønsteret {2} er innført", "mønsteret {2} er innført", "the pattern {2} was introduced"),
        new("pattern-removed", "mønsteret {1} er fjernet", "mønsteret {1} er fjerna", "the pattern {1} was removed"),
        new("pattern-changed", "mønsteret er endret fra {1} til {2}", "mønsteret er endra frå {1} til {2}", "the pattern changed from {1} to {2}"));

    public static readonly Facet MinItems = Facet.Of(
        new("min-items-raised", "minste antall er hevet fra {1} til {2}", "minste tal er heva frå {1} til {2}", "the least number of items was raised from {1} to {2}"),
        new("min-items-lowered", "minste antall er senket fra {1} til {2}", "minste tal er senka frå {1} til {2}", "the least number of items was lowered from {1} to {2}"));

    public static readonly Facet MaxItems = Facet.Of(
        new("max-items-lowered", "største antall er senket fra {1} til {2}", "største tal er senka frå {1} til {2}", "the greatest number of items was lowered from {1} to {2}"),
        new("max-items-raised", "største antall er hevet fra {1} til {2}", "største tal er heva frå {1} til {2}", "the greatest number of items was raised from {1} to {2}"));

    public static readonly Facet UniqueItems = Facet.Of(
        new("unique-items-demanded", "elementene skal være ulike", "elementa skal vere ulike", "items are to be unique"),
        new("unique-items-dropped", "elementene kan være like", "elementa kan vere like", "items may be alike"));

    public static readonly Facet MinProperties = Facet.Of(
        new("min-properties-raised", "minste antall felt er hevet fra {1} til {2}", "minste tal på felt er heva frå {1} til {2}", "the least number of properties was raised from {1} to {2}"),
        new("min-properties-lowered", "minste antall felt er senket fra {1} til {2}", "minste tal på felt er senka frå {1} til {2}", "the least number of properties was lowered from {1} to {2}"));

    public static readonly Facet MaxProperties = Facet.Of(
        new("max-properties-lowered", "største antall felt er senket fra {1} til {2}", "største tal på felt er senka frå {1} til {2}", "the greatest number of properties was lowered from {1} to {2}"),
        new("max-properties-raised", "største antall felt er hevet fra {1} til {2}", "største tal på felt er heva frå {1} til {2}", "the greatest number of properties was raised from {1} to {2}"));

    public static readonly Facet Required = Facet.Of(
        new("property-became-required", "feltet er blitt påkrevd", "feltet har blitt påkravd", "the property became required"),
        new("property-became-optional", "feltet er ikke lenger påkrevd", "feltet er ikkje lenger påkravd", "the property is no longer required"));

    // A property that is gone breaks whoever sent it and whoever read it.
    public static readonly Facet Property = Facet.Of(
        new("property-removed", "feltet er fjernet", "feltet er fjerna", "the property was removed"),
        new("property-added", "feltet er nytt", "feltet er nytt", "the property is new"))
        .But(Flow.Response, Move.Narrowed, Breaking).But(Flow.Response, Move.Widened, NonBreaking);

    public static readonly ApiRule RequiredPropertyAdded = new("request-required-property-added", Breaking, "{0} i forespørselen: feltet er nytt og påkrevd.", "{0} i førespurnaden: feltet er nytt og påkravd.", "{0} in the request: the property is new and required.") { Flow = Flow.Request };

    public static readonly Facet AdditionalProperties = Facet.Of(
        new("additional-properties-narrowed", "felt som ikke er nevnt, er snevret inn fra {1} til {2}", "felt som ikkje er nemnde, er snevra inn frå {1} til {2}", "properties that are not named were narrowed from {1} to {2}"),
        new("additional-properties-widened", "felt som ikke er nevnt, er utvidet fra {1} til {2}", "felt som ikkje er nemnde, er utvida frå {1} til {2}", "properties that are not named were widened from {1} to {2}"));

    // New properties break nobody who reads, so neither does the announcement that some may come.
    public static readonly ApiRule AdditionalPropertiesOpened = new("response-additional-properties-opened", NonBreaking, "{0} i svaret: felt som ikke er nevnt, kan forekomme.", "{0} i svaret: felt som ikkje er nemnde, kan førekome.", "{0} in the response: properties that are not named may occur.") { Flow = Flow.Response };

    public static readonly Facet PatternProperties = Facet.Of(
        new("pattern-properties-added", "felt med navn som {2} har fått regler", "felt med namn som {2} har fått reglar", "properties with names like {2} got rules"),
        new("pattern-properties-removed", "felt med navn som {1} har ikke lenger regler", "felt med namn som {1} har ikkje lenger reglar", "properties with names like {1} have no rules any more"));

    public static readonly Facet Alternative = Facet.Of(
        new("alternative-removed", "alternativet {1} er fjernet", "alternativet {1} er fjerna", "the alternative {1} was removed"),
        new("alternative-added", "alternativet {2} er nytt", "alternativet {2} er nytt", "the alternative {2} is new"),
        new("alternatives-changed", "alternativene er endret, og er for mange til å sammenlignes enkeltvis", "alternativa er endra, og er for mange til å samanliknast kvar for seg", "the alternatives changed, and are too many to compare one by one"));

    public static readonly Facet Discriminator = Facet.Of(
        new("discriminator-value-removed", "skilleverdier er fjernet: {1}", "skiljeverdiar er fjerna: {1}", "discriminator values were removed: {1}"),
        new("discriminator-value-added", "skilleverdier er lagt til: {2}", "skiljeverdiar er lagde til: {2}", "discriminator values were added: {2}"),
        new("discriminator-changed", "skillefeltet er endret fra {1} til {2}", "skiljefeltet er endra frå {1} til {2}", "the discriminator changed from {1} to {2}"));

    public static readonly Facet Keyword = Facet.Of(
        new("keyword-added", "nøkkelordet {2} er innført", "nøkkelordet {2} er innført", "the keyword {2} was introduced"),
        new("keyword-removed", "nøkkelordet {1} er fjernet", "nøkkelordet {1} er fjerna", "the keyword {1} was removed"),
        new("keyword-changed", "nøkkelordet {2} er endret", "nøkkelordet {2} er endra", "the keyword {2} changed"));

    public static readonly ApiRule DefaultChanged = new("request-default-changed", Breaking, "{0} i forespørselen: standardverdien er endret fra {1} til {2}.", "{0} i førespurnaden: standardverdien er endra frå {1} til {2}.", "{0} in the request: the default changed from {1} to {2}.") { Flow = Flow.Request };
    public static readonly ApiRule DefaultAdded = new("request-default-added", Information, "{0} i forespørselen: standardverdien er oppgitt som {2}.", "{0} i førespurnaden: standardverdien er oppgitt som {2}.", "{0} in the request: the default is stated as {2}.") { Flow = Flow.Request };

    public static readonly ApiRule PropertyDeprecated = new("property-deprecated", Information, "{0} er foreldet.", "{0} er forelda.", "{0} is deprecated.");

    // Of operations.
    public static readonly ApiRule OperationRemoved = new("operation-removed", Breaking, "{0} er fjernet.", "{0} er fjerna.", "{0} was removed.");
    public static readonly ApiRule OperationAdded = new("operation-added", NonBreaking, "{0} er ny.", "{0} er ny.", "{0} is new.");
    public static readonly ApiRule OperationDeprecated = new("operation-deprecated", Information, "{0} er foreldet.", "{0} er forelda.", "{0} is deprecated.");
    public static readonly ApiRule OperationIdChanged = new("operation-id-changed", Information, "{0} heter {2} i kode som genereres (før: {1}).", "{0} heiter {2} i kode som blir generert (før: {1}).", "{0} is called {2} in generated code (before: {1}).");
    public static readonly ApiRule ServerRemoved = new("server-removed", Breaking, "Adressen {1} er fjernet.", "Adressa {1} er fjerna.", "The address {1} was removed.");
    public static readonly ApiRule ServerAdded = new("server-added", NonBreaking, "Adressen {2} er ny.", "Adressa {2} er ny.", "The address {2} is new.");

    // Of parameters.
    public static readonly ApiRule ParameterRemoved = new("parameter-removed", Breaking, "{0} er fjernet.", "{0} er fjerna.", "{0} was removed.");
    public static readonly ApiRule ParameterAdded = new("parameter-added", NonBreaking, "{0} er ny og valgfri.", "{0} er ny og valfri.", "{0} is new and optional.");
    public static readonly ApiRule RequiredParameterAdded = new("required-parameter-added", Breaking, "{0} er ny og påkrevd.", "{0} er ny og påkravd.", "{0} is new and required.");
    public static readonly ApiRule ParameterBecameRequired = new("parameter-became-required", Breaking, "{0} er blitt påkrevd.", "{0} har blitt påkravd.", "{0} became required.");
    public static readonly ApiRule ParameterBecameOptional = new("parameter-became-optional", NonBreaking, "{0} er ikke lenger påkrevd.", "{0} er ikkje lenger påkravd.", "{0} is no longer required.");
    public static readonly ApiRule ParameterMoved = new("parameter-moved", Breaking, "{0} er flyttet fra {1} til {2}.", "{0} er flytta frå {1} til {2}.", "{0} moved from {1} to {2}.");
    public static readonly ApiRule ParameterStyleChanged = new("parameter-style-changed", Breaking, "{0} skrives annerledes: {2} (før: {1}).", "{0} blir skriven annleis: {2} (før: {1}).", "{0} is written otherwise: {2} (before: {1}).");
    public static readonly ApiRule EmptyValueRefused = new("parameter-empty-value-refused", Breaking, "{0} kan ikke lenger være tom.", "{0} kan ikkje lenger vere tom.", "{0} may no longer be empty.");
    public static readonly ApiRule EmptyValueAllowed = new("parameter-empty-value-allowed", NonBreaking, "{0} kan være tom.", "{0} kan vere tom.", "{0} may be empty.");
    public static readonly ApiRule ParameterDeprecated = new("parameter-deprecated", Information, "{0} er foreldet.", "{0} er forelda.", "{0} is deprecated.");

    // Of bodies.
    public static readonly ApiRule BodyRemoved = new("request-body-removed", Breaking, "{0} tar ikke lenger imot noen kropp.", "{0} tek ikkje lenger imot nokon kropp.", "{0} takes no body any more.");
    public static readonly ApiRule BodyAdded = new("request-body-added", NonBreaking, "{0} tar imot en valgfri kropp.", "{0} tek imot ein valfri kropp.", "{0} takes an optional body.");
    public static readonly ApiRule RequiredBodyAdded = new("required-request-body-added", Breaking, "{0} krever nå en kropp.", "{0} krev no ein kropp.", "{0} now demands a body.");
    public static readonly ApiRule BodyBecameRequired = new("request-body-became-required", Breaking, "Kroppen til {0} er blitt påkrevd.", "Kroppen til {0} har blitt påkravd.", "The body of {0} became required.");
    public static readonly ApiRule BodyBecameOptional = new("request-body-became-optional", NonBreaking, "Kroppen til {0} er ikke lenger påkrevd.", "Kroppen til {0} er ikkje lenger påkravd.", "The body of {0} is no longer required.");
    public static readonly ApiRule RequestContentTypeRemoved = new("request-content-type-removed", Breaking, "{0} tar ikke lenger imot {1}.", "{0} tek ikkje lenger imot {1}.", "{0} does not take {1} any more.");
    public static readonly ApiRule RequestContentTypeAdded = new("request-content-type-added", NonBreaking, "{0} tar imot {2}.", "{0} tek imot {2}.", "{0} takes {2}.");
    public static readonly ApiRule EncodingChanged = new("request-encoding-changed", Breaking, "Delene i kroppen til {0} ({1}) skal kodes annerledes.", "Delane i kroppen til {0} ({1}) skal kodast annleis.", "The parts of the body of {0} ({1}) are to be encoded otherwise.");

    // Of responses.
    public static readonly ApiRule ResponseRemoved = new("response-removed", Breaking, "{0} svarer ikke lenger {1}.", "{0} svarer ikkje lenger {1}.", "{0} does not answer {1} any more.");
    public static readonly ApiRule FaultResponseRemoved = new("response-fault-removed", NonBreaking, "{0} svarer ikke lenger {1}.", "{0} svarer ikkje lenger {1}.", "{0} does not answer {1} any more.");
    public static readonly ApiRule SuccessResponseAdded = new("response-success-added", Breaking, "{0} kan nå svare {2}, som er noe nytt for en klient som lykkes.", "{0} kan no svare {2}, som er noko nytt for ein klient som lykkast.", "{0} may now answer {2}, which is new to a client that succeeds.");
    public static readonly ApiRule ErrorResponseAdded = new("response-error-added", NonBreaking, "{0} kan nå svare {2}.", "{0} kan no svare {2}.", "{0} may now answer {2}.");
    public static readonly ApiRule ResponseContentTypeRemoved = new("response-content-type-removed", Breaking, "{0} gir ikke lenger {1}.", "{0} gir ikkje lenger {1}.", "{0} does not give {1} any more.");
    public static readonly ApiRule ResponseContentTypeAdded = new("response-content-type-added", NonBreaking, "{0} kan gi {2}.", "{0} kan gi {2}.", "{0} can give {2}.");
    public static readonly ApiRule ResponseHeaderRemoved = new("response-header-removed", Breaking, "{0}: svarfeltet {1} er fjernet.", "{0}: svarfeltet {1} er fjerna.", "{0}: the response header {1} was removed.");
    public static readonly ApiRule ResponseHeaderAdded = new("response-header-added", NonBreaking, "{0}: svarfeltet {2} er nytt.", "{0}: svarfeltet {2} er nytt.", "{0}: the response header {2} is new.");
    public static readonly ApiRule ResponseHeaderBecameOptional = new("response-header-became-optional", Breaking, "{0}: svarfeltet {1} er ikke lenger påkrevd.", "{0}: svarfeltet {1} er ikkje lenger påkravd.", "{0}: the response header {1} is no longer required.");
    public static readonly ApiRule ResponseHeaderBecameRequired = new("response-header-became-required", NonBreaking, "{0}: svarfeltet {1} er alltid med.", "{0}: svarfeltet {1} er alltid med.", "{0}: the response header {1} is always there.");

    // Of who may call.
    public static readonly ApiRule SecurityAdded = new("security-added", Breaking, "{0} krever nå {2}.", "{0} krev no {2}.", "{0} now demands {2}.");
    public static readonly ApiRule SecurityChanged = new("security-changed", Breaking, "{0} kan ikke lenger kalles med {1}; nå kreves {2}.", "{0} kan ikkje lenger kallast med {1}; no blir kravd {2}.", "{0} can no longer be called with {1}; {2} is demanded now.");
    public static readonly ApiRule ScopeAdded = new("security-scope-added", Breaking, "{0} krever nå {2} (før: {1}).", "{0} krev no {2} (før: {1}).", "{0} now demands {2} (before: {1}).");
    public static readonly ApiRule SecurityLoosened = new("security-loosened", NonBreaking, "{0} kan nå også kalles med {2}.", "{0} kan no også kallast med {2}.", "{0} can now be called with {2} too.");

    // Of what the API calls at the client.
    public static readonly ApiRule CallbackRemoved = new("callback-removed", Breaking, "{0} er fjernet.", "{0} er fjerna.", "{0} was removed.");
    public static readonly ApiRule CallbackAdded = new("callback-added", NonBreaking, "{0} er ny.", "{0} er ny.", "{0} is new.");

    public static readonly ApiRule OutsideReference = new("outside-reference", Information, "Det som ligger bak {2}, er ikke sammenlignet.", "Det som ligg bak {2}, er ikkje samanlikna.", "What is behind {2} was not compared.");

    /// <summary>All of them, by id.</summary>
    public static IReadOnlyList<ApiRule> All { get; } = [.. typeof(ApiRules)
        .GetFields(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static)
        .SelectMany(field => field.GetValue(null) switch { Facet facet => facet.Rules, ApiRule rule => [rule], _ => [] })
        .OrderBy(rule => rule.Id, StringComparer.Ordinal)];
}
