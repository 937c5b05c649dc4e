using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Policies;
using Digdir.Altinn.Gateway.Tests.Observations;
using Digdir.Altinn.Gateway.Tokens;
using Digdir.Altinn.Gateway.Vendors;
using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Policies;

/// <summary>A portal session in a browser's hands, and in others.</summary>
public sealed class PortalSessionTests
{
    private const string Chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";

    [Theory]
    [InlineData("apps.instances.get", Chrome, "empty", "cors", "same-origin")]
    [InlineData("apps.data.get", Chrome, "document", "navigate", "same-origin")]
    [InlineData("apps.pages.any", Chrome, "document", "navigate", "cross-site")]
    [InlineData("apps.pages.any", Chrome, "script", "no-cors", "same-origin")]
    [InlineData("apps.instances.get", "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.0 Mobile/15E148 Safari/604.1", null, null, null)]
    public void A_browser_is_let_through(string operation, string agent, string? dest, string? mode, string? site)
        => Codes(operation, TokenForms.PortalSession, agent, dest, mode, site).ShouldBeEmpty();

    [Theory]
    [InlineData("curl/8.5.0")]
    [InlineData("python-requests/2.32")]
    [InlineData("")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/141.0.0.0 Safari/537.36")]
    [InlineData(Chrome)]
    public void What_no_browser_sends_is_refused_on_its_own_surface(string agent)
    {
        Codes("apps.instances.get", TokenForms.PortalSession, agent).ShouldBe(["portal-data GWY-00031"]);
        Codes("apps.pages.any", TokenForms.PortalSession, agent).ShouldBe(["portal-pages GWY-00031"]);
    }

    [Fact]
    public void Other_tokens_may_be_in_anybodys_hands()
        => Codes("apps.instances.get", TokenForms.AltinnFromIdPorten, "curl/8.5.0").ShouldBeEmpty();

    [Fact]
    public void Nothing_is_refused_until_somebody_decides()
        => Both.ShouldAllBe(policy => policy.Unset == PolicyMode.Shadow);

    private static PortalSessionPolicy[] Both { get; } = [new(pages: true), new(pages: false)];

    private static List<string> Codes(string operation, TokenForms form, string agent, string? dest = null, string? mode = null, string? site = null)
    {
        var context = new DefaultHttpContext();
        context.Request.Scheme = "https";
        context.Request.Headers.UserAgent = agent;
        context.Request.Headers.AcceptLanguage = "nb";
        context.Request.Headers.AcceptEncoding = "gzip, br";
        context.Request.Headers["Sec-Fetch-Dest"] = dest;
        context.Request.Headers["Sec-Fetch-Mode"] = mode;
        context.Request.Headers["Sec-Fetch-Site"] = site;
        var call = new Call(QuestionTests.Shipped.Value.Find(operation).ShouldNotBeNull(), RegistryPicture.Empty)
        {
            Token = new ValidatedToken { Form = form, Caller = new Caller { Vendor = null }, Scopes = [], Expires = DateTimeOffset.MaxValue },
        };
        call.Browser = PortalSessionPolicy.SignsOf(context, call);
        return [.. Both.Select(policy => (policy.Name, Refusal: policy.Find(call, AltinnEnvironment.Test, DateTimeOffset.UnixEpoch)))
            .Where(found => found.Refusal is not null).Select(found => $"{found.Name} {found.Refusal?.Problem.Code}")];
    }
}
