using System.Collections.Frozen;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Vendors;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>
/// What is kept of a token whose signature, issuer and times hold: the facts the gateway needs and no raw claim. Immutable; cached by the token's
/// SHA-256 until it expires. Holds no identity number.
/// </summary>
internal sealed record ValidatedToken
{
    /// <summary>The form it came in: exactly one flag.</summary>
    public required TokenForms Form { get; init; }

    /// <summary>Who it says is calling, or null when it identifies nobody (then there is no way in).</summary>
    public required Caller? Caller { get; init; }

    /// <summary>Why <see cref="Caller"/> is null.</summary>
    public IdentityFault Fault { get; init; }

    /// <summary>The scopes granted.</summary>
    public required FrozenSet<string> Scopes { get; init; }

    /// <summary>UTC instant it expires.</summary>
    public required DateTimeOffset Expires { get; init; }
}
