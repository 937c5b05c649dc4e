using System.Text.Json;
using Digdir.Altinn.Gateway.Vendors;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>
/// The claims the gateway reads from a payload, whatever shape they come in. Pure. Lives while one token is judged; a class, not a record, so that nothing
/// prints identity numbers by accident.
/// </summary>
internal sealed class TokenClaims
{
    private const int MaxText = 512;
    private const int MaxScopes = 200;

    /// <summary><c>exp</c>.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary><c>iat</c>, or null.</summary>
    public required DateTimeOffset? IssuedAt { get; init; }

    /// <summary><c>nbf</c>, or null.</summary>
    public required DateTimeOffset? NotBefore { get; init; }

    /// <summary><c>scope</c>, taken apart; empty when there is none.</summary>
    public required string[] Scopes { get; init; }

    /// <summary>Who is calling, as claimed.</summary>
    public required IdentityClaims Identity { get; init; }

    /// <summary><c>urn:altinn:authenticatemethod</c>, or null.</summary>
    public required string? AuthenticateMethod { get; init; }

    /// <summary>True when <c>urn:altinn:userid</c> is there.</summary>
    public required bool HasAltinnUser { get; init; }

    /// <summary>Reads a payload; null when a claim that decides something is missing or has the wrong form.</summary>
    public static TokenClaims? Read(JsonElement payload, IssuerKind kind)
    {
        if (!TryInstant(payload, "exp", out var expires) || expires is null
            || !TryInstant(payload, "iat", out var issued)
            || !TryInstant(payload, "nbf", out var notBefore)
            || !TryScopes(payload, out var scopes)
            || !TryText(payload, "pid", out var person)
            || !TryText(payload, "client_id", out var client)
            || !TryText(payload, "urn:altinn:authenticatemethod", out var method)
            || !TryText(payload, "urn:altinn:org", out var serviceOwner))
        {
            return null;
        }

        return new TokenClaims
        {
            Expires = expires.Value,
            IssuedAt = issued,
            NotBefore = notBefore,
            Scopes = scopes,
            AuthenticateMethod = method,
            HasAltinnUser = payload.TryGetProperty("urn:altinn:userid", out _),
            Identity = kind == IssuerKind.Dialogporten
                ? DialogClaims.Read(payload)
                : new IdentityClaims
                {
                    Consumer = ClaimShapes.OrganisationOf(payload, "consumer"),
                    Supplier = ClaimShapes.OrganisationOf(payload, "supplier"),
                    SystemUser = ClaimShapes.SystemUserOf(payload),
                    Person = person,
                    Client = client,
                    IsPortal = scopes is [TokenForm.PortalScope],
                    PortalUser = scopes is [TokenForm.PortalScope] && payload.TryGetProperty("urn:altinn:userid", out var user) && user.ValueKind is JsonValueKind.String or JsonValueKind.Number
                        ? user.ToString()
                        : null,
                    IsServiceOwner = !string.IsNullOrEmpty(serviceOwner) && scopes.Contains(TokenForm.ServiceOwnerScope, StringComparer.Ordinal),
                },
        };
    }

    private static bool TryInstant(JsonElement payload, string name, out DateTimeOffset? instant)
    {
        instant = null;
        if (!payload.TryGetProperty(name, out var value))
        {
            return true;
        }

        // NumericDate (RFC 7519) may have a fraction; beyond the year 9999 it is no date.
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var seconds) || !(seconds is >= 0 and < 253_402_300_799))
        {
            return false;
        }

        instant = DateTimeOffset.FromUnixTimeSeconds((long)seconds);
        return true;
    }

    private static bool TryText(JsonElement payload, string name, out string? text)
    {
        text = null;
        if (!payload.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        text = value.GetString();
        return text is not null && text.Length <= MaxText && !ClaimShapes.HasControls(text);
    }

    private static bool TryScopes(JsonElement payload, out string[] scopes)
    {
        scopes = [];
        if (!payload.TryGetProperty("scope", out var value))
        {
            return true;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                scopes = (value.GetString() ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
                break;
            case JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String):
                scopes = [.. value.EnumerateArray().Select(item => item.GetString() ?? "")];
                break;
            default:
                return false;
        }

        return scopes.Length <= MaxScopes && scopes.All(scope => scope.Length is > 0 and <= MaxText);
    }
}
