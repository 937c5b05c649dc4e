using System.Text.Json.Nodes;
using Digdir.Altinn.Gateway.Overruns;
using Digdir.Altinn.Gateway.Tests.Forwarding;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Engines;
using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Overruns;

/// <summary>A vendor that overruns a product is braked for an hour without anybody doing anything, or only told of in shadow.</summary>
public sealed class OverrunMonitorTests
{
    private static readonly VendorId Other = VendorId.Parse("974760673");

    [Fact]
    public async Task Who_overruns_a_product_is_held_back_for_an_hour_and_reads_why()
    {
        await using var gateway = await ServingGateway.StartAsync(["--Overruns:Mode=Enforce", Operators.Setting], Operators.Trust);
        await OverrunAsync(gateway);

        var engine = gateway.Services.GetRequiredService<IGrainEngine>();
        await Eventually.TrueAsync(async () => (await engine.LookAsync(ServingGateway.Vendor, CancellationToken.None)).BrakedUntil > 0);
        var usage = JsonNode.Parse((await gateway.SendAsync(gateway.Token("altinn:vendorgateway"), "/vendor/v1/usage")).Body);
        usage?["brakedFor"]?.GetValue<string>().ShouldBe("dialogporten");
        usage?["brakedPerHour"]?.GetValue<double>().ShouldBe(60);
        (await engine.LookAsync(Other, CancellationToken.None)).BrakedUntil.ShouldBe(0);
        var figures = (await EvidenceAsync(gateway))[0]?["figures"]?["overrun"];
        figures?["product"]?.GetValue<string>().ShouldBe("dialogporten");
        figures?["share"]?.GetValue<double>().ShouldBeGreaterThan(0.5);

        gateway.Clock.Advance(TimeSpan.FromMinutes(61));
        (await engine.LookAsync(ServingGateway.Vendor, CancellationToken.None)).BrakedUntil.ShouldBe(0);
    }

    [Fact]
    public async Task In_shadow_it_is_kept_as_evidence_and_nobody_is_braked()
    {
        await using var gateway = await ServingGateway.StartAsync(["--Overruns:Mode=Enforce", Operators.Setting], Operators.Trust);
        gateway.Registry = gateway.Registry.Setting("brake", PolicyMode.Shadow);
        await OverrunAsync(gateway);

        (await EvidenceAsync(gateway))[0]?["shadow"]?.GetValue<bool>().ShouldBeTrue();
        (await gateway.Services.GetRequiredService<IGrainEngine>().LookAsync(ServingGateway.Vendor, CancellationToken.None)).BrakedUntil.ShouldBe(0);
    }

    [Fact]
    public async Task The_gateway_tells_the_monitor_how_products_answer()
    {
        await using var gateway = await ServingGateway.StartAsync(product: context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        var monitor = gateway.Services.GetRequiredService<OverrunMonitor>();
        for (var i = 0; i < 5; i++)
        {
            (await gateway.SendAsync(gateway.Token("digdir:dialogporten"), "/dialogporten/api/v1/enduser/dialogs")).Status.ShouldBe(503);
        }

        await Eventually.TrueAsync(() => monitor.HeardOf("dialogporten") == (5, 5));
    }

    /// <summary>Twenty ordinary minutes, then two in which one vendor sends ten times as much and the product gives way.</summary>
    private static async Task OverrunAsync(ServingGateway gateway)
    {
        var monitor = gateway.Services.GetRequiredService<OverrunMonitor>();

        // Only the test looks: the clock must not go on while a brake is being pulled, which would take the store for dead.
        await monitor.StopAsync(CancellationToken.None);
        for (var step = 0; step < 132; step++)
        {
            var isFlood = step >= 120;
            var now = gateway.Clock.GetUtcNow().ToUnixTimeMilliseconds();
            for (var call = 0; call < (isFlood ? 500 : 50); call++)
            {
                monitor.Hear("dialogporten", call % 10 < 8 ? ServingGateway.Vendor : Other, isFlood ? 600 : 80, failed: isFlood && call % 2 == 0, now);
            }

            gateway.Clock.Advance(TimeSpan.FromSeconds(10));
            await monitor.LookAsync(CancellationToken.None);
        }
    }

    private static async Task<JsonArray> EvidenceAsync(ServingGateway gateway)
    {
        JsonArray items = [];
        await Eventually.TrueAsync(gateway.Clock, async () =>
        {
            using var answer = await gateway.Management.SendAsOperatorAsync(HttpMethod.Get, $"/admin/v1/vendors/{ServingGateway.Vendor}/evidence", "reader");
            items = JsonNode.Parse(await answer.Content.ReadAsStringAsync())?["items"]?.AsArray() ?? [];
            return items.Count > 0;
        });
        return items;
    }
}
