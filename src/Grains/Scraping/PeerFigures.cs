using System.Collections.Immutable;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>
/// How many distinct parties the 99th of a hundred comparable users reads in a day, by how many they may read (reference 2.2, S11). Users are peers when the
/// whole binary logarithms of their authorised parties agree. Immutable.
/// </summary>
/// <param name="Quantiles">99 % quantiles of parties per day; entry b is for 2ᵇ to 2ᵇ⁺¹−1 authorised parties, the last entry for all above.</param>
internal sealed record PeerFigures(ImmutableArray<double> Quantiles)
{
    /// <summary>
    /// What is assumed until figures are learnt: all they may read, up to the 120 parties a day of the busiest accountants (reference 4.2, behaviour 30).
    /// </summary>
    public static PeerFigures Start { get; } = new([1, 3, 7, 15, 31, 63, 120]);

    /// <summary>The figure for users who may read so many parties; 0 when there are no figures.</summary>
    public double For(double authorised)
        => Quantiles.IsDefaultOrEmpty ? 0 : Quantiles[Math.Min(Quantiles.Length - 1, (int)Math.Log2(Math.Max(1, authorised)))];
}
