using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Vendors;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>One call as observation reads it, from a request or from a log that is replayed. Borrows what it points to; lives as long as one call of the mapper.</summary>
internal readonly ref struct CallFacts
{
    /// <summary>The operation.</summary>
    public required Operation Operation { get; init; }

    /// <summary>When the call came, in milliseconds since 1970 (UTC).</summary>
    public required long At { get; init; }

    /// <summary>Values of the path's parameters, decoded. Missing ones are left out of the question.</summary>
    public required IReadOnlyDictionary<string, object?> Path { get; init; }

    /// <summary>The query as it was sent, percent-encoded, with or without its question mark.</summary>
    public ReadOnlySpan<char> Query { get; init; }

    /// <summary>Header fields; null when none are known.</summary>
    public IHeaderDictionary? Fields { get; init; }

    /// <summary>Who calls; null when nobody is known.</summary>
    public Caller? Caller { get; init; }

    /// <summary>The form of the token; <see cref="TokenForms.None"/> when there was none.</summary>
    public TokenForms Form { get; init; }

    /// <summary>What a GraphQL document asks; only for operations whose question is one.</summary>
    public GraphQuestion Graph { get; init; }
}
