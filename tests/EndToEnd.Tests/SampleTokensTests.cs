using System.Net;
using Digdir.Altinn.Sandbox.Issuers;
using Digdir.Altinn.Sandbox.SampleTokens;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests;

[Collection(SharedSandbox.Name)]
public sealed class SampleTokensTests(RunningSandbox sandbox)
{
    public static TheoryData<string> Forms => [.. TokenMint.Forms.Keys];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Every_form_is_handed_out_as_plain_text(string form)
    {
        var answer = await sandbox.AskStandInAsync("/token?form=" + form, null);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("text/plain");
        CompactToken.TryRead(await answer.Content.ReadAsStringAsync(), out var token).ShouldBeTrue();
        token!.Claims.Number("exp").ShouldNotBeNull().ShouldBeGreaterThan(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
    }

    [Fact]
    public async Task Vendor_customer_scope_lifetime_and_client_are_what_was_asked_for()
    {
        var (vendor, customer) = (RunningSandbox.NewCustomer(), RunningSandbox.NewCustomer());
        CompactToken.TryRead(await sandbox.TokenAsync("maskinporten-systemuser", $"vendor={vendor}&customer={customer}&scope=a:b%20c:d&lifetime=33&client=mine"), out var token).ShouldBeTrue();
        var claims = token!.Claims;
        claims.Organisation("consumer").ShouldBe(vendor);
        claims.SystemUser()!.Organisation("systemuser_org").ShouldBe(customer);
        claims.Text("scope").ShouldBe("a:b c:d");
        claims.Text("client_id").ShouldBe("mine");
        (claims.Number("exp") - claims.Number("iat")).ShouldBe(33);
    }

    [Fact]
    public async Task A_negative_lifetime_makes_a_token_that_has_expired()
    {
        CompactToken.TryRead(await sandbox.TokenAsync("maskinporten-own-org", "lifetime=-60"), out var token).ShouldBeTrue();
        token!.Claims.Number("exp").ShouldNotBeNull().ShouldBeLessThan(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
    }

    [Theory]
    [InlineData("", "form must be one of maskinporten-own-org")]
    [InlineData("?form=nothing", "form must be one of")]
    [InlineData("?form=servicedesk&role=boss", "role must be one or more of reader")]
    [InlineData("?form=maskinporten-own-org&vendor=123456789", "vendor must be")]
    [InlineData("?form=maskinporten-own-org&customer=1", "customer must be")]
    [InlineData("?form=maskinporten-own-org&lifetime=soon", "lifetime must be")]
    [InlineData("?form=maskinporten-own-org&lifetime=0", "lifetime must be")]
    [InlineData("?form=maskinporten-own-org&color=red", "Allowed: form, vendor")]
    public async Task Bad_parameters_are_told_what_is_allowed(string query, string tells)
    {
        var answer = await sandbox.AskStandInAsync("/token" + query, null);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.JsonAsync())["detail"].Text().ShouldContain(tells);
    }
}
