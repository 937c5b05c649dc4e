using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Usage;
using Digdir.Altinn.Gateway.Vendors;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Engines;
using Digdir.Altinn.Grains.Gates;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.Grains.Scraping;
using Digdir.Altinn.VendorRegistry.Refusals;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Usage;

/// <summary>A vendor that polls reads what was measured, what comes next and what to subscribe to.</summary>
public sealed class UsageTests
{
    private const string Scope = "altinn:vendorgateway";
    private static readonly ReadGroup Lists = new("dialogporten", ReadClass.List);

    [Fact]
    public async Task A_vendor_that_polls_reads_its_penalty_and_the_subscription_that_would_replace_the_calls()
    {
        await using var gateway = await ServingGateway.StartAsync(with: Enforcing);
        await PollAsync(gateway, times: 60, everyMinutes: 5);

        var answer = await gateway.SendAsync(gateway.Token(Scope), "/vendor/v1/usage");

        Assert.Equal(200, answer.Status);
        var group = Assert.Single(JsonNode.Parse(answer.Body)?["groups"]?.AsArray() ?? []);
        Assert.Equal("dialogporten", group?["product"]?.GetValue<string>());
        Assert.Equal("list", group?["readClass"]?.GetValue<string>());
        Assert.InRange(group?["newsShare"]?.GetValue<double>() ?? 1, 0, 0.1);
        Assert.True(group?["penalty"]?.GetValue<double>() > 5);
        Assert.True(group?["secondsToNextLevel"] is not null || group?["level"]?.GetValue<string>() != "clear");
        Assert.Contains("dialogporten.dialog.created.v1", group?["events"]?.AsArray().Select(type => type?.GetValue<string>()) ?? []);
        Assert.Equal("dialogporten.dialog.created.v1", group?["subscription"]?["typeFilter"]?.GetValue<string>());
    }

    [Fact]
    public async Task The_hashes_of_parties_in_its_own_report_can_be_looked_up_and_nobody_elses()
    {
        await using var gateway = await ServingGateway.StartAsync(with: Enforcing);
        var hash = gateway.Services.GetRequiredService<IdentityHash>().OfParty("310000004");
        await PollAsync(gateway, times: 60, everyMinutes: 5, hash);
        string[] asked = ["310000004", "0192:310000004", "310004006", "urn:altinn:organization:identifier-no:310000004"];
        using var request = new HttpRequestMessage(HttpMethod.Post, "/vendor/v1/usage/parties") { Content = JsonContent.Create(new { parties = asked }) };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {gateway.Token(Scope)}");
        using var answer = await gateway.Public.SendAsync(request);

        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        var key = hash.ToString("x16", CultureInfo.InvariantCulture);
        Assert.Equal([key, key, null, key], JsonNode.Parse(text)?["keys"]?.AsArray().Select(told => told?.GetValue<string>()) ?? []);
        Assert.DoesNotContain("31000", text, StringComparison.Ordinal);
        var report = await gateway.SendAsync(gateway.Token(Scope), "/vendor/v1/usage");
        Assert.Contains(key, report.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_notice_is_a_document_in_both_languages()
    {
        await using var gateway = await ServingGateway.StartAsync(with: Enforcing);

        var norwegian = await gateway.SendAsync(gateway.Token(Scope), "/vendor/v1/usage/notice");
        var english = await gateway.SendAsync(gateway.Token(Scope), "/vendor/v1/usage/notice", language: "en");

        Assert.StartsWith("# Varsel om unødige kall – Testleverandør AS", norwegian.Body, StringComparison.Ordinal);
        Assert.Contains("Det er ikke noe å bemerke", norwegian.Body, StringComparison.Ordinal);
        Assert.StartsWith("# Notice of avoidable calls – Testleverandør AS", english.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "ingenting avvises")]
    [InlineData(2, "én gang per 15 minutter")]
    [InlineData(3, "med et samlet tak")]
    [InlineData(4, "før to personer har avgjort")]
    public async Task Each_level_says_what_it_means_and_names_figures_period_and_remedy(int level, string sentence)
    {
        await using var gateway = await ServingGateway.StartAsync();
        var catalogue = gateway.Services.GetRequiredService<ICatalogue>().Current;
        var report = UsageReport.Of(ServingGateway.Vendor, View((Level)level), catalogue, new(default, [], default));

        var text = UsageNotice.Write(report, "Regnskap AS", Language.Norwegian);

        Assert.Contains(sentence, text, StringComparison.Ordinal);
        Assert.Contains("1\u00a0440 kall siste døgn", text.Replace('\u202f', '\u00a0'), StringComparison.Ordinal);
        Assert.Contains("hvert 300. sekund (± 4 s)", text, StringComparison.Ordinal);
        Assert.Contains("`dialogporten.dialog.created.v1`", text, StringComparison.Ordinal);
        Assert.Contains("POST /vendor/v1/appeals", text, StringComparison.Ordinal);
        Assert.Contains("Retry-After", text, StringComparison.Ordinal);
        Assert.NotEqual(text, UsageNotice.Write(report, "Regnskap AS", Language.English));
    }

    [Fact]
    public async Task On_trial_nobody_is_told_of_what_does_not_happen()
    {
        await using var gateway = await ServingGateway.StartAsync();
        var catalogue = gateway.Services.GetRequiredService<ICatalogue>().Current;
        var view = View(Level.Hard);
        var report = UsageReport.Of(ServingGateway.Vendor, view with { Groups = [.. view.Groups.Select(group => group with { Mode = ConductMode.Shadow })] }, catalogue, new(default, [], default));

        Assert.Contains("Det er ikke noe å bemerke", UsageNotice.Write(report, "Regnskap AS", Language.Norwegian), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_pattern_has_advice_in_both_languages()
    {
        foreach (var pattern in Enum.GetValues<Pattern>().Where(pattern => pattern != Pattern.None))
        {
            var advice = PatternAdvice.For(pattern);
            Assert.True(advice.Nb.Length > 10 && advice.En.Length > 10, pattern.ToString());
        }
    }

    private static void Enforcing(IServiceCollection services)
        => services.AddOptions<ConductOptions>().Configure(options => options.Mode = ConductMode.Enforce);

    /// <summary>Observes reads without news through the vendor's own grain, on the test's clock.</summary>
    private static async Task PollAsync(ServingGateway gateway, int times, int everyMinutes, ulong party = 42)
    {
        var engine = gateway.Services.GetRequiredService<IGrainEngine>();
        for (var i = 0; i < times; i++)
        {
            gateway.Clock.Step(gateway.Clock.GetUtcNow().AddMinutes(everyMinutes));
            var gate = gateway.Services.GetRequiredService<IVendorGates>().Of(ServingGateway.Vendor);
            gate.Observe(
                new Observation { At = gateway.Clock.GetUtcNow().ToUnixTimeMilliseconds(), Group = Lists, Operation = 1, Party = party, Fingerprint = 7, Body = 9, Status = 200, Things = 1, Number = -1, Weight = 1 },
                [123]);
        }

        // What is buffered goes up with the gate's next tick.
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        await engine.LookAsync(ServingGateway.Vendor, CancellationToken.None);
    }

    internal static ScrapingView Suspected { get; } = new(
        1_793_606_400_000,
        [
            new SubjectView(
                Surface.UserToken, 7, 1_793_600_000_000, 1_793_606_400_000, 412, 5.2, ScrapingVerdict.Case,
                [new SignalFinding("S13", SignalGroup.Enumeration, "OAT-011", 7.4, new Explanation("Nb.", "En."))],
                [new GroupSum(SignalGroup.Enumeration, 7.4), new GroupSum(SignalGroup.Pace, 4.8)]),
        ],
        default);

    internal static ConductView View(Level level) => new(
        1_793_606_400_000,
        [
            new GroupView
            {
                Group = Lists,
                Mode = ConductMode.Enforce,
                Level = level,
                Deadline = level == Level.Notice ? 1_794_816_000_000 : 0,
                IntervalMs = level == Level.Soft ? 900_000 : level >= Level.Hard ? 3_600_000 : 0,
                Calls = 1440,
                ExcessPerDay = 1400,
                ToForgivenessMs = 400_000_000,
                Figures = new GroupFigures
                {
                    Group = Lists,
                    At = 1_793_606_400_000,
                    HalfLifeMs = 86_400_000,
                    Penalty = new PenaltyReading(300, 1500, 150),
                    Novel = 3,
                    PeriodMs = 300_000,
                    SpreadMs = 4_000,
                    TopParties = [new PartyFigures(0xdeadbeef, 20, 100, 1, 300_000, 4_000, 24, 1)],
                    Findings = [new Finding(Pattern.EarlyRetries, 0.4, 0.2, 120)],
                },
            },
        ],
        new PenaltyReading(300, 1500, 150),
        new ScrapingView(0, [], default));
}
