using System.Collections.Immutable;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>Takes and restores snapshots. What a snapshot holds comes from a store and is not trusted: what is no number, or negative, is 0.</summary>
internal static class PollingSnapshots
{
    /// <summary>How the groups stand.</summary>
    public static PollingSnapshot Of(IReadOnlyList<GroupWatch> groups, PenaltyReading total, PollingRules rules, long now)
    {
        var all = ImmutableArray.CreateBuilder<GroupSnapshot>(groups.Count);
        foreach (var group in groups)
        {
            var sums = group.Sums;
            var excused = ImmutableArray.CreateBuilder<double>(GroupWatch.Excuses);
            for (var excuse = 0; excuse < GroupWatch.Excuses; excuse++)
            {
                excused.Add(sums.Read((int)Sum.Excused + excuse, now));
            }

            all.Add(new GroupSnapshot(
                group.Group.Product,
                (byte)group.Group.Class,
                sums.Read((int)Sum.Penalty, now),
                sums.Read((int)Sum.Reads, now),
                sums.HalfLife / rules.HalfLife.TotalMilliseconds,
                sums.Read((int)Sum.Novel, now),
                sums.Read((int)Sum.Redundant, now),
                sums.Read((int)Sum.Excess, now),
                sums.Read((int)Sum.Refused, now),
                sums.Read((int)Sum.FalseClaims, now),
                excused.MoveToImmutable())
            {
                Paced = sums.Read((int)Sum.Paced, now),
            });
        }

        return new PollingSnapshot(now, all.MoveToImmutable(), total.Penalty, total.Reads);
    }

    /// <summary>Sets groups and total to what they were.</summary>
    public static void Restore(PollingSnapshot snapshot, FadingSums total, Func<ReadGroup, GroupWatch?> groupOf, PollingRules rules)
    {
        total.Set((int)Sum.Penalty, Sound(snapshot.TotalPenalty), snapshot.At);
        total.Set((int)Sum.Reads, Sound(snapshot.TotalReads), snapshot.At);
        foreach (var kept in snapshot.Groups.IsDefault ? [] : snapshot.Groups)
        {
            if (groupOf(new ReadGroup(kept.Product, (ReadClass)kept.Class)) is not { } group)
            {
                continue;
            }

            var sums = group.Sums;
            sums.Change(Math.Clamp(Sound(kept.HalfLifeFactor), 1, 16) * rules.HalfLife.TotalMilliseconds, snapshot.At);
            sums.Set((int)Sum.Penalty, Sound(kept.Penalty), snapshot.At);
            sums.Set((int)Sum.Reads, Sound(kept.Reads), snapshot.At);
            sums.Set((int)Sum.Novel, Sound(kept.Novel), snapshot.At);
            sums.Set((int)Sum.Redundant, Sound(kept.Redundant), snapshot.At);
            sums.Set((int)Sum.Excess, Sound(kept.Excess), snapshot.At);
            sums.Set((int)Sum.Paced, Sound(kept.Paced), snapshot.At);
            sums.Set((int)Sum.Refused, Sound(kept.Refused), snapshot.At);
            sums.Set((int)Sum.FalseClaims, Sound(kept.FalseClaims), snapshot.At);
            for (var excuse = 0; !kept.Excused.IsDefault && excuse < Math.Min(GroupWatch.Excuses, kept.Excused.Length); excuse++)
            {
                sums.Set((int)Sum.Excused + excuse, Sound(kept.Excused[excuse]), snapshot.At);
            }
        }
    }

    private static double Sound(double value) => value is > 0 and < 1e12 ? value : 0;
}
