using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>
/// Whether a text that names an organisation or a person could be the number of one (reference 2.2, S14): told where it is seen, so that the number itself goes
/// no further. Pure; thread-safe; allocates nothing.
/// </summary>
internal static class IdentityShape
{
    /// <summary>
    /// <see cref="ObservationFacts.IdentityNumber"/> for nine or eleven digits, with <see cref="ObservationFacts.BadIdentityNumber"/> when the check digits do
    /// not hold; none for anything else. A prefix up to the last colon (<c>urn:altinn:organization:identifier-no:</c>, <c>0192:</c>) is left out.
    /// Only for places that carry such numbers: other serial numbers of nine digits would look made up.
    /// </summary>
    public static ObservationFacts FactsOf(ReadOnlySpan<char> text)
    {
        text = text[(text.LastIndexOf(':') + 1)..];
        if (text.Length is not (9 or 11) || text.ContainsAnyExceptInRange('0', '9'))
        {
            return ObservationFacts.None;
        }

        var holds = text.Length == 9 ? OrganisationNumber.TryParse(text, out _) : HasCheckDigits(text);
        return holds ? ObservationFacts.IdentityNumber : ObservationFacts.IdentityNumber | ObservationFacts.BadIdentityNumber;
    }

    /// <summary>
    /// The check digits of identity numbers, D-numbers and synthetic ones alike. Numbers given out from 2032 may leave a remainder of up to 3 in the first
    /// sum; taking that already costs little, the second still catches ten of eleven.
    /// </summary>
    private static bool HasCheckDigits(ReadOnlySpan<char> digits)
        => Remainder(digits[..10], [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) <= 3 && Remainder(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) == 0;

    private static int Remainder(ReadOnlySpan<char> digits, ReadOnlySpan<byte> weights)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            sum += (digits[i] - '0') * weights[i];
        }

        return sum % 11;
    }
}
