using System.Diagnostics.Metrics;
using Digdir.Altinn.Gateway.Telemetry;

namespace Digdir.Altinn.Gateway.EdgeGuard;

/// <summary>What the edge counts besides requests. Thread-safe.</summary>
internal sealed class EdgeGuardMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _refusedByServer = meters.Create(EdgeTrace.SourceName)
        .CreateCounter<long>("gateway.server.refusals", "{request}", "Requests refused by the server itself, before the pipeline, by reason and status.");

    /// <summary>The server refused what never became a request.</summary>
    public void RefusedByServer(string reason, int status)
        => _refusedByServer.Add(1, new KeyValuePair<string, object?>("reason", reason), new KeyValuePair<string, object?>("status", status));
}
