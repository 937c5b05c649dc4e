using System.Text;
using System.Text.Json;

namespace Digdir.Altinn.Gateway.ApiDiff;

/// <summary>What of a document is shown to people: short, on one line, without control characters.</summary>
internal static class ApiText
{
    /// <summary>The text, cut after so many characters.</summary>
    public static string Short(string text, int most = 80)
    {
        var clean = new StringBuilder(Math.Min(text.Length, most) + 1);
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length >= most)
            {
                return clean.Append('…').ToString();
            }

            clean.Append(Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 ? " " : rune.ToString());
        }

        return clean.ToString();
    }

    /// <summary>A value as JSON writes it; a string without its quotation marks.</summary>
    public static string Of(JsonElement value) => Short(value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : value.GetRawText());

    /// <summary>The same text for the same value, however it is written: members in order of name, numbers by their value.</summary>
    public static string Canonical(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal)
            .Select(member => $"{JsonSerializer.Serialize(member.Name)}:{Canonical(member.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(',', value.EnumerateArray().Select(Canonical)) + "]",
        JsonValueKind.Number => value.TryGetDecimal(out var number) ? number.ToString("0.#############################") : value.GetRawText(),
        JsonValueKind.String => JsonSerializer.Serialize(value.GetString()),
        _ => value.GetRawText(),
    };

    /// <summary>At most eight of them, and how many more there are.</summary>
    public static string List(IReadOnlyCollection<string> values)
        => string.Join(", ", values.Take(8).Select(value => Short(value))) + (values.Count > 8 ? $" (+{values.Count - 8})" : "");

    /// <summary>
    /// What a pointer points at, in as few words as say it: <c>Dialog.content.title</c> for a schema with a name, and the end of the way for others.
    /// </summary>
    public static string Subject(string pointer)
    {
        var parts = pointer.Split('/').Skip(1).Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToList();
        var start = 0;
        var subject = new StringBuilder();
        if (parts is ["components", "schemas", var name, ..])
        {
            subject.Append(name);
            start = 3;
        }
        else if (parts.LastIndexOf("schema") is var schema and >= 0)
        {
            start = schema + 1;
        }

        for (var i = start; i < parts.Count; i++)
        {
            switch (parts[i])
            {
                case "properties" when i + 1 < parts.Count:
                    subject.Append(subject.Length > 0 ? "." : "").Append(parts[++i]);
                    break;
                case "items":
                    subject.Append("[]");
                    break;
                case "additionalProperties":
                    subject.Append("{}");
                    break;
                case "patternProperties" when i + 1 < parts.Count:
                    subject.Append('{').Append(parts[++i]).Append('}');
                    break;
                case "allOf" or "oneOf" or "anyOf" when i + 1 < parts.Count:
                    i++;
                    break;
            }
        }

        return Short(subject.ToString(), 160);
    }
}
