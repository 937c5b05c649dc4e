using System.Diagnostics.Metrics;

namespace Digdir.Altinn.Gateway.Notices;

/// <summary>Counts calls that notices are about, by kind of notice and operation, never by vendor. Thread-safe.</summary>
internal sealed class NoticeMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _calls = meters.Create("Digdir.Altinn.Gateway").CreateCounter<long>(
        "altinn.gateway.notice.calls", "{call}", "Calls to operations that a notice is about, by kind of notice, operation and what came of it.");

    /// <summary>An answer told of notices.</summary>
    public void Told(Call call, NoticeFields fields)
    {
        if (!_calls.Enabled)
        {
            return;
        }

        var outcome = call.Refusal?.Problem.Code is { } code
            ? code == Problems.OperationRemoved.Code ? "removed" : code == Problems.Brownout.Code ? "brownout" : code == Problems.Maintenance.Code ? "maintenance" : "told"
            : "told";
        if (fields.TellsOfChange)
        {
            Add(call, "breaking_change", outcome == "maintenance" ? "told" : outcome);
        }

        if (fields.TellsOfMaintenance)
        {
            Add(call, "maintenance", outcome == "maintenance" ? outcome : "told");
        }
    }

    private void Add(Call call, string kind, string outcome)
        => _calls.Add(1, new("kind", kind), new("operation", call.Operation.Id), new KeyValuePair<string, object?>("outcome", outcome));
}
