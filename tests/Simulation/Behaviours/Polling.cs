using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Simulation.Vendors;
using Digdir.Altinn.Simulation.World;

namespace Digdir.Altinn.Simulation.Behaviours;

/// <summary>How a poller decides when to read again. Immutable.</summary>
internal sealed record Rhythm
{
    /// <summary>Mean interval, in seconds.</summary>
    public required double Seconds { get; init; }

    public Jitter Jitter { get; init; } = Jitter.Fixed;

    /// <summary>Share of the interval that jitter moves it by; the deviation of the logarithm for <see cref="Jitter.Lognormal"/>.</summary>
    public double Amount { get; init; } = 0.01;

    /// <summary>Hours of the day in which it polls, on the wall.</summary>
    public (double From, double To) Hours { get; init; } = (0, 24);

    public bool WorkdaysOnly { get; init; }

    /// <summary>What the interval grows by while nothing is new; 1 when it does not.</summary>
    public double BackOff { get; init; } = 1;

    /// <summary>Seconds it grows to at most.</summary>
    public double Longest { get; init; } = 4 * 3_600;

    /// <summary>Waits when told to; a deaf one does not.</summary>
    public bool Listens { get; init; }

    /// <summary>Number of filters it goes through; 0 for none.</summary>
    public int Filters { get; init; }

    /// <summary>A parameter made up for each call.</summary>
    public bool Busts { get; init; }

    /// <summary>Marks a dialog before each poll, to make it new.</summary>
    public bool Marks { get; init; }

    /// <summary>Opens one dialog again and again instead of listing.</summary>
    public bool Opens { get; init; }

    /// <summary>Sends back validators, so that what has not changed is answered 304.</summary>
    public bool Validates { get; init; }

    /// <summary>Asks for one form's state with a parameter made up for each call, which the product ignores.</summary>
    public bool Dresses { get; init; }

    /// <summary>Polls only while its level is clear.</summary>
    public bool Hides { get; init; }

    /// <summary>Hours polling and resting in turn; 0 for never resting.</summary>
    public double Rest { get; init; }

    /// <summary>Share of the parties that one round takes; the next takes up where it left.</summary>
    public double Portion { get; init; } = 1;

    /// <summary>The next interval in milliseconds, before back-off.</summary>
    public double Draw(Dice dice) => 1_000 * Jitter switch
    {
        Jitter.Uniform => Seconds * dice.Uniform(1 - Amount, 1 + Amount),
        Jitter.Exponential => dice.Exponential(Seconds),
        Jitter.Lognormal => dice.Lognormal(Math.Log(Seconds), Amount),
        _ => Seconds * (1 + (Amount * dice.Normal())),
    };
}

/// <summary>Laws of jitter.</summary>
internal enum Jitter
{
    Fixed,
    Uniform,
    Exponential,
    Lognormal,
}

/// <summary>Pollers of every kind.</summary>
internal static class Polling
{
    /// <summary>Polls the parties one after the other in every round, as one loop in one process does.</summary>
    public static IEnumerable<long> Loop(Scene scene, Party[] parties, Rhythm rhythm, Caller? caller = null)
    {
        var dice = scene.Dice;
        var interval = rhythm.Draw(dice);
        var (turn, place) = (0, 0);
        yield return scene.Now + (long)(dice.Unit() * interval);
        while (true)
        {
            var due = Allowed(scene.Now, rhythm);
            if (due > scene.Now)
            {
                yield return due;
            }

            if (rhythm.Hides && scene.Vendor.Truth.Level > Level.Clear)
            {
                yield return scene.Now + (5 * Calendar.Minute);
                continue;
            }

            var began = scene.Now;
            var (news, wait) = (0, 0);
            var portion = Math.Max(1, (int)Math.Round(parties.Length * rhythm.Portion));
            for (var i = 0; i < portion; i++)
            {
                var party = parties[place++ % parties.Length];
                var reply = Ask(scene, party, rhythm, turn, caller);
                news += reply.News;
                wait = Math.Max(wait, reply.RetryAfter);
                if (reply.News > 0 && !rhythm.Opens)
                {
                    foreach (var later in OpenNew(scene, party, caller))
                    {
                        yield return later;
                    }
                }

                yield return scene.Now + reply.Latency + 20;
            }

            turn++;
            interval = news > 0 || rhythm.BackOff <= 1 ? rhythm.Draw(dice) : Math.Min(rhythm.Longest * 1_000, interval * rhythm.BackOff);
            var next = began + (long)Math.Max(500, interval);
            yield return rhythm.Listens && wait > 0 ? Math.Max(next, scene.Now + (wait * Calendar.Second)) : next;
        }
    }

    /// <summary>Polls one party at its own phase.</summary>
    public static IEnumerable<long> Alone(Scene scene, Party party, Rhythm rhythm, Caller? caller = null) => Loop(scene, [party], rhythm, caller);

    /// <summary>Everybody at the full hour, or at its quarters: minute 0 and up to a minute (17).</summary>
    public static IEnumerable<long> Herd(Scene scene, Party party, long every)
    {
        while (true)
        {
            var tick = ((scene.Now - scene.Skew) / every) + 1;
            yield return (tick * every) + (long)scene.Dice.Uniform(0, Calendar.Minute);
            var reply = scene.Vendor.List(party, scene.Robot(party), Purpose.Poll);
            if (reply.News > 0)
            {
                foreach (var later in OpenNew(scene, party, null))
                {
                    yield return later;
                }
            }
        }
    }

    /// <summary>A browser tab that reads again by itself while its person is at work (22).</summary>
    public static IEnumerable<long> Tab(Scene scene, Party party, Caller person, double seconds, double hours)
    {
        while (true)
        {
            yield return Calendar.NextWorkday(scene.Now, scene.Dice.Uniform(7.5, 9));
            var end = scene.Now + (long)(hours * Calendar.Hour);
            while (scene.Now < end)
            {
                scene.Vendor.List(party, person, Purpose.Poll);
                yield return scene.Now + (long)(seconds * Calendar.Second) + (long)scene.Dice.Uniform(0, 200);
            }
        }
    }

    /// <summary>Polls while deliveries fail, and an hour longer (25).</summary>
    public static IEnumerable<long> Meanwhile(Scene scene, Party[] parties, double seconds, long from, long to)
    {
        yield return from + (long)scene.Dice.Uniform(Calendar.Hour, 3 * Calendar.Hour);
        while (scene.Now < to + Calendar.Hour)
        {
            var began = scene.Now;
            foreach (var party in parties)
            {
                var reply = scene.Vendor.List(party, scene.Robot(party), Purpose.Poll);
                yield return scene.Now + reply.Latency + 20;
            }

            yield return Math.Max(scene.Now, began + (long)(seconds * Calendar.Second));
        }
    }

    /// <summary>Lists messages through Melding (31).</summary>
    public static IEnumerable<long> WrongInterface(Scene scene, Party[] parties, double seconds)
    {
        while (true)
        {
            var began = scene.Now;
            foreach (var party in parties)
            {
                var reply = scene.Vendor.WrongList(party, scene.Robot(party), Purpose.Poll);
                yield return scene.Now + reply.Latency + 20;
            }

            yield return Math.Max(scene.Now, began + (long)(seconds * Calendar.Second * scene.Dice.Uniform(0.95, 1.05)));
        }
    }

    private static Reply Ask(Scene scene, Party party, Rhythm rhythm, int turn, Caller? caller)
    {
        var vendor = scene.Vendor;
        var robot = caller ?? scene.Robot(party);
        if (rhythm.Marks)
        {
            party.Advance(scene.Now);
            party.Latest.Mark();
            vendor.Write(Operations.Label, party.Latest.Name, party, robot);
        }

        if (rhythm.Opens)
        {
            party.Advance(scene.Now);
            return vendor.Open(party, party.Items[party.Items.Count / 2], robot, Purpose.Poll);
        }

        return rhythm switch
        {
            { Filters: > 0 } => vendor.List(party, robot, Purpose.Poll, party.Filtered(turn % rhythm.Filters), turn % rhythm.Filters),
            { Busts: true } => vendor.List(party, robot, Purpose.Poll, $"{party.Query}&_={scene.Dice.Next():x}"),
            { Dresses: true } => vendor.Ask(party, $"?r={scene.Dice.Next():x}", robot, Purpose.Poll),
            _ => vendor.List(party, robot, Purpose.Poll, validates: rhythm.Validates),
        };
    }

    private static IEnumerable<long> OpenNew(Scene scene, Party party, Caller? caller)
    {
        var items = party.Items;
        for (int i = items.Count - 1, opened = 0; i >= 0 && opened < 3; i--)
        {
            var item = items[i];
            if (item.ChangedAt < scene.Now - Calendar.Day || item.SeenOpen == item.Revision)
            {
                yield break;
            }

            opened++;
            yield return scene.Now + 150;
            scene.Vendor.Open(party, item, caller ?? scene.Robot(party), Purpose.Poll);
        }
    }

    /// <summary>When polling is next allowed by the rhythm's own hours.</summary>
    private static long Allowed(long now, Rhythm rhythm)
    {
        if (rhythm.Rest > 0 && (long)((now - Calendar.Start) / (rhythm.Rest * Calendar.Hour)) % 2 == 1)
        {
            return Calendar.Start + (long)(((long)((now - Calendar.Start) / (rhythm.Rest * Calendar.Hour)) + 1) * rhythm.Rest * Calendar.Hour) + 1;
        }

        var (from, to) = rhythm.Hours;
        var hour = Calendar.HourOfDay(now);
        var open = from <= to ? hour >= from && hour < to : hour >= from || hour < to;
        return open && !(rhythm.WorkdaysOnly && Calendar.IsWeekend(now)) ? now
            : rhythm.WorkdaysOnly ? Calendar.NextWorkday(now, from) : Calendar.Next(now, from);
    }
}
