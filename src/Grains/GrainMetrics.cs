using System.Diagnostics.Metrics;

namespace Digdir.Altinn.Grains;

/// <summary>What gates and grains did, for this node as a whole; no ids. Gates hand in their counts once a tick. Thread-safe.</summary>
internal sealed class GrainMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Digdir.Altinn.Grains";

    private static readonly KeyValuePair<string, object?> Ok = new("outcome", "ok");
    private static readonly KeyValuePair<string, object?> Unreachable = new("outcome", "unreachable");

    private readonly Counter<long> _admissions;
    private readonly Counter<long> _exchanges;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _observations;
    private readonly Counter<long> _judgements;
    private readonly Counter<long> _storeFailures;
    private Func<int> _gates = static () => 0;
    private Func<int> _grains = static () => 0;

    public GrainMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _admissions = meter.CreateCounter<long>("grains.admissions", "{request}", "Requests that gates answered, by outcome.");
        _exchanges = meter.CreateCounter<long>("grains.exchanges", "{exchange}", "Reports to grains, by outcome.");
        _lost = meter.CreateCounter<long>("grains.overtaken", "{grain}", "Activations that lost the right to mint to a newer one.");
        _observations = meter.CreateCounter<long>("grains.observations", "{call}", "Observed calls and events, by outcome: handed over to a grain, or lost on the way.");
        _judgements = meter.CreateCounter<long>("grains.judgements", "{read}", "Reads that a grain was asked about, by outcome.");
        _storeFailures = meter.CreateCounter<long>("grains.store.failures", "{call}", "Calls to the grain store that failed.");
        meter.CreateObservableGauge("grains.gates.active", () => _gates(), "{gate}", "Vendors with a gate on this node.");
        meter.CreateObservableGauge("grains.active", () => _grains(), "{grain}", "Grains resident in this process.");
    }

    public void Watch(Func<int> gates) => _gates = gates;

    public void WatchGrains(Func<int> grains) => _grains = grains;

    public void Answered(long admitted, long degraded, long refused)
    {
        Add(_admissions, admitted, "admitted");
        Add(_admissions, degraded, "degraded");
        Add(_admissions, refused, "refused");
    }

    public void Exchanged(bool reached) => _exchanges.Add(1, reached ? Ok : Unreachable);

    public void Observed(long heard, long lost)
    {
        Add(_observations, heard, "heard");
        Add(_observations, lost, "lost");
    }

    public void Judged(long passed, long refused, long unreachable)
    {
        Add(_judgements, passed, "passed");
        Add(_judgements, refused, "refused");
        Add(_judgements, unreachable, "unreachable");
    }

    public void Overtaken() => _lost.Add(1);

    public void StoreFailed() => _storeFailures.Add(1);

    private static void Add(Counter<long> counter, long count, string outcome)
    {
        if (count > 0)
        {
            counter.Add(count, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }
}
