using System.Collections.Immutable;

namespace Digdir.Altinn.Gateway.Catalogue;

/// <summary>One of the products behind the gateway (terms 2.1 to 2.6), or Altinn's authentication endpoints. Immutable.</summary>
internal sealed record Product
{
    /// <summary>Stable id, lower case: <c>dialogporten</c>, <c>melding</c>, <c>formidling</c>, <c>systembruker</c>, <c>events</c>, <c>apps</c>, <c>autentisering</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Name for people, in bokmål.</summary>
    public required string NameNb { get; init; }

    /// <summary>Name for people, in English.</summary>
    public required string NameEn { get; init; }

    /// <summary>The clause of the terms about the product, for example <c>2.1</c>; null when no clause is.</summary>
    public string? Clause { get; init; }

    /// <summary>True when a vendor must have stated an integration (terms 1.2.1) to call it.</summary>
    public bool NeedsIntegration { get; init; } = true;

    /// <summary>Path prefixes that belong to the product: what lies below one and is no operation is answered in the product's name. May hold parameters.</summary>
    public ImmutableArray<string> Prefixes { get; init; } = [];

    /// <summary>Position in the catalogue, 0-based and dense.</summary>
    public int Ordinal { get; init; }
}
