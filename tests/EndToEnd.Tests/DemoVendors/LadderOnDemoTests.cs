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
        await Eventually.TrueAsync(() => Of(Players.Scraping).Scraping == ScrapingVerdict.Case, Patience);
        await Eventually.TrueAsync(() => Of(Players.HumanPaced).Answered > 10, Patience);

        var lines = told.ToList();
        var notice = lines.FindIndex(line => IsAbout(line, Players.Polling) && line.Contains($"{Polled}: Clear -> Notice", StringComparison.Ordinal));
        var soft = lines.FindIndex(line => IsAbout(line, Players.Polling) && line.Contains($"{Polled}: Notice -> Soft", StringComparison.Ordinal));
        notice.ShouldBeGreaterThanOrEqualTo(0, string.Join('\n', lines));
        soft.ShouldBeGreaterThan(notice, string.Join('\n', lines));
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

    private static bool IsAbout(string line, Vendor vendor) => line.Contains(vendor.Organisation.Name, StringComparison.Ordinal);
}
