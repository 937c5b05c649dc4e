using System.Text.Json;
using Digdir.Altinn.Grains;
using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Audit;
using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Systems;

/// <summary>
/// A system as Altinn's systemregister returns it. Members that are not listed here are skipped: the document is Altinn's, and Altinn adds to it.
/// </summary>
internal sealed record SystemRegisterEntry
{
    private const string OrganisationPrefix = "0192:";

    public required string Id { get; init; }

    public required string Vendor { get; init; }

    public required string NameNb { get; init; }

    public required string NameNn { get; init; }

    public required string NameEn { get; init; }

    public required string Rights { get; init; }

    public required string AccessPackages { get; init; }

    public required string RedirectUrls { get; init; }

    public required bool IsVisible { get; init; }

    public required bool IsDeleted { get; init; }

    public required IReadOnlyList<string> Clients { get; init; }

    /// <summary>Reads one system; what is wrong with it goes to <paramref name="input"/>, under <paramref name="at"/>.</summary>
    public static SystemRegisterEntry? Read(JsonElement json, string at, Input input)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            input.Wrong(at, "Må være et objekt.", "Must be an object.");
            return null;
        }

        var id = input.Id($"{at}.id", Text(json, "id") ?? "") ?? "";
        var name = Member(json, "name");
        var entry = new SystemRegisterEntry
        {
            Id = id,
            Vendor = VendorOf(json, id, at, input),
            NameNb = input.Text($"{at}.name.nb", name is { } nb ? Text(nb, "nb") : null, Lengths.Name),
            NameNn = Optional(name, "nn", $"{at}.name.nn", input),
            NameEn = Optional(name, "en", $"{at}.name.en", input),
            Rights = List(json, "rights", at, input),
            AccessPackages = List(json, "accessPackages", at, input),
            RedirectUrls = List(json, "allowedRedirectUrls", at, input),
            IsVisible = Flag(json, "isVisible", at, input),
            IsDeleted = Flag(json, "isDeleted", at, input),
            Clients = ClientsOf(json, at, input),
        };
        return entry;
    }

    private static string VendorOf(JsonElement json, string id, string at, Input input)
    {
        var text = Member(json, "vendor") is { } vendor ? Text(vendor, "ID") ?? Text(vendor, "id") : null;
        if (text is null || !text.StartsWith(OrganisationPrefix, StringComparison.Ordinal) || !VendorId.TryParse(text.AsSpan(OrganisationPrefix.Length), out var number))
        {
            input.Wrong($"{at}.vendor", "Må ha ID på formen 0192:<organisasjonsnummer>.", "Must have an ID of the form 0192:<organisation number>.");
            return "";
        }

        // Altinn's own rule: the id starts with the vendor's number, and there is a name after it.
        if (!id.StartsWith($"{number}_", StringComparison.Ordinal) || id.Length == 10)
        {
            input.Wrong($"{at}.id", "Må være <leverandørens organisasjonsnummer>_<navn>.", "Must be <the vendor's organisation number>_<name>.");
        }

        return number.ToString();
    }

    private static List<string> ClientsOf(JsonElement json, string at, Input input)
    {
        if (Member(json, "clientId") is not { } list || list.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String || !Input.IsId(item.GetString() ?? "", Lengths.Id)))
        {
            input.Wrong($"{at}.clientId", "Må være en liste av klient-id-er.", "Must be a list of client ids.");
            return [];
        }

        return [.. list.EnumerateArray().Select(item => item.GetString() ?? "").Distinct(StringComparer.Ordinal)];
    }

    private static string List(JsonElement json, string name, string at, Input input)
    {
        if (Member(json, name) is not { } list || list.ValueKind == JsonValueKind.Null)
        {
            return "[]";
        }

        var text = CanonicalJson.Of(list);
        if (list.ValueKind != JsonValueKind.Array || text.Contains("\\u0000", StringComparison.Ordinal))
        {
            input.Wrong($"{at}.{name}", "Må være en liste.", "Must be a list.");
        }

        return text;
    }

    private static bool Flag(JsonElement json, string name, string at, Input input)
    {
        switch (Member(json, name)?.ValueKind)
        {
            case JsonValueKind.True:
                return true;
            case null or JsonValueKind.False or JsonValueKind.Null:
                return false;
            default:
                input.Wrong($"{at}.{name}", "Må være true eller false.", "Must be true or false.");
                return false;
        }
    }

    private static string Optional(JsonElement? json, string name, string field, Input input)
        => json is { } some && Text(some, name) is { } text && text.Trim().Length > 0 ? input.Text(field, text, Lengths.Name) : "";

    private static string? Text(JsonElement json, string name) => Member(json, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static JsonElement? Member(JsonElement json, string name)
        => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;
}
