namespace Digdir.Altinn.Grains.Scraping;

/// <summary>What a portal session's header fields show. On other surfaces programs are in order and fields say nothing.</summary>
internal abstract class HeaderSignal : Signal
{
    public override SignalGroup Group => SignalGroup.Header;

    public override string Threat => Owasp.Aggregation;

    public override bool AppliesTo(Surface surface) => surface == Surface.Portal;
}

/// <summary>S1: names a browser that sends fetch metadata, and in at least three calls it is missing. +4.</summary>
internal sealed class MissingFetchMetadata : HeaderSignal
{
    public override string Id => "S1";

    public override double Weigh(in SubjectFigures figures) => figures.MetadataMissing >= 3 ? 4 : 0;

    public override Explanation Explain(in SubjectFigures figures) => new(
        $"{figures.MetadataMissing} kall oppga en nettleser som alltid sender Sec-Fetch-feltene, men uten feltene.",
        $"{figures.MetadataMissing} calls named a browser that always sends the Sec-Fetch fields, without the fields.");
}

/// <summary>S2: fetch metadata that no browser sends. +3.</summary>
internal sealed class ImpossibleFetchMetadata : HeaderSignal
{
    public override string Id => "S2";

    public override double Weigh(in SubjectFigures figures) => figures.MetadataImpossible >= 1 ? 3 : 0;

    public override Explanation Explain(in SubjectFigures figures) => new(
        $"{figures.MetadataImpossible} kall hadde Sec-Fetch-felt som ingen nettleser sender.",
        $"{figures.MetadataImpossible} calls had Sec-Fetch fields that no browser sends.");
}

/// <summary>S3: names an automation tool, +5, or an HTTP library or nothing, +4.</summary>
internal sealed class AutomationAgent : HeaderSignal
{
    public override string Id => "S3";

    public override double Weigh(in SubjectFigures figures) => figures.Automation >= 1 ? 5 : figures.Library >= 1 ? 4 : 0;

    public override Explanation Explain(in SubjectFigures figures) => new(
        $"{figures.Automation} kall oppga et automatiseringsverktøy og {figures.Library} et programbibliotek eller ingenting.",
        $"{figures.Automation} calls named an automation tool and {figures.Library} an HTTP library or nothing.");
}

/// <summary>S4: fields that do not go together. +1 for each kind seen at least three times.</summary>
internal sealed class InconsistentFields : HeaderSignal
{
    public override string Id => "S4";

    public override double Weigh(in SubjectFigures figures) => figures.Inconsistencies;

    public override Explanation Explain(in SubjectFigures figures) => new(
        $"Feltene stemmer ikke overens på {figures.Inconsistencies} måter.",
        $"The fields disagree in {figures.Inconsistencies} ways.");
}

/// <summary>S5: an order of fields that this browser hardly ever uses. +2.</summary>
internal sealed class OddFieldOrder : HeaderSignal
{
    public override string Id => "S5";

    public override double Weigh(in SubjectFigures figures) => figures.OddOrders >= 1 ? 2 : 0;

    public override Explanation Explain(in SubjectFigures figures) => new(
        $"{figures.OddOrders} kall hadde feltene i en rekkefølge som nettleseren nesten aldri bruker.",
        $"{figures.OddOrders} calls had their fields in an order the browser hardly ever uses.");
}
