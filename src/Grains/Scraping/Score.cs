using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>What the signals add up to (reference 2.2): within each group up to its cap, what exonerates in full, on top of the prior.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Score
{
    /// <summary>Groups there are.</summary>
    public const int Groups = (int)SignalGroup.Exoneration + 1;

    private readonly Sums _sums;

    private Score(in Sums sums, ScrapingRules rules)
    {
        _sums = sums;
        Total = rules.Prior;
        var speaking = 0;
        for (var group = 0; group < Groups; group++)
        {
            Total += sums[group];
            speaking += sums[group] > 0 ? 1 : 0;
        }

        Verdict = Total >= rules.Case && speaking >= rules.CaseGroups ? ScrapingVerdict.Case
            : Total >= rules.Review ? ScrapingVerdict.Review
            : ScrapingVerdict.Nothing;
        Speaks = speaking > 0;
    }

    /// <summary>Log-odds of scraping.</summary>
    public double Total { get; }

    /// <summary>What they amount to.</summary>
    public ScrapingVerdict Verdict { get; }

    /// <summary>True when anything at all speaks against the subject.</summary>
    public bool Speaks { get; }

    /// <summary>The most a group can add.</summary>
    public static double CapOf(SignalGroup group) => group switch
    {
        SignalGroup.Header => 6,
        SignalGroup.Flow => 5,
        SignalGroup.Pace => 5,
        SignalGroup.Breadth => 6,
        SignalGroup.Enumeration => 8,
        SignalGroup.Harvest => 7,
        _ => double.PositiveInfinity,
    };

    /// <summary>The score of a subject.</summary>
    public static Score Of(in SubjectFigures figures, ScrapingRules rules)
    {
        var sums = default(Sums);
        foreach (var signal in Signals.All)
        {
            if (signal.AppliesTo(figures.Surface))
            {
                sums[(int)signal.Group] += signal.Weigh(figures);
            }
        }

        for (var group = 0; group < Groups; group++)
        {
            sums[group] = Math.Min(sums[group], CapOf((SignalGroup)group));
        }

        return new Score(sums, rules);
    }

    /// <summary>What a group adds.</summary>
    public double Sum(SignalGroup group) => _sums[(int)group];

    [InlineArray(Groups)]
    private struct Sums
    {
        private double _first;
    }
}
