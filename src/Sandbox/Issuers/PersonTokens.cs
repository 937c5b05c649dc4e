using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Cast;

namespace Digdir.Altinn.Sandbox.Issuers;

/// <summary>The claims of tokens for people: ID-porten's and Ansattporten's. Pure, but for fresh ids.</summary>
internal static class PersonTokens
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>ID-porten's access token.</summary>
    public static JsonObject IdPorten(string person, string owner, string client, string scope) => new()
    {
        ["sub"] = Seeded.Uuid($"pairwise:{client}:{person}").ToString("N"),
        ["pid"] = person,
        ["acr"] = "idporten-loa-high",
        ["amr"] = new JsonArray("BankID"),
        ["client_id"] = client,
        ["client_amr"] = "private_key_jwt",
        ["client_orgno"] = owner,
        ["consumer"] = Claims.Identity(owner),
        ["scope"] = scope,
        ["aud"] = "unspecified",
        ["token_type"] = "Bearer",
        ["jti"] = Guid.NewGuid().ToString("N"),
    };

    /// <summary>Ansattporten's token for somebody at work: for whom they act, and what they may do there.</summary>
    public static JsonObject Ansattporten(string person, string organisation, string client, string audience, string scope, IEnumerable<string> roles) => new()
    {
        ["sub"] = Seeded.Uuid($"pairwise:{client}:{person}").ToString("N"),
        ["pid"] = person,
        ["name"] = Players.People.FirstOrDefault(one => one.Number == person)?.Name ?? "UKJENT",
        ["acr"] = "substantial",
        ["amr"] = new JsonArray("BankID"),
        ["client_id"] = client,
        ["scope"] = scope,
        ["aud"] = audience,
        ["roles"] = new JsonArray([.. roles.Select(role => (JsonNode)role)]),
        ["authorization_details"] = new JsonArray(new JsonObject
        {
            ["type"] = "ansattporten:altinn:resource",
            ["resource"] = "urn:altinn:resource:sandbox-representasjon",
            ["authorized_parties"] = new JsonArray(new JsonObject { ["orgno"] = Claims.Identity(organisation), ["resource"] = "urn:altinn:resource:sandbox-representasjon" }),
        }),
        ["jti"] = Guid.NewGuid().ToString("N"),
    };
}
