using System.Collections.Frozen;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Scraping;
using Xunit.Abstractions;
using static Digdir.Altinn.Grains.Tests.Scraping.Watched;

namespace Digdir.Altinn.Grains.Tests.Scraping;

/// <summary>What becomes of whole behaviours (reference 4.2). The simulator measures them at large; these are the plainest of each.</summary>
public sealed class ScrapingWatchTests(ITestOutputHelper output)
{
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

    private static double Gaussian(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static FrozenDictionary<ulong, int> Reach(ulong subject, int parties) => new Dictionary<ulong, int> { [subject] = parties }.ToFrozenDictionary();

    private static string Text(SubjectView view) => $"{view.Score:F1} {view.Verdict}: {string.Join("; ", view.Signals.Select(signal => $"{signal.Signal} {signal.Weight:F1} {signal.Why.En}"))}";
}
