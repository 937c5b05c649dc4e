using Digdir.Altinn.Grains.Levels;

namespace Digdir.Altinn.Grains.Conduct;

/// <summary>When a group's level will change if things go on as they are, or if the vendor stops now. Pure.</summary>
internal static class Forecast
{
    private const double MsPerDay = 86_400_000;

    /// <summary>How long until the next level at a steady rate, in milliseconds; null when the rate does not lead there.</summary>
    /// <param name="ladder">Where the group stands.</param>
    /// <param name="rules">The numbers.</param>
    /// <param name="penalty">The penalty now.</param>
    /// <param name="perDay">Avoidable reads a day.</param>
    /// <param name="allowance">By how much thresholds are raised.</param>
    /// <param name="now">The present.</param>
    public static long? ToNext(Ladder ladder, LadderRules rules, double penalty, double perDay, double allowance, long now)
    {
        if (ladder.Level == Level.ClosureCase)
        {
            return null;
        }

        var threshold = rules.EnterAt(ladder.Level + 1) * allowance;
        // Left alone at this rate the penalty comes closer and closer to r·H/ln 2.
        var end = perDay * ladder.HalfLifeMs / MsPerDay / Math.Log(2);
        if (end < threshold && (penalty < threshold || end <= 0))
        {
            return null;
        }

        var climb = penalty >= threshold ? 0 : end > threshold ? (long)Math.Ceiling(ladder.HalfLifeMs * Math.Log2((end - penalty) / (end - threshold))) : long.MaxValue;
        if (climb == long.MaxValue)
        {
            return null;
        }

        var state = ladder.State;
        var earliest = ladder.Level switch
        {
            Level.Notice => state.Deadline,
            Level.Soft => state.Since + (long)rules.SoftFor.TotalMilliseconds,
            Level.Hard => Math.Max(state.Since, state.OverSince > 0 ? state.OverSince : now + climb) + (long)rules.HardFor.TotalMilliseconds,
            _ => now,
        };
        return Math.Max(climb, Math.Max(0, earliest - now));
    }

    /// <summary>How long until the level falls by one when nothing is added, in milliseconds; null where it does not fall by itself.</summary>
    public static long? ToLower(Ladder ladder, LadderRules rules, double penalty, double allowance, long now)
        => ladder.Level is Level.Clear or Level.ClosureCase ? null : LowAt(ladder.Level, ladder, rules, penalty, allowance, ladder.State.Since, now) - now;

    /// <summary>How long until the level is <see cref="Level.Clear"/> when nothing is added, in milliseconds; null where it does not fall by itself.</summary>
    public static long? ToForgiveness(Ladder ladder, LadderRules rules, double penalty, double allowance, long now)
    {
        if (ladder.Level is Level.Clear or Level.ClosureCase)
        {
            return null;
        }

        var at = ladder.State.Since;
        for (var level = ladder.Level; level > Level.Clear; level--)
        {
            at = LowAt(level, ladder, rules, penalty, allowance, at, now);
        }

        return at - now;
    }

    private static long LowAt(Level level, Ladder ladder, LadderRules rules, double penalty, double allowance, long since, long now)
    {
        var below = rules.LeaveBelow(level) * allowance;
        var low = penalty < below ? now : now + (long)Math.Ceiling(ladder.HalfLifeMs * Math.Log2(penalty / below));
        return Math.Max(low, since + (long)rules.DwellOf(level).TotalMilliseconds);
    }
}
