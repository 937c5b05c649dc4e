namespace Digdir.Altinn.Grains.Scraping;

/// <summary>Puts evidence into words. Pure; thread-safe.</summary>
internal static class Views
{
    /// <summary>One subject, with every signal that weighs anything and why.</summary>
    public static SubjectView Of(Subject subject, in SubjectFigures figures, in Score score)
    {
        var findings = new List<SignalFinding>();
        foreach (var signal in Signals.All)
        {
            if (signal.AppliesTo(figures.Surface) && signal.Weigh(figures) is var weight and not 0)
            {
                findings.Add(new SignalFinding(signal.Id, signal.Group, signal.Threat, weight, signal.Explain(figures)));
            }
        }

        var sums = new List<GroupSum>();
        for (var group = 0; group < Score.Groups; group++)
        {
            if (score.Sum((SignalGroup)group) is var sum and not 0)
            {
                sums.Add(new GroupSum((SignalGroup)group, sum));
            }
        }

        return new SubjectView(subject.Surface, subject.Hash, subject.From, subject.Last, subject.Calls, score.Total, score.Verdict, findings, sums);
    }
}
