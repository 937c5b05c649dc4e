using Digdir.Altinn.Simulation.Vendors;
using Digdir.Altinn.Simulation.World;

namespace Digdir.Altinn.Simulation.Behaviours;

/// <summary>Machines that read much at a time, and seldom.</summary>
internal static class Batches
{
    /// <summary>Every party once a night, with some of its dialogs (5).</summary>
    public static IEnumerable<long> Nightly(Scene scene, Party[] parties, double hour, double perSecond)
    {
        var dice = scene.Dice;
        while (true)
        {
            yield return Calendar.Next(scene.Now, hour) + (long)dice.Uniform(0, 10 * Calendar.Minute);
            foreach (var party in parties)
            {
                var robot = scene.Robot(party);
                scene.Vendor.List(party, robot, Purpose.Reconcile);
                yield return scene.Now + (long)dice.Exponential(1_000 / perSecond);
                var details = dice.Below(5);
                var items = party.Items;
                for (var i = 0; i < details && i < items.Count; i++)
                {
                    scene.Vendor.Open(party, items[items.Count - 1 - i], robot, Purpose.Reconcile);
                    yield return scene.Now + (long)dice.Exponential(1_000 / perSecond);
                }
            }
        }
    }

    /// <summary>Every page of every party, once; one in twenty begins a party again after a failure (6).</summary>
    public static IEnumerable<long> Sync(Scene scene, Party[] parties, double perSecond)
    {
        var dice = scene.Dice;
        foreach (var party in parties)
        {
            var robot = scene.Robot(party);
            var fails = dice.Chance(0.05);
            var pages = (party.Items.Count + VendorUnderTest.Page - 1) / VendorUnderTest.Page;
            for (var page = 0; page < pages; page++)
            {
                var current = page;
                var reply = scene.Vendor.List(party, robot, Purpose.Sync, page: current);
                foreach (var later in Retries.Of(scene, reply, Retry.Good, () => reply = scene.Vendor.List(party, robot, Purpose.Sync, page: current)))
                {
                    yield return later;
                }

                if (fails && page >= pages / 2)
                {
                    (fails, page) = (false, -1);
                    yield return scene.Now + (long)dice.Uniform(1, 30) * Calendar.Minute;
                }

                yield return scene.Now + reply.Latency + (long)dice.Exponential(1_000 / perSecond);
            }
        }
    }

    /// <summary>A party every so many hours, give or take (10).</summary>
    public static IEnumerable<long> Reconcile(Scene scene, Party party, double hours, double spread)
    {
        while (true)
        {
            scene.Vendor.List(party, scene.Robot(party), Purpose.Reconcile);
            yield return scene.Now + (long)(hours * Calendar.Hour * scene.Dice.Uniform(1 - spread, 1 + spread));
        }
    }

    /// <summary>Submits for customers in office hours and watches how each submission fares (9).</summary>
    public static IEnumerable<long> Submit(Scene scene, Party[] parties, double perDay, double gap)
    {
        var dice = scene.Dice;
        while (true)
        {
            var at = scene.Now + (long)dice.Exponential(9 * Calendar.Hour / perDay);
            var hour = Calendar.HourOfDay(at);
            yield return Calendar.IsWeekend(at) || hour is < 7.5 or > 16.5 ? Calendar.NextWorkday(at, dice.Uniform(7.5, 8.5)) : at;
            var party = parties[dice.Zipf(parties.Length)];
            scene.Start(Watch(scene, party, gap));
        }
    }

    private static IEnumerable<long> Watch(Scene scene, Party party, double gap)
    {
        var dice = scene.Dice;
        var robot = scene.Robot(party);
        if (!scene.Vendor.Write(Operations.Instantiate, null, party, robot).Ok)
        {
            yield break;
        }

        var id = dice.Next();
        var instance = Item.NameOf(id);
        var reads = 2 + dice.Below(23);
        for (var i = 0; i < reads; i++)
        {
            yield return scene.Now + (long)(gap * Calendar.Second);
            scene.Vendor.Status(party, instance, i == reads - 1 ? 1 : 0, robot);
        }
    }
}
