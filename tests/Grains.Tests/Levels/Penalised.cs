using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Polling;

namespace Digdir.Altinn.Grains.Tests.Levels;

/// <summary>A ladder with a penalty that decays as the reference says, driven in hours.</summary>
internal sealed class Penalised
{
    public const long Hour = 3_600_000;
    public const long Day = 24 * Hour;
    public static readonly long Start = new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private long _at = Start;

    public LadderRules Rules { get; init; } = new();

    public Ladder Ladder { get; private set; } = new(new LadderRules());

    public LadderTerms Terms { get; set; } = LadderTerms.Enforced;

    public double Penalty { get; set; }

    /// <summary>Reads; so few that the share never stands in the way unless a test says otherwise.</summary>
    public double Reads { get; set; }

    /// <summary>What the penalty must reach before anything is refused.</summary>
    public double SlowingGate { get; set; }

    private double Gate => (Reads < 1000 ? 0.25 : 0.10) * Reads;

    public long Now { get; private set; } = Start;

    public List<LadderStep> Steps { get; } = [];

    public Level Level => Ladder.Level;

    public void Restart(LadderState state) => Ladder = new Ladder(Rules, state);

    /// <summary>Moves the clock, backwards too.</summary>
    public void Wait(double hours)
    {
        Now += (long)(hours * Hour);
        Penalty *= Math.Pow(2, -Math.Max(0, Now - _at) / Ladder.HalfLifeMs);
        _at = Now;
    }

    /// <summary>Somebody looks.</summary>
    public Level Look()
    {
        while (Ladder.Pass(Penalty, Terms, Now, out var step))
        {
            Steps.Add(step);
        }

        return Level;
    }

    /// <summary>Avoidable reads are heard.</summary>
    public Level Read(double cost)
    {
        Look();
        Penalty += cost;
        if (Ladder.Hear(new PenaltyReading(Penalty, Reads, Gate) { SlowingGate = SlowingGate }, Terms, Now, out var step))
        {
            Steps.Add(step);
        }

        return Level;
    }

    /// <summary>Reads such that the penalty comes to a value.</summary>
    public Level ReadTo(double penalty) => Read(penalty - Penalty);

    /// <summary>Keeps the penalty at a value for a while, with a read every hour.</summary>
    public Level Keep(double penalty, double days)
    {
        for (var hour = 0; hour < days * 24; hour++)
        {
            Wait(1);
            ReadTo(penalty);
        }

        return Level;
    }

    /// <summary>Brings it to a level in the ordinary way.</summary>
    public void Bring(Level level)
    {
        ReadTo(25);
        if (level >= Level.Soft)
        {
            Keep(65, 14.1);
        }

        if (level >= Level.Hard)
        {
            Keep(250, 7.1);
        }

        if (level >= Level.ClosureCase)
        {
            Keep(1100, 14.1);
        }

        Level.ShouldBe(level);
    }
}
