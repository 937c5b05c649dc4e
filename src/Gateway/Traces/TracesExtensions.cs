using System.Diagnostics.Metrics;
using Digdir.Altinn.Gateway.Telemetry;

namespace Digdir.Altinn.Gateway.Traces;

/// <summary>Counts what a trace lacks.</summary>
internal sealed class TraceMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _lost = meters.Create(EdgeTrace.SourceName).CreateCounter<long>("altinn.gateway.trace.lost", "{line}", "Lines of the trace that could not be written in time.");

    public void Lost(int lines = 1) => _lost.Add(lines);
}

internal static class TracesExtensions
{
    /// <summary>Lets the node record what it observes, where a folder is set.</summary>
    public static void AddTraces(this IServiceCollection services)
    {
        services.AddOptions<TraceOptions>().BindConfiguration(TraceOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<TraceMetrics>();
        services.AddSingleton<TraceRecorder>();
        services.AddHostedService(host => host.GetRequiredService<TraceRecorder>());
    }
}
