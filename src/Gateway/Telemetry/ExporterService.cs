using System.Reflection;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Digdir.Altinn.Gateway.Telemetry;

/// <summary>
/// Exports metrics and traces by OTLP while the host runs; does nothing without an endpoint. The activity sources of ASP.NET Core and of HTTP clients are not
/// listened to: their spans carry paths, which hold parties and message ids. Ours carry the operation instead. Nor are the measurements that they take several
/// times per request: ours tell the same by operation, at a third of the cost.
/// </summary>
internal sealed class ExporterService(IOptions<TelemetryOptions> options) : IHostedService, IDisposable
{
    private static readonly string[] Meters =
    [
        EdgeTrace.SourceName, "Digdir.Altinn.Grains", "Digdir.Altinn.VendorRegistry", "Microsoft.AspNetCore.Server.Kestrel",
        "System.Net.Http", "System.Net.NameResolution", "System.Runtime",
    ];

    private static readonly string[] PerRequest = ["http.client.request.duration", "http.client.active_requests", "http.client.open_connections"];

    private readonly OtlpOptions _otlp = options.Value.Otlp;
    private MeterProvider? _meters;
    private TracerProvider? _tracers;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_otlp.Endpoint is null)
        {
            return Task.CompletedTask;
        }

        var resource = ResourceBuilder.CreateDefault().AddService(
            "digdir-altinn-gateway", serviceVersion: Assembly.GetExecutingAssembly().GetName().Version?.ToString(), serviceInstanceId: Environment.MachineName);
        _meters = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(Meters)
            .AddView(static instrument => PerRequest.Contains(instrument.Name, StringComparer.Ordinal) ? MetricStreamConfiguration.Drop : null)
            .AddOtlpExporter((exporter, reader) =>
            {
                To(exporter, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = _otlp.MetricsSeconds * 1000;
            })
            .Build();
        _tracers = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .SetSampler(new AlwaysOnSampler())
            .AddSource(EdgeTrace.SourceName)
            .AddOtlpExporter(exporter => To(exporter, "v1/traces"))
            .Build();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _meters?.ForceFlush(2000);
        _tracers?.ForceFlush(2000);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _meters?.Dispose();
        _tracers?.Dispose();
    }

    private void To(OtlpExporterOptions exporter, string signal)
    {
        var endpoint = _otlp.Endpoint ?? throw new InvalidOperationException("There is no endpoint to export to.");
        var http = _otlp.Protocol == OtlpProtocol.Http;
        exporter.Protocol = http ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        exporter.Endpoint = http ? new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/{signal}") : endpoint;
        exporter.Headers = _otlp.Headers;
    }
}
