using Digdir.Altinn.Gateway.Catalogue;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Catalogue;

/// <summary>Apps by their own hosts and on the platform's; a caller never chooses another host than a service owner's.</summary>
public sealed class AppHostsTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [Theory]
    [InlineData("ttd.apps.tt02.altinn.no", "/ttd/skjema/api/v1/parties")]
    [InlineData("TTD.Apps.TT02.Altinn.no:443", "/ttd/skjema/api/v1/parties")]
    [InlineData("ttd.apps.localhost:8080", "/ttd/skjema/api/v1/parties")]
    [InlineData(null, "/apps/ttd/skjema/api/v1/parties")]
    [InlineData("platform.tt02.altinn.no", "/apps/ttd/skjema/api/v1/parties")]
    [InlineData("platform.tt02.altinn.no", "/Apps/ttd/skjema/api/v1/parties")]
    [InlineData("apps.apps.localhost", "/apps/skjema/api/v1/parties")]
    public async Task Both_ways_lead_to_the_app(string? host, string target)
    {
        var (status, answer) = await RawRequest.SendAsync(shared.Host.Address, "GET", target, host);

        status.ShouldBe(200, answer);
        answer.ShouldContain($"{CatalogueHost.OperationField}: apps.parties.list\r\n");
    }

    [Theory]
    [InlineData("ttd.apps.localhost", "/skd/skjema/api/v1/parties", 400)]
    [InlineData("evil.ttd.apps.localhost", "/ttd/skjema/api/v1/parties", 400)]
    [InlineData("ttd.apps.localhost", "/TTD/skjema/api/v1/parties", 400)]
    [InlineData("ttd.apps.localhost", "/apps/ttd/skjema/api/v1/parties", 400)]
    [InlineData("ttd.apps.localhost", "/dialogporten/api/v1/enduser/dialogs", 400)]
    [InlineData("ttd.apps.localhost", "/storage/api/v1/instances", 400)]
    [InlineData("ttd.apps.localhost", "/unknown", 404)]
    [InlineData("apps.localhost", "/ttd/skjema/api/v1/parties", 404)]
    [InlineData("ttd.apps.localhost.evil.example", "/ttd/skjema/api/v1/parties", 404)]
    [InlineData("ttd-apps.localhost", "/ttd/skjema/api/v1/parties", 404)]
    [InlineData("127.0.0.1", "/ttd/skjema/api/v1/parties", 404)]
    [InlineData("127.0.0.1", "/.app-host/ttd/skjema/api/v1/parties", 404)]
    [InlineData("ttd.apps.localhost", "/.app-host/ttd/skjema/api/v1/parties", 400)]
    [InlineData("127.0.0.1", "/apps/TTD/skjema/api/v1/parties", 400)]
    [InlineData("127.0.0.1", "/apps/t/skjema/api/v1/parties", 400)]
    [InlineData("127.0.0.1", "/apps/-ttd/skjema/api/v1/parties", 400)]
    [InlineData("127.0.0.1", "/apps/ttd.evil.example/skjema/api/v1/parties", 400)]
    [InlineData("127.0.0.1", "/apps/evil.example:443/skjema/api/v1/parties", 400)]
    [InlineData("127.0.0.1", "/apps/user@evil/skjema/api/v1/parties", 400)]
    [InlineData("127.0.0.1", "/apps/ttd%23/skjema/api/v1/parties", 400)]
    [InlineData("127.0.0.1", "/apps/ttd%3F/skjema/api/v1/parties", 400)]
    [InlineData("127.0.0.1", "/apps/tt%C3%B8/skjema/api/v1/parties", 400)]
    [InlineData("127.0.0.1", "/apps/localhost/", 404)]
    public async Task Any_other_host_or_name_is_refused(string host, string target, int expected)
    {
        var (status, answer) = await RawRequest.SendAsync(shared.Host.Address, "GET", target, host);

        (status, answer.Contains(CatalogueHost.OperationField)).ShouldBe((expected, false), answer);
    }

    [Theory]
    [InlineData("ttd", true)]
    [InlineData("a1", true)]
    [InlineData("stat-forvalteren", true)]
    [InlineData("a", false)]
    [InlineData("", false)]
    [InlineData("Ttd", false)]
    [InlineData("ttd-", false)]
    [InlineData("t_d", false)]
    [InlineData("t.d", false)]
    [InlineData("tødd", false)]
    public void A_service_owners_name_is_plain(string name, bool plain) => AppHosts.IsServiceOwner(name).ShouldBe(plain);

    [Fact]
    public void A_service_owners_name_fits_a_label()
    {
        AppHosts.IsServiceOwner(new string('a', 63)).ShouldBeTrue();
        AppHosts.IsServiceOwner(new string('a', 64)).ShouldBeFalse();
    }

    [Fact]
    public async Task Without_domains_of_its_own_the_gateway_takes_the_apps_real_one()
    {
        await using var host = await CatalogueHost.StartAsync(new() { ["Altinn:Environment"] = "Production" });

        (await RawRequest.SendAsync(host.Address, "GET", "/ttd/skjema/api/v1/parties", "ttd.apps.altinn.no")).Status.ShouldBe(200);
        (await RawRequest.SendAsync(host.Address, "GET", "/ttd/skjema/api/v1/parties", "ttd.apps.tt02.altinn.no")).Status.ShouldBe(404);
    }
}
