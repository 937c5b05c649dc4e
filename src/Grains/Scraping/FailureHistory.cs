using System.Runtime.InteropServices;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>
/// A vendor's ordinary share of failing first contacts, from which θ0 of the walk follows (reference 2.3): the median of its last 30 days that had at least
/// 20 contacts. Below five such days the reference's 5 % holds, and never more than 20 %, so that nobody can make trying ordinary. Not thread-safe.
/// </summary>
internal sealed class FailureHistory
{
    /// <summary>Days remembered.</summary>
    public const int Days = 30;

    private const double Least = 0.05;
    private const double Most = 0.20;
    private const int FewestContacts = 20;
    private const int FewestDays = 5;

    private readonly List<float> _shares = new(Days);

    /// <summary>Continues from remembered days, oldest first; shares outside [0, 1] are left out.</summary>
    public FailureHistory(IReadOnlyList<float> shares)
    {
        foreach (var share in shares)
        {
            if (share is >= 0 and <= 1)
            {
                Keep(share);
            }
        }
    }

    /// <summary>θ0: 0.05 to 0.20.</summary>
    public double Benign { get; private set; } = Least;

    /// <summary>The days, oldest first.</summary>
    public IReadOnlyList<float> Shares => [.. _shares];

    /// <summary>Takes in one day.</summary>
    public void Add(int contacts, int failures)
    {
        if (contacts >= FewestContacts)
        {
            Keep((float)failures / contacts);
        }
    }

    private void Keep(float share)
    {
        if (_shares.Count == Days)
        {
            _shares.RemoveAt(0);
        }

        _shares.Add(share);
        if (_shares.Count >= FewestDays)
        {
            Span<float> sorted = stackalloc float[_shares.Count];
            CollectionsMarshal.AsSpan(_shares).CopyTo(sorted);
            sorted.Sort();
            var median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
            Benign = Math.Clamp(2 * median, Least, Most);
        }
    }
}
