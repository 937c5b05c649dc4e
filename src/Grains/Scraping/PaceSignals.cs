using System.Globalization;
using Digdir.Altinn.Grains.Polling;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>How fast and how long, where a person should be at the keys.</summary>
internal abstract class PaceSignal : Signal
{
    public override SignalGroup Group => SignalGroup.Pace;

    public override bool AppliesTo(Surface surface) => surface is Surface.Portal or Surface.UserToken;
}

/// <summary>
/// S8: a machine's pace: most gaps under a second for long (<see cref="Pace.RanLikeAMachine"/>), at least sixty calls beyond a person's bucket (2.4), or gaps too
/// even (B ≤ −0.33 over 16). +2.5.
/// </summary>
internal sealed class MachinePace : PaceSignal
{
    private const int MostOver = 60;

    public override string Id => "S8";

    public override double Weigh(in SubjectFigures figures) => figures.RanLikeAMachine || figures.Over >= MostOver || figures is { Gaps: >= Rhythm.Gaps, Burstiness: <= Rhythm.MachinePace } ? 2.5 : 0;

    public override Explanation Explain(in SubjectFigures figures) => figures.RanLikeAMachine
        ? new(
            "Minst 50 kall på rad uten pause på 30 sekunder, de fleste under ett sekund fra hverandre.",
            "At least 50 calls in a row without a pause of 30 seconds, most of them under a second apart.")
        : figures.Over >= MostOver ? new(
            $"{figures.Over} kall mer enn et menneske rekker (60 på en gang og ett hvert annet sekund).",
            $"{figures.Over} calls more than a person manages (60 at once and one every two seconds).")
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
