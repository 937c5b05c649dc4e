using System.Net;
using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Issuers;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests.Issuers;

[Collection(SharedSandbox.Name)]
public sealed class ExchangeTests(RunningSandbox sandbox)
{
    [Fact]
    public async Task A_system_users_token_keeps_its_claims_and_the_one_detail_becomes_an_object()
    {
        var claims = await ExchangeAsync("maskinporten", "maskinporten-systemuser");
        claims["authorization_details"].ShouldBeOfType<JsonObject>();
        claims.Organisation("consumer").ShouldBe(Players.GoodStanding.Number);
        claims.Text("urn:altinn:orgNumber").ShouldBe(Players.GoodStanding.Number);
        claims.Number("urn:altinn:authlevel").ShouldBe(3);
        claims.ContainsKey("client_amr").ShouldBeFalse();
        claims.Text("iss").ShouldBe(sandbox.StandIns + "authentication/api/v1/openid/");
    }

    [Fact]
    public async Task A_persons_token_keeps_the_person_and_its_expiry()
    {
        var raw = await sandbox.TokenAsync("idporten-access-token", "lifetime=77");
        CompactToken.TryRead(raw, out var before).ShouldBeTrue();
        var claims = Read(await (await sandbox.AskStandInAsync("/authentication/api/v1/exchange/id-porten", raw)).Content.ReadAsStringAsync());
        claims.Text("pid").ShouldBe(Players.People[0].Number);
        claims.Text("amr").ShouldBe("BankID");
        claims.Number("exp").ShouldBe(before!.Claims.Number("exp"));
        claims.ContainsKey("sub").ShouldBeFalse();
    }

    [Theory]
    [InlineData("feide", "maskinporten-own-org", HttpStatusCode.BadRequest)]
    [InlineData("id-porten", "maskinporten-own-org", HttpStatusCode.Unauthorized)]
    [InlineData("maskinporten", "altinn-portal-session", HttpStatusCode.Unauthorized)]
    public async Task A_token_of_another_provider_is_refused(string provider, string form, HttpStatusCode status)
        => (await sandbox.AskStandInAsync($"/authentication/api/v1/exchange/{provider}", await sandbox.TokenAsync(form))).StatusCode.ShouldBe(status);

    [Fact]
    public async Task A_persons_token_without_an_altinn_scope_is_forbidden()
        => (await sandbox.AskStandInAsync("/authentication/api/v1/exchange/id-porten", await sandbox.TokenAsync("idporten-access-token", "scope=digdir:dialogporten")))
            .StatusCode.ShouldBe(HttpStatusCode.Forbidden);

    [Fact]
    public async Task Enterprise_users_are_gone()
        => (await sandbox.AskStandInAsync("/authentication/api/v1/exchange/maskinporten", await sandbox.TokenAsync("maskinporten-own-org"), ("X-Altinn-EnterpriseUser-Authentication", "x")))
            .StatusCode.ShouldBe(HttpStatusCode.Gone);

    [Fact]
    public async Task Altinns_keys_are_padded_base64_with_the_thumbprint_for_id()
    {
        var key = (await sandbox.AskStandInAsync("/authentication/api/v1/openid/.well-known/openid-configuration/jwks", null).JsonAsync())["keys"]![0]!;
        key["n"].Text().ShouldEndWith("==");
        key["kid"].Text().Length.ShouldBe(40);
    }

    private async Task<JsonObject> ExchangeAsync(string provider, string form)
        => Read(await (await sandbox.AskStandInAsync($"/authentication/api/v1/exchange/{provider}", await sandbox.TokenAsync(form))).Content.ReadAsStringAsync());

    private static JsonObject Read(string text)
    {
        CompactToken.TryRead(text, out var token).ShouldBeTrue(text);
        return token!.Claims;
    }
}
