using System.Collections.Immutable;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>Puts a group's figures together from its sums and keys. Walks all keys; nothing here is on the way of a call.</summary>
internal static class PollingReport
{
    private const int Top = 10;

    /// <summary>The figures as they stand.</summary>
    public static GroupFigures Of(GroupWatch group, SlotTable<KeySlot> keys, Deliveries? deliveries, long origin, long now)
    {
        var top = new PriorityQueue<PartyFigures, double>(Top + 1);
        var costs = new List<double>(group.Keys);
        double all = 0;
        double most = 0;
        long pace = 0;
        for (var i = 0; i < keys.Count; i++)
        {
            ref var key = ref keys[i];
            if (key.Group != group.Number || key.ReadAt == 0)
            {
                continue;
            }

            var passed = Elapsed.Since(origin + (key.ReadAt * 100L), now);
            var scale = Math.Pow(2, -passed / group.Sums.HalfLife);
            var cost = key.Cost * scale;
            costs.Add(cost);
            all += cost;
            if (cost > most)
            {
                (most, pace) = (cost, key.EpisodeAt > 0 && key.ReadAt > key.EpisodeAt ? (long)((key.ReadAt - key.EpisodeAt) * 100.0 / Math.Max(1, key.Reads - 1)) : 0);
            }

            if (cost > 0 && (top.Count < Top || (top.TryPeek(out _, out var least) && cost > least)))
            {
                var (own, deviation) = Rhythm.Period(key.Gaps);
                var figures = new PartyFigures(key.Party, cost, key.Reads * scale, key.Novel * scale, own, deviation, key.Hours, group.WeightOf(in key));
                top.Enqueue(figures, cost);
                if (top.Count > Top)
                {
                    top.Dequeue();
                }
            }
        }

        var parties = ImmutableArray.CreateBuilder<PartyFigures>(top.Count);
        while (top.TryDequeue(out var figures, out _))
        {
            parties.Insert(0, figures);
        }

        var sums = group.Sums;
        var novel = sums.Read((int)Sum.Novel, now);
        var redundant = sums.Read((int)Sum.Redundant, now);
        var worst = parties.Count > 0 ? parties[0] : default;

        // Where many parties are read in turn no one of them has a rhythm yet when all together have gone too far. Some are flagged in their second round: then
        // the first gap is all there is to tell, and where there is none the pace within the round.
        var (period, spread) = worst.PeriodMs > 0 ? (worst.PeriodMs, worst.SpreadMs) : group.Young.Period();
        (period, spread) = period > 0 ? (period, spread) : group.Young.Period(least: 1);
        period = period > 0 ? period : pace;
        var excused = ImmutableArray.CreateBuilder<double>(GroupWatch.Excuses);
        for (var excuse = 0; excuse < GroupWatch.Excuses; excuse++)
        {
            excused.Add(sums.Read((int)Sum.Excused + excuse, now));
        }

        return new GroupFigures
        {
            Group = group.Group,
            At = now,
            Penalty = group.Penalty(now),
            HalfLifeMs = sums.HalfLife,
            Novel = novel,
            Redundant = redundant,
            Excess = sums.Read((int)Sum.Excess, now),
            Refused = sums.Read((int)Sum.Refused, now),
            FalseClaims = sums.Read((int)Sum.FalseClaims, now),
            Excused = excused.MoveToImmutable(),
            Parties = costs.Count,
            PeriodMs = period,
            SpreadMs = spread,
            Concentration = Concentration(costs, all),
            HalfUsefulIntervalMs = (long)Penalties.HalfUsefulInterval(novel / Math.Max(1e-9, novel + redundant), period),
            TopParties = parties.ToImmutable(),
            Findings = [.. group.Findings(deliveries, now)],
        };
    }

    private static double Concentration(List<double> costs, double all)
    {
        if (all <= 0)
        {
            return 0;
        }

        costs.Sort(static (one, other) => other.CompareTo(one));
        var few = (costs.Count - 1) / 20;
        double sum = 0;
        for (var i = 0; i < few; i++)
        {
            sum += costs[i];
        }

        return sum / all;
    }
}
