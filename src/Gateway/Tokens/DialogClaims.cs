using System.Text.Json;
using Digdir.Altinn.Gateway.Vendors;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>
/// Reads who is calling from a dialog token, whose claims have one letter: <c>c</c> who (for system users the consumer), <c>u</c> supplier, <c>y</c> system
/// user and <c>o</c> its organisation. Pure. A dialog token of a person names no client, so it tells no vendor.
/// </summary>
internal static class DialogClaims
{
    private const string PersonUrn = "urn:altinn:person:identifier-no:";

    /// <summary>The claims, in the words of the other tokens.</summary>
    public static IdentityClaims Read(JsonElement payload)
    {
        var who = TextOf(payload, "c");
        var isPerson = who is not null && who.StartsWith(PersonUrn, StringComparison.Ordinal);
        return new IdentityClaims
        {
            Consumer = who is null || isPerson ? default : OrganisationClaim.ParseUrn(who),
            Supplier = OrganisationOf(payload, "u"),
            SystemUser = payload.TryGetProperty("y", out _) ? new SystemUserClaim(OrganisationOf(payload, "o"), null) : null,
            Person = isPerson ? who?[PersonUrn.Length..] : null,
        };
    }

    private static OrganisationClaim OrganisationOf(JsonElement payload, string name)
        => payload.TryGetProperty(name, out var value)
            ? value.ValueKind == JsonValueKind.String ? OrganisationClaim.ParseUrn(value.GetString()) : OrganisationClaim.Malformed
            : default;

    private static string? TextOf(JsonElement payload, string name)
        => payload.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
