using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Tokens;

/// <summary>RFC 9728, from the real gateway.</summary>
public sealed class Token_metadata
{
    [Fact]
    public async Task Says_where_tokens_come_from_and_which_terms_apply()
    {
        await using var gateway = await RunningGateway.StartAsync(["--Gateway:PublicAddress=https://gw.example/"]);
        var all = await GetAsync(gateway, "");
        all["resource"]?.GetValue<string>().ShouldBe("https://gw.example");
        all["resource_tos_uri"]?.GetValue<string>().ShouldBe("https://samarbeid.digdir.no/altinn/bruksvilkar-sluttbrukersystemleverandorer-i-altinn/3002");
        Texts(all, "authorization_servers").ShouldBe(
            ["https://test.maskinporten.no/", "https://test.idporten.no", "https://platform.tt02.altinn.no/authentication/api/v1/openid/"], ignoreOrder: true);
        Texts(all, "scopes_supported").ShouldContain("digdir:dialogporten");
        Texts(all, "scopes_supported").ShouldContain("altinn:broker.read");
        Texts(all, "bearer_methods_supported").ShouldBe(["header"]);
        Texts(all, "authorization_details_types_supported").ShouldBe(["urn:altinn:systemuser"]);
        all["resource_documentation"].ShouldNotBeNull();
        all["resource_policy_uri"].ShouldNotBeNull();

        var events = await GetAsync(gateway, "/events");
        events["resource"]?.GetValue<string>().ShouldBe("https://gw.example/events");
        Texts(events, "scopes_supported").ShouldNotContain("digdir:dialogporten");
        Texts(events, "authorization_servers").ShouldNotContain("https://platform.tt02.altinn.no/dialogporten/api/v1");

        using var none = await gateway.Public.GetAsync(new Uri("/.well-known/oauth-protected-resource/nothing/here", UriKind.Relative));
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Is_where_the_challenge_of_a_refused_call_points()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var refused = await gateway.Public.GetAsync(new Uri("/dialogporten/api/v1/enduser/dialogs", UriKind.Relative));
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var challenge = refused.Headers.WwwAuthenticate.ShouldHaveSingleItem().Parameter ?? "";
        var address = challenge[(challenge.IndexOf("resource_metadata=\"", StringComparison.Ordinal) + 19)..].TrimEnd('"');
        using var metadata = await gateway.Public.GetAsync(new Uri(address));
        metadata.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static IEnumerable<string> Texts(JsonObject metadata, string name) => metadata[name]?.AsArray().Select(item => item?.GetValue<string>() ?? "") ?? [];

    private static async Task<JsonObject> GetAsync(RunningGateway gateway, string path)
    {
        var json = await gateway.Public.GetStringAsync(new Uri("/.well-known/oauth-protected-resource" + path, UriKind.Relative));
        return JsonNode.Parse(json)?.AsObject() ?? [];
    }
}
