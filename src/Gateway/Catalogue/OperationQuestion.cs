using System.Collections.Immutable;

namespace Digdir.Altinn.Gateway.Catalogue;

/// <summary>
/// Where a call says what it asks for: what observation must know to tell that two calls ask the same. Immutable. Names of parameters are compared without
/// regard to case.
/// </summary>
internal sealed record OperationQuestion
{
    /// <summary>Nothing is said: the customer is the party and every parameter belongs to the question.</summary>
    public static OperationQuestion None { get; } = new();

    /// <summary>Where the party whose data is read is named, the first that holds something: it may hold many in a query.</summary>
    public ImmutableArray<PartyPlace> Party { get; init; } = [];

    /// <summary>The parameters that belong to the question. Others are left out, as the product ignores them; null when they are not known and all count.</summary>
    public ImmutableArray<string>? Parameters { get; init; }

    /// <summary>Parameters that hold instants, whose distance from now is part of the question rather than their value.</summary>
    public ImmutableArray<string> Times { get; init; } = [];

    /// <summary>The parameter that holds the cursor, or null.</summary>
    public string? Cursor { get; init; }

    /// <summary>Parameters that count pages or things passed over.</summary>
    public ImmutableArray<string> Pages { get; init; } = [];

    /// <summary>Path parameters that say where the thing is rather than which, such as the app: left out of the thing's own key.</summary>
    public ImmutableArray<string> Around { get; init; } = [];

    /// <summary>True when the question is a GraphQL document in the body.</summary>
    public bool GraphQL { get; init; }
}

/// <summary>A place that names the party.</summary>
/// <param name="Kind">Which part of the request.</param>
/// <param name="Name">Name of the parameter or field.</param>
internal readonly record struct PartyPlace(PartyPlaceKind Kind, string Name);

/// <summary>The parts of a request that may name a party.</summary>
internal enum PartyPlaceKind
{
    /// <summary>The query string.</summary>
    Query,

    /// <summary>The path.</summary>
    Path,

    /// <summary>A header field.</summary>
    Header,
}
