using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Cast;

namespace Digdir.Altinn.Sandbox.Issuers;

/// <summary>Altinn's token exchange: which claims are copied, dropped and added. Pure, but for fresh session ids.</summary>
internal static class AltinnTokens
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private static readonly string[] NotFromMaskinporten = ["aud", "iss", "client_amr", "sid", "iat", "exp", "nbf"];
    private static readonly string[] NotFromIdPorten = ["aud", "iss", "at_hash", "sid", "sub", "iat", "exp", "nbf"];

    /// <summary>What Altinn makes of Maskinporten's claims.</summary>
    /// <param name="claims">Maskinporten's claims.</param>
    /// <param name="acronyms">Acronyms of the service owners by organisation number.</param>
    public static JsonObject FromMaskinporten(JsonObject claims, IReadOnlyDictionary<string, string> acronyms)
    {
        var altinn = Copy(claims, NotFromMaskinporten);
        var organisation = claims.Organisation("consumer") ?? "";
        altinn["urn:altinn:orgNumber"] = organisation;
        altinn["urn:altinn:authenticatemethod"] = "maskinporten";
        altinn["urn:altinn:authlevel"] = 3;
        altinn["sid"] = Guid.NewGuid().ToString();
        var scopes = claims.Text("scope") ?? "";
        if (scopes.Contains("altinn:serviceowner", StringComparison.Ordinal) && acronyms.TryGetValue(organisation, out var acronym))
        {
            altinn["urn:altinn:org"] = acronym;
        }

        return altinn;
    }

    /// <summary>What Altinn makes of ID-porten's claims.</summary>
    public static JsonObject FromIdPorten(JsonObject claims, Party person)
    {
        var altinn = Copy(claims, NotFromIdPorten);
        AddUser(altinn, person);
        altinn["urn:altinn:username"] = "";
        altinn["urn:altinn:party:uuid"] = person.Uuid.ToString();
        altinn["urn:altinn:authenticatemethod"] = altinn.Text("amr") ?? "NotDefined";
        altinn["urn:altinn:authlevel"] = claims.Text("acr") switch { "idporten-loa-high" => 4, "idporten-loa-substantial" => 3, _ => 0 };
        return altinn;
    }

    /// <summary>The session of a person logged in to Altinn's own pages.</summary>
    public static JsonObject Portal(Party person)
    {
        var altinn = new JsonObject { ["jti"] = Guid.NewGuid().ToString(), ["scope"] = "altinn:portal/enduser" };
        AddUser(altinn, person);
        altinn["urn:altinn:authenticatemethod"] = "BankID";
        altinn["urn:altinn:authlevel"] = 4;
        return altinn;
    }

    /// <summary>Altinn's number for the person as a user.</summary>
    public static int UserIdOf(Party person) => 20_000_000 + (person.PartyId % 1_000_000);

    private static void AddUser(JsonObject altinn, Party person)
    {
        altinn["nameid"] = UserIdOf(person).ToString(System.Globalization.CultureInfo.InvariantCulture);
        altinn["urn:altinn:userid"] = UserIdOf(person).ToString(System.Globalization.CultureInfo.InvariantCulture);
        altinn["urn:altinn:partyid"] = person.PartyId;
        altinn["sid"] = Guid.NewGuid().ToString();
    }

    /// <summary>Copies claims; an array of one becomes its one element, as in the real exchange.</summary>
    private static JsonObject Copy(JsonObject claims, string[] without)
    {
        var copy = new JsonObject();
        foreach (var (name, value) in claims)
        {
            if (!without.Contains(name, StringComparer.Ordinal))
            {
                copy[name] = (value is JsonArray { Count: 1 } one ? one[0] : value)?.DeepClone();
            }
        }

        return copy;
    }
}
