using System.Collections.Frozen;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Scraping;
using Xunit.Abstractions;
using static Digdir.Altinn.Grains.Tests.Scraping.Watched;

namespace Digdir.Altinn.Grains.Tests.Scraping;

/// <summary>What becomes of whole behaviours (reference 4.2). The simulator measures them at large; these are the plainest of each.</summary>
public sealed class ScrapingWatchTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Counting_through_ids_of_things_or_of_parties_is_put_before_a_person_within_fifty_of_them(bool isParty)
    {
        var watched = new Watched();
        var random = new Random(1);
        var objects = 0UL;
        while (watched.Proposals.Count == 0)
        {
            var call = Open(objects) with { Number = 500_000 + (long)objects, Status = random.NextDouble() < 0.6 ? 404 : 200 };
            watched.Hear(isParty ? call with { Object = 0, Party = call.Object } : call);
            watched.Now += Second;
            (++objects).ShouldBeLessThan(50UL);
        }

        output.WriteLine($"after {objects} objects");
        var proposal = watched.Proposals[0];
        proposal.Subject.Verdict.ShouldBe(ScrapingVerdict.Review);
        proposal.Subject.Surface.ShouldBe(Surface.MachineToken);
        proposal.Subject.Subject.ShouldBe(Hash(2_000_001));
        proposal.Subject.Signals.Select(signal => signal.Signal).ShouldBe(["S13", "S14"]);
        proposal.Subject.Groups.ShouldBe([new GroupSum(SignalGroup.Enumeration, 8)]);
        proposal.Sample.Count.ShouldBeGreaterThan(5);
    }

    [Fact]
    public void Counting_through_parties_is_put_before_a_person_though_their_number_is_no_thing()
    {
        var watched = new Watched();
        var random = new Random(1);
        for (var party = 0UL; watched.Proposals.Count == 0; party++)
        {
            var call = List(party: party) with { Number = 50_000_000 + (long)party, Status = random.NextDouble() < 0.6 ? 403 : 200, RawQuery = Hash(party) };
            watched.Hear(call);
            watched.Now += Second;
            party.ShouldBeLessThan(50UL);
        }

        watched.Proposals[0].Subject.Signals.Select(signal => signal.Signal).ShouldContain("S13");
    }

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
    public void A_machine_that_opens_the_old_things_of_many_parties_is_found_and_one_that_opens_their_new_things_is_not()
    {
        var sweeping = new Watched();
        var serving = new Watched();
        for (var i = 0UL; i < 400; i++)
        {
            sweeping.Hear(Open(i, party: Hash(i) % 60) with { AgeDays = (ushort)(1 + (Hash(i) % 300)) });
            serving.Hear(Open(i, party: Hash(i) % 60) with { AgeDays = (ushort)(1 + (Hash(i) % 20)) });
            sweeping.Now += Second;
            serving.Now += Second;
        }

        var found = sweeping.Proposals.ShouldHaveSingleItem();
        output.WriteLine($"{Text(found.Subject)}");
        found.Subject.Signals.ShouldContain(signal => signal.Signal == "S23");
        found.Subject.Requests.ShouldBeLessThanOrEqualTo(300);
        serving.Proposals.ShouldBeEmpty();

        // The same, declared: nobody is asked to look.
        var declared = new Watched { Watch = { Knowledge = ScrapingKnowledge.None with { DeclaredSyncs = [new SyncWindow(Midnight + (30 * Day), Midnight + (31 * Day)), new SyncWindow(Midnight, Midnight + Day)] } } };
        for (var i = 0UL; i < 400; i++)
        {
            declared.Hear(Open(i, party: Hash(i) % 60) with { AgeDays = (ushort)(1 + (Hash(i) % 300)) });
            declared.Now += Second;
        }

        declared.Proposals.ShouldBeEmpty();
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

    [Fact]
    public void A_vendor_that_reads_what_events_call_for_has_nothing_against_it_however_much_it_is()
    {
        var watched = new Watched { Watch = { Knowledge = ScrapingKnowledge.None with { AuthorisedParties = Reach(0, 300) } } };
        for (var i = 0UL; i < 5_000; i++)
        {
            watched.Hear(Open(i, holder: i % 300, party: i % 300) with { AgeDays = 1 }, byEvent: true);
            watched.Now += 10 * Second;
        }

        watched.Proposals.ShouldBeEmpty();
        watched.Watch.Look(watched.Now).Subjects.ShouldBeEmpty();
    }

    [Fact]
    public void A_nightly_batch_without_events_is_not_put_before_anybody()
    {
        // 200 customers of different sizes at two in the morning, for a week: what one scheduler drives is not yet a harvest.
        var watched = new Watched();
        var random = new Random(3);
        var thing = 0UL;
        for (var day = 0; day < 7; day++)
        {
            watched.Now = Midnight + (day * Day) + (2 * Hour);
            for (var customer = 0UL; customer < 200; customer++)
            {
                watched.Hear(List(customer, customer));
                for (var i = random.Next(5); i > 0; i--)
                {
                    watched.Now += random.Next(100, 400);
                    watched.Hear(Open(thing++, customer, customer) with { AgeDays = 1 });
                }
            }
        }

        watched.Proposals.ShouldBeEmpty();
    }

    [Fact]
    public void A_harvest_divided_evenly_among_tokens_is_put_before_a_person_within_two_days_though_no_token_stands_out()
    {
        // 100 system users, each opening its own slice, one every three to five minutes in the same ten hours, for two days.
        var watched = new Watched { Watch = { Knowledge = ScrapingKnowledge.None with { AuthorisedParties = Reach(0, 110) } } };
        var random = new Random(4);
        var due = new PriorityQueue<ulong, long>();
        for (var token = 0UL; token < 100; token++)
        {
            due.Enqueue(token, Midnight + (20 * Hour) + random.Next(300_000));
        }

        var thing = 0UL;
        while (due.TryDequeue(out var token, out var at) && at < Midnight + (3 * Day))
        {
            watched.Now = at;
            watched.Hear(Open(thing++, token, token) with { AgeDays = 700 });
            var next = at + random.Next(180_000, 300_000);
            var hour = next % Day / Hour;
            due.Enqueue(token, hour is >= 6 and < 20 ? next - (next % Day) + (20 * Hour) + random.Next(300_000) : next);
        }

        var proposal = watched.Proposals.ShouldHaveSingleItem();
        output.WriteLine($"{(proposal.At - Midnight - (20 * Hour)) / (double)Hour:F1} h, {Text(proposal.Subject)}");
        proposal.Subject.Surface.ShouldBe(Surface.Vendor);
        proposal.Subject.Verdict.ShouldBe(ScrapingVerdict.Review);
        proposal.Subject.Signals.Select(signal => signal.Signal).ShouldBe(["S16", "S17", "S20", "S21"]);
        proposal.Sample.Count.ShouldBe(64);
    }

    [Fact]
    public void A_program_in_a_portal_session_is_a_case_and_a_browser_in_one_is_nothing()
    {
        var pages = ScrapingKnowledge.None with { SeesPortalPages = true, SeesPortalAssets = true };
        var program = new Watched { Watch = { Knowledge = pages } };
        for (var i = 0UL; i < 200; i++)
        {
            program.Hear(InPortal(Open(i), BrowserSigns.LibraryAgent | BrowserSigns.NoBrotli | BrowserSigns.AnyTypePage));
            program.Now += 400;
        }

        output.WriteLine(Text(program.Proposals[^1].Subject));
        program.Proposals.Select(proposal => proposal.Subject.Verdict).ShouldBe([ScrapingVerdict.Review, ScrapingVerdict.Case]);

        var browser = new Watched { Watch = { Knowledge = pages } };
        var random = new Random(5);
        for (var view = 0UL; view < 60; view++)
        {
            var page = Hash(view);
            browser.Hear(InPortal(Open(0), BrowserSigns.DocumentOrAsset) with { Object = 0, RawQuery = page, Group = new ReadGroup("portal", ReadClass.Other) });
            for (var i = 0; i < 10; i++)
            {
                browser.Now += random.Next(5, 80);
                browser.Hear(InPortal(Open(0), BrowserSigns.DocumentOrAsset | BrowserSigns.Asset) with { Object = 0, Referer = page, Group = new ReadGroup("portal", ReadClass.Other) });
            }

            browser.Hear(InPortal(Open(view % 20), BrowserSigns.None) with { Referer = page });
            browser.Now += (long)(Math.Exp(2.8 + (1.3 * Gaussian(random))) * Second);
        }

        browser.Proposals.ShouldBeEmpty();
        browser.Of(Surface.Portal).ShouldBeNull();
    }

    [Fact]
    public void Numbers_made_up_without_check_digits_show_even_when_the_product_refuses_them_as_malformed()
    {
        var watched = new Watched();
        for (var i = 0UL; i < 60; i++)
        {
            var facts = ObservationFacts.IdentityNumber | (i % 11 == 0 ? 0 : ObservationFacts.BadIdentityNumber);
            watched.Hear(List(party: 10_000 + i) with { Status = i % 11 == 0 ? 200 : 400, Facts = facts });
            watched.Now += Minute;
        }

        var view = watched.Of(Surface.MachineToken).ShouldNotBeNull();
        view.Signals.ShouldHaveSingleItem().Signal.ShouldBe("S14");
        view.Score.ShouldBe(-3);
    }

    [Fact]
    public void What_the_gateway_refused_and_what_service_owners_do_is_passed_over()
    {
        var watched = new Watched();
        foreach (var fact in new[] { ObservationFacts.RefusedByLevel, ObservationFacts.RefusedByLimit, ObservationFacts.ServiceOwner })
        {
            for (var i = 0UL; i < 100; i++)
            {
                watched.Hear(Open(i, status: 404) with { Facts = fact, Number = (long)i });
            }
        }

        watched.Watch.Look(watched.Now).Counts.ShouldBe(default);
    }

    [Fact]
    public void Failures_of_the_product_are_nobodys_enumeration()
    {
        var watched = new Watched();
        foreach (var status in new[] { 0, 401, 408, 429, 500, 502, 503, 504 })
        {
            for (var i = 0UL; i < 200; i++)
            {
                watched.Hear(Open(i, status: status));
            }
        }

        watched.Watch.Look(watched.Now).Subjects.ShouldBeEmpty();
    }

    [Fact]
    public void Who_is_refused_what_was_listed_is_not_trying_and_opening_what_was_listed_does_not_make_up_for_guesses()
    {
        // Dialogs that ask for a higher level of security are listed and answered 403.
        var refused = new Watched();
        var guessing = new Watched();
        for (var page = 0UL; page < 50; page++)
        {
            foreach (var watched in new[] { refused, guessing })
            {
                watched.Hear(List(), things: [.. Enumerable.Range(0, 20).Select(i => ThingHash.Of(Hash((page * 20) + (ulong)i), 1))]);
            }

            for (var i = 0UL; i < 20; i++)
            {
                refused.Hear(Open((page * 20) + i, status: i % 2 == 0 ? 403 : 200));
                guessing.Hear(Open(i % 5 == 0 ? 1_000_000 + (page * 20) + i : (page * 20) + i, status: i % 5 == 0 ? 404 : 200));
                refused.Now += Second;
                guessing.Now += Second;
            }
        }

        refused.Of(Surface.MachineToken).ShouldBeNull();
        guessing.Of(Surface.MachineToken).ShouldNotBeNull().Signals.ShouldContain(signal => signal.Signal == "S13");
    }

    [Fact]
    public void Asking_for_the_same_missing_thing_again_and_again_is_one_failure()
    {
        var watched = new Watched();
        for (var i = 0UL; i < 2_000; i++)
        {
            watched.Hear(Open(i % 3, status: 404));
            watched.Now += Second;
        }

        watched.Of(Surface.MachineToken).ShouldBeNull();
    }

    [Fact]
    public void Nobody_is_proposed_twice_within_a_week_unless_the_verdict_rises_nor_after_a_restart()
    {
        var watched = new Watched();
        Enumerate(watched, days: 6);
        watched.Proposals.Count.ShouldBe(1);

        var restarted = new Watched(memory: watched.Watch.Save()) { Now = watched.Now };
        Enumerate(restarted, days: 1);
        restarted.Proposals.ShouldBeEmpty();
        restarted.Watch.Save().FailureShares.Count.ShouldBe(5);

        restarted.Now += 7 * Day;
        Enumerate(restarted, days: 1);
        restarted.Proposals.Count.ShouldBe(1);
    }

    [Fact]
    public void A_call_for_many_parties_is_one_call_of_one_person()
    {
        var watched = new Watched();
        for (var i = 0; i < 20; i++)
        {
            for (var party = 0UL; party < 50; party++)
            {
                watched.Hear(ByPerson(List(party: party)) with { Weight = 1f / 50, RawQuery = 77 });
            }

            watched.Now += 90 * Second;
        }

        var view = watched.Of(Surface.UserToken).ShouldNotBeNull();
        view.Requests.ShouldBe(20);
        view.Signals.ShouldHaveSingleItem().Why.En.ShouldContain("evenly");
    }

    [Fact]
    public void Everything_that_speaks_is_put_in_both_languages_and_names_nobody()
    {
        var watched = new Watched();
        Enumerate(watched, days: 1);

        foreach (var finding in watched.Proposals[0].Subject.Signals)
        {
            finding.Why.Nb.ShouldNotBe(finding.Why.En);
            finding.Threat.ShouldStartWith("OAT-");
            finding.Why.En.ShouldNotContain(Hash(2_000_001).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private static void Enumerate(Watched watched, int days)
    {
        var random = new Random(6);
        for (var i = 0; i < days * 96; i++)
        {
            var thing = (ulong)watched.Now / 1000;
            watched.Hear(Open(thing, status: random.NextDouble() < 0.8 ? 404 : 200) with { Number = (long)thing });
            watched.Now += 15 * Minute;
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
