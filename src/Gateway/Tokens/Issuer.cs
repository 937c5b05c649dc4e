using System.Collections.Immutable;
using Digdir.Altinn.VendorRegistry.Signing;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>An issuer whose tokens are taken. Immutable. Every address comes from configuration or from the issuer's own metadata, never from a token.</summary>
internal sealed record Issuer
{
    /// <summary>Its name in configuration, logs and metrics.</summary>
    public required string Name { get; init; }

    /// <summary>The exact value of <c>iss</c>.</summary>
    public required string Value { get; init; }

    /// <summary>What kind it is.</summary>
    public required IssuerKind Kind { get; init; }

    /// <summary>Its metadata document, or null when <see cref="Jwks"/> is configured.</summary>
    public required Uri? Metadata { get; init; }

    /// <summary>Its keys, or null when the metadata says where they are.</summary>
    public required Uri? Jwks { get; init; }

    /// <summary>Algorithms that may sign its tokens.</summary>
    public required ImmutableArray<string> Algorithms { get; init; }

    /// <summary>Audiences of which a token that names any must name one; empty for no check.</summary>
    public ImmutableArray<string> Audiences { get; init; } = [];

    /// <summary>Every algorithm the kind may ever use. No symmetric one, and not <c>none</c>.</summary>
    public static ImmutableArray<string> AlgorithmsOf(IssuerKind kind) => kind switch
    {
        IssuerKind.Maskinporten => ["RS256", "RS384", "RS512"],
        IssuerKind.IdPorten => ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"],
        IssuerKind.Altinn => ["RS256"],
        IssuerKind.Dialogporten => [Ed25519.Algorithm],
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Where an issuer of the kind publishes its metadata.</summary>
    public static string MetadataOf(IssuerKind kind, string issuer) => issuer.TrimEnd('/') + kind switch
    {
        IssuerKind.IdPorten or IssuerKind.Altinn => "/.well-known/openid-configuration",
        _ => "/.well-known/oauth-authorization-server",
    };
}
