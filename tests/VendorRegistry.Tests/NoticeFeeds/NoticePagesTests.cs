using System.Net;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Digdir.Altinn.Support;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.NoticeFeeds;

/// <summary>The pages for people: as a browser shows them, and as those who need help to read them meet them.</summary>
public sealed class NoticePagesTests
{
    [Theory]
    [InlineData("nb", "Varslet på kort tid på grunn av", "retting av en kritisk feil", "delvis ute av drift")]
    [InlineData("nn", "Varsla på kort tid på grunn av", "retting av ein kritisk feil", "delvis ute av drift")]
    [InlineData("en", "On short notice because of", "a critical fault that is mended", "partly out of reach")]
    public async Task An_emergency_states_its_ground_and_an_incident_what_it_does(string language, string name, string ground, string impact)
    {
        await using var host = await FeedHost.StartAsync([Notices.Change with { EmergencyGround = "criticalFault" }, Notices.Incident]);

        WebUtility.HtmlDecode(await host.Client.GetStringAsync($"/notices/{Notices.Change.Id}?lang={language}")).ShouldContain($"<dt>{name}</dt><dd>{ground}</dd>");
        WebUtility.HtmlDecode(await host.Client.GetStringAsync($"/notices/{Notices.Incident.Id}?lang={language}")).ShouldContain($"<dd>{impact}</dd>");
    }

    [Fact]
    public async Task What_authors_write_stays_text()
    {
        await using var host = await FeedHost.StartAsync([Notices.Change with { Title = new("<script>alert(1)</script>\"'&", "", ""), Fields = ["<b>"] }]);

        foreach (var address in (string[])["/notices", $"/notices/{Notices.Change.Id}"])
        {
            using var response = await host.SendAsync(address);
            var page = await response.Content.ReadAsStringAsync();
            page.ShouldNotContain("<script");
            page.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;");
            page.ShouldNotContain("<b>");
            response.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'; style-src 'sha256-");
            response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        }
    }

    [ChromiumFact]
    public async Task A_browser_shows_the_pages_in_three_languages_and_axe_finds_nothing_to_mend()
    {
        await using var host = await FeedHost.StartAsync(Notices.All);
        await using var chromium = await Chromium.StartAsync(new Uri(host.Address));
        foreach (var (language, heading) in new[] { ("nb", "Varsler fra Altinn til leverandører"), ("nn", "Varsel frå Altinn til leverandørar"), ("en", "Notices from Altinn to vendors") })
        {
            await chromium.Page.GotoAsync($"{host.Address}/notices?lang={language}");
            (await chromium.Page.Locator("h1").TextContentAsync()).ShouldBe(heading);
            (await chromium.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('article')).borderStyle")).ShouldBe("solid");
            await CheckAsync(chromium);

            await chromium.Page.Locator("article a").First.ClickAsync();
            (await chromium.Page.EvaluateAsync<string>("document.documentElement.lang")).ShouldBe(language);
            await CheckAsync(chromium);
        }

        chromium.Complaints.ShouldBeEmpty();
        chromium.Foreign.ShouldBeEmpty();
    }

    private static async Task CheckAsync(Chromium chromium)
    {
        var result = await chromium.Page.RunAxe(new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } });
        result.Violations.Select(violation => $"{violation.Id}: {string.Join(' ', violation.Nodes.Select(node => node.Html))}").ShouldBeEmpty();
    }
}
