using System.Text.Json;
using Digdir.Altinn.Gateway.Catalogue;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>Tells which form a token comes in, from its issuer's kind and its claims. Pure.</summary>
internal static class TokenForm
{
    /// <summary>The one scope of a person logged in to Altinn's own GUI.</summary>
    public const string PortalScope = "altinn:portal/enduser";

    /// <summary>The scope of a service owner calling as such.</summary>
    public const string ServiceOwnerScope = "altinn:serviceowner";

    // Claims that only an ID token or a logout token has; an access token never does.
    private static readonly string[] NotAccess = ["nonce", "at_hash", "c_hash", "s_hash", "events"];

    /// <summary>The form: exactly one flag, or <see cref="TokenForms.None"/> when it is none that is known.</summary>
    public static TokenForms Of(IssuerKind kind, TokenClaims claims) => kind switch
    {
        IssuerKind.Maskinporten when claims.Identity.SystemUser is not null => TokenForms.MaskinportenSystemUser,
        IssuerKind.Maskinporten when claims.Identity.Supplier.IsPresent => TokenForms.MaskinportenDelegated,
        IssuerKind.Maskinporten => TokenForms.Maskinporten,
        IssuerKind.IdPorten => TokenForms.IdPorten,
        IssuerKind.Dialogporten => TokenForms.DialogToken,
        IssuerKind.Altinn when claims.Identity.IsPortal => TokenForms.PortalSession,
        IssuerKind.Altinn when claims.AuthenticateMethod is "maskinporten" || claims.Identity.SystemUser is not null => TokenForms.AltinnFromMaskinporten,
        IssuerKind.Altinn when claims.Identity.Person is not null || claims.HasAltinnUser => TokenForms.AltinnFromIdPorten,
        IssuerKind.Altinn when claims.Identity.Consumer.IsPresent => TokenForms.AltinnFromMaskinporten,
        _ => TokenForms.None,
    };

    /// <summary>True for the types of header that an access token, or a dialog token, may have: none, or one of the two usual ones.</summary>
    public static bool IsTypeTaken(string? type)
        => type is null
        || type.Equals("JWT", StringComparison.OrdinalIgnoreCase)
        || type.Equals("at+jwt", StringComparison.OrdinalIgnoreCase)
        || type.Equals("application/at+jwt", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// True when the payload is an ID token's: it has a claim only those have, or, from ID-porten, no scope or client, or its own client as audience. The type
    /// does not tell: issuers use <c>JWT</c> for both. From Altinn a token with scopes is an access token whatever it carried along through the exchange.
    /// </summary>
    public static bool IsIdToken(JsonElement payload, IssuerKind kind, TokenClaims claims) => kind switch
    {
        IssuerKind.Altinn => claims.Scopes.Length == 0 && HasIdClaim(payload),
        IssuerKind.IdPorten => HasIdClaim(payload)
            || claims.Scopes.Length == 0
            || claims.Identity.Client is not { Length: > 0 } client
            || Audiences.Names(payload, client),
        _ => HasIdClaim(payload),
    };

    private static bool HasIdClaim(JsonElement payload)
    {
        foreach (var name in NotAccess)
        {
            if (payload.TryGetProperty(name, out _))
            {
                return true;
            }
        }

        return false;
    }
}
