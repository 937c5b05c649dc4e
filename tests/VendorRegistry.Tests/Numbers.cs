namespace Digdir.Altinn.VendorRegistry.Tests;

/// <summary>Synthetic organisation numbers with valid check digits.</summary>
internal static class Numbers
{
    /// <summary>The first vendor of a test.</summary>
    public static string First { get; } = At(0);

    /// <summary>The second vendor of a test.</summary>
    public static string Second { get; } = At(1);

    /// <summary>The number with this place in the row; 0 to some ten thousands.</summary>
    public static string At(int place) => All().ElementAt(place);

    /// <summary>Numbers in rising order.</summary>
    public static IEnumerable<string> All()
    {
        for (var stem = 31_000_000; stem < 32_000_000; stem++)
        {
            var digits = stem.ToString();
            int[] weights = [3, 2, 7, 6, 5, 4, 3, 2];
            var rest = digits.Select((digit, place) => (digit - '0') * weights[place]).Sum() % 11;
            if (rest != 1)
            {
                yield return digits + (rest == 0 ? 0 : 11 - rest);
            }
        }
    }
}
