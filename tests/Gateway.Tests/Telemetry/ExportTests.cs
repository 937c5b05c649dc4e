using System.Text;
using Digdir.Altinn.Gateway.Tests.Forwarding;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Telemetry;

/// <summary>What a collector receives.</summary>
[Collection(nameof(TraceTests))]
public sealed class ExportTests
{
    [Theory]
    [InlineData("Http", "/v1/metrics", "/v1/traces")]
    [InlineData("Grpc", "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", "/opentelemetry.proto.collector.trace.v1.TraceService/Export")]
    public async Task Metrics_and_traces_reach_the_collector_and_hold_no_path_and_no_vendor_as_label(string protocol, string metricsPath, string tracesPath)
    {
        Dictionary<string, string> received = [];
        var exports = 0;
        await using var collector = await StandIn.ThatAsync(
            async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                lock (received)
                {
                    received[context.Request.Path] = received.GetValueOrDefault(context.Request.Path, "") + Encoding.Latin1.GetString(body.ToArray());
                    exports++;
                }

                context.Request.Headers.Authorization.ToString().ShouldBe("Bearer collector");
                if (protocol == "Http")
                {
                    context.Response.ContentType = "application/x-protobuf";
                    return;
                }

                // One message of no bytes, and a status that says all is well.
                context.Request.ContentType.ShouldBe("application/grpc");
                context.Response.ContentType = "application/grpc";
                context.Response.DeclareTrailer("grpc-status");
                await context.Response.Body.WriteAsync(new byte[5]);
                context.Response.AppendTrailer("grpc-status", "0");
            },
            protocol == "Http" ? HttpProtocols.Http1 : HttpProtocols.Http2);
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using (var gateway = await SmallGateway.InFrontOfAsync(product.Address, new()
        {
            Arguments =
            [
                $"--Telemetry:Otlp:Endpoint={collector.Address}", $"--Telemetry:Otlp:Protocol={protocol}", "--Telemetry:Otlp:SampleRatio=1", "--Telemetry:Otlp:MetricsSeconds=1",
                "--Telemetry:Otlp:Headers=authorization=Bearer collector",
            ],
        }))
        {
            using var answer = await gateway.Client.GetAsync(new Uri("/secret/13896396174?secret=1", UriKind.Relative));
            await Eventually.TrueAsync(() =>
            {
                lock (received)
                {
                    return received.GetValueOrDefault(metricsPath, "").Contains("gateway.requests", StringComparison.Ordinal) && exports > 1;
                }
            });
        }

        lock (received)
        {
            var metrics = received[metricsPath];
            metrics.ShouldContain("formidling.thing.get");
            metrics.ShouldContain("gateway.duration");
            metrics.ShouldContain("kestrel.active_connections");
            var traces = received[tracesPath];
            traces.ShouldContain("formidling.thing.get");
            (metrics + traces).ShouldNotContain("secret");
            (metrics + traces).ShouldNotContain("13896396174");
        }
    }
}
