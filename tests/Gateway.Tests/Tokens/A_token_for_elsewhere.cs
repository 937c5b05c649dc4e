using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Tokens;

public sealed class A_token_for_elsewhere
{
    [Fact]
    public async Task Made_by_a_test_tool_is_refused_in_production()
    {
        await using var host = await TokenHost.StartAsync(("Altinn:Environment", "production"), ("Vendors:HashKey", new string('k', 32)));
        await host.SendAsync(host.Token("altinn-test-tools")).ShouldBeRefusedAsync(401, "GWY-00004", Faults.DetailOf("test_tool"));
        await host.SendAsync(host.Token("altinn-from-maskinporten-systemuser")).ShouldPassAsync();
        await host.SendAsync(host.Token("altinn-from-maskinporten-systemuser", ("actual_iss", 1))).ShouldBeRefusedAsync(401, "GWY-00004", Faults.DetailOf("test_tool"));
    }

    [Fact]
    public async Task Made_by_a_test_tool_passes_in_test()
    {
        await using var host = await TokenHost.StartAsync();
        await host.SendAsync(host.Token("altinn-test-tools")).ShouldPassAsync();
    }

    [Fact]
    public async Task For_another_audience_is_refused_where_one_is_expected()
    {
        await using var host = await TokenHost.StartAsync(("Tokens:Issuers:maskinporten:Audiences:0", "https://gw.test/"));
        await host.SendAsync(host.Token("maskinporten-own-org")).ShouldPassAsync();
        await host.SendAsync(host.Token("maskinporten-own-org", ("aud", "unspecified"))).ShouldPassAsync();
        await host.SendAsync(host.Token("maskinporten-own-org", ("aud", "https://gw.test/"))).ShouldPassAsync();
        await host.SendAsync(host.Token("maskinporten-own-org", ("aud", new System.Text.Json.Nodes.JsonArray("x", "https://gw.test/")))).ShouldPassAsync();
        await host.SendAsync(host.Token("maskinporten-own-org", ("aud", "https://gw.test"))).ShouldBeRefusedAsync(401, "GWY-00004", Faults.DetailOf("audience"));
        await host.SendAsync(host.Token("maskinporten-own-org", ("aud", 7))).ShouldBeRefusedAsync(401, "GWY-00004", Faults.DetailOf("audience"));
    }
}
