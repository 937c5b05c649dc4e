using System.Buffers;
using System.Text.Json;
using Digdir.Altinn.Grains;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.VendorRegistry.Admin;

/// <summary>Checks what came in, field by field, and gathers everything that is wrong, so that the caller learns it all at once. Used by one thread.</summary>
internal sealed class Input
{
    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:~");

    private readonly Dictionary<string, Text> _errors = new(StringComparer.Ordinal);

    /// <summary>What is wrong, or null when all is well.</summary>
    public Refusal? Refusal => _errors.Count == 0 ? null : Problems.Invalid(_errors);

    public void Wrong(string field, string nb, string en) => _errors.TryAdd(field, new(nb, en));

    /// <summary>A text that must be there: trimmed, at most so long, without control characters (line breaks and tabs aside).</summary>
    public string Text(string field, string? value, int max)
    {
        var text = value?.Trim() ?? "";
        if (text.Length == 0)
        {
            Wrong(field, "Må fylles ut.", "Must be filled in.");
        }
        else if (text.Length > max)
        {
            Wrong(field, $"Kan ha høyst {max} tegn.", $"May have at most {max} characters.");
        }
        else if (HasControls(text))
        {
            Wrong(field, "Har tegn som ikke tas imot.", "Has characters that are not accepted.");
        }

        return text;
    }

    /// <summary>An id that may be left out: letters, digits and <c>-_.:~</c>, at most so long.</summary>
    public string? Id(string field, string? value, int max = Storage.Lengths.Id)
    {
        if (value is not null && !IsId(value, max))
        {
            Wrong(field, $"Må være 1–{max} bokstaver (a–z), tall eller -_.:~.", $"Must be 1-{max} letters (a-z), digits or -_.:~.");
        }

        return value;
    }

    /// <summary>A product that may be left out, but must be known.</summary>
    public string? Product(string field, string? value, RegistryOptions options)
    {
        if (value is not null && !options.KnownProducts.Contains(value, StringComparer.Ordinal))
        {
            var known = string.Join(", ", options.KnownProducts);
            Wrong(field, $"Ukjent produkt. Kjente: {known}.", $"Unknown product. Known: {known}.");
        }

        return value;
    }

    /// <summary>A product that must be there.</summary>
    public string RequiredProduct(string field, string? value, RegistryOptions options) => Product(field, value ?? "", options) ?? "";

    /// <summary>An organisation number that may be left out.</summary>
    public string? Organisation(string field, string? value)
    {
        if (value is not null && !OrganisationNumber.TryParse(value, out _))
        {
            Wrong(field, "Må være et gyldig organisasjonsnummer.", "Must be a valid organisation number.");
        }

        return value;
    }

    /// <summary>A number between bounds.</summary>
    public double Number(string field, double? value, double min, double max)
    {
        if (value is not { } number || !double.IsFinite(number) || number < min || number > max)
        {
            Wrong(field, $"Må være et tall fra {min} til {max}.", $"Must be a number from {min} to {max}.");
            return min;
        }

        return number;
    }

    /// <summary>An instant that must be there.</summary>
    public DateTimeOffset Instant(string field, DateTimeOffset? value)
    {
        if (value is not { } instant)
        {
            Wrong(field, "Må fylles ut.", "Must be filled in.");
            return default;
        }

        return Storage.Instants.Whole(instant);
    }

    /// <summary>One of an enum's named values.</summary>
    public T Choice<T>(string field, T? value)
        where T : struct, Enum
    {
        if (value is not { } choice || !Enum.IsDefined(choice))
        {
            Wrong(field, "Må fylles ut.", "Must be filled in.");
            return default;
        }

        return choice;
    }

    /// <summary>One of an enum's values by its name as the API writes it, for queries; null when left out or unknown, and then something is wrong.</summary>
    public T? Named<T>(string field, string? value)
        where T : struct, Enum
    {
        foreach (var choice in Enum.GetValues<T>())
        {
            if (value == JsonNamingPolicy.CamelCase.ConvertName(choice.ToString()))
            {
                return choice;
            }
        }

        if (value is not null)
        {
            var known = string.Join(", ", Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName));
            Wrong(field, $"Må være en av {known}.", $"Must be one of {known}.");
        }

        return null;
    }

    public static bool IsId(string value, int max) => value.Length > 0 && value.Length <= max && !value.AsSpan().ContainsAnyExcept(IdCharacters);

    public static bool HasControls(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (char.IsControl(letter) && letter is not ('\n' or '\r' or '\t'))
            {
                return true;
            }

            // A surrogate without its other half cannot be stored as UTF-8.
            if (char.IsSurrogate(letter))
            {
                if (!char.IsHighSurrogate(letter) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                {
                    return true;
                }

                i++;
            }
        }

        return false;
    }
}
