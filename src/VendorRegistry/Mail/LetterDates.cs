using System.Globalization;
using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Contacts;

namespace Digdir.Altinn.VendorRegistry.Mail;

/// <summary>Instants as letters write them: in Norway's time, with the month in words. Pure; the machine's own cultures are not asked.</summary>
internal static class LetterDates
{
    private static readonly TimeZoneInfo Oslo = TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo");

    private static readonly string[] Norwegian =
        ["januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"];

    /// <summary>Whether a text is an instant with an offset, as the APIs write them.</summary>
    public static bool IsInstant(JsonElement value, out DateTimeOffset instant)
    {
        instant = default;
        return value.GetString() is { Length: >= 20 and <= 40 } text && text[10] == 'T' && value.TryGetDateTimeOffset(out instant);
    }

    public static string InOslo(DateTimeOffset instant, ContactLanguage language)
    {
        var local = TimeZoneInfo.ConvertTime(instant, Oslo);
        return language == ContactLanguage.En
            ? local.ToString("d MMMM yyyy 'at' HH':'mm", CultureInfo.InvariantCulture) + " (Norwegian time)"
            : string.Create(CultureInfo.InvariantCulture, $"{local.Day}. {Norwegian[local.Month - 1]} {local.Year} kl. {local:HH'.'mm} (norsk tid)");
    }
}
