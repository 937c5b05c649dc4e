using System.Text;

namespace Digdir.Altinn.VendorRegistry.Tests.NoticeFeeds;

/// <summary>A property of a calendar: its name, parameters and value.</summary>
internal sealed record CalendarLine(string Name, IReadOnlyDictionary<string, string> Parameters, string Value)
{
    /// <summary>The value as text (RFC 5545 3.3.11); anything that should have been escaped is an error.</summary>
    public string Text
    {
        get
        {
            var text = new StringBuilder();
            for (var i = 0; i < Value.Length; i++)
            {
                text.Append(Value[i] switch
                {
                    '\\' => Value[++i] switch { 'n' or 'N' => '\n', '\\' or ';' or ',' => Value[i], var other => throw new FormatException($"\\{other} is no escape.") },
                    ';' or ',' => throw new FormatException("A ';' or ',' stands bare in a text."),
                    var plain => plain,
                });
            }

            return text.ToString();
        }
    }
}

/// <summary>A component of a calendar, with its properties and the components inside.</summary>
internal sealed record CalendarPart(string Name, List<CalendarLine> Lines, List<CalendarPart> Parts)
{
    public string this[string name] => Lines.Single(line => line.Name == name).Value;

    public string Text(string name) => Lines.Single(line => line.Name == name).Text;
}

/// <summary>Reads iCalendar (RFC 5545) and forgives nothing: line ends, length of lines in octets, folding, names, nesting.</summary>
internal static class CalendarReader
{
    public static CalendarPart Read(byte[] octets)
    {
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(octets);
        if (!text.EndsWith("\r\n", StringComparison.Ordinal))
        {
            throw new FormatException("The last line does not end.");
        }

        List<string> unfolded = [];
        foreach (var line in text[..^2].Split("\r\n"))
        {
            // Each piece is UTF-8 by itself: a reader may unfold octets or characters.
            if (Encoding.UTF8.GetByteCount(line) is > 75 or 0 || line.AsSpan().ContainsAny('\r', '\n'))
            {
                throw new FormatException($"A line is empty, too long or has a bare line end: {line}");
            }

            if (line[0] is ' ' or '\t')
            {
                unfolded[^1] += line[1..];
            }
            else
            {
                unfolded.Add(line);
            }
        }

        Stack<CalendarPart> open = [];
        CalendarPart? whole = null;
        foreach (var line in unfolded.Select(Parse))
        {
            if (whole is not null)
            {
                throw new FormatException("Something follows the calendar.");
            }

            switch (line.Name)
            {
                case "BEGIN":
                    var part = new CalendarPart(line.Value, [], []);
                    if (open.TryPeek(out var holder))
                    {
                        holder.Parts.Add(part);
                    }

                    open.Push(part);
                    break;
                case "END":
                    var done = open.Pop();
                    whole = done.Name != line.Value ? throw new FormatException($"{line.Value} ends {done.Name}.") : open.Count == 0 ? done : null;
                    break;
                default:
                    open.Peek().Lines.Add(line);
                    break;
            }
        }

        return whole is { Name: "VCALENDAR" } ? whole : throw new FormatException("There is no whole calendar.");
    }

    private static CalendarLine Parse(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var head = colon < 0 ? throw new FormatException($"No value: {line}") : line[..colon].Split(';');
        if (head[0].Length == 0 || head[0].Any(letter => !char.IsAsciiLetterUpper(letter) && letter != '-'))
        {
            throw new FormatException($"No name: {line}");
        }

        return new CalendarLine(head[0], head.Skip(1).Select(parameter => parameter.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal), line[(colon + 1)..]);
    }
}
