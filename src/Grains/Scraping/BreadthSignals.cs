using System.Globalization;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>How much of what is within reach.</summary>
internal abstract class BreadthSignal : Signal
{
    public override SignalGroup Group => SignalGroup.Breadth;

    /// <summary>One of a hundred parties, and the like, in both languages' common form.</summary>
    protected static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0}");
}

/// <summary>S10: more than a person can look at: over 300 distinct things opened in an hour. +3.</summary>
internal sealed class ViewingCapacity : BreadthSignal
{
    public override string Id => "S10";

    public override bool AppliesTo(Surface surface) => surface is Surface.Portal or Surface.UserToken;

    public override double Weigh(in SubjectFigures figures) => figures.OpenedInAnHour > 300 ? 3 : 0;

    public override Explanation Explain(in SubjectFigures figures) => new(
        $"Åpnet omtrent {(int)figures.OpenedInAnHour} forskjellige ting på én time.",
        $"Opened about {(int)figures.OpenedInAnHour} different things within one hour.");
}

/// <summary>
/// S22: nothing is looked at: at least 100 different things opened one after the other without half a minute for any of them, +4; from 200 on +6. Somebody
/// who reads rests: with pauses as people make them (2.4), a hundred in a row is one chance in millions.
/// </summary>
internal sealed class NeverRests : BreadthSignal
{
    public override string Id => "S22";

    public override bool AppliesTo(Surface surface) => surface is Surface.Portal or Surface.UserToken;

    public override double Weigh(in SubjectFigures figures) => figures.OpenedInARun switch { >= 200 => 6, >= 100 => 4, _ => 0 };

    public override Explanation Explain(in SubjectFigures figures) => new(
        $"Åpnet {figures.OpenedInARun} forskjellige ting på rad uten å stanse et halvt minutt ved noen av dem.",
        $"Opened {figures.OpenedInARun} different things in a row without stopping for half a minute at any of them.");
}

/// <summary>S11: more parties in a day than peers read: 2·ln((U+1)/(q99+1)), at most +4.</summary>
internal sealed class Breadth : BreadthSignal
{
    public override string Id => "S11";

    public override bool AppliesTo(Surface surface) => surface is Surface.UserToken or Surface.MachineToken;

    public override double Weigh(in SubjectFigures figures)
    {
        // A tenth more is within what counting by sketch is off by.
        var times = (figures.Parties + 1) / (figures.PeerParties + 1);
        return figures.PeerParties <= 0 || times < 1.1 ? 0 : Math.Min(4, 2 * Math.Log(times));
    }

    public override Explanation Explain(in SubjectFigures figures) => new(
        $"Leste omtrent {(int)figures.Parties} aktører på et døgn; 99 av 100 sammenlignbare holder seg under {(int)figures.PeerParties}.",
        $"Read about {(int)figures.Parties} parties in a day; 99 of 100 comparable ones stay below {(int)figures.PeerParties}.");
}

/// <summary>S12: nearly all: over 80 % of at least 50 authorised parties within the day, and over 80 % of what was listed opened. +3.</summary>
internal sealed class Coverage : BreadthSignal
{
    public override string Id => "S12";

    public override bool AppliesTo(Surface surface) => surface != Surface.Portal;

    public override double Weigh(in SubjectFigures figures) => figures is { Parties: >= 50, Coverage: > 0.8, OpenedShare: > 0.8 } ? 3 : 0;

    public override Explanation Explain(in SubjectFigures figures) => new(
        $"Leste {Percent(figures.Coverage)} % av aktørene det er tilgang til, og åpnet {Percent(Math.Min(1, figures.OpenedShare))} % av det som ble listet.",
        $"Read {Percent(figures.Coverage)} % of the parties within reach, and opened {Percent(Math.Min(1, figures.OpenedShare))} % of what was listed.");
}

/// <summary>S16: digging in the archive: over half of what was opened is older than a year, at least 200 a day, events called for less than half. +2.</summary>
internal sealed class ArchiveMining : BreadthSignal
{
    public override string Id => "S16";

    public override bool AppliesTo(Surface surface) => surface is Surface.MachineToken or Surface.Vendor;

    public override double Weigh(in SubjectFigures figures)
        => figures is { Opened: >= 200, OpenedOfKnownAge: >= 200, CalledForShare: < 0.5 } && figures.OpenedOld * 2 > figures.OpenedOfKnownAge ? 2 : 0;

    public override Explanation Explain(in SubjectFigures figures) => new(
        $"{figures.OpenedOld} av {figures.OpenedOfKnownAge} åpnede var eldre enn ett år, og få av dem skyldtes en hendelse.",
        $"{figures.OpenedOld} of {figures.OpenedOfKnownAge} opened were older than a year, and events called for few of them.");
}

/// <summary>
/// S17: divided among tokens: more than twenty open the same amount each (Gini under 0.1) and share nothing (partition index under 1.05). +3. Tokens that
/// opened fewer than twenty things are left out: among small numbers sameness is chance.
/// </summary>
internal sealed class DivideAndConquer : BreadthSignal
{
    public override string Id => "S17";

    public override bool AppliesTo(Surface surface) => surface == Surface.Vendor;

    public override double Weigh(in SubjectFigures figures) => figures is { Tokens: > 20, Partition: < 1.05, Gini: < 0.1 } ? 3 : 0;

    public override Explanation Explain(in SubjectFigures figures) => new(
        string.Create(CultureInfo.InvariantCulture, $"{figures.Tokens} tilgangsbærere åpnet like mye hver (Gini {figures.Gini:0.00}) og nesten aldri det samme (oppdeling {figures.Partition:0.00})."),
        string.Create(CultureInfo.InvariantCulture, $"{figures.Tokens} token holders opened the same amount each (Gini {figures.Gini:0.00}) and hardly ever the same things (partition {figures.Partition:0.00})."));
}
