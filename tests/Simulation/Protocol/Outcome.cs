using Digdir.Altinn.Simulation.Behaviours;
using Digdir.Altinn.Simulation.Vendors;
using Digdir.Altinn.Simulation.World;

namespace Digdir.Altinn.Simulation.Protocol;

/// <summary>What is kept of one instance once it has run: numbers only. Immutable.</summary>
internal sealed record Outcome
{
    public required Behaviour Behaviour { get; init; }

    public required Truth Truth { get; init; }

    public required int Days { get; init; }

    /// <summary>Milliseconds of the machine's time in the gateway's own code.</summary>
    public required double GatewayMs { get; init; }

    /// <summary>True when the first flag said how many reads, how regular, and how little news.</summary>
    public required bool Explained { get; init; }

    /// <summary>True when the behaviour's own detector, or the one for its kind, found it.</summary>
    public bool Caught => Behaviour.Kind switch
    {
        Kind.Scraping => Truth.Review > 0,
        Kind.Companion when Behaviour.Patterns.Count > 0 => Behaviour.Patterns.Any(Truth.Findings.ContainsKey),
        _ => Truth.Flagged > 0,
    };

    /// <summary>When it was caught, in milliseconds since 1970; 0 when it was not.</summary>
    private long CaughtAt => Behaviour.Kind switch
    {
        Kind.Scraping => Truth.Review,
        Kind.Companion when Behaviour.Patterns.Count > 0 => Caught ? Behaviour.Patterns.Where(Truth.Findings.ContainsKey).Min(pattern => Truth.Findings[pattern]) : 0,
        _ => Truth.Flagged,
    };

    /// <summary>Hours from the first offence until it was caught; null when it was not, or there was none.</summary>
    public double? HoursToFlag => Caught && Truth.FirstOffence > 0 ? Math.Max(0, CaughtAt - Truth.FirstOffence) / (double)Calendar.Hour : null;

    /// <summary>Avoidable calls, or things taken, before it was caught; null when it was not.</summary>
    public double? CallsToFlag => !Caught ? null : Behaviour.Kind == Kind.Scraping ? Truth.ScrapedBeforeReview : Truth.AvoidableBeforeFlag;

    /// <summary>Avoidable calls a day, those included that were refused.</summary>
    public double AvoidablePerDay => (Truth.Avoidable + Truth.PollsRefused) / (double)Days;

    public double FlapsPerDay => Truth.LevelChanges / (double)Days;
}
