using System.Globalization;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>
/// S6: data without pages: fewer than 0.1 assets per document and one, over at least ten data calls. +2.5. Only where the pages pass this gateway; where their
/// assets do not, no page at all.
/// </summary>
internal sealed class NakedData : Signal
{
    public override string Id => "S6";

    public override SignalGroup Group => SignalGroup.Flow;

    public override string Threat => Owasp.Aggregation;

    public override bool AppliesTo(Surface surface) => surface == Surface.Portal;

    public override double Weigh(in SubjectFigures figures)
        => figures is { SeesPages: true, DataCalls: >= 10 }
            && (figures.SeesAssets ? figures.Assets / (figures.Documents + 1.0) < 0.1 : figures.Documents + figures.Assets == 0) ? 2.5 : 0;

    public override Explanation Explain(in SubjectFigures figures) => new(
        $"{figures.DataCalls} datakall, men bare {figures.Documents} sider og {figures.Assets} filer som en nettleser ville ha hentet.",
        $"{figures.DataCalls} data calls, but only {figures.Documents} pages and {figures.Assets} files that a browser would have fetched.");
}

/// <summary>S7: calls that come from nowhere: under 5 % of at least ten name one of the session's last ten pages. +1.5. Only where the pages pass this gateway.</summary>
internal sealed class NoRefererChain : Signal
{
    public override string Id => "S7";

    public override SignalGroup Group => SignalGroup.Flow;

    public override string Threat => Owasp.Aggregation;

    public override bool AppliesTo(Surface surface) => surface == Surface.Portal;

    public override double Weigh(in SubjectFigures figures)
    {
        var calls = figures.DataCalls + figures.Documents + figures.Assets;
        return figures.SeesPages && calls >= 10 && figures.Referred < 0.05 * calls ? 1.5 : 0;
    }

    public override Explanation Explain(in SubjectFigures figures) => new(
        $"Bare {figures.Referred} av {figures.DataCalls + figures.Documents + figures.Assets} kall kom fra en side i økten.",
        $"Only {figures.Referred} of {figures.DataCalls + figures.Documents + figures.Assets} calls came from a page of the session.");
}

/// <summary>S18: always the same way: less than 0.3 bit per step over at least a hundred steps. +1.5.</summary>
internal sealed class TransitionEntropy : Signal
{
    public override string Id => "S18";

    public override SignalGroup Group => SignalGroup.Flow;

    public override bool AppliesTo(Surface surface) => surface is Surface.Portal or Surface.UserToken;

    public override double Weigh(in SubjectFigures figures) => figures is { Steps: >= 100, EntropyRate: < 0.3 } ? 1.5 : 0;

    public override Explanation Explain(in SubjectFigures figures) => new(
        string.Create(CultureInfo.InvariantCulture, $"{figures.Steps} skritt fulgte nesten alltid samme mønster ({figures.EntropyRate:0.00} bit per skritt)."),
        string.Create(CultureInfo.InvariantCulture, $"{figures.Steps} steps nearly always followed one pattern ({figures.EntropyRate:0.00} bit per step)."));
}
