using System.Globalization;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>S19: what speaks for the subject, on every surface and outside all caps.</summary>
internal abstract class ExoneratingSignal : Signal
{
    public override SignalGroup Group => SignalGroup.Exoneration;

    public override string Threat => "";

    public override bool AppliesTo(Surface surface) => true;
}

/// <summary>S19a: a person's pauses: at least three gaps of more than a minute, and gaps that come in bursts (B over 0.2). −2.</summary>
internal sealed class HumanPauses : ExoneratingSignal
{
    public override string Id => "S19a";

    // The vendor's tokens together have no rhythm of their own.
    public override bool AppliesTo(Surface surface) => surface != Surface.Vendor;

    public override double Weigh(in SubjectFigures figures) => figures is { LongPauses: >= 3, Burstiness: > 0.2 } ? -2 : 0;

    public override Explanation Explain(in SubjectFigures figures) => new(
        string.Create(CultureInfo.InvariantCulture, $"{figures.LongPauses} pauser på over ett minutt i et menneskes rytme (støtvishet {figures.Burstiness:0.00})."),
        string.Create(CultureInfo.InvariantCulture, $"{figures.LongPauses} pauses of more than a minute in a person's rhythm (burstiness {figures.Burstiness:0.00})."));
}

/// <summary>S19b: events called for more than 70 % of at least ten reads. −3.</summary>
internal sealed class CalledForByEvents : ExoneratingSignal
{
    public override string Id => "S19b";

    public override double Weigh(in SubjectFigures figures) => figures is { Reads: >= 10, CalledForShare: > 0.7 } ? -3 : 0;

    public override Explanation Explain(in SubjectFigures figures) => new(
        $"{figures.CalledFor} av {figures.Reads} lesninger fulgte en hendelse.",
        $"{figures.CalledFor} of {figures.Reads} reads followed an event.");
}

/// <summary>S19c: a declared initial sync or migration of at most seven days. −4.</summary>
internal sealed class DeclaredSync : ExoneratingSignal
{
    public override string Id => "S19c";

    public override double Weigh(in SubjectFigures figures) => figures.DeclaredSync ? -4 : 0;

    public override Explanation Explain(in SubjectFigures figures)
        => new("En førstegangssynkronisering eller flytting er meldt.", "An initial sync or migration has been declared.");
}

/// <summary>S19d: registered as accountant or auditor, whose trade is breadth. −1.</summary>
internal sealed class AccountantOrAuditor : ExoneratingSignal
{
    public override string Id => "S19d";

    public override double Weigh(in SubjectFigures figures) => figures.AccountantOrAuditor ? -1 : 0;

    public override Explanation Explain(in SubjectFigures figures)
        => new("Registrert som regnskapsfører eller revisor.", "Registered as accountant or auditor.");
}
