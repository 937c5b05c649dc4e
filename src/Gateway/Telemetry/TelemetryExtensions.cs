using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Json;
using Serilog.Settings.Configuration;

namespace Digdir.Altinn.Gateway.Telemetry;

internal static class TelemetryExtensions
{
    /// <summary>Logs as JSON lines on standard output, our metrics, and export by OTLP when an endpoint is configured.</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<TelemetryOptions>().BindConfiguration(TelemetryOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<DistributedContextPropagator, NoPropagation>();
        services.AddSingleton(static provider => new LogLines(
            Console.OpenStandardOutput(), provider.GetRequiredService<IOptions<TelemetryOptions>>().Value.LogBufferKib * 1024, DropNotice(provider.GetRequiredService<TimeProvider>())));
        services.AddMetrics();
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton<ExporterService>();
        services.AddHostedService(static provider => provider.GetRequiredService<ExporterService>());

        builder.Logging.ClearProviders();
        services.AddSingleton<ILoggerProvider>(static provider => new SerilogLoggerProvider(
            MakeLogger(provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<LogLines>()), dispose: true));

        // The host's own request lines hold paths, and begin an activity per request only to have something to write on them.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);

        // YARP's hold the product's full address; what failed is told by Forwarding, with the operation instead.
        builder.Logging.AddFilter("Yarp.ReverseProxy.Forwarder", LogLevel.None);
    }

    /// <summary>What a node needs in order to be ready, besides what features say themselves.</summary>
    public static void AddReadiness(this IServiceCollection services, Roles roles)
    {
        services.AddSingleton<IReadiness, PictureReadiness>();
        if (roles.HasFlag(Roles.Gateway))
        {
            services.AddSingleton<IReadiness, KeysReadiness>();
        }
    }

    /// <summary>First in the public listener's pipeline.</summary>
    public static IApplicationBuilder UseRequestTelemetry(this IApplicationBuilder pipeline) => pipeline.UseMiddleware<RequestTelemetryMiddleware>();

    private static Logger MakeLogger(IConfiguration configuration, LogLines lines)
        => new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            .MinimumLevel.Override("Yarp", LogEventLevel.Warning)
            .ReadFrom.Configuration(configuration, new ConfigurationReaderOptions(
                typeof(ConsoleLoggerConfigurationExtensions).Assembly, typeof(FileLoggerConfigurationExtensions).Assembly))
            .Enrich.FromLogContext()
            .WriteTo.Sink(new LogLinesSink(lines))
            .CreateLogger();

    private static Func<long, byte[]> DropNotice(TimeProvider time) => count =>
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(new
        {
            Timestamp = time.GetUtcNow(),
            Level = "Warning",
            MessageTemplate = "{Count} log lines were dropped: the log's reader is too slow",
            Properties = new { Count = count },
        });
        return [.. line, (byte)'\n'];
    };

    /// <summary>Sends what Serilog formats to <see cref="LogLines"/>, so that it never interleaves with request lines nor waits for the output.</summary>
    private sealed class LogLinesSink(LogLines lines) : ILogEventSink
    {
        private readonly JsonFormatter _formatter = new(closingDelimiter: "\n", renderMessage: true);

        public void Emit(LogEvent logEvent)
        {
            using var text = new StringWriter();
            _formatter.Format(logEvent, text);
            lines.TryAdd(System.Text.Encoding.UTF8.GetBytes(text.ToString()));
            if (logEvent.Level == LogEventLevel.Fatal)
            {
                // The process may end before the thread wakes.
                lines.Flush();
            }
        }
    }
}
