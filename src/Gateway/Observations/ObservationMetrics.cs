using System.Diagnostics.Metrics;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>What observation counts. Thread-safe.</summary>
internal sealed class ObservationMetrics
{
    private readonly Counter<long> _unread;
    private readonly Counter<long> _unobserved;
    private readonly Counter<long> _unknown;
    private readonly Counter<long> _faults;

    public ObservationMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Digdir.Altinn.Gateway");
        _unread = meter.CreateCounter<long>("altinn.gateway.observation.unread", "{answer}", "Answers that were not read, or not to their end, although the catalogue says where their things are.");
        _unobserved = meter.CreateCounter<long>("altinn.gateway.observation.unobserved", "{call}", "Calls that were not observed because too many waited.");
        _unknown = meter.CreateCounter<long>("altinn.gateway.observation.unknown_parameters", "{parameter}", "Query parameters that the product does not know.");
        _faults = meter.CreateCounter<long>("altinn.gateway.observation.faults", "{call}", "Calls whose observation failed for a reason nobody expected.");
    }

    /// <summary>An answer was not read.</summary>
    public void Unread(string product, string reason) => _unread.Add(1, new("product", product), new KeyValuePair<string, object?>("reason", reason));

    /// <summary>A call was not observed.</summary>
    public void Unobserved() => _unobserved.Add(1);

    /// <summary>Parameters were left out.</summary>
    public void Unknown(string product, int count) => _unknown.Add(count, new KeyValuePair<string, object?>("product", product));

    /// <summary>Observation failed.</summary>
    public void Failed() => _faults.Add(1);
}
