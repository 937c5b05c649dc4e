namespace Digdir.Altinn.Grains.Levels;

/// <summary>The numbers of the ladder (reference 5.2 and 5.3). Immutable; penalties are in avoidable reads, decayed with <see cref="HalfLife"/>.</summary>
internal sealed record LadderRules
{
    /// <summary>As the reference proposes.</summary>
    public static LadderRules Default { get; } = new();

    /// <summary>H: in what time a penalty halves while nothing is added to it (1.5), strikes apart. The same as <see cref="Polling.PollingRules.HalfLife"/>.</summary>
    public TimeSpan HalfLife { get; init; } = TimeSpan.FromHours(24);

    /// <summary>T: the penalty from which a group is at <see cref="Level.Notice"/>, when it is also the share x_min of the reads (1.5).</summary>
    public double Notice { get; init; } = 20;

    /// <summary>The penalty from which a group is at <see cref="Level.Soft"/>, once it was told and the deadline has passed.</summary>
    public double Soft { get; init; } = 60;

    /// <summary>The penalty from which a group is at <see cref="Level.Hard"/>, after <see cref="SoftFor"/>.</summary>
    public double Hard { get; init; } = 240;

    /// <summary>The penalty from which a case is proposed, when it never fell below for <see cref="HardFor"/>.</summary>
    public double Closure { get; init; } = 1000;

    /// <summary>A level is left below this share of what it is entered at: 2:1.</summary>
    public double LeaveShare { get; init; } = 0.5;

    /// <summary>How long a vendor has from the notice to mend it (terms 7.2).</summary>
    public TimeSpan NoticeFor { get; init; } = TimeSpan.FromDays(14);

    /// <summary>The same when it reads far too much: see <see cref="UrgentPerDay"/>.</summary>
    public TimeSpan UrgentNoticeFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Avoidable reads a day beyond which the shorter deadline holds.</summary>
    public double UrgentPerDay { get; init; } = 10_000;

    /// <summary>How long a group is at <see cref="Level.Soft"/> before it can be at <see cref="Level.Hard"/>.</summary>
    public TimeSpan SoftFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long a group is at <see cref="Level.Hard"/>, at or above <see cref="Closure"/> throughout, before a case is proposed.</summary>
    public TimeSpan HardFor { get; init; } = TimeSpan.FromDays(14);

    /// <summary>The least time at <see cref="Level.Notice"/> before it is left.</summary>
    public TimeSpan NoticeDwell { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The least time at <see cref="Level.Soft"/> before it is left.</summary>
    public TimeSpan SoftDwell { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The least time at <see cref="Level.Hard"/> before it is left.</summary>
    public TimeSpan HardDwell { get; init; } = TimeSpan.FromHours(72);

    /// <summary>Coming back to a level within this time of having left it is a strike.</summary>
    public TimeSpan StrikeWithin { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Strikes are forgotten when no level has risen for this long. Not "at no level": strikes themselves keep a level up, and would never end.</summary>
    public TimeSpan StrikesFor { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Strikes that count: each doubles the half-life, so four make it sixteen times as long.</summary>
    public int MostStrikes { get; init; } = 4;

    /// <summary>The penalty a level is entered at; infinite for what is not entered by penalty.</summary>
    public double EnterAt(Level level) => level switch
    {
        Level.Notice => Notice,
        Level.Soft => Soft,
        Level.Hard => Hard,
        Level.ClosureCase => Closure,
        _ => 0,
    };

    /// <summary>The penalty below which a level is left. 0 where only people decide.</summary>
    public double LeaveBelow(Level level) => level is Level.Notice or Level.Soft or Level.Hard ? EnterAt(level) * LeaveShare : 0;

    /// <summary>The least time at a level before it is left.</summary>
    public TimeSpan DwellOf(Level level) => level switch
    {
        Level.Notice => NoticeDwell,
        Level.Soft => SoftDwell,
        Level.Hard or Level.ClosureCase => HardDwell,
        _ => TimeSpan.Zero,
    };
}
