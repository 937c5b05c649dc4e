using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace Digdir.Altinn.Sandbox.Issuers;

/// <summary>A compact JWS taken apart; nothing in it is checked yet. Immutable by convention.</summary>
internal sealed record CompactToken(string? KeyId, string? Algorithm, JsonObject Claims, byte[] Signed, byte[] Signature)
{
    /// <summary>Takes it apart; false when it is not three base64url parts around two JSON objects.</summary>
    public static bool TryRead(string? text, [NotNullWhen(true)] out CompactToken? token)
    {
        token = null;
        var parts = text?.Split('.') ?? [];
        if (parts.Length != 3)
        {
            return false;
        }

        try
        {
            if (JsonNode.Parse(Base64UrlEncoder.DecodeBytes(parts[0])) is not JsonObject header || JsonNode.Parse(Base64UrlEncoder.DecodeBytes(parts[1])) is not JsonObject claims)
            {
                return false;
            }

            token = new(header.Text("kid"), header.Text("alg"), claims, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64UrlEncoder.DecodeBytes(parts[2]));
            return true;
        }
        catch (Exception fault) when (fault is JsonException or FormatException or ArgumentException)
        {
            return false;
        }
    }
}

/// <summary>Reads claims that come in more than one shape. Pure; anything of another shape reads as null.</summary>
internal static class Claims
{
    public static string? Text(this JsonObject claims, string name) => claims[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    public static long? Number(this JsonObject claims, string name) => claims[name] is JsonValue value && value.TryGetValue(out long number) ? number : null;

    /// <summary>The number in an ISO 6523 identity (<c>{"authority": "iso6523-actorid-upis", "ID": "0192:…"}</c>), itself perhaps inside a JSON string.</summary>
    public static string? Organisation(this JsonObject claims, string name)
    {
        var node = claims[name];
        if (claims.Text(name) is { } text && text.StartsWith('{'))
        {
            node = JsonNode.Parse(text);
        }

        return node is JsonObject identity && identity.Text("ID") is { } id && id.StartsWith("0192:", StringComparison.Ordinal) ? Cast.Party.NumberIn(id) : null;
    }

    /// <summary>The system user detail among <c>authorization_details</c>, which is an array in Maskinporten's tokens and an object in Altinn's.</summary>
    public static JsonObject? SystemUser(this JsonObject claims)
        => (claims["authorization_details"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(detail => detail.Text("type") == "urn:altinn:systemuser")
        ?? (claims["authorization_details"] is JsonObject one && one.Text("type") == "urn:altinn:systemuser" ? one : null);

    /// <summary>The organisation as Maskinporten writes it.</summary>
    public static JsonObject Identity(string organisation) => new() { ["authority"] = "iso6523-actorid-upis", ["ID"] = "0192:" + organisation };
}
