using System.Globalization;

namespace Digdir.Altinn.Grains;

/// <summary>
/// A Norwegian organisation number (organisasjonsnummer): nine digits, the first 8 or 9 for registered units and 2 or 3 for
/// Altinn's synthetic test units, the last a modulus-11 check digit. Immutable and thread-safe. Its text form is always nine digits.
/// </summary>
public readonly record struct OrganisationNumber : IComparable<OrganisationNumber>
{
    private readonly int _digits;

    private OrganisationNumber(int digits) => _digits = digits;

    /// <summary>The number as an integer between 100000000 and 999999999; 0 for the default value, which is no organisation.</summary>
    public int Digits => _digits;

    /// <summary>Reads nine digits whose check digit holds. Anything else, surrounding space included, is refused.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out OrganisationNumber number)
    {
        number = default;
        if (text.Length != 9)
        {
            return false;
        }

        ReadOnlySpan<byte> weights = [3, 2, 7, 6, 5, 4, 3, 2, 1];
        int digits = 0, sum = 0;
        for (var i = 0; i < 9; i++)
        {
            var digit = text[i] - '0';
            if ((uint)digit > 9)
            {
                return false;
            }

            digits = (digits * 10) + digit;
            sum += digit * weights[i];
        }

        if (sum % 11 != 0 || digits < 100_000_000)
        {
            return false;
        }

        number = new OrganisationNumber(digits);
        return true;
    }

    /// <summary>Reads nine digits whose check digit holds.</summary>
    /// <exception cref="FormatException">The text is not an organisation number. The message does not repeat it.</exception>
    public static OrganisationNumber Parse(ReadOnlySpan<char> text)
        => TryParse(text, out var number) ? number : throw new FormatException("Not an organisation number: nine digits with a valid check digit are needed.");

    /// <inheritdoc/>
    public int CompareTo(OrganisationNumber other) => _digits.CompareTo(other._digits);

    /// <summary>Orders by number.</summary>
    public static bool operator <(OrganisationNumber left, OrganisationNumber right) => left._digits < right._digits;

    /// <summary>Orders by number.</summary>
    public static bool operator >(OrganisationNumber left, OrganisationNumber right) => left._digits > right._digits;

    /// <summary>Orders by number.</summary>
    public static bool operator <=(OrganisationNumber left, OrganisationNumber right) => left._digits <= right._digits;

    /// <summary>Orders by number.</summary>
    public static bool operator >=(OrganisationNumber left, OrganisationNumber right) => left._digits >= right._digits;

    /// <inheritdoc/>
    public override string ToString() => _digits.ToString("D9", CultureInfo.InvariantCulture);
}
