using System.Globalization;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>One effort spread over many tokens (reference 2.5).</summary>
internal abstract class DistributionSignal : Signal
{
    public override SignalGroup Group => SignalGroup.Distribution;

    public override bool AppliesTo(Surface surface) => surface == Surface.Vendor;
}

/// <summary>S20: the harvest: at least 2,000 things opened a day that no event called for, and more than half of all opened. +2.5.</summary>
internal sealed class Harvest : DistributionSignal
{
    public override string Id => "S20";

    public override double Weigh(in SubjectFigures figures) => !figures.DeclaredSync && figures.Uncalled >= 2_000 && figures.Uncalled > 0.5 * figures.Opened ? 2.5 : 0;

    public override Explanation Explain(in SubjectFigures figures) => new(
        string.Create(CultureInfo.InvariantCulture, $"Omtrent {(int)figures.Uncalled} ting ble åpnet på et døgn uten at noen hendelse tilsa det ({Math.Min(1, figures.Uncalled / figures.Opened) * 100:0} % av alle)."),
        string.Create(CultureInfo.InvariantCulture, $"About {(int)figures.Uncalled} things were opened in a day that no event called for ({Math.Min(1, figures.Uncalled / figures.Opened) * 100:0} % of all)."));
}

/// <summary>S21: one scheduler: the calls per hour of at least twenty tokens rise and fall together (mean pairwise correlation over 0.8). +2.5.</summary>
internal sealed class OneScheduler : DistributionSignal
{
    public override string Id => "S21";

    public override double Weigh(in SubjectFigures figures) => figures is { ComparedTokens: >= 20, Synchrony: > 0.8 } ? 2.5 : 0;

    public override Explanation Explain(in SubjectFigures figures) => new(
        string.Create(CultureInfo.InvariantCulture, $"{figures.ComparedTokens} tilgangsbærere øker og minsker i takt (korrelasjon {figures.Synchrony:0.00})."),
        string.Create(CultureInfo.InvariantCulture, $"{figures.ComparedTokens} token holders rise and fall together (correlation {figures.Synchrony:0.00})."));
}
