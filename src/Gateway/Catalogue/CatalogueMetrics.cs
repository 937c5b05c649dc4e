using System.Diagnostics.Metrics;

namespace Digdir.Altinn.Gateway.Catalogue;

/// <summary>Counts how reloads of the catalogue end. Thread-safe.</summary>
internal sealed class CatalogueMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Digdir.Altinn.Gateway";

    private readonly Counter<long> _reloads;
    private readonly Gauge<int> _errors;

    public CatalogueMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _reloads = meter.CreateCounter<long>("gateway.catalogue.reloads", "{reload}", "Reloads of the catalogue, by outcome.");
        _errors = meter.CreateGauge<int>("gateway.catalogue.errors", "{error}", "Errors in the catalogue's files as they are now; the catalogue in force has none.");
    }

    /// <summary>A changed catalogue came into force.</summary>
    public void Accepted()
    {
        _reloads.Add(1, new KeyValuePair<string, object?>("outcome", "accepted"));
        _errors.Record(0);
    }

    /// <summary>A changed catalogue was refused.</summary>
    public void Refused(int errors)
    {
        _reloads.Add(1, new KeyValuePair<string, object?>("outcome", "refused"));
        _errors.Record(errors);
    }
}
