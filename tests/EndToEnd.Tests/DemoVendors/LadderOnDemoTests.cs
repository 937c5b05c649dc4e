using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Sandbox;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.DemoVendors;
using Digdir.Altinn.Sandbox.SampleTokens;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using ScrapingVerdict = Digdir.Altinn.Grains.Scraping.ScrapingVerdict;

namespace Digdir.Altinn.EndToEnd.Tests.DemoVendors;

/// <summary>The demo at an hour a second: notices are due after a day, which is twenty-four seconds. Orders are told of, not instants.</summary>
public sealed class LadderOnDemoTests
{
    private const string Polled = "dialogporten/list";

    /// <summary>Problem of reads that are refused because they could have been avoided.</summary>
    private const string Avoidable = "GWY-00029";

    /// <summary>Half a minute on a machine that is not busy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task The_poller_is_told_and_then_slowed_the_scraper_becomes_a_case_and_nothing_happens_to_those_who_do_as_they_should()
    {
        var told = new ConcurrentQueue<string>();
        await using var sandbox = await SandboxApplication.StartAsync(RunningSandbox.Options with { Traffic = true, TimeLapse = 3600, Tell = told.Enqueue });
        var board = sandbox.StandIns.GetRequiredService<DemoBoard>();
        Standing Of(Vendor vendor) => board.Now.Find(one => one.Vendor == vendor) ?? Standing.Unknown(vendor);

        await Eventually.TrueAsync(() => Of(Players.Polling).Levels.GetValueOrDefault(Polled) >= Level.Soft, Patience);
        await Eventually.TrueAsync(() => Of(Players.Polling).Refusals.ContainsKey(Avoidable), Patience);
        await Eventually.TrueAsync(() => Of(Players.Scraping).Scraping == ScrapingVerdict.Case, Patience);
        await Eventually.TrueAsync(() => Of(Players.HumanPaced).Answered > 10, Patience);

        var lines = told.ToList();
        var notice = lines.FindIndex(line => IsAbout(line, Players.Polling) && line.Contains($"{Polled}: Clear -> Notice", StringComparison.Ordinal));
        var soft = lines.FindIndex(line => IsAbout(line, Players.Polling) && line.Contains($"{Polled}: Notice -> Soft", StringComparison.Ordinal));
        notice.ShouldBeGreaterThanOrEqualTo(0, string.Join('\n', lines));
        soft.ShouldBeGreaterThan(notice, string.Join('\n', lines));
        lines.FindIndex(line => IsAbout(line, Players.Polling) && line.Contains(Avoidable, StringComparison.Ordinal))
            .ShouldBeGreaterThan(notice, "nobody is refused before the notice");
        Of(Players.Polling).Refusals.Keys.ShouldBe([Avoidable]);
        foreach (var vendor in new[] { Players.EventDriven, Players.HumanPaced })
        {
            var standing = Of(vendor);
            standing.Answered.ShouldBeGreaterThan(10);
            standing.Refusals.ShouldBeEmpty();
            standing.Levels.Values.ShouldAllBe(level => level == Level.Clear);
            standing.Scraping.ShouldBe(ScrapingVerdict.Nothing);
            lines.ShouldNotContain(line => IsAbout(line, vendor));
        }

        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        (await http.GetStringAsync(new Uri(sandbox.Addresses.StandIns, "/demo"))).ShouldContain($"{Polled} Soft");
        await WhoeverWaitsAsToldIsServedAsync(sandbox, http);
        await Eventually.TrueAsync(async () => (await CasesAsync(sandbox, http)).Contains("\"scraping\"", StringComparison.Ordinal));
    }

    /// <summary>The cases proposed against the scraper, as the servicedesk sees them.</summary>
    private static async Task<string> CasesAsync(SandboxApplication sandbox, HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(sandbox.Addresses.Management, $"/admin/v1/cases?vendor={Players.Scraping.Number}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", sandbox.StandIns.GetRequiredService<TokenMint>().Make(new() { Form = "servicedesk" }));
        using var answer = await http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>A read of the poller's, for a customer it does not poll: refused at some time, and served once the time it was told has passed.</summary>
    private static async Task WhoeverWaitsAsToldIsServedAsync(SandboxApplication sandbox, HttpClient http)
    {
        var customer = Players.Customers[^1].Number;
        var token = sandbox.StandIns.GetRequiredService<TokenMint>().Make(new() { Form = "maskinporten-systemuser", Vendor = Players.Polling.Number, Customer = customer });
        var pace = sandbox.StandIns.GetRequiredService<Pace>();
        HttpResponseMessage? refused = null;
        for (var rounds = 0; refused is null; rounds++)
        {
            // Together, so that a slow machine does not let the interval pass between them.
            rounds.ShouldBeLessThan(50, "whoever asks for the same over and over is slowed");
            var answers = await Task.WhenAll(AskAsync(), AskAsync(), AskAsync(), AskAsync());
            refused = answers.FirstOrDefault(answer => answer.StatusCode != HttpStatusCode.OK);
        }

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("#abnormal-usage-detected");
        var wait = refused.Headers.RetryAfter.ShouldNotBeNull().Delta.ShouldNotBeNull();
        wait.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromHours(6));
        await pace.PauseAsync(wait + TimeSpan.FromSeconds(1), default);
        using var again = await AskAsync();
        again.StatusCode.ShouldBe(HttpStatusCode.OK, "the time told is exact");

        async Task<HttpResponseMessage> AskAsync()
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get, new Uri(sandbox.Addresses.Public, $"/dialogporten/api/v1/enduser/dialogs?party=urn:altinn:organization:identifier-no:{customer}&limit=100"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            return await http.SendAsync(request);
        }
    }

    private static bool IsAbout(string line, Vendor vendor) => line.Contains(vendor.Organisation.Name, StringComparison.Ordinal);
}
