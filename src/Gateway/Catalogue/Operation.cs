using System.Collections.Immutable;

namespace Digdir.Altinn.Gateway.Catalogue;

/// <summary>One vendor-facing operation of a product: a method and a path template. Immutable; compared by reference within one catalogue.</summary>
internal sealed record Operation
{
    /// <summary>Stable id, <c>{product}.{noun}.{verb}</c>, for example <c>dialogporten.dialogs.search</c>. Appears in logs and metrics.</summary>
    public required string Id { get; init; }

    /// <summary>The product it belongs to.</summary>
    public required Product Product { get; init; }

    /// <summary>HTTP method, upper case.</summary>
    public required string Method { get; init; }

    /// <summary>Path template as the catalogue writes it, on the operation's host.</summary>
    public required string Path { get; init; }

    /// <summary>Which host the path is on.</summary>
    public OperationHost Host { get; init; }

    /// <summary>What kind of call it is.</summary>
    public required OperationKind Kind { get; init; }

    /// <summary>Scopes of which the token needs at least one; empty when none is needed.</summary>
    public ImmutableArray<string> Scopes { get; init; } = [];

    /// <summary>Scopes needed in addition, all of them, when the token is a raw Maskinporten token (Melding's sender operations need altinn:serviceowner).</summary>
    public ImmutableArray<string> MaskinportenScopes { get; init; } = [];

    /// <summary>Token forms the operation takes (reference: which product takes which form).</summary>
    public required TokenForms Tokens { get; init; }

    /// <summary>Whether requests or answers may hold personal data (terms 5).</summary>
    public PersonalData PersonalData { get; init; } = PersonalData.Yes;

    /// <summary>What the call changes although it is a read, or null: such a call is never repeated, cached or prefetched.</summary>
    public string? SideEffects { get; init; }

    /// <summary>The documented limit per client and operation, or null.</summary>
    public DocumentedLimit? Limit { get; init; }

    /// <summary>
    /// Tokens one call costs in the vendor's buckets, greater than 0 and at most 100: overviews weigh more than details, details more than single
    /// things, those more than metadata. Always 1 where <see cref="Limit"/> is set, because a documented limit counts calls.
    /// </summary>
    public double Cost { get; init; } = 1;

    /// <summary>Event types whose subscription replaces reading this again and again.</summary>
    public ImmutableArray<string> EventAlternatives { get; init; } = [];

    /// <summary>Where the answer says what is new in it, or null when it is not known.</summary>
    public AnswerItems? Items { get; init; }

    /// <summary>Where a call says what it asks for.</summary>
    public OperationQuestion Question { get; init; } = OperationQuestion.None;

    /// <summary>Members of the JSON answer, at any depth, that differ from answer to answer without telling anything new.</summary>
    public ImmutableArray<string> Volatile { get; init; } = [];

    /// <summary>How often asking again is in order, or null when nothing is granted beyond the general rules.</summary>
    public PollingAllowance? Polling { get; init; }

    /// <summary>How long the upstream may be silent before the call is given up; null for streams that may rest for long.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>How long after <c>exp</c> a token still passes here; zero everywhere but on TUS uploads.</summary>
    public TimeSpan ExpiredTokenGrace { get; init; }

    /// <summary>Not null when the operation exists but is closed to vendors: the reason, shown to the caller.</summary>
    public ClosedReason? Closed { get; init; }

    /// <summary>True when end-user systems are to use another interface instead (terms 2.2: listing messages through Melding).</summary>
    public bool WrongInterface { get; init; }

    /// <summary>True when the answer's items are the parties that the caller may act for.</summary>
    public bool AuthorisedParties { get; init; }

    /// <summary>Position in the catalogue, 0-based and dense: an index for per-operation arrays.</summary>
    public int Ordinal { get; init; }
}

/// <summary>A documented limit: so many calls per so many seconds, per client and operation.</summary>
/// <param name="Calls">Calls. Greater than 0.</param>
/// <param name="Seconds">Seconds. Greater than 0.</param>
internal sealed record DocumentedLimit(int Calls, int Seconds);

/// <summary>
/// Where a JSON answer carries its things, and where each of them carries what identifies it and its version. Members inside members are written with dots.
/// </summary>
/// <param name="Path">The member that holds the array of things, or the one thing; empty when the answer itself does.</param>
/// <param name="Id">Member with the thing's id; empty when the thing is the id, or has none and counts with all it holds.</param>
/// <param name="ChangeTime">Member with the instant of the last change, or null.</param>
/// <param name="Revision">Member that changes with every change, or null.</param>
internal sealed record AnswerItems(string Path, string Id, string? ChangeTime, string? Revision)
{
    /// <summary>Member with the party a thing belongs to, or null when all belong to whom was asked about.</summary>
    public string? Party { get; init; }

    /// <summary>Member with the instant at which the thing that the path names was made, or null where the answer does not say.</summary>
    public string? Created { get; init; }

    /// <summary>The member or, as <c>header:name</c>, the field that gives out the next cursor, by itself or in an address; null when none does.</summary>
    public string? Next { get; init; }
}

/// <summary>Asking that is in order where no event tells: so many calls in a row, then one per interval.</summary>
/// <param name="Burst">Calls in a row. Greater than 0.</param>
/// <param name="Interval">Then one call per so long. Greater than zero.</param>
internal sealed record PollingAllowance(int Burst, TimeSpan Interval);

/// <summary>The host an operation is on.</summary>
internal enum OperationHost
{
    /// <summary>The platform's APIs.</summary>
    Platform,

    /// <summary>The service owner's own apps, one host per service owner.</summary>
    App,
}

/// <summary>Why an operation is closed to vendors, in both languages.</summary>
internal sealed record ClosedReason(string Nb, string En);

/// <summary>What kind of call an operation is; decides its class for limits and observation.</summary>
internal enum OperationKind
{
    /// <summary>An overview that grows and changes.</summary>
    List,

    /// <summary>One thing, or lists inside one thing.</summary>
    Detail,

    /// <summary>A file or message body.</summary>
    Content,

    /// <summary>The state of something under way.</summary>
    Status,

    /// <summary>Slow-changing look-ups and metadata.</summary>
    Lookup,

    /// <summary>Changes something.</summary>
    Write,

    /// <summary>Long-lived streams and uploads in parts.</summary>
    Stream,

    /// <summary>A sanctioned feed with a cursor.</summary>
    Feed,

    /// <summary>Managing subscriptions.</summary>
    Subscription,

    /// <summary>Exchanging or introspecting tokens.</summary>
    Token,

    /// <summary>A page for people.</summary>
    Page,
}

/// <summary>Whether personal data may occur.</summary>
internal enum PersonalData
{
    /// <summary>Does not occur.</summary>
    No,

    /// <summary>May occur.</summary>
    Possible,

    /// <summary>Occurs.</summary>
    Yes,
}

/// <summary>The forms a token comes in, as flags: what one token is, and what an operation takes.</summary>
[Flags]
internal enum TokenForms
{
    /// <summary>Nothing: no token is taken.</summary>
    None = 0,

    /// <summary>No token is needed.</summary>
    Anonymous = 1,

    /// <summary>Raw Maskinporten token of an organisation acting for itself.</summary>
    Maskinporten = 2,

    /// <summary>Raw Maskinporten token with a delegated scope (supplier present).</summary>
    MaskinportenDelegated = 4,

    /// <summary>Raw Maskinporten token for a system user.</summary>
    MaskinportenSystemUser = 8,

    /// <summary>Raw ID-porten access token.</summary>
    IdPorten = 16,

    /// <summary>Altinn token exchanged from Maskinporten (plain, delegated or system user).</summary>
    AltinnFromMaskinporten = 32,

    /// <summary>Altinn token exchanged from ID-porten.</summary>
    AltinnFromIdPorten = 64,

    /// <summary>Altinn portal session: a person in the GUI, by header or AltinnStudioRuntime cookie.</summary>
    PortalSession = 128,

    /// <summary>Dialog token (Ed25519).</summary>
    DialogToken = 256,

    /// <summary>Any raw Maskinporten token.</summary>
    AnyMaskinporten = Maskinporten | MaskinportenDelegated | MaskinportenSystemUser,

    /// <summary>Any Altinn-exchanged token.</summary>
    AltinnExchanged = AltinnFromMaskinporten | AltinnFromIdPorten,
}
