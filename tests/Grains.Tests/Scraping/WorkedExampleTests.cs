using Digdir.Altinn.Grains.Scraping;

namespace Digdir.Altinn.Grains.Tests.Scraping;

/// <summary>The reference's own examples (2.2), and every signal at its threshold.</summary>
public sealed class WorkedExampleTests
{
    private static readonly SubjectFigures Portal = new() { Surface = Surface.Portal, SeesPages = true, Burstiness = double.NaN };
    private static readonly SubjectFigures User = new() { Surface = Surface.UserToken, Burstiness = double.NaN };
    private static readonly SubjectFigures Machine = new() { Surface = Surface.MachineToken, Burstiness = double.NaN };
    private static readonly SubjectFigures Vendor = new() { Surface = Surface.Vendor, Burstiness = double.NaN };

    // curl: names a library, does not say br, takes anything as a page; no page, no asset.
    private static readonly SubjectFigures Curl = Portal with { Library = 40, Inconsistencies = 2, DataCalls = 40, Referred = 40 };

    [Fact]
    public void A_browser_with_odd_fields_only_stays_below_anything()
    {
        var score = Score.Of(Portal with { MetadataMissing = 40, DataCalls = 40, Referred = 40 }, ScrapingRules.Default);

        score.Total.ShouldBe(-0.5);
        score.Verdict.ShouldBe(ScrapingVerdict.Nothing);
    }

    [Fact]
    public void Curl_against_the_portals_data_is_for_review()
    {
        var score = Score.Of(Curl, ScrapingRules.Default);

        score.Total.ShouldBe(1.5);
        score.Verdict.ShouldBe(ScrapingVerdict.Review);
        Score.Of(Curl with { Automation = 1, MetadataImpossible = 9, OddOrders = 9 }, ScrapingRules.Default).Total.ShouldBe(1.5, "the header group is capped");
    }

    [Fact]
    public void The_same_at_a_machines_pace_from_nowhere_is_a_case()
    {
        var score = Score.Of(Curl with { Referred = 0, RanLikeAMachine = true }, ScrapingRules.Default);

        score.Total.ShouldBe(5.5);
        score.Verdict.ShouldBe(ScrapingVerdict.Case);
    }

    [Fact]
    public void An_accountant_with_wide_breadth_stays_far_below()
    {
        var score = Score.Of(
            User with
            {
                Parties = 1000, PeerParties = 100, Authorised = 1100, Opened = 950, Listed = 1000, LongPauses = 9, Burstiness = 0.4, AccountantOrAuditor = true,
            },
            ScrapingRules.Default);

        score.Sum(SignalGroup.Breadth).ShouldBe(6, "S11 +4 and S12 +3, capped");
        score.Total.ShouldBe(-4);
        score.Verdict.ShouldBe(ScrapingVerdict.Nothing);
    }

    [Fact]
    public void One_group_alone_is_never_a_case()
    {
        var alone = Score.Of(Machine with { Tried = true, Numbers = 64, Neighbours = 1 }, ScrapingRules.Default with { Prior = 0 });

        alone.Total.ShouldBe(8);
        alone.Verdict.ShouldBe(ScrapingVerdict.Review);
    }

    /// <summary>Each signal just beyond its threshold and just short of it.</summary>
    public static TheoryData<string, double> Thresholds => new()
    {
        { "S1", 4 }, { "S2", 3 }, { "S3", 5 }, { "S4", 2 }, { "S5", 2 }, { "S6", 2.5 }, { "S7", 1.5 }, { "S8", 2.5 }, { "S9", 3 }, { "S10", 3 }, { "S11", 1.98 }, { "S12", 3 }, { "S13", 6 },
        { "S14", 4 }, { "S15", 2 }, { "S16", 2 }, { "S17", 3 }, { "S18", 1.5 }, { "S19a", -2 }, { "S19b", -3 }, { "S19c", -4 }, { "S19d", -1 }, { "S20", 2.5 }, { "S21", 2.5 }, { "S22", 4 }, { "S23", 7 },
    };

    [Theory]
    [MemberData(nameof(Thresholds))]
    public void A_signal_weighs_beyond_its_threshold_and_not_short_of_it(string id, double weight)
    {
        var (beyond, short_) = Pair(id);
        var signal = Signals.All.Single(one => one.Id == id);

        signal.AppliesTo(beyond.Surface).ShouldBeTrue();
        signal.Weigh(beyond).ShouldBe(weight, 0.01);
        signal.Weigh(short_).ShouldBe(0, 1e-9);
        var words = signal.Explain(beyond);
        words.Nb.ShouldEndWith(".");
        words.En.ShouldEndWith(".");
        words.Nb.ShouldNotBe(words.En);
    }

    [Fact]
    public void Sixty_calls_beyond_a_persons_bucket_are_a_machines_pace()
    {
        new MachinePace().Weigh(User with { Over = 60 }).ShouldBe(2.5);
        new MachinePace().Weigh(User with { Over = 59 }).ShouldBe(0);
        new NeverRests().Weigh(User with { OpenedInARun = 200 }).ShouldBe(6);
    }

    [Fact]
    public void Every_signal_is_tested_at_its_threshold_and_has_a_name_of_its_own()
    {
        Signals.All.Select(signal => signal.Id).ShouldBe(Thresholds.Select(row => (string)row[0]), ignoreOrder: true);
        Signals.All.Select(signal => signal.Id).ShouldBeUnique();
        Signals.All.Where(signal => signal.Group != SignalGroup.Exoneration).ShouldAllBe(signal => signal.Threat.StartsWith("OAT-", StringComparison.Ordinal));
    }

    [Fact]
    public void Whatever_the_figures_no_group_exceeds_its_cap_and_header_fields_say_nothing_of_machines()
    {
        var random = new Random(8);
        for (var run = 0; run < 20_000; run++)
        {
            var figures = Anything(random);
            var score = Score.Of(figures, ScrapingRules.Default);
            double sum = ScrapingRules.Default.Prior;
            for (var group = 0; group < Score.Groups; group++)
            {
                score.Sum((SignalGroup)group).ShouldBeLessThanOrEqualTo(Score.CapOf((SignalGroup)group));
                sum += score.Sum((SignalGroup)group);
            }

            score.Total.ShouldBe(sum, 1e-9);
            (score.Verdict >= ScrapingVerdict.Review).ShouldBe(score.Total >= 0);
            if (figures.Surface != Surface.Portal)
            {
                score.Sum(SignalGroup.Header).ShouldBe(0);
            }
        }
    }

    [Fact]
    public void More_of_what_speaks_against_never_lowers_the_score()
    {
        var random = new Random(9);
        for (var run = 0; run < 5_000; run++)
        {
            var figures = Anything(random) with { DeclaredSync = false };
            var worse = figures with { MetadataMissing = figures.MetadataMissing + 3, RanLikeAMachine = true, Tried = true, Parties = figures.Parties * 1.5, OpenedInAnHour = 400 };
            Score.Of(worse, ScrapingRules.Default).Total.ShouldBeGreaterThanOrEqualTo(Score.Of(figures, ScrapingRules.Default).Total);
        }
    }

    private static SubjectFigures Anything(Random random)
    {
        double Some(double most) => random.Next(4) == 0 ? 0 : random.NextDouble() * most;
        return new SubjectFigures
        {
            Surface = (Surface)random.Next(4),
            MetadataMissing = (int)Some(10),
            MetadataImpossible = (int)Some(3),
            Automation = (int)Some(2),
            Library = (int)Some(2),
            Inconsistencies = random.Next(6),
            OddOrders = (int)Some(3),
            SeesPages = random.Next(2) == 0,
            DataCalls = (int)Some(50),
            Documents = (int)Some(5),
            Assets = (int)Some(5),
            Referred = (int)Some(20),
            Steps = (int)Some(300),
            EntropyRate = Some(1),
            RanLikeAMachine = random.Next(2) == 0,
            Gaps = random.Next(17),
            Burstiness = (random.NextDouble() * 2) - 1,
            LongPauses = random.Next(6),
            ActiveHours = random.Next(25),
            LongestStretch = (long)Some(30_000_000),
            OpenedInAnHour = Some(600),
            Parties = Some(2_000),
            Authorised = Some(2_000),
            PeerParties = Some(200),
            Opened = Some(6_000),
            Listed = Some(6_000),
            OpenedOfKnownAge = (int)Some(6_000),
            OpenedOld = (int)Some(6_000),
            OpenedStale = (int)Some(6_000),
            Over = (int)Some(200),
            OpenedInARun = (int)Some(400),
            Tried = random.Next(2) == 0,
            Numbers = random.Next(65),
            Neighbours = random.NextDouble(),
            NumberTau = (random.NextDouble() * 2) - 1,
            Identities = (int)Some(100),
            BadIdentities = (int)Some(100),
            OpenedFromList = (int)Some(200),
            ListTau = (random.NextDouble() * 2) - 1,
            Tokens = (int)Some(100),
            Partition = 1 + Some(1),
            Gini = Some(1),
            ComparedTokens = (int)Some(100),
            Synchrony = Some(1),
            Uncalled = Some(6_000),
            Reads = (int)Some(1_000),
            CalledFor = (int)Some(1_000),
            DeclaredSync = random.Next(4) == 0,
            AccountantOrAuditor = random.Next(2) == 0,
        };
    }

    private static (SubjectFigures Beyond, SubjectFigures Short) Pair(string id) => id switch
    {
        "S1" => (Portal with { MetadataMissing = 3 }, Portal with { MetadataMissing = 2 }),
        "S2" => (Portal with { MetadataImpossible = 1 }, Portal),
        "S3" => (Portal with { Automation = 1, Library = 1 }, Portal),
        "S4" => (Portal with { Inconsistencies = 2 }, Portal),
        "S5" => (Portal with { OddOrders = 1 }, Portal),
        "S6" => (Portal with { SeesAssets = true, DataCalls = 10, Documents = 10, Assets = 1 }, Portal with { SeesAssets = true, DataCalls = 10, Documents = 9, Assets = 1 }),
        "S7" => (Portal with { DataCalls = 10 }, Portal with { DataCalls = 10, Referred = 1 }),
        "S8" => (User with { Gaps = 16, Burstiness = -0.33 }, User with { Gaps = 16, Burstiness = -0.32 }),
        "S9" => (User with { ActiveHours = 18 }, User with { ActiveHours = 17, LongestStretch = 4 * 3_600_000 }),
        "S10" => (User with { OpenedInAnHour = 301 }, User with { OpenedInAnHour = 300 }),
        "S22" => (User with { OpenedInARun = 100 }, User with { OpenedInARun = 99 }),
        "S11" => (Machine with { Parties = 271, PeerParties = 100 }, Machine with { Parties = 100, PeerParties = 100 }),
        "S12" => (Machine with { Parties = 50, Authorised = 60, Opened = 81, Listed = 100 }, Machine with { Parties = 50, Authorised = 60, Opened = 80, Listed = 100 }),
        "S13" => (Machine with { Tried = true }, Machine),
        "S14" => (Machine with { Identities = 20, BadIdentities = 7 }, Machine with { Identities = 20, BadIdentities = 6, Numbers = 19, Neighbours = 1 }),
        "S15" => (Machine with { OpenedFromList = 100, ListTau = -0.96, Opened = 90, Listed = 100 }, Machine with { OpenedFromList = 100, ListTau = 0.95, Opened = 90, Listed = 100 }),
        "S16" => (Machine with { Opened = 200, OpenedOfKnownAge = 200, OpenedOld = 101 }, Machine with { Opened = 200, OpenedOfKnownAge = 200, OpenedOld = 100 }),
        "S17" => (Vendor with { Tokens = 21, Partition = 1.04, Gini = 0.09 }, Vendor with { Tokens = 20, Partition = 1.04, Gini = 0.09 }),
        "S18" => (User with { Steps = 100, EntropyRate = 0.29 }, User with { Steps = 99, EntropyRate = 0.29 }),
        "S19a" => (User with { LongPauses = 3, Burstiness = 0.21 }, User with { LongPauses = 3, Burstiness = 0.2 }),
        "S19b" => (Machine with { Reads = 10, CalledFor = 8 }, Machine with { Reads = 10, CalledFor = 7 }),
        "S19c" => (Machine with { DeclaredSync = true }, Machine),
        "S19d" => (Machine with { AccountantOrAuditor = true }, Machine),
        "S20" => (Vendor with { Uncalled = 2_000, Opened = 3_900 }, Vendor with { Uncalled = 2_000, Opened = 4_000 }),
        "S21" => (Vendor with { ComparedTokens = 20, Synchrony = 0.81 }, Vendor with { ComparedTokens = 20, Synchrony = 0.8 }),
        "S23" => (Machine with { Opened = 250, OpenedOfKnownAge = 200, OpenedStale = 101, Parties = 20, Reads = 300 }, Machine with { Opened = 250, OpenedOfKnownAge = 200, OpenedStale = 100, Parties = 20, Reads = 300 }),
        _ => throw new ArgumentOutOfRangeException(nameof(id), id, "No such signal."),
    };
}
