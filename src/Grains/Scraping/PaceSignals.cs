using System.Globalization;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>How fast and how long, where a person should be at the keys.</summary>
internal abstract class PaceSignal : Signal
{
    public override SignalGroup Group => SignalGroup.Pace;

    public override bool AppliesTo(Surface surface) => surface is Surface.Portal or Surface.UserToken;
}

/// <summary>S8: a machine's pace: most gaps under a second for long (<see cref="Pace.RanLikeAMachine"/>), or gaps too even (B ≤ −0.33 over 16). +2.5.</summary>
internal sealed class MachinePace : PaceSignal
{
    public override string Id => "S8";

    public override double Weigh(in SubjectFigures figures) => figures.RanLikeAMachine || figures is { Gaps: >= 16, Burstiness: <= -0.33 } ? 2.5 : 0;

    public override Explanation Explain(in SubjectFigures figures) => figures.RanLikeAMachine
        ? new(
            "Minst 50 kall på rad uten pause på 30 sekunder, de fleste under ett sekund fra hverandre.",
            "At least 50 calls in a row without a pause of 30 seconds, most of them under a second apart.")
        : new(
            string.Create(CultureInfo.InvariantCulture, $"Kallene kommer jevnere enn et menneske klarer (støtvishet {figures.Burstiness:0.00})."),
            string.Create(CultureInfo.InvariantCulture, $"The calls come more evenly than a person manages (burstiness {figures.Burstiness:0.00})."));
}

/// <summary>S9: no human rhythm: active in 18 of 24 hours, or more than four hours without a pause of five minutes. +3.</summary>
internal sealed class NoHumanRhythm : PaceSignal
{
    private const long FourHours = 4 * 3_600_000;

    public override string Id => "S9";

    public override double Weigh(in SubjectFigures figures) => figures.ActiveHours >= 18 || figures.LongestStretch > FourHours ? 3 : 0;

    public override Explanation Explain(in SubjectFigures figures) => new(
        $"Aktiv i {figures.ActiveHours} av døgnets timer, lengst {figures.LongestStretch / 60_000} minutter uten fem minutters pause.",
        $"Active in {figures.ActiveHours} hours of the day, at most {figures.LongestStretch / 60_000} minutes without a pause of five.");
}

/// <summary>
/// S22: nothing is looked at: at least 100 different things opened one after the other without half a minute for any of them, +4; from 200 on +6. Somebody
/// who reads rests: with pauses as people make them (2.4), a hundred in a row is one chance in millions.
/// </summary>
internal sealed class NeverRests : PaceSignal
{
    public override string Id => "S22";

    public override double Weigh(in SubjectFigures figures) => figures.OpenedInARun switch { >= 200 => 6, >= 100 => 4, _ => 0 };

    public override Explanation Explain(in SubjectFigures figures) => new(
        $"Åpnet {figures.OpenedInARun} forskjellige ting på rad uten å stanse et halvt minutt ved noen av dem.",
        $"Opened {figures.OpenedInARun} different things in a row without stopping for half a minute at any of them.");
}

/// <summary>S10: more than a person can look at: over 300 distinct things opened in an hour. +3.</summary>
internal sealed class ViewingCapacity : PaceSignal
{
    public override string Id => "S10";

    public override double Weigh(in SubjectFigures figures) => figures.OpenedInAnHour > 300 ? 3 : 0;

    public override Explanation Explain(in SubjectFigures figures) => new(
        $"Åpnet omtrent {(int)figures.OpenedInAnHour} forskjellige ting på én time.",
        $"Opened about {(int)figures.OpenedInAnHour} different things within one hour.");
}
