using System.Text;
using Digdir.Altinn.Gateway.Tests.Forwarding;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Telemetry;

/// <summary>What a collector receives.</summary>
[Collection(nameof(TraceTests))]
public sealed class ExportTests
{
    [Fact]
    public async Task Metrics_and_traces_reach_the_collector_and_hold_no_path_and_no_vendor_as_label()
    {
        Dictionary<string, string> received = [];
        await using var collector = await StandIn.ThatAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            lock (received)
            {
                received[context.Request.Path] = received.GetValueOrDefault(context.Request.Path, "") + Encoding.Latin1.GetString(body.ToArray());
            }

            context.Response.ContentType = "application/x-protobuf";
        });
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using (var gateway = await SmallGateway.InFrontOfAsync(product.Address, new()
        {
            Arguments = [$"--Telemetry:Otlp:Endpoint={collector.Address}", "--Telemetry:Otlp:Protocol=Http", "--Telemetry:Otlp:SampleRatio=1", "--Telemetry:Otlp:MetricsSeconds=1"],
        }))
        {
            using var answer = await gateway.Client.GetAsync(new Uri("/secret/13896396174?secret=1", UriKind.Relative));
            await Eventually.TrueAsync(() =>
            {
                lock (received)
                {
                    return received.GetValueOrDefault("/v1/metrics", "").Contains("gateway.requests", StringComparison.Ordinal);
                }
            });
        }

        lock (received)
        {
            var metrics = received["/v1/metrics"];
            metrics.ShouldContain("formidling.thing.get");
            metrics.ShouldContain("gateway.duration");
            metrics.ShouldContain("kestrel.active_connections");
            var traces = received["/v1/traces"];
            traces.ShouldContain("formidling.thing.get");
            (metrics + traces).ShouldNotContain("secret");
            (metrics + traces).ShouldNotContain("13896396174");
        }
    }
}
