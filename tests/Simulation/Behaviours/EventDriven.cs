using Digdir.Altinn.Simulation.Vendors;
using Digdir.Altinn.Simulation.World;

namespace Digdir.Altinn.Simulation.Behaviours;

/// <summary>How a vendor that subscribes reads: when it is told to, and once a night to be sure.</summary>
internal static class EventDriven
{
    private const string Product = "dialogporten";

    /// <summary>Subscribes for the parties, reacts to what is delivered and reconciles every night.</summary>
    /// <param name="scene">The scene.</param>
    /// <param name="parties">Whose changes are subscribed to.</param>
    /// <param name="retry">How failures are met.</param>
    /// <param name="deadFrom">From when deliveries fail, in milliseconds since 1970.</param>
    /// <param name="deadTo">Until when.</param>
    public static void Subscribe(Scene scene, Party[] parties, Retry retry = Retry.Good, long deadFrom = 0, long deadTo = 0)
    {
        if (deadTo == 0 && scene.Either(0.001))
        {
            deadFrom = Calendar.Start + scene.Dice.Below(10) * Calendar.Day;
            deadTo = deadFrom + (long)scene.Dice.Uniform(1, 3) * Calendar.Day;
        }

        // Some vendors say which event they react to; most do not.
        var declares = scene.Either(0.3);
        foreach (var party in parties)
        {
            scene.Start(Deliver(scene, party, retry, declares, deadFrom, deadTo));
        }

        var hour = scene.Between(0.5, 4.5);
        scene.Start(Calendar.Next(scene.Now, hour), Nightly(scene, parties, hour, scene.Between(200, 1_000), validates: scene.Either()));
    }

    private static IEnumerable<long> Deliver(Scene scene, Party party, Retry retry, bool declares, long deadFrom, long deadTo)
    {
        var dice = scene.Dice;
        while (party.NextChange < scene.Vendor.World.End)
        {
            yield return party.NextChange;
            party.Advance(scene.Now);
            scene.Start(scene.Now + (long)dice.Uniform(500, 8_000), Travel(scene, party, party.Latest, dice.Next(), retry, declares, deadFrom, deadTo));
        }
    }

    private static IEnumerable<long> Travel(Scene scene, Party party, Item item, ulong id, Retry retry, bool declares, long deadFrom, long deadTo)
    {
        var dice = scene.Dice;
        var lost = dice.Chance(0.01);
        var name = Item.NameOf(id);
        for (var attempt = 0; ; attempt++)
        {
            var delivered = !lost && (scene.Now < deadFrom || scene.Now >= deadTo);
            scene.Vendor.Gateway.Hear(party, Product, name, delivered, scene.Now);
            if (delivered)
            {
                party.CalledFor = Math.Min(60, party.CalledFor + 3);
                break;
            }

            if (attempt == Surroundings.RetrySeconds.Length)
            {
                yield break;
            }

            lost = dice.Chance(0.1);
            yield return scene.Now + Surroundings.RetrySeconds[attempt] * Calendar.Second;
        }

        yield return scene.Now + (long)dice.Uniform(200, 30_000);
        var robot = scene.Robot(party);
        var declared = declares ? name : null;
        var reply = scene.Vendor.List(party, robot, Purpose.Event, declared: declared);
        foreach (var later in Retries.Of(scene, reply, retry, () => reply = scene.Vendor.List(party, robot, Purpose.Event, declared: declared)))
        {
            yield return later;
        }

        yield return scene.Now + reply.Latency;
        reply = scene.Vendor.Open(party, item, robot, Purpose.Event, declared);
        foreach (var later in Retries.Of(scene, reply, retry, () => reply = scene.Vendor.Open(party, item, robot, Purpose.Event, declared)))
        {
            yield return later;
        }
    }

    private static IEnumerable<long> Nightly(Scene scene, Party[] parties, double hour, double gap, bool validates)
    {
        while (true)
        {
            foreach (var party in parties)
            {
                scene.Vendor.List(party, scene.Robot(party), Purpose.Reconcile, validates: validates);
                yield return scene.Now + (long)scene.Dice.Uniform(gap * 0.8, gap * 1.2);
            }

            yield return Calendar.Next(scene.Now, hour) + (long)scene.Dice.Uniform(0, 5 * Calendar.Minute);
        }
    }
}
