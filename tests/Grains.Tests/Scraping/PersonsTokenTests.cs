using System.Collections.Frozen;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Scraping;
using Xunit.Abstractions;
using static Digdir.Altinn.Grains.Tests.Scraping.Watched;

namespace Digdir.Altinn.Grains.Tests.Scraping;

/// <summary>What a program does with a person's token, and what a person does.</summary>
public sealed class PersonsTokenTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(0.8, 2.5, true)]
    [InlineData(1.5, 6, true)]
    [InlineData(3, 90, false)]
    public void A_person_s_token_that_opens_one_thing_after_the_other_without_ever_resting_is_put_before_a_person(double fastest, double slowest, bool proposed)
    {
        var watched = new Watched();
        var random = new Random(3);
        for (var i = 0UL; i < 300; i++)
        {
            watched.Hear(ByPerson(Open(i, party: i / 10)));
            watched.Now += (long)(Second * (fastest + ((slowest - fastest) * random.NextDouble())));
        }

        (watched.Proposals.Count > 0).ShouldBe(proposed);
    }

    [Fact]
    public void A_person_who_takes_everything_in_any_order_at_a_machines_pace_is_put_before_a_person_within_130_objects()
    {
        // 80 parties of which all may be read; list each, then open everything in random order, half a second apart.
        var watched = new Watched { Watch = { Knowledge = ScrapingKnowledge.None with { AuthorisedParties = Reach(Hash(3_000_001), 80) } } };
        var random = new Random(2);
        var all = Enumerable.Range(0, 80).SelectMany(party => Enumerable.Range(0, 4).Select(i => (Party: (ulong)party, Thing: (ulong)((party * 4) + i)))).ToArray();
        for (var party = 0UL; party < 80; party++)
        {
            watched.Hear(ByPerson(List(party: party)), things: [.. all.Where(one => one.Party == party).Select(one => ThingHash.Of(Hash(one.Thing), 1))]);
            watched.Now += random.Next(300, 900);
        }

        var opened = 0;
        foreach (var (party, thing) in all.OrderBy(one => Mixer.Mix(one.Thing)))
        {
            watched.Hear(ByPerson(Open(thing, party: party)));
            watched.Now += random.Next(300, 900);
            opened++;
            if (watched.Proposals.Count > 0)
            {
                break;
            }
        }

        watched.Proposals.ShouldHaveSingleItem().Subject.Verdict.ShouldBe(ScrapingVerdict.Review);
        output.WriteLine($"after {opened} objects: {Text(watched.Proposals[0].Subject)}");
        opened.ShouldBeLessThanOrEqualTo(130);
        watched.Proposals[0].Subject.Signals.Select(signal => signal.Signal).ShouldBe(["S8", "S22", "S18"]);
    }

    [Fact]
    public void A_tab_that_reloads_itself_all_day_is_no_scraping()
    {
        var watched = new Watched();
        for (var i = 0; i < 8 * 60; i++)
        {
            watched.Hear(ByPerson(List()));
            watched.Now += Minute;
        }

        watched.Proposals.ShouldBeEmpty();
        watched.Of(Surface.UserToken).ShouldNotBeNull().Signals.Select(signal => signal.Signal).ShouldBe(["S8", "S9", "S18"]);
    }

    [Fact]
    public void An_accountant_with_many_clients_is_never_a_case()
    {
        // 600 clients, 120 of them a day at a person's pace, five days; lists, opens most, thinks, has lunch.
        for (var seed = 1; seed <= 20; seed++)
        {
            var watched = new Watched { Watch = { Knowledge = ScrapingKnowledge.None with { AuthorisedParties = Reach(Hash(3_000_001), 600), AccountantOrAuditor = seed % 2 == 0 } } };
            var random = new Random(seed);
            var highest = double.NegativeInfinity;
            for (var day = 0; day < 5; day++)
            {
                watched.Now = Midnight + (day * Day) + (8 * Hour);
                foreach (var party in Enumerable.Range(0, 600).OrderBy(_ => random.Next()).Take(random.Next(40, 121)))
                {
                    AccountantReads(watched, random, (ulong)party, day);
                    highest = Math.Max(highest, watched.Of(Surface.UserToken)?.Score ?? highest);
                }
            }

            watched.Proposals.ShouldBeEmpty();
            highest.ShouldBeLessThan(-1);
        }
    }

    private static void AccountantReads(Watched watched, Random random, ulong party, int day)
    {
        var things = random.Next(1, 5);
        watched.Hear(ByPerson(List(party: party)), things: [.. Enumerable.Range(0, things).Select(i => ThingHash.Of(Hash((ulong)((((int)party * 100) + day) * 10) + (ulong)i), 1))]);
        for (var i = 0; i < things; i++)
        {
            watched.Now += Think(random);
            watched.Hear(ByPerson(Open((ulong)((((int)party * 100) + day) * 10) + (ulong)i, party: party)));
        }

        watched.Now += Think(random) + (random.Next(20) == 0 ? 20 * Minute : 0);
    }

    private static long Think(Random random) => (long)(Math.Exp(2.8 + (1.3 * Gaussian(random))) * Second);

    private static double Gaussian(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static FrozenDictionary<ulong, int> Reach(ulong subject, int parties) => new Dictionary<ulong, int> { [subject] = parties }.ToFrozenDictionary();

    private static string Text(SubjectView view) => $"{view.Score:F1} {view.Verdict}: {string.Join("; ", view.Signals.Select(signal => $"{signal.Signal} {signal.Weight:F1} {signal.Why.En}"))}";
}
