using System.Text.Json.Nodes;

namespace Digdir.Altinn.Sandbox.Issuers;

/// <summary>The claims of Maskinporten's tokens. Pure, but for fresh ids.</summary>
internal static class MaskinportenTokens
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(120);

    /// <summary>An organisation acting for itself.</summary>
    public static JsonObject OwnOrganisation(string organisation, string client, string scope) => new()
    {
        ["scope"] = scope,
        ["client_id"] = client,
        ["client_amr"] = "private_key_jwt",
        ["token_type"] = "Bearer",
        ["consumer"] = Claims.Identity(organisation),
        ["jti"] = Guid.NewGuid().ToString("N"),
    };

    /// <summary>A vendor with a scope that its customer has delegated to it.</summary>
    public static JsonObject Delegated(string supplier, string customer, string client, string scope, string delegationSource)
    {
        var claims = OwnOrganisation(customer, client, scope);
        claims["supplier"] = Claims.Identity(supplier);
        claims["delegation_source"] = delegationSource;
        return claims;
    }

    /// <summary>A vendor's system acting as a system user of its customer.</summary>
    public static JsonObject ForSystemUser(string vendor, string customer, string system, string client, string scope)
    {
        var claims = OwnOrganisation(vendor, client, scope);
        claims["authorization_details"] = new JsonArray(new JsonObject
        {
            ["type"] = "urn:altinn:systemuser",
            ["systemuser_id"] = new JsonArray(SystemUsers.IdOf(system, customer).ToString()),
            ["systemuser_org"] = Claims.Identity(customer),
            ["system_id"] = system,
        });
        return claims;
    }
}
