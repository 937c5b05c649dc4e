using System.Text.Json;
using Digdir.Altinn.Gateway.Vendors;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>
/// Reads the structured claims in every shape they come in: an object, an array of objects (an exchange may flatten an array of one), or a JSON text holding
/// either. Pure. A claim that is there but cannot be read is malformed, never absent.
/// </summary>
internal static class ClaimShapes
{
    /// <summary>The type of the authorization details of a system user.</summary>
    public const string SystemUserType = "urn:altinn:systemuser";

    private const int MaxElements = 16;

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>The organisation in <c>consumer</c> or <c>supplier</c>. Two of them are as good as none: nobody can say which is meant.</summary>
    public static OrganisationClaim OrganisationOf(JsonElement payload, string name)
    {
        if (!IsThere(payload, name, out var value))
        {
            return default;
        }

        return Elements(value) is [var one] ? OrganisationOf(one) : OrganisationClaim.Malformed;
    }

    /// <summary>The system user in <c>authorization_details</c>, or null when no element is of that type.</summary>
    public static SystemUserClaim? SystemUserOf(JsonElement payload)
    {
        if (!IsThere(payload, "authorization_details", out var value))
        {
            return null;
        }

        if (Elements(value) is not { } elements)
        {
            // Details that cannot be read may have been a system user's.
            return new(OrganisationClaim.Malformed, null);
        }

        foreach (var element in elements)
        {
            if (element.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals(SystemUserType))
            {
                var organisation = element.TryGetProperty("systemuser_org", out _) ? OrganisationOf(element, "systemuser_org") : OrganisationClaim.Malformed;
                var system = element.TryGetProperty("system_id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
                return system is { Length: > 256 } || HasControls(system) ? new(OrganisationClaim.Malformed, null) : new(organisation, system);
            }
        }

        return null;
    }

    /// <summary>True when the text has a control character, which no name or number has, and which is something else wherever the text is written again.</summary>
    public static bool HasControls(ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
        {
            if (char.IsControl(letter))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsThere(JsonElement payload, string name, out JsonElement value)
        => payload.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private static OrganisationClaim OrganisationOf(JsonElement organisation)
    {
        if (!organisation.TryGetProperty("ID", out var id) || id.ValueKind != JsonValueKind.String)
        {
            return OrganisationClaim.Malformed;
        }

        var foreign = organisation.TryGetProperty("authority", out var authority)
            && (authority.ValueKind != JsonValueKind.String || !authority.ValueEquals(OrganisationClaim.Authority));
        return foreign ? OrganisationClaim.Malformed : OrganisationClaim.Parse(id.GetString());
    }

    /// <summary>The objects of a claim; null when it comes in no shape that is known.</summary>
    private static List<JsonElement>? Elements(JsonElement value)
    {
        var elements = new List<JsonElement>(1);
        return Collect(value, elements, mayNest: true) && elements.Count <= MaxElements ? elements : null;
    }

    private static bool Collect(JsonElement value, List<JsonElement> into, bool mayNest)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                into.Add(value);
                return true;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    if (item.ValueKind == JsonValueKind.Array || !Collect(item, into, mayNest))
                    {
                        return false;
                    }
                }

                return true;
            case JsonValueKind.String when mayNest:
                return ParseText(value.GetString()) is { } parsed && Collect(parsed, into, mayNest: false);
            default:
                return false;
        }
    }

    private static JsonElement? ParseText(string? json)
    {
        try
        {
            using var document = JsonDocument.Parse(json ?? "", Json);
            return document.RootElement.Clone();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
