using System.Globalization;

namespace Digdir.Altinn.Sandbox.Cast;

/// <summary>
/// Synthetic Norwegian numbers whose check digits hold, in the series that belong to nobody: organisations from 310000000 up, and persons with 80 added
/// to the month of birth. Pure.
/// </summary>
internal static class SyntheticNumbers
{
    private static readonly int[] OrganisationWeights = [3, 2, 7, 6, 5, 4, 3, 2];
    private static readonly int[] FirstPersonWeights = [3, 7, 6, 1, 8, 9, 4, 5, 2];
    private static readonly int[] SecondPersonWeights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

    /// <summary>The first synthetic organisation number at or after <paramref name="ordinal"/> in the series 31xxxxxx + check digit.</summary>
    /// <param name="ordinal">0 to 999 999.</param>
    public static string Organisation(int ordinal)
    {
        for (var stem = 31_000_000 + ordinal; ; stem++)
        {
            var digits = stem.ToString("D8", CultureInfo.InvariantCulture);
            if (CheckDigit(digits, OrganisationWeights) is { } check)
            {
                return digits + check.ToString(CultureInfo.InvariantCulture);
            }
        }
    }

    /// <summary>A synthetic national identity number: the day of birth with 80 added to the month, and the first individual number at or after <paramref name="ordinal"/> that has check digits.</summary>
    public static string Person(DateOnly born, int ordinal)
    {
        var day = string.Create(CultureInfo.InvariantCulture, $"{born.Day:D2}{born.Month + 80:D2}{born.Year % 100:D2}");
        for (var individual = ordinal; ; individual++)
        {
            var nine = day + individual.ToString("D3", CultureInfo.InvariantCulture);
            if (CheckDigit(nine, FirstPersonWeights) is { } first
                && CheckDigit(nine + first.ToString(CultureInfo.InvariantCulture), SecondPersonWeights) is { } second)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{nine}{first}{second}");
            }
        }
    }

    /// <summary>True for eleven digits whose two check digits hold.</summary>
    public static bool IsPerson(string text)
        => text.Length == 11 && text.All(char.IsAsciiDigit)
        && CheckDigit(text[..9], FirstPersonWeights) == text[9] - '0'
        && CheckDigit(text[..10], SecondPersonWeights) == text[10] - '0';

    private static int? CheckDigit(string digits, int[] weights)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            sum += (digits[i] - '0') * weights[i];
        }

        var check = (11 - (sum % 11)) % 11;
        return check == 10 ? null : check;
    }
}
