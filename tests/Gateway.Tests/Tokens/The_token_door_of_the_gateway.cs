using Digdir.Altinn.Support.Tokens;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Tokens;

/// <summary>The whole gateway with its own catalogue: what is thrown at its door gets a clear 4xx, and what is genuine gets through to the policies.</summary>
public sealed class The_token_door_of_the_gateway
{
    [Fact]
    public async Task Opens_to_genuine_tokens_alone()
    {
        var key = TokenForge.WithRsa("mp-1");
        await using var issuer = await IssuerStandIn.StartAsync("maskinporten", key);
        await using var gateway = await RunningGateway.StartAsync([$"--Tokens:Issuers:maskinporten:Issuer={issuer.Issuer}", $"--Tokens:Issuers:maskinporten:Jwks={issuer.KeysAddress}", "--Tokens:FetchTimeout=00:01:00", "--Tokens:KeyWait=00:00:30"]);
        var claims = SampleTokens.Claims("maskinporten-systemuser", issuer.Issuer, TimeProvider.System.GetUtcNow());
        var genuine = key.Sign(claims);

        // Past the door the vendor meets the policies, which do not know it.
        (await CodeOfAsync(gateway, genuine)).ShouldBe((403, "GWY-00011"));

        (await CodeOfAsync(gateway, null)).ShouldBe((401, "GWY-00003"));
        (await CodeOfAsync(gateway, "garbage")).ShouldBe((401, "GWY-00004"));
        (await CodeOfAsync(gateway, "two tokens")).ShouldBe((400, "GWY-00005"));
        (await CodeOfAsync(gateway, genuine[..^4] + "AAAA")).ShouldBe((401, "GWY-00004"));
        (await CodeOfAsync(gateway, key.Sign(claims, ("alg", "none")))).ShouldBe((401, "GWY-00004"));
        (await CodeOfAsync(gateway, key.Sign(claims, ("kid", "other")))).ShouldBe((401, "GWY-00004"));
        (await CodeOfAsync(gateway, new string('a', 1_000_000))).Status.ShouldBeInRange(400, 499);

        // A form that Dialogporten does not take.
        (await CodeOfAsync(gateway, key.Sign(SampleTokens.Claims("maskinporten-own-org", issuer.Issuer, TimeProvider.System.GetUtcNow())))).ShouldBe((401, "GWY-00006"));

        // Altinn's keys are out of reach here, which is not the caller's fault.
        var altinn = SampleTokens.Claims("altinn-from-idporten", "https://platform.tt02.altinn.no/authentication/api/v1/openid/", TimeProvider.System.GetUtcNow());
        (await CodeOfAsync(gateway, key.Sign(altinn))).ShouldBe((503, "GWY-00007"));
        issuer.Fetches.ShouldBeInRange(1, 2);
    }

    private static async Task<(int Status, string? Code)> CodeOfAsync(RunningGateway gateway, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/dialogporten/api/v1/enduser/dialogs");
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        }

        using var response = await gateway.Public.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, body.StartsWith('{') ? System.Text.Json.Nodes.JsonNode.Parse(body)?["code"]?.GetValue<string>() : null);
    }
}
