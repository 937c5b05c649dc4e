using System.Globalization;
using System.Text;

namespace Digdir.Altinn.Sandbox.Mailroom;

/// <summary>A mail as one reads it: its fields unfolded and its text decoded, as far as mail from the gateway needs that. Immutable.</summary>
/// <param name="Number">Which mail it is since the start, from 1.</param>
/// <param name="At">When it came.</param>
/// <param name="To">The addresses it is for.</param>
/// <param name="Fields">Its fields, by name, in any case.</param>
/// <param name="Subject">Its subject, decoded.</param>
/// <param name="Body">Its text, decoded.</param>
internal sealed record ReceivedMail(long Number, DateTimeOffset At, IReadOnlyList<string> To, IReadOnlyDictionary<string, string> Fields, string Subject, string Body)
{
    /// <summary>Reads it. What is not understood is left as it came.</summary>
    public static ReceivedMail Of(long number, DateTimeOffset at, SmtpMail mail)
    {
        var end = mail.Text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var head = end < 0 ? mail.Text : mail.Text[..end];
        var body = end < 0 ? "" : mail.Text[(end + 4)..];
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in head.Replace("\r\n ", " ", StringComparison.Ordinal).Replace("\r\n\t", " ", StringComparison.Ordinal).Split("\r\n"))
        {
            if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                fields.TryAdd(line[..colon], line[(colon + 1)..].Trim());
            }
        }

        return new ReceivedMail(
            number, at, mail.To, fields, Words(fields.GetValueOrDefault("Subject", "")),
            fields.GetValueOrDefault("Content-Transfer-Encoding", "").Equals("base64", StringComparison.OrdinalIgnoreCase) ? FromBase64(body) : body);
    }

    /// <summary>Encoded words (RFC 2047) in base64 and UTF-8; white space between two of them is theirs and goes.</summary>
    private static string Words(string text)
    {
        const string Start = "=?utf-8?B?";
        var read = new StringBuilder();
        var bytes = new List<byte>();
        foreach (var word in text.Split(' '))
        {
            if (word.StartsWith(Start, StringComparison.OrdinalIgnoreCase) && word.EndsWith("?=", StringComparison.Ordinal) && word.Length > Start.Length + 2)
            {
                // A letter may be cut in two by the end of a word.
                bytes.AddRange(Bytes(word[Start.Length..^2]));
                continue;
            }

            Flush();
            read.Append(read.Length > 0 ? " " : "").Append(word);
        }

        Flush();
        return read.ToString();

        void Flush()
        {
            read.Append(bytes.Count > 0 && read.Length > 0 ? " " : "").Append(Encoding.UTF8.GetString([.. bytes]));
            bytes.Clear();
        }
    }

    private static string FromBase64(string text) => Encoding.UTF8.GetString(Bytes(text));

    private static byte[] Bytes(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : Encoding.UTF8.GetBytes(base64);
    }

    /// <summary>When it came, for a page.</summary>
    public string Time => At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
