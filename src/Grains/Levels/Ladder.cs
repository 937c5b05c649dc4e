using Digdir.Altinn.Grains.Polling;

namespace Digdir.Altinn.Grains.Levels;

/// <summary>
/// Where one group of reads stands on the ladder (reference 5.2, 5.3). Rises only when a read is heard, one step at a time; falls by time alone, one step at a
/// time, at the instant at which the penalty was low and the dwell over, even when nobody looked then. Pure; not thread-safe.
/// </summary>
/// <param name="rules">The numbers.</param>
/// <param name="state">Where it stands to begin with.</param>
internal sealed class Ladder(LadderRules rules, LadderState state = default)
{
    private const double MsPerDay = 86_400_000;

    /// <summary>Where it stands.</summary>
    public LadderState State { get; private set; } = state;

    /// <summary>The level.</summary>
    public Level Level => State.Level;

    /// <summary>How much longer than usual the group's penalty takes to halve: 1, 2, 4, 8 or 16.</summary>
    public int HalfLifeFactor => 1 << Math.Clamp(State.Strikes, 0, rules.MostStrikes);

    /// <summary>The penalty's half-life, in milliseconds.</summary>
    public double HalfLifeMs => rules.HalfLife.TotalMilliseconds * HalfLifeFactor;

    /// <summary>Avoidable reads a day that would keep the penalty where it is.</summary>
    public double PerDay(double penalty) => penalty * Math.Log(2) / HalfLifeMs * MsPerDay;

    /// <summary>Lets time pass: takes one step down if one is due. Call until it returns false.</summary>
    /// <param name="penalty">The penalty now, with nothing added since the last call.</param>
    /// <param name="terms">What people have decided.</param>
    /// <param name="now">The present, in milliseconds since 1970.</param>
    /// <param name="step">The step taken.</param>
    public bool Pass(double penalty, in LadderTerms terms, long now, out LadderStep step)
    {
        Prepare(penalty, terms, now);
        return StepAside(penalty, terms, now, out step) || Fall(penalty, terms, now, out step);
    }

    /// <summary>Takes in that a read was heard: one step up if one is due. Call after <see cref="Pass"/>.</summary>
    /// <param name="reading">The penalty now, the read's cost added, and the share of reads it must reach for a notice.</param>
    /// <param name="terms">What people have decided.</param>
    /// <param name="now">The present, in milliseconds since 1970.</param>
    /// <param name="step">The step taken.</param>
    public bool Hear(in PenaltyReading reading, in LadderTerms terms, long now, out LadderStep step)
    {
        Prepare(reading.Penalty, terms, now);
        step = default;
        return now >= terms.FrozenUntil && Level < terms.Ceiling && IsDue(reading, terms, now) && Rise(reading.Penalty, terms, now, out step);
    }

    /// <summary>People decide that the group is at a level, whatever its penalty.</summary>
    public bool Decide(Level to, double penalty, long now, out LadderStep step)
    {
        step = new LadderStep(now, Level, to, StepCause.Decided, penalty);
        if (to == Level)
        {
            return false;
        }

        // A decision is no re-entry, and what people take back leaves no strike behind. Whoever is put at a level has his deadline all the same.
        State = new LadderState
        {
            Level = to,
            Since = now,
            Shadow = State.Shadow,
            NoticedAt = to == Level.Clear ? 0 : State.NoticedAt > 0 ? State.NoticedAt : now,
            Deadline = to == Level.Clear ? 0 : State.Deadline > 0 ? State.Deadline : now + (long)rules.NoticeFor.TotalMilliseconds,
        };
        return true;
    }

    private void Prepare(double penalty, in LadderTerms terms, long now)
    {
        State = State.NotAfter(now);
        if (State.Strikes > 0 && now - State.RisenAt >= rules.StrikesFor.TotalMilliseconds)
        {
            State = State with { Strikes = 0 };
        }

        var over = Level == Level.Hard && penalty >= rules.Closure * terms.Allowance;
        if (over != State.OverSince > 0)
        {
            State = State with { OverSince = over ? now : 0 };
        }
    }

    /// <summary>What changes the level without regard to the penalty.</summary>
    private bool StepAside(double penalty, in LadderTerms terms, long now, out LadderStep step)
    {
        var from = Level;
        if (State.Shadow != terms.Shadow)
        {
            // Into shadow the level stays, to be seen. Out of it everything begins anew: nobody is refused who was never told.
            State = terms.Shadow ? State with { Shadow = true } : default;
            step = new LadderStep(now, from, Level, StepCause.BegunAnew, penalty);
            return from != Level;
        }

        if (from > terms.Ceiling)
        {
            State = State with { Level = terms.Ceiling, Since = now, OverSince = 0, Deadline = terms.Ceiling == Level.Clear ? 0 : State.Deadline };
            step = new LadderStep(now, from, Level, StepCause.Ceiling, penalty);
            return true;
        }

        step = default;
        return false;
    }

    private bool Fall(double penalty, in LadderTerms terms, long now, out LadderStep step)
    {
        step = default;
        // Out of a closure case only people lead; in shadow there are none.
        var level = Level == Level.ClosureCase && State.Shadow ? Level.Hard : Level;
        var below = rules.LeaveBelow(level) * terms.Allowance;
        if (penalty >= below)
        {
            return false;
        }

        var low = penalty <= 0 ? long.MinValue : now - (long)Math.Min(HalfLifeMs * Math.Log2(below / penalty), now);
        var at = Math.Max(State.Since + (long)rules.DwellOf(level).TotalMilliseconds, low);
        if (at > now)
        {
            return false;
        }

        step = new LadderStep(at, Level, Level - 1, StepCause.Forgiven, penalty);
        State = State with
        {
            Level = Level - 1,
            Since = at,
            Deadline = level == Level.Notice ? 0 : State.Deadline,
            LeftNoticeAt = level == Level.Notice ? at : State.LeftNoticeAt,
            LeftSoftAt = level == Level.Soft ? at : State.LeftSoftAt,
            LeftHardAt = level == Level.Hard ? at : State.LeftHardAt,
        };
        return true;
    }

    private bool IsDue(in PenaltyReading reading, in LadderTerms terms, long now)
    {
        if (reading.Penalty < rules.EnterAt(Level + 1) * terms.Allowance)
        {
            return false;
        }

        return Level switch
        {
            Level.Clear => reading.Penalty >= reading.Gate,
            Level.Notice => reading.Penalty >= reading.SlowingGate
                && (now >= State.Deadline || (PerDay(reading.Penalty) > rules.UrgentPerDay && now - State.NoticedAt >= rules.UrgentNoticeFor.TotalMilliseconds)),
            Level.Soft => now - State.Since >= rules.SoftFor.TotalMilliseconds,
            Level.Hard => now - State.Since >= rules.HardFor.TotalMilliseconds && State.OverSince > 0 && now - State.OverSince >= rules.HardFor.TotalMilliseconds,
            _ => false,
        };
    }

    private bool Rise(double penalty, in LadderTerms terms, long now, out LadderStep step)
    {
        var to = Level + 1;
        var left = State.LeftAt(to);
        var struck = left > 0 && now - left <= rules.StrikeWithin.TotalMilliseconds;
        step = new LadderStep(now, Level, to, StepCause.Penalty, penalty);
        State = State with
        {
            Level = to,
            Since = now,
            RisenAt = now,
            NoticedAt = to == Level.Notice ? now : State.NoticedAt,
            Deadline = to == Level.Notice ? now + (long)rules.NoticeFor.TotalMilliseconds : State.Deadline,
            Strikes = struck ? Math.Min(State.Strikes + 1, rules.MostStrikes) : State.Strikes,
            OverSince = to == Level.Hard && penalty >= rules.Closure * terms.Allowance ? now : 0,
        };
        return true;
    }
}
