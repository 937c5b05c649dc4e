using System.Text;
using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Contacts;

namespace Digdir.Altinn.VendorRegistry.Mail;

/// <summary>What a mail says. Pure: the same announcement gives the same letter. Holds what the announcement's data name and nothing of the data that is not known here.</summary>
/// <param name="Subject">One line, at most 200 characters.</param>
/// <param name="Body">Plain text.</param>
/// <param name="Language">The language's tag (RFC 5646).</param>
internal sealed record Letter(string Subject, string Body, string Language)
{
    private const int LongestTitle = 120;
    private const int LongestFact = 500;

    private static readonly Words Sender = new("Altinn-gatewayen", "Altinn-gatewayen", "Altinn gateway");

    private static readonly Words WrittenTo = new(
        "Meldingen er sendt automatisk til varslingspunktet som {0} ({1}) har registrert. Leverandøren endrer varslingspunkter i sitt eget API, /vendor/v1/contacts.",
        "Meldinga er send automatisk til varslingspunktet som {0} ({1}) har registrert. Leverandøren endrar varslingspunkt i sitt eige API, /vendor/v1/contacts.",
        "This message was sent automatically to the contact point that {0} ({1}) has registered. The vendor changes contact points in its own API, /vendor/v1/contacts.");

    private static readonly Words Reference = new("Referanse: {0}", "Referanse: {0}", "Reference: {0}");

    /// <summary>Writes it.</summary>
    /// <param name="announcement">What is told.</param>
    /// <param name="language">In which language.</param>
    /// <param name="vendor">The contact point's vendor; null for the servicedesk.</param>
    /// <param name="address">The gateway's address, which paths are at; without it they stay paths.</param>
    public static Letter Of(Announcement announcement, ContactLanguage language, LetterVendor? vendor, string address = "")
    {
        using var data = JsonDocument.Parse(announcement.Data);
        var text = LetterTexts.Of(announcement.Kind, data.RootElement);
        var title = Title(data.RootElement, language);
        var kind = KindIn(data.RootElement);
        var heading = text.Heading.In(language) + KindOf(kind, language);
        var body = new StringBuilder();
        body.Append(heading).Append(title is null ? "" : $": {title}").Append("\n\n").Append(text.Body.In(language)).Append('\n');
        var hasFacts = false;
        foreach (var (name, label) in LetterFacts.All)
        {
            if (data.RootElement.ValueKind == JsonValueKind.Object && data.RootElement.TryGetProperty(name, out var value) && Fact(value, language) is { } fact)
            {
                body.Append(hasFacts ? "" : "\n").Append(LetterFacts.LabelOf(name, label, kind).In(language)).Append(": ").Append(LetterFacts.Paths.Contains(name) && fact.StartsWith('/') ? address : "").Append(fact).Append('\n');
                hasFacts = true;
            }
        }

        body.Append('\n').AppendFormat(null, Reference.In(language), announcement.Id).Append('\n');
        if (vendor is { } receiver)
        {
            body.Append("\n-- \n").AppendFormat(null, WrittenTo.In(language), Line(receiver.Name, LongestTitle), receiver.Number).Append('\n');
        }

        return new Letter($"[{Sender.In(language)}] {heading}{(title is null ? "" : $": {title}")}", body.ToString(), language switch { ContactLanguage.Nn => "nn", ContactLanguage.En => "en", _ => "nb" });
    }

    /// <summary>The title is a text, or one per language.</summary>
    private static string? Title(JsonElement data, ContactLanguage language)
    {
        if (data.ValueKind != JsonValueKind.Object || !data.TryGetProperty("title", out var title))
        {
            return null;
        }

        return InLanguage(title, language) is { Length: > 0 } text ? Line(text, LongestTitle) : null;
    }

    private static string? KindIn(JsonElement data)
        => data.ValueKind == JsonValueKind.Object && data.TryGetProperty("kind", out var kind) && kind.ValueKind == JsonValueKind.String ? kind.GetString() : null;

    /// <summary>Which kind of notice it is, as the heading says it; nothing where that is not told or not known.</summary>
    private static string KindOf(string? word, ContactLanguage language) => word is not null && LetterFacts.Knows(word) ? $" ({LetterFacts.Say(word, language)})" : "";

    private static string? Fact(JsonElement value, ContactLanguage language) => value.ValueKind switch
    {
        JsonValueKind.String when LetterDates.IsInstant(value, out var instant) => LetterDates.InOslo(instant, language),
        JsonValueKind.String or JsonValueKind.Object when InLanguage(value, language) is { Length: > 0 } text => Line(LetterFacts.Say(text, language), LongestFact),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.Array when value.GetArrayLength() > 0 => Line(
            string.Join(", ", value.EnumerateArray().Where(item => item.ValueKind is JsonValueKind.String or JsonValueKind.Number).Take(20).Select(item => LetterFacts.Say(item.ToString(), language))), LongestFact) is { Length: > 0 } list ? list : null,
        _ => null,
    };

    private static string? InLanguage(JsonElement value, ContactLanguage language)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        // Nynorsk is often left to bokmål.
        string[] order = language switch { ContactLanguage.Nn => ["nn", "nb", "en"], ContactLanguage.En => ["en", "nb", "nn"], _ => ["nb", "nn", "en"] };
        return order.Select(tag => value.TryGetProperty(tag, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));
    }

    /// <summary>One line of what somebody wrote: no line breaks or other controls, which could begin another field of the mail, and no direction marks, which hide what is written.</summary>
    internal static string Line(string text, int longest)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var isOdd = Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator
                or System.Globalization.UnicodeCategory.ParagraphSeparator;
            line.Append(isOdd ? " " : rune.ToString());
        }

        var joined = string.Join(' ', line.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return joined.Length <= longest ? joined : string.Concat(joined.AsSpan(0, char.IsHighSurrogate(joined[longest - 2]) ? longest - 2 : longest - 1), "…");
    }
}

/// <summary>The vendor that a letter goes to.</summary>
/// <param name="Number">Its organisation number.</param>
/// <param name="Name">Its registered name.</param>
internal readonly record struct LetterVendor(string Number, string Name);
