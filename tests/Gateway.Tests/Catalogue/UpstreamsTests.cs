using Digdir.Altinn.Gateway.Forwarding;
using Digdir.Altinn.Gateway.Tests.Forwarding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Shouldly;
using Xunit;
using Yarp.ReverseProxy.Model;

namespace Digdir.Altinn.Gateway.Tests.Catalogue;

/// <summary>Where requests go, and that what arrives there is what the caller wrote.</summary>
public sealed class UpstreamsTests
{
    [Theory]
    [InlineData("Test", "/dialogporten/api/v1/enduser/dialogs", "https://platform.tt02.altinn.no")]
    [InlineData("Test", "/storage/api/v1/instances", "https://platform.tt02.altinn.no")]
    [InlineData("Test", "/apps/ttd/skjema/api/v1/parties", "https://ttd.apps.tt02.altinn.no")]
    [InlineData("Test", "/apps/a-b2/skjema/api/v1/parties", "https://a-b2.apps.tt02.altinn.no")]
    [InlineData("Production", "/broker/api/v1/filetransfer", "https://platform.altinn.no")]
    [InlineData("Production", "/apps/skd/skjema/api/v1/parties", "https://skd.apps.altinn.no")]
    public async Task Each_environment_has_its_own_addresses(string environment, string path, string address)
    {
        await using var gateway = await ThatTellsDestinations(new() { ["Altinn:Environment"] = environment });

        (await gateway.Client.GetStringAsync(path)).ShouldBe(address);
    }

    [Fact]
    public async Task One_product_can_be_elsewhere()
    {
        await using var gateway = await ThatTellsDestinations(new() { ["Products:formidling:Address"] = "http://127.0.0.1:7001/broker-standin/", ["Products:apps:Address"] = "http://127.0.0.1:7002" });

        (await gateway.Client.GetStringAsync("/broker/api/v1/filetransfer")).ShouldBe("http://127.0.0.1:7001/broker-standin");
        (await gateway.Client.GetStringAsync("/storage/api/v1/instances")).ShouldBe("http://127.0.0.1:7002");
        (await gateway.Client.GetStringAsync("/apps/ttd/skjema/api/v1/parties")).ShouldBe("https://ttd.apps.tt02.altinn.no");
        (await gateway.Client.GetStringAsync("/events/api/v1/subscriptions")).ShouldBe("https://platform.tt02.altinn.no");
    }

    [Theory]
    [InlineData("Altinn:Platform", "platform.altinn.no")]
    [InlineData("Altinn:Platform", "ftp://platform.altinn.no")]
    [InlineData("Altinn:Platform", "https://{org}.altinn.no")]
    [InlineData("Altinn:Apps", "https://apps.altinn.no/{org}")]
    [InlineData("Altinn:Apps", "https://x{org}.apps.altinn.no")]
    [InlineData("Products:melding:Address", "https://user:secret@host")]
    [InlineData("Products:melding:Address", "https://host/?key=1")]
    public async Task An_address_that_is_none_stops_the_start(string setting, string address)
    {
        var failure = await Should.ThrowAsync<InvalidOperationException>(() => CatalogueHost.StartAsync(new() { [setting] = address }));

        failure.Message.ShouldContain(setting);
    }

    [Theory]
    [InlineData("/apps/ttd/skjema/api/v1/parties?a=1", null, "apps GET /ttd/skjema/api/v1/parties?a=1")]
    [InlineData("/Apps/ttd/skjema/api/v1/parties/", null, "apps GET /ttd/skjema/api/v1/parties/")]
    [InlineData("/ttd/skjema/api/v1/parties?a=%2F%2e", "ttd.apps.localhost:8080", "apps GET /ttd/skjema/api/v1/parties?a=%2F%2e")]
    [InlineData("/apps/skjema/api/v1/parties", "apps.apps.localhost", "apps GET /apps/skjema/api/v1/parties")]
    [InlineData("http://ttd.apps.localhost/ttd/skjema/api/v1/parties", "ttd.apps.localhost", "apps GET /ttd/skjema/api/v1/parties")]
    [InlineData("/storage/api/v1/instances?continuationToken=%25%2B", null, "platform GET /storage/api/v1/instances?continuationToken=%25%2B")]
    [InlineData("/authentication/api/v1/systemregister/vendor/1_fiks%c3%b8%20%7E", null, "platform GET /authentication/api/v1/systemregister/vendor/1_fiks%c3%b8%20%7E")]
    [InlineData("/DialogPorten/api/v1/enduser/dialogs/?party=urn:x&party=urn:y", null, "platform GET /DialogPorten/api/v1/enduser/dialogs/?party=urn:x&party=urn:y")]
    public async Task What_arrives_is_what_the_caller_wrote(string target, string? host, string arrived)
    {
        await using var platform = await ThatTellsWhatArrived("platform");
        await using var apps = await ThatTellsWhatArrived("apps");
        await using var gateway = await CatalogueHost.StartAsync(
            new() { ["Altinn:Platform"] = platform.Address.ToString(), ["Altinn:Apps"] = apps.Address.ToString() },
            end: pipeline => pipeline.UseForwarding(),
            with: builder => builder.Services.AddForwarding());

        var (status, answer) = await RawRequest.SendAsync(gateway.Address, "GET", target, host);

        status.ShouldBe(200, answer);
        answer.ShouldContain($"\r\n\r\n{arrived}");
    }

    private static Task<CatalogueHost> ThatTellsDestinations(Dictionary<string, string?> settings)
        => CatalogueHost.StartAsync(settings, end: pipeline => pipeline.Run(
            context => context.Response.WriteAsync(ForwardingMiddleware.DestinationOf(context, context.Features.GetRequiredFeature<IReverseProxyFeature>()) ?? "nowhere")));

    private static Task<StandIn> ThatTellsWhatArrived(string name)
        => StandIn.ThatAsync(context =>
        {
            var arrived = $"{name} {context.Request.Method} {context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget}";
            context.Response.ContentLength = arrived.Length;
            return context.Response.WriteAsync(arrived);
        });
}
