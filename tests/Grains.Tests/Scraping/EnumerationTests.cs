using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Scraping;
using Xunit.Abstractions;
using static Digdir.Altinn.Grains.Tests.Scraping.Watched;

namespace Digdir.Altinn.Grains.Tests.Scraping;

/// <summary>Trying what is not one's own, by ids or numbers made up.</summary>
public sealed class EnumerationTests(ITestOutputHelper output)
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
}
