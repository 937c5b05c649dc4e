using System.Text.Json.Nodes;
using Digdir.Altinn.Gateway.Tests.Forwarding;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Engines;
using Digdir.Altinn.Grains.Scraping;
using Digdir.Altinn.Support.Tokens;
using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Observations;

/// <summary>A portal session in a program's hands becomes a case that the servicedesk reads; a person's browser does not.</summary>
public sealed class PortalSessionsTests
{
    private const string Chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";
    private const string Nobody = "000000000";

    [Theory]
    [InlineData("198.51.100.9", Nobody)]
    [InlineData("203.0.113.7", SampleTokens.Vendor)]
    public async Task A_program_with_a_persons_cookie_becomes_a_proposed_case_on_the_vendor_that_calls_from_there_or_on_nobody(string address, string vendor)
    {
        await using var served = await PortalAsync(PolicyMode.Enforce);
        var (gateway, session) = (served.Gateway, served.Session);
        for (var i = 0; i < 25; i++)
        {
            await SendAsync(gateway, "/dialogporten/api/v1/enduser/dialogs?party=urn:altinn:organization:identifier-no:310000004", "203.0.113.7", ("Authorization", $"Bearer {served.Machine}"));
        }

        await ScrapeAsync(gateway, session, address);

        var cases = await CasesAsync(gateway, 1);
        var found = cases.ShouldHaveSingleItem().ShouldNotBeNull();
        (found["vendor"]?.GetValue<string>(), found["kind"]?.GetValue<string>(), found["state"]?.GetValue<string>()).ShouldBe((vendor, "scraping", "proposed"));
        var evidence = await ReadAsync(gateway, $"/admin/v1/cases/{found["id"]}/evidence");
        var subject = evidence[^1]?["figures"]?["scraping"]?["subject"].ShouldNotBeNull();
        subject?["surface"]?.GetValue<string>().ShouldBe("portal");
        var signals = subject?["signals"]?.AsArray().Select(signal => signal?["signal"]?.GetValue<string>()).ToArray();
        signals.ShouldNotBeNull().ShouldContain("S3");
        signals.ShouldContain("S6");
        evidence.ToJsonString().ShouldNotContain("20208000");
        evidence.ToJsonString().ShouldNotContain(address);
        (await ReadAsync(gateway, $"/admin/v1/vendors/{vendor}/evidence")).Count.ShouldBe(evidence.Count);
    }

    [Fact]
    public async Task A_person_in_a_browser_is_no_evidence_at_all()
    {
        await using var served = await PortalAsync(PolicyMode.Enforce);
        var (gateway, session) = (served.Gateway, served.Session);
        const string Page = "/apps/ttd/soknad/";
        await BrowseAsync(gateway, session, Page, "document", "navigate", "cross-site", null);
        for (var view = 0; view < 12; view++)
        {
            for (var call = 0; call < 3; call++)
            {
                gateway.Clock.Advance(TimeSpan.FromMilliseconds(120));
                await BrowseAsync(gateway, session, $"/apps/ttd/soknad/instances/50934810/{Guid.NewGuid()}", "empty", "cors", "same-origin", Page);
            }

            // Everything is heard before the person reads on, or the time that passes would be the gate's patience with the grain.
            await HeardAsync(gateway, (view * 3) + 4);
            gateway.Clock.Advance(TimeSpan.FromSeconds(5 + (view * 37 % 90)));
        }

        var stand = await gateway.Services.GetRequiredService<IGrainEngine>().LookAsync(VendorId.Unknown, CancellationToken.None);
        stand.Scraping.Subjects.ShouldAllBe(subject => subject.Verdict == ScrapingVerdict.Nothing);
        stand.Groups.ShouldBeEmpty();
        (await CasesAsync(gateway, 0)).ShouldBeEmpty();
    }

    [Fact]
    public async Task In_shadow_it_is_kept_as_evidence_and_proposes_no_case()
    {
        await using var served = await PortalAsync(PolicyMode.Shadow);
        await ScrapeAsync(served.Gateway, served.Session, "198.51.100.9");

        await Eventually.TrueAsync(served.Gateway.Clock, async () => (await ReadAsync(served.Gateway, $"/admin/v1/vendors/{Nobody}/evidence")).Count > 0);

        (await ReadAsync(served.Gateway, $"/admin/v1/vendors/{Nobody}/evidence")).ShouldAllBe(item => item != null && item["shadow"] != null && item["shadow"]!.GetValue<bool>());
        (await ReadAsync(served.Gateway, "/admin/v1/cases")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Turned_off_for_the_product_nobody_looks()
    {
        await using var served = await PortalAsync(PolicyMode.Off);
        await ScrapeAsync(served.Gateway, served.Session, "198.51.100.9");
        var view = await served.Gateway.Services.GetRequiredService<IGrainEngine>().LookAsync(VendorId.Unknown, CancellationToken.None);
        view.Scraping.Counts.Heard.ShouldBe(0);
    }

    /// <summary>A program that reads one thing after the other with a cookie it was given.</summary>
    private static async Task ScrapeAsync(ServingGateway gateway, string session, string address)
    {
        for (var i = 0; i < 150; i++)
        {
            gateway.Clock.Advance(TimeSpan.FromMilliseconds(300));
            (await SendAsync(gateway, $"/apps/ttd/soknad/instances/50934810/{Guid.NewGuid()}", address, ("Cookie", $"AltinnStudioRuntime={session}"), ("User-Agent", "python-requests/2.32"))).ShouldBe(200);
        }
    }

    private static async Task BrowseAsync(ServingGateway gateway, string session, string path, string dest, string mode, string site, string? from)
        => (await SendAsync(
            gateway, path, "192.0.2.44",
            ("Cookie", $"AltinnStudioRuntime={session}"), ("User-Agent", Chrome), ("Accept-Language", "nb-NO,nb;q=0.9"), ("Accept-Encoding", "gzip, deflate, br, zstd"),
            ("Accept", dest == "document" ? "text/html,application/xhtml+xml,*/*;q=0.8" : "application/json"),
            ("Sec-Fetch-Dest", dest), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Site", site),
            ("Referer", from is null ? "" : $"https://{gateway.Public.BaseAddress?.Authority}{from}"))).ShouldBe(200);

    private static async Task<int> SendAsync(ServingGateway gateway, string path, string address, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", address);
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
        foreach (var (name, value) in fields.Where(field => field.Value.Length > 0))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await gateway.Public.SendAsync(request);
        return (int)answer.StatusCode;
    }

    private static Task HeardAsync(ServingGateway gateway, long calls)
    {
        var heard = 0L;
        return Eventually.TrueAsync(
            gateway.Clock,
            async () =>
            {
                heard = (await gateway.Services.GetRequiredService<IGrainEngine>().LookAsync(VendorId.Unknown, CancellationToken.None)).Scraping.Counts.Heard;
                return heard >= calls;
            },
            () => $"Heard {heard} calls.");
    }

    /// <summary>The cases, once there are as many.</summary>
    private static async Task<JsonArray> CasesAsync(ServingGateway gateway, int count)
    {
        await Eventually.TrueAsync(gateway.Clock, async () => (await ReadAsync(gateway, "/admin/v1/cases?state=proposed")).Count >= count);
        return await ReadAsync(gateway, "/admin/v1/cases?state=proposed");
    }

    private static async Task<JsonArray> ReadAsync(ServingGateway gateway, string path)
    {
        using var answer = await gateway.Management.SendAsOperatorAsync(HttpMethod.Get, path, "reader");
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text)?["items"]?.AsArray() ?? [];
    }

    private static async Task<Portal> PortalAsync(PolicyMode scraping)
    {
        var forge = TokenForge.WithRsa("altinn-1", other: true);
        var issuer = await IssuerStandIn.StartAsync("altinn", forge);
        var gateway = await ServingGateway.StartAsync(
            [
                "--Tokens:Issuers:altinn:Enabled=true",
                $"--Tokens:Issuers:altinn:Issuer={issuer.Issuer}",
                $"--Tokens:Issuers:altinn:Jwks={issuer.KeysAddress}",
                "--EdgeGuard:TrustedProxies:0=127.0.0.0/8",
                Operators.Setting,
            ],
            Operators.Trust);
        gateway.Registry = gateway.Registry.Setting("scraping-apps", scraping);
        var session = forge.Sign(SampleTokens.Claims("altinn-portal-session", issuer.Issuer, gateway.Clock.GetUtcNow().AddMinutes(50)).Lasting(gateway.Clock.GetUtcNow()));
        return new Portal(gateway, issuer, session);
    }

    private sealed record Portal(ServingGateway Gateway, IssuerStandIn Issuer, string Session) : IAsyncDisposable
    {
        public string Machine { get; } = Gateway.Token("digdir:dialogporten");

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await Issuer.DisposeAsync();
        }
    }
}

/// <summary>Claims with other times.</summary>
internal static class SessionClaims
{
    /// <summary>A session that began at the instant, whenever it ends.</summary>
    public static JsonObject Lasting(this JsonObject claims, DateTimeOffset from)
    {
        claims["iat"] = from.ToUnixTimeSeconds();
        claims["nbf"] = from.ToUnixTimeSeconds();
        return claims;
    }
}
