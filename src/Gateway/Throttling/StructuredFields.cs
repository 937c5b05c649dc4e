using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Digdir.Altinn.Gateway.Throttling;

/// <summary>
/// Writes structured field values (RFC 9651): the one place where such a header is put together. Strings are checked, so that nothing a caller or an
/// operator chose can break out of the field.
/// </summary>
internal static class StructuredFields
{
    /// <summary>A String item (RFC 9651 section 3.3.3).</summary>
    /// <exception cref="FormatException">The text has characters outside printable ASCII.</exception>
    public static StringBuilder AppendString(this StringBuilder field, string text)
    {
        field.Append('"');
        foreach (var character in text)
        {
            if (character is < ' ' or > '~')
            {
                throw new FormatException("A structured field string holds printable ASCII only.");
            }

            if (character is '"' or '\\')
            {
                field.Append('\\');
            }

            field.Append(character);
        }

        return field.Append('"');
    }

    /// <summary>An Integer parameter (RFC 9651 sections 3.1.2 and 3.3.1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than fifteen digits.</exception>
    public static StringBuilder AppendParameter(this StringBuilder field, string key, long value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 999_999_999_999_999);
        ArgumentOutOfRangeException.ThrowIfLessThan(value, -999_999_999_999_999);
        return field.Append(';').Append(key).Append('=').Append(value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>A Date item (RFC 9651 section 3.3.7): whole seconds, the rest cut off.</summary>
    public static string Date(DateTimeOffset instant) => string.Create(CultureInfo.InvariantCulture, $"@{instant.ToUnixTimeSeconds()}");

    /// <summary>Reads a Date item; parameters behind it are passed over. False for anything else.</summary>
    public static bool TryReadDate(ReadOnlySpan<char> field, out DateTimeOffset instant)
    {
        field = field.Trim(' ');
        var end = field.IndexOf(';');
        instant = default;
        if ((end < 0 ? field : field[..end].TrimEnd(' ')) is not ['@', .. var digits]
            || !long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
            || digits[0] == '+' || seconds < DateTimeOffset.MinValue.ToUnixTimeSeconds() || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return false;
        }

        instant = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return true;
    }

    /// <summary>
    /// One String item, written before, with two Integer parameters: the shape of RateLimit, put together in one allocation because every answer carries it.
    /// </summary>
    public static string Item(string writtenString, string firstKey, long first, string secondKey, long second)
    {
        var text = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[128]);
        text.AppendLiteral(writtenString);
        text.AppendLiteral(";");
        text.AppendLiteral(firstKey);
        text.AppendLiteral("=");
        text.AppendFormatted(first);
        text.AppendLiteral(";");
        text.AppendLiteral(secondKey);
        text.AppendLiteral("=");
        text.AppendFormatted(second);
        return text.ToStringAndClear();
    }
}
