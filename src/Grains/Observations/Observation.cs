using System.Runtime.InteropServices;

namespace Digdir.Altinn.Grains.Observations;

/// <summary>
/// What one proxied call showed. A value without personal data: parties, persons, objects and cursors are keyed hashes, and nothing in it can be turned back.
/// One call on behalf of k parties is k observations of weight 1/k. The things its answer listed travel beside it, in the order listed, as hashes of id and revision (<see cref="ThingHash"/>).
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Observation
{
    /// <summary>When the call came, in milliseconds since 1970 (UTC).</summary>
    public required long At { get; init; }

    /// <summary>Product and class.</summary>
    public required ReadGroup Group { get; init; }

    /// <summary>Stable hash of the catalogue operation's id. Never 0.</summary>
    public required ulong Operation { get; init; }

    /// <summary>Keyed hash of the party whose data is read; where the call names none, of the customer; 0 when there is neither.</summary>
    public ulong Party { get; init; }

    /// <summary>Keyed hash of the customer the vendor acts for; 0 when there is none.</summary>
    public ulong Customer { get; init; }

    /// <summary>Keyed hash of the person behind a user token; 0 for machines.</summary>
    public ulong Person { get; init; }

    /// <summary>Keyed hash of what holds the token: system user, else client.</summary>
    public ulong Holder { get; init; }

    /// <summary>The question, normalised (reference 1.2): party, route template and query without cursors, noise and moving time filters. Never 0.</summary>
    public required ulong Fingerprint { get; init; }

    /// <summary>The question as it came, query included: what cache busters change. Never 0.</summary>
    public ulong RawQuery { get; init; }

    /// <summary>Hash of the answer's body; 0 when there was none or it was not read to its end.</summary>
    public ulong Body { get; init; }

    /// <summary>Keyed hash of the one thing the path names; 0 when it names none.</summary>
    public ulong Object { get; init; }

    /// <summary>The path's id when it is a whole number that could be counted through (party ids, subscription ids), else -1. Never an identity number.</summary>
    public long Number { get; init; }

    /// <summary>Whole days between the making of the thing the path names and this call, at least 1, capped at 65,535; 0 when unknown or no thing is named.</summary>
    public ushort AgeDays { get; init; }

    /// <summary>Hash of the cursor the call used; 0 when none.</summary>
    public ulong CursorUsed { get; init; }

    /// <summary>Hash of the cursor the answer gave out; 0 when none.</summary>
    public ulong CursorGiven { get; init; }

    /// <summary>Hash of the CloudEvent id the caller says it reacts to; 0 when none.</summary>
    public ulong DeclaredEvent { get; init; }

    /// <summary>The answer's status; 0 when there was none (the product failed or the caller left).</summary>
    public required int Status { get; init; }

    /// <summary>Bytes of the answer's body.</summary>
    public long Bytes { get; init; }

    /// <summary>The share of the call that this observation stands for, in (0, 1].</summary>
    public float Weight { get; init; }

    /// <summary>How many things the answer listed, whether or not all of their hashes travel along; -1 when the answer was not understood as a list.</summary>
    public int Things { get; init; }

    /// <summary>Seconds the answer asked to wait (<c>Retry-After</c>); 0 when it did not.</summary>
    public int RetryAfter { get; init; }

    /// <summary>Portal sessions only: hash of the page the call says it came from, made as <see cref="RawQuery"/> is; 0 when it says nothing.</summary>
    public ulong Referer { get; init; }

    /// <summary>Further facts.</summary>
    public ObservationFacts Facts { get; init; }

    /// <summary>What a browser would have sent, for portal sessions; <see cref="BrowserSigns.None"/> elsewhere.</summary>
    public BrowserSigns Browser { get; init; }
}

/// <summary>Facts of one observed call, as flags.</summary>
[Flags]
internal enum ObservationFacts : ushort
{
    /// <summary>Nothing further.</summary>
    None = 0,

    /// <summary>The gateway itself refused the call by the ladder: it was never forwarded and told nothing.</summary>
    RefusedByLevel = 1,

    /// <summary>The gateway refused the call by a limit.</summary>
    RefusedByLimit = 2,

    /// <summary>The caller sent a validator (If-None-Match, If-Modified-Since).</summary>
    Conditional = 4,

    /// <summary>The question has a time filter: things leaving the answer say nothing.</summary>
    TimeFiltered = 8,

    /// <summary>The token is a person's (ID-porten) rather than a machine's.</summary>
    Person = 16,

    /// <summary>The token is a portal session in the caller's hands.</summary>
    PortalSession = 32,

    /// <summary>The call made or removed a subscription at Altinn Events.</summary>
    SubscriptionChange = 64,

    /// <summary>Listing through an interface that is not for it (terms 2.2).</summary>
    WrongInterface = 128,

    /// <summary>No event exists for what is awaited (virus scan, system user request): waiting is in order.</summary>
    NoEventExists = 256,

    /// <summary>The caller acts as a service owner, not as an end-user system.</summary>
    ServiceOwner = 512,

    /// <summary>The things of the answer were cut short: their hashes are not all here.</summary>
    ThingsCut = 1024,

    /// <summary>Page or offset rises through the walk rather than a cursor.</summary>
    NextPage = 2048,

    /// <summary>The path or party was named by something shaped like an organisation or identity number (9 or 11 digits).</summary>
    IdentityNumber = 4096,

    /// <summary>And its check digits do not hold: such a number was made up or counted to (signal S14). Only beside <see cref="IdentityNumber"/>.</summary>
    BadIdentityNumber = 8192,

    /// <summary>The caller left before the answer was there: no failure of the product's, and no excuse to ask again.</summary>
    CallerLeft = 16384,

    /// <summary>The answer lists the parties that the caller may act for: <see cref="Observation.Things"/> is how many.</summary>
    AuthorisedParties = 32768,
}

/// <summary>What the fields of a portal-session request show, worked out where they are seen so that no field travels. Flags; see signals S1-S7.</summary>
[Flags]
internal enum BrowserSigns : ushort
{
    /// <summary>Nothing to remark, or not looked at.</summary>
    None = 0,

    /// <summary>S1: names a browser that sends fetch metadata, and it is missing.</summary>
    FetchMetadataMissing = 1,

    /// <summary>S2: fetch metadata that no browser sends.</summary>
    FetchMetadataImpossible = 2,

    /// <summary>S3a: names an automation tool.</summary>
    AutomationAgent = 4,

    /// <summary>S3b: names an HTTP library, or nothing.</summary>
    LibraryAgent = 8,

    /// <summary>S4: a browser's name without Accept-Language.</summary>
    NoLanguage = 16,

    /// <summary>S4: a page asked for with Accept */*.</summary>
    AnyTypePage = 32,

    /// <summary>S4: br is not among the encodings taken, though every browser takes it over HTTPS.</summary>
    NoBrotli = 64,

    /// <summary>S4: client hints and User-Agent disagree.</summary>
    HintsDisagree = 128,

    /// <summary>S4: HTTP/1.1 where that browser always speaks HTTP/2.</summary>
    OldProtocol = 256,

    /// <summary>S5: an order of fields that this browser family does not use.</summary>
    OddOrder = 512,

    /// <summary>S6: the call loads a document or an asset rather than data.</summary>
    DocumentOrAsset = 1024,

    /// <summary>S7: the Referer is one of the session's own pages.</summary>
    RefererInSession = 2048,

    /// <summary>S6: the call loads an asset (script, style, image, font) rather than a document. Only beside <see cref="DocumentOrAsset"/>.</summary>
    Asset = 4096,

    /// <summary>The request was looked at: the other flags mean something.</summary>
    Examined = 32768,
}
