using System.Diagnostics.Metrics;

namespace Digdir.Altinn.Gateway.Traffic;

/// <summary>What the counting of traffic could not do. Thread-safe.</summary>
internal sealed class TrafficMetrics
{
    private readonly Counter<long> _coarse;
    private readonly Counter<long> _lost;

    public TrafficMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Digdir.Altinn.Gateway");
        _coarse = meter.CreateCounter<long>("altinn.gateway.traffic.coarse", "{call}", "Calls counted without their system and customer, because there were too many of those.");
        _lost = meter.CreateCounter<long>("altinn.gateway.traffic.lost", "{call}", "Calls that are not in the registry's traffic: there was no room to count them, or no registry took them in time.");
    }

    /// <summary>A call was counted without system and customer.</summary>
    public void Coarse() => _coarse.Add(1);

    /// <summary>Calls are lost.</summary>
    public void Lost(long calls) => _lost.Add(calls);
}
