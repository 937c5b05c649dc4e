using System.Net;
using System.Security.Cryptography;
using System.Text;
using Digdir.Altinn.Sandbox;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.DemoVendors;
using Digdir.Altinn.Sandbox.Issuers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests.ThroughTheGateway;

[Collection(SharedSandbox.Name)]
public sealed class JourneyTests(RunningSandbox sandbox)
{
    [Fact]
    public async Task A_system_gets_a_token_exchanges_it_through_the_gateway_and_calls()
    {
        var services = sandbox.Application.StandIns;
        using var tokens = new VendorTokens(
            Players.GoodStanding, services.GetRequiredService<Clients>(), sandbox.StandIns, sandbox.Public, services.GetRequiredService<Pace>());
        var customer = Players.Customers[3].Number;
        var raw = await tokens.MaskinportenAsync(customer, CancellationToken.None);
        (await sandbox.AskAsync("/dialogporten/api/v1/enduser/dialogs?party=urn:altinn:organization:identifier-no:" + customer, raw)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await sandbox.AskAsync("/events/api/v1/subscriptions", raw)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var altinn = await tokens.AltinnAsync(customer, CancellationToken.None);
        (await sandbox.AskAsync("/events/api/v1/subscriptions", altinn)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_operator_logs_in_through_Ansattporten_and_reads_the_register()
    {
        const string Verifier = "a-verifier-that-is-long-enough-to-be-one-of-them";
        var challenge = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));
        using var authorized = await sandbox.AskStandInAsync(
            $"/ansattporten/authorize?client_id=servicedesk&redirect_uri=http://127.0.0.1/done&scope=openid&role=reader&code_challenge={challenge}&code_challenge_method=S256", null);
        authorized.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var code = authorized.Headers.Location!.Query.Split("code=")[1].Split('&')[0];
        async Task<HttpResponseMessage> RedeemAsync()
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "authorization_code", ["code"] = code, ["code_verifier"] = Verifier });
            return await sandbox.Http.PostAsync(new Uri(sandbox.StandIns, "/ansattporten/token"), form);
        }

        var token = (await RedeemAsync().JsonAsync())["access_token"].Text();
        (await sandbox.SendAsync(HttpMethod.Get, new Uri(sandbox.Management, "/admin/v1/vendors"), token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await RedeemAsync()).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_person_logs_in_and_sees_what_the_customer_has()
    {
        var services = sandbox.Application.StandIns;
        using var tokens = new VendorTokens(
            Players.HumanPaced, services.GetRequiredService<Clients>(), sandbox.StandIns, sandbox.Public, services.GetRequiredService<Pace>());
        var token = await tokens.IdPortenAsync(Players.People[0].Number, CancellationToken.None);
        (await sandbox.AskAsync("/dialogporten/api/v1/enduser/parties", token).JsonAsync())["authorizedParties"]!.AsArray().Count.ShouldBe(1 + Players.Customers.Count);
    }
}
