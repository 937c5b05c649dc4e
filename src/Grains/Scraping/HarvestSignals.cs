using System.Globalization;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>Taking what nothing called for (reference 2.5).</summary>
internal abstract class HarvestSignal : Signal
{
    public override SignalGroup Group => SignalGroup.Harvest;

    public override bool AppliesTo(Surface surface) => surface == Surface.Vendor;
}

/// <summary>S20: the harvest: at least 2,000 things opened a day that no event called for, and more than half of all opened. +2.5.</summary>
internal sealed class Harvest : HarvestSignal
{
    public override string Id => "S20";

    public override double Weigh(in SubjectFigures figures) => !figures.DeclaredSync && figures.Uncalled >= 2_000 && figures.Uncalled > 0.5 * figures.Opened ? 2.5 : 0;

    public override Explanation Explain(in SubjectFigures figures) => new(
        string.Create(CultureInfo.InvariantCulture, $"Omtrent {(int)figures.Uncalled} ting ble åpnet på et døgn uten at noen hendelse tilsa det ({Math.Min(1, figures.Uncalled / figures.Opened) * 100:0} % av alle)."),
        string.Create(CultureInfo.InvariantCulture, $"About {(int)figures.Uncalled} things were opened in a day that no event called for ({Math.Min(1, figures.Uncalled / figures.Opened) * 100:0} % of all)."));
}

/// <summary>
/// S23: one machine token's sweep: at least 250 things opened a day from at least twenty parties, most of them older than a month, and events called for hardly
/// any. +7: what serves a customer opens what is new; this does so once, when it moves in, and then it is declared.
/// </summary>
internal sealed class TokenSweep : HarvestSignal
{
    public override string Id => "S23";

    public override bool AppliesTo(Surface surface) => surface == Surface.MachineToken;

    public override double Weigh(in SubjectFigures figures)
        => figures is { Opened: >= 250, OpenedOfKnownAge: >= 200, Parties: >= 20, CalledForShare: < 0.1 } && figures.OpenedStale * 2 > figures.OpenedOfKnownAge ? 7 : 0;

    public override Explanation Explain(in SubjectFigures figures) => new(
        $"Omtrent {(int)figures.Opened} ting hos {(int)figures.Parties} aktører ble åpnet på et døgn, {figures.OpenedStale} av {figures.OpenedOfKnownAge} eldre enn en måned, nesten uten at en hendelse tilsa det.",
        $"About {(int)figures.Opened} things of {(int)figures.Parties} parties were opened in a day, {figures.OpenedStale} of {figures.OpenedOfKnownAge} older than a month, hardly any because of an event.");
}

/// <summary>S21: one scheduler: the calls per hour of at least twenty tokens rise and fall together (mean pairwise correlation over 0.8). +2.5.</summary>
internal sealed class OneScheduler : HarvestSignal
{
    public override string Id => "S21";

    public override double Weigh(in SubjectFigures figures) => figures is { ComparedTokens: >= 20, Synchrony: > 0.8 } ? 2.5 : 0;

    public override Explanation Explain(in SubjectFigures figures) => new(
        string.Create(CultureInfo.InvariantCulture, $"{figures.ComparedTokens} tilgangsbærere øker og minsker i takt (korrelasjon {figures.Synchrony:0.00})."),
        string.Create(CultureInfo.InvariantCulture, $"{figures.ComparedTokens} token holders rise and fall together (correlation {figures.Synchrony:0.00})."));
}
