using Digdir.Altinn.Simulation.Vendors;
using Digdir.Altinn.Simulation.World;

namespace Digdir.Altinn.Simulation.Behaviours;

/// <summary>People who look at things, each at a person's pace.</summary>
internal static class People
{
    /// <summary>
    /// A person's sessions: on workdays between the hours, so many a day, each with a heavy-tailed number of views of a few parties, which are chosen by
    /// Zipf's law, with lognormal pauses (reference 4.2, 3 and 4).
    /// </summary>
    public static IEnumerable<long> Work(Scene scene, Party[] own, Caller? person, int sessions, double from, double to, bool everyDay)
    {
        var dice = scene.Dice;
        var day = Calendar.Start;
        while (day < scene.Vendor.World.End)
        {
            var starts = new long[sessions];
            for (var i = 0; i < sessions; i++)
            {
                starts[i] = Calendar.Next(day - 1, 0) + (long)(dice.Uniform(from, to) * Calendar.Hour);
            }

            Array.Sort(starts);
            foreach (var start in starts)
            {
                yield return Math.Max(start, scene.Now);
                foreach (var later in Session(scene, own, person))
                {
                    yield return later;
                }
            }

            day = Calendar.Next(day, 0);
            while (!everyDay && Calendar.IsWeekend(day))
            {
                day = Calendar.Next(day, 0);
            }
        }
    }

    /// <summary>Works through a list of clients, each with its overview and some of its dialogs (30).</summary>
    public static IEnumerable<long> Accountant(Scene scene, Party[] clients, Caller person, int perDay)
    {
        var dice = scene.Dice;
        var at = Calendar.NextWorkday(scene.Now, dice.Uniform(7.5, 9));
        while (true)
        {
            yield return at;
            var end = scene.Now + (long)(dice.Uniform(6.5, 9) * Calendar.Hour);
            for (var done = 0; done < perDay && scene.Now < end; done++)
            {
                var client = clients[dice.Below(clients.Length)];
                foreach (var later in Visit(scene, client, person, 1 + dice.Below(6), 2.5, 1.0))
                {
                    yield return later;
                }

                if (dice.Chance(0.05))
                {
                    yield return scene.Now + (long)(dice.Uniform(5, 40) * Calendar.Minute);
                }
            }

            at = Calendar.NextWorkday(scene.Now, dice.Uniform(7.5, 9));
        }
    }

    /// <summary>Three shifts round the clock share one system user (32).</summary>
    public static IEnumerable<long> Shift(Scene scene, Party[] parties, double from, int sessions)
    {
        foreach (var later in Work(scene, parties, null, sessions, from, from + 8, everyDay: true))
        {
            yield return later;
        }
    }

    private static IEnumerable<long> Session(Scene scene, Party[] own, Caller? person)
    {
        var dice = scene.Dice;
        var views = (int)Math.Min(50, Math.Ceiling(dice.Pareto(1.3)));
        for (var i = 0; i < views; i++)
        {
            var party = own[dice.Zipf(own.Length)];
            View(scene, party, person ?? scene.Robot(party));
            yield return scene.Now + 300 + (long)(Math.Min(3_600, dice.Lognormal(2.8, 1.3)) * Calendar.Second);
        }
    }

    private static IEnumerable<long> Visit(Scene scene, Party party, Caller person, int details, double mean, double deviation)
    {
        var dice = scene.Dice;
        scene.Vendor.List(party, person, Purpose.Person);
        for (var i = 0; i < details; i++)
        {
            yield return scene.Now + 300 + (long)(Math.Min(1_800, dice.Lognormal(mean, deviation)) * Calendar.Second);
            var items = party.Items;
            scene.Vendor.Open(party, items[items.Count - 1 - dice.Zipf(items.Count)], person, Purpose.Person);
        }

        yield return scene.Now + 300 + (long)(Math.Min(1_800, dice.Lognormal(mean, deviation)) * Calendar.Second);
    }

    private static void View(Scene scene, Party party, Caller caller)
    {
        if (scene.Dice.Chance(0.6))
        {
            scene.Vendor.List(party, caller, Purpose.Person);
            return;
        }

        party.Advance(scene.Now);
        var items = party.Items;
        scene.Vendor.Open(party, items[items.Count - 1 - scene.Dice.Zipf(items.Count)], caller, Purpose.Person);
    }
}
