using System.Globalization;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>Trying and counting through.</summary>
internal abstract class EnumerationSignal : Signal
{
    public override SignalGroup Group => SignalGroup.Enumeration;

    public override bool AppliesTo(Surface surface) => surface != Surface.Portal;
}

/// <summary>S13: things that are not there or not theirs, more often than mistakes explain (<see cref="ThresholdWalk"/>). +6.</summary>
internal sealed class Enumeration : EnumerationSignal
{
    public override string Id => "S13";

    public override string Threat => Owasp.Footprinting;

    public override double Weigh(in SubjectFigures figures) => figures.Tried ? 6 : 0;

    public override Explanation Explain(in SubjectFigures figures) => new(
        $"{figures.Failures} av {figures.Contacts} ting det ble spurt om for første gang, fantes ikke eller var ikke tilgjengelige (403 eller 404).",
        $"{figures.Failures} of {figures.Contacts} things asked for the first time did not exist or were out of reach (403 or 404).");
}

/// <summary>
/// S14: ids counted through: over at least 20 whole numbers, most steps of exactly one or all but one way (|τ| over 0.9); or over at least 20 organisation or
/// identity numbers, more than 30 % with check digits that do not hold. +4.
/// </summary>
internal sealed class SequentialIds : EnumerationSignal
{
    public override string Id => "S14";

    public override string Threat => Owasp.Footprinting;

    public override double Weigh(in SubjectFigures figures) => IsCounting(figures) || IsGuessing(figures) ? 4 : 0;

    public override Explanation Explain(in SubjectFigures figures) => IsGuessing(figures)
        ? new(
            $"{figures.BadIdentities} av {figures.Identities} organisasjons- eller fødselsnumre hadde kontrollsiffer som ikke stemmer.",
            $"{figures.BadIdentities} of {figures.Identities} organisation or identity numbers had check digits that do not hold.")
        : new(
            string.Create(CultureInfo.InvariantCulture, $"{figures.Numbers} løpenumre ble spurt om i rekkefølge ({figures.Neighbours * 100:0} % naboer, rangkorrelasjon {figures.NumberTau:0.00})."),
            string.Create(CultureInfo.InvariantCulture, $"{figures.Numbers} serial numbers were asked for in order ({figures.Neighbours * 100:0} % neighbours, rank correlation {figures.NumberTau:0.00})."));

    private static bool IsCounting(in SubjectFigures figures)
        => figures.Numbers >= 20 && (figures.Neighbours > 0.5 || Math.Abs(figures.NumberTau) > 0.9);

    private static bool IsGuessing(in SubjectFigures figures) => figures.Identities >= 20 && figures.BadIdentities > 0.3 * figures.Identities;
}

/// <summary>S15: down the list: things opened in the order listed (|τ| over 0.95), at least a hundred and over 80 % of what was listed, without events. +2.</summary>
internal sealed class ListOrderCrawl : EnumerationSignal
{
    public override string Id => "S15";

    public override bool AppliesTo(Surface surface) => surface is Surface.UserToken or Surface.MachineToken;

    public override double Weigh(in SubjectFigures figures)
        => figures is { OpenedFromList: >= 100, OpenedShare: > 0.8 } && Math.Abs(figures.ListTau) > 0.95 ? 2 : 0;

    public override Explanation Explain(in SubjectFigures figures) => new(
        string.Create(CultureInfo.InvariantCulture, $"{figures.OpenedFromList} ting ble åpnet i listens rekkefølge (rangkorrelasjon {figures.ListTau:0.00}), nesten alt som ble listet."),
        string.Create(CultureInfo.InvariantCulture, $"{figures.OpenedFromList} things were opened in the list's order (rank correlation {figures.ListTau:0.00}), nearly all that was listed."));
}
