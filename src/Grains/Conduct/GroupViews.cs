using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Polling;

namespace Digdir.Altinn.Grains.Conduct;

/// <summary>Puts together how a group stands, for its vendor and for people. Pure.</summary>
internal static class GroupViews
{
    /// <summary>How the group stands.</summary>
    /// <param name="group">The group.</param>
    /// <param name="figures">What its reads came to.</param>
    /// <param name="rules">The numbers.</param>
    /// <param name="settings">What people have decided.</param>
    /// <param name="now">The present.</param>
    public static GroupView Of(GroupConduct group, GroupFigures figures, ConductRules rules, ConductSettings settings, long now)
    {
        var ladder = group.Ladder;
        var penalty = figures.Penalty.Penalty;
        var allowance = settings.AllowanceOf(group.Group, now);
        var perDay = group.ExcessPerDay(now);
        var slowed = ladder.Level >= Level.Soft && group.Counts && !settings.IsProtected(now);
        return new GroupView
        {
            Group = group.Group,
            Mode = group.Mode,
            Level = ladder.Level,
            Figures = figures,
            Since = ladder.State.Since,
            Deadline = ladder.State.Deadline,
            Strikes = ladder.State.Strikes,
            Calls = group.Calls.Sum(now),
            IntervalMs = slowed ? rules.IntervalMs(ladder.Level, group.OwnIntervalMs) : 0,
            NextLevelAt = ladder.Level == Level.ClosureCase ? 0 : rules.Ladder.EnterAt(ladder.Level + 1) * allowance,
            ExcessPerDay = perDay,
            ToNextLevelMs = ladder.Level >= settings.Ceiling ? null : Forecast.ToNext(ladder, rules.Ladder, penalty, perDay, allowance, now),
            ToLowerLevelMs = Forecast.ToLower(ladder, rules.Ladder, penalty, allowance, now),
            ToForgivenessMs = Forecast.ToForgiveness(ladder, rules.Ladder, penalty, allowance, now),
        };
    }
}
