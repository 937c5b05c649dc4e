using Digdir.Altinn.Gateway.Replay;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Simulation.Behaviours;
using Digdir.Altinn.Simulation.Protocol;
using Digdir.Altinn.Simulation.Vendors;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Simulation.Tests;

/// <summary>What detection must do to vendors whose conduct is known: the bars of the full protocol, on a few instances.</summary>
public sealed class DetectionTests
{
    private static readonly ConductSettings Enforced = ConductSettings.Shadow with { Mode = ConductMode.Enforce };

    public static TheoryData<string> Good => Names(Kind.Good);

    public static TheoryData<string> Polling => Names(Kind.Polling);

    public static TheoryData<string> Scraping => Names(Kind.Scraping);

    [Theory]
    [MemberData(nameof(Good))]
    public void Who_behaves_is_neither_flagged_nor_refused_nor_put_before_a_person(string behaviour)
    {
        foreach (var one in Run(behaviour, instances: 3, days: 5))
        {
            one.Truth.Flagged.ShouldBe(0);
            one.Truth.Refused.ShouldBe(0);
            one.Truth.Review.ShouldBe(0);
        }
    }

    [Theory]
    [MemberData(nameof(Polling))]
    public void Every_kind_of_poller_is_flagged_and_loses_no_credited_call(string behaviour)
    {
        var outcomes = Run(behaviour, instances: 2, days: 5);

        outcomes.ShouldAllBe(one => one.Truth.Flagged > 0 || one.AvoidablePerDay < 50);
        outcomes.Sum(one => one.Truth.CreditedRefused).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Scraping))]
    public void Every_kind_of_scraper_is_put_before_a_person(string behaviour)
        => Run(behaviour, instances: 2, days: behaviour == "scraper, distributed" ? 1 : 6).ShouldAllBe(one => one.Truth.Review > 0);

    [Fact]
    public void Who_counts_through_numbers_is_a_matter_for_a_person_within_fifty_objects()
    {
        var objects = Run("scraper, sequential", instances: 9, days: 6).Select(one => (double)one.Truth.ScrapedBeforeReview).ToList();

        Statistics.Median(objects).ShouldNotBeNull().ShouldBeLessThanOrEqualTo(50);
        objects.ShouldAllBe(one => one <= 150);
    }


    [Fact]
    public void A_poller_that_does_not_listen_is_kept_from_the_product()
    {
        var outcomes = Run("jitter 50 %", instances: 3, days: 7);

        var (made, refused) = (outcomes.Sum(one => one.Truth.AtHard.Made), outcomes.Sum(one => one.Truth.AtHard.Refused));
        made.ShouldBeGreaterThan(0);
        (refused / (double)made).ShouldBeGreaterThan(0.8);
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        var (one, other) = (Run("adaptive", 1, 3)[0].Truth, Run("adaptive", 1, 3)[0].Truth);

        (one.Calls, one.Flagged, one.News).ShouldBe((other.Calls, other.Flagged, other.News));
    }

    [Theory]
    [InlineData("fixed")]
    [InlineData("belt and braces")]
    [InlineData("wrong interface")]
    public async Task A_replayed_trace_flags_its_vendor_when_the_gateway_would_have(string behaviour)
    {
        using var trace = new StringWriter();
        var gateway = new GatewayUnderTest(ConductRules.Default, Enforced with { Ceiling = Grains.Levels.Level.Notice }) { Trace = new TraceWriter(trace) };
        Instance.Make(Named(behaviour), 0, RangeHalf.Tuning, 2, gateway).Run();
        var replayed = new Replayer(Catalogue, ConductRules.Default, enforce: false);
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(trace.ToString()));

        await foreach (var line in new TraceReader((_, complaint) => complaint.ShouldBeEmpty()).ReadAsync(stream, CancellationToken.None))
        {
            replayed.Hear(line);
        }

        replayed.End();
        var vendor = replayed.Vendors.ShouldHaveSingleItem();
        gateway.Truth.Flagged.ShouldBeGreaterThan(0);
        TimeSpan.FromMilliseconds((vendor.FirstFlagged ?? 0) - gateway.Truth.Flagged).Duration().ShouldBeLessThan(TimeSpan.FromHours(1));
        vendor.CreditedRefused.ShouldBe(0);
    }

    private static Gateway.Catalogue.OperationCatalogue Catalogue
        => Gateway.Catalogue.OperationCatalogue.Join(Gateway.Catalogue.CatalogueFolder.Read(Path.Combine(AppContext.BaseDirectory, "Catalogue")).Files).Catalogue.ShouldNotBeNull();

    /// <summary>From the tuning half: the test half is kept for the report.</summary>
    private static List<Outcome> Run(string behaviour, int instances, int days)
        => Commands.Run([Named(behaviour)], instances, days, RangeHalf.Tuning, Commands.ShortDeadlines, seed: 0);

    private static Behaviour Named(string name) => Cast.All.Single(one => one.Name == name);

    private static TheoryData<string> Names(Kind kind, string? except = null)
    {
        var names = new TheoryData<string>();
        foreach (var behaviour in Cast.All.Where(one => one.Kind == kind && one.Name != except))
        {
            names.Add(behaviour.Name);
        }

        return names;
    }
}
