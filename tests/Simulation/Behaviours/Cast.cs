using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.Simulation.Vendors;
using Digdir.Altinn.Simulation.World;

namespace Digdir.Altinn.Simulation.Behaviours;

/// <summary>All behaviours of reference 4.2, with the ranges that each instance draws its parameters from.</summary>
internal static class Cast
{
    public static IReadOnlyList<Behaviour> All { get; } =
    [
        new(1, "eventgood", Kind.Good, s => EventDriven.Subscribe(s, s.Parties(s.Count(5, 200)))),
        new(2, "eventburst", Kind.Good, s => EventDriven.Subscribe(s, s.Parties(s.Count(20, 200)))) { Publications = 3, LeastShare = 0.5 },
        new(3, "interactive", Kind.Good, s => Team(s, s.Count(1, 12), 5, 6, s.Either())),
        new(4, "dashboard", Kind.Good, s => Team(s, 8, 14, 20, s.Either())),
        new(5, "nightly batch", Kind.Good, s => s.Start(Batches.Nightly(s, s.Parties(s.Count(20, 1_000)), s.Between(21, 28) % 24, s.Between(2, 10)))),
        new(6, "initial sync", Kind.Good, InitialSync),
        new(7, "retries, good", Kind.Good, s => EventDriven.Subscribe(s, s.Parties(s.Count(20, 300)), Retry.Good)) { Publications = 2, LeastShare = 0.5 },
        new(8, "retries, bad", Kind.Companion, s => EventDriven.Subscribe(s, s.Parties(s.Count(20, 300)), Retry.Bad)) { Publications = 2, LeastShare = 0.5, Patterns = [Pattern.EarlyRetries, Pattern.NoBackOff] },
        new(9, "submit and watch", Kind.Good, s => s.Start(Batches.Submit(s, s.Parties(s.Count(5, 100)), s.LogBetween(5, 150), s.Between(4, 6)))),
        new(10, "reconcile 4 a day", Kind.Good, Reconcile),
        new(11, "fixed", Kind.Polling, s => Poll(s, new Rhythm { Seconds = s.LogBetween(60, 1_800), Listens = s.Either() }, s.Count(1, 30))),
        new(12, "jitter 50 %", Kind.Polling, s => Poll(s, new Rhythm { Seconds = s.LogBetween(60, 1_800), Jitter = Jitter.Uniform, Amount = 0.5 }, s.Count(1, 30))),
        new(12, "jitter 100 %", Kind.Polling, s => Poll(s, new Rhythm { Seconds = s.LogBetween(60, 1_800), Jitter = Jitter.Uniform, Amount = 1 }, s.Count(1, 30))),
        new(12, "exponential", Kind.Polling, s => Poll(s, new Rhythm { Seconds = s.LogBetween(60, 1_800), Jitter = Jitter.Exponential }, s.Count(1, 30))),
        new(13, "adaptive", Kind.Polling, s => Poll(s, new Rhythm { Seconds = s.LogBetween(60, 900), BackOff = 1.5, Listens = s.Either() }, s.Count(3, 60))) { Evades = true },
        new(14, "spread", Kind.Polling, s => Poll(s, new Rhythm { Seconds = 3_600 * s.Between(0.9, 1.1) }, s.Count(300, 10_000), alone: true, items: 6)),
        new(15, "rotate", Kind.Polling, s => Poll(s, new Rhythm { Seconds = s.LogBetween(60, 1_200), Filters = 24 }, s.Count(1, 15))) { Evades = true },
        new(16, "cache busting", Kind.Polling, s => Poll(s, new Rhythm { Seconds = s.LogBetween(60, 1_800), Busts = true }, s.Count(1, 30))) { Evades = true, Patterns = [Pattern.CacheBusting] },
        new(16, "cache busting, one form", Kind.Polling, s => Poll(s, new Rhythm { Seconds = s.LogBetween(60, 1_800), Dresses = true }, s.Count(1, 30))) { Evades = true },
        new(17, "herd", Kind.Polling, Herd) { Patterns = [Pattern.Herd] },
        new(18, "business hours", Kind.Polling, s => Poll(s, new Rhythm { Seconds = s.LogBetween(300, 900), Hours = (6, 18), WorkdaysOnly = s.Either() }, s.Count(2, 60))),
        new(19, "belt and braces", Kind.Polling, BeltAndBraces) { Patterns = [Pattern.BeltAndBraces] },
        new(20, "mixed 30 %", Kind.Polling, s => Mixed(s, s.Count(20, 200), 0.3)),
        new(20, "mixed 1 %", Kind.Polling, s => Mixed(s, s.Count(100, 400), 0.01)),
        new(21, "mimic", Kind.Polling, Mimic) { Evades = true },
        new(22, "tab refresh", Kind.Polling, Tabs),
        new(23, "sawtooth", Kind.Polling, s => Poll(s, new Rhythm { Seconds = s.LogBetween(150, 600), Hides = true }, s.Count(5, 20))) { Evades = true },
        new(24, "self-made news", Kind.Polling, SelfNovelty) { Evades = true },
        new(25, "dead webhook", Kind.Companion, DeadWebhook) { Patterns = [Pattern.DeadWebhook] },
        new(26, "scraper, sequential", Kind.Scraping, Sequential),
        new(27, "scraper, shuffled, person", Kind.Scraping, s => Shuffled(s, Scene.Person(1))),
        new(27, "scraper, shuffled, machine", Kind.Scraping, s => Shuffled(s, null)),
        new(28, "scraper, distributed", Kind.Scraping, Distributed) { Evades = true },
        new(29, "browser a, headless", Kind.Scraping, s => Browser(s, 'a')),
        new(29, "browser b, forged", Kind.Scraping, s => Browser(s, 'b')),
        new(29, "browser c, stealth", Kind.Scraping, s => Browser(s, 'c')) { Evades = true },
        new(30, "accountant", Kind.Good, Accountant),
        new(31, "wrong interface", Kind.Polling, WrongInterface) { Patterns = [Pattern.WrongInterface] },
        new(32, "night shift", Kind.Good, NightShift),
        new(33, "portal person", Kind.Good, PortalPeople),
        new(34, "conditional poller", Kind.Companion, s => Poll(s, new Rhythm { Seconds = s.LogBetween(60, 1_800), Validates = true }, s.Count(1, 30))),
    ];

    /// <summary>The adversary's vendor: ten parties and a rhythm of its own making.</summary>
    public static void Poll(Scene s, Rhythm rhythm, int parties, bool alone = false, double items = 20)
    {
        var own = s.Parties(parties, items);
        if (!alone && s.Either(0.7))
        {
            s.Start(Polling.Loop(s, own, rhythm));
            return;
        }

        foreach (var party in own)
        {
            s.Start(s.Now + (long)s.Dice.Uniform(0, Math.Min(rhythm.Seconds, 3_600) * 1_000), Polling.Alone(s, party, rhythm));
        }
    }

    private static void Team(Scene s, int users, int sessions, int clients, bool tokens)
    {
        var parties = s.Parties(Math.Max(clients, users * clients / 2));
        for (var user = 0; user < users; user++)
        {
            s.Start(People.Work(s, Own(s, parties, clients), tokens ? Scene.Person(user) : null, sessions, 8, 16, everyDay: false));
        }
    }

    private static Party[] Own(Scene s, Party[] parties, int count) => [.. Enumerable.Range(0, count).Select(_ => parties[s.Dice.Below(parties.Length)])];

    private static void InitialSync(Scene s)
    {
        var parties = s.Parties(s.Count(10, 100), s.LogBetween(5, 40) * VendorUnderTest.Page);
        s.Start(Calendar.Start + (long)(s.Between(0, 3) * Calendar.Day), Batches.Sync(s, parties, s.Between(1, 5)));
        EventDriven.Subscribe(s, parties);
    }

    private static void Reconcile(Scene s)
    {
        foreach (var party in s.Parties(s.Count(5, 500)))
        {
            s.Start(s.Now + (long)s.Dice.Uniform(0, 6 * Calendar.Hour), Batches.Reconcile(s, party, 6, 0.03));
        }
    }

    private static void Herd(Scene s)
    {
        var every = s.Either() ? Calendar.Hour : 15 * Calendar.Minute;
        foreach (var party in s.Parties(s.Count(20, 400)))
        {
            s.Start(s.Now, Polling.Herd(s, party, every));
        }
    }

    private static void BeltAndBraces(Scene s)
    {
        var parties = s.Parties(s.Count(3, 60));
        EventDriven.Subscribe(s, parties);
        s.Start(Polling.Loop(s, parties, new Rhythm { Seconds = s.LogBetween(120, 1_800) }));
    }

    private static void Mixed(Scene s, int count, double polled)
    {
        var parties = s.Parties(count);
        var polls = Math.Max(1, (int)Math.Round(count * polled));
        EventDriven.Subscribe(s, parties[polls..]);
        s.Start(Polling.Loop(s, parties[..polls], new Rhythm { Seconds = s.LogBetween(120, 1_800) }));
    }

    private static void Mimic(Scene s)
    {
        foreach (var party in s.Parties(s.Count(3, 30)))
        {
            var rhythm = new Rhythm { Seconds = Math.Exp(5.2), Jitter = Jitter.Lognormal, Amount = 1.4, Hours = (7.5, 16.5), WorkdaysOnly = true };
            s.Start(Polling.Alone(s, party, rhythm));
        }
    }

    private static void Tabs(Scene s)
    {
        var people = s.Count(1, 10);
        var seconds = s.LogBetween(30, 120);
        foreach (var (party, index) in s.Parties(people).Select((party, index) => (party, index)))
        {
            s.Start(Polling.Tab(s, party, Scene.Person(index), seconds, s.Between(1, 8)));
        }
    }

    private static void SelfNovelty(Scene s)
        => Poll(s, new Rhythm { Seconds = s.LogBetween(60, 1_200), Marks = true, Opens = s.Either() }, s.Count(1, 15));

    private static void DeadWebhook(Scene s)
    {
        var parties = s.Parties(s.Count(10, 100));
        var from = Calendar.Start + (long)(s.Between(1, 6) * Calendar.Day);
        var to = from + (long)(s.Between(1.5, 2.5) * Calendar.Day);
        EventDriven.Subscribe(s, parties, Retry.Good, from, to);
        s.Start(Polling.Meanwhile(s, parties, s.LogBetween(300, 1_800), from, to));
    }

    private static void Sequential(Scene s)
    {
        var party = s.Parties(1)[0];
        var begin = Calendar.Start + (long)(s.Between(0, 5) * Calendar.Day);
        s.Start(begin, Scraping.Sequential(s, s.Robot(party), s.LogBetween(0.5, 5), s.Between(0.4, 0.9), 2_000, s.Either(0.8) ? 1 : -1));
    }

    private static void Shuffled(Scene s, Caller? person)
    {
        var parties = s.Parties(s.Count(50, 300));
        var caller = person ?? s.Robot(parties[0]);
        var begin = Calendar.Start + (long)(s.Between(0, 5) * Calendar.Day);
        s.Start(begin, Scraping.Shuffled(s, parties, caller, s.Between(0.3, 1), s.Between(1, 3)));
    }

    private static void Distributed(Scene s)
    {
        var minutes = s.LogBetween(2, 10);
        var days = s.Between(2, 14);
        foreach (var party in s.Parties(s.Count(50, 500), 1))
        {
            s.Start(s.Now, Scraping.Slice(s, party, minutes, days));
        }
    }

    private static void Browser(Scene s, char variant)
    {
        var parties = s.Parties(s.Count(5, 60), 40);
        var caller = new Caller { Holder = "portal-1", Person = "person-1", Portal = true, Signs = Scraping.Signs(variant) };
        var fastest = s.LogBetween(0.2, variant == 'c' ? 2 : 1);
        s.Start(Scraping.Browser(s, parties, caller, fastest, fastest * s.Between(1.5, 3), s.LogBetween(0.5, 8)));
    }

    private static void Accountant(Scene s)
    {
        var clients = s.Parties(s.Count(50, 600));
        s.Start(People.Accountant(s, clients, Scene.Person(1), s.Count(40, 120)));
    }

    private static void WrongInterface(Scene s) => s.Start(Polling.WrongInterface(s, s.Parties(s.Count(1, 30)), s.LogBetween(300, 7_200)));

    private static void NightShift(Scene s)
    {
        // As by day (3, 4), each has clients of their own among those of the team.
        var parties = s.Parties(s.Count(20, 100));
        var perShift = s.Count(1, 6);
        var clients = s.Count(6, 20);
        for (var person = 0; person < 3 * perShift; person++)
        {
            s.Start(People.Shift(s, Own(s, parties, clients), person / perShift * 8, s.Count(5, 14)));
        }
    }

    private static void PortalPeople(Scene s)
    {
        var parties = s.Parties(s.Count(2, 20));
        var person = new Caller { Holder = "portal-1", Person = "person-1", Portal = true, Signs = Scraping.Signs('g') };
        s.Start(People.Work(s, parties, person, s.Count(1, 6), 7, 21, everyDay: true));
    }
}
