using System.Diagnostics.Metrics;

namespace Digdir.Altinn.VendorRegistry.Outbox;

/// <summary>What the outbox did, by channel; no ids. Thread-safe.</summary>
internal sealed class OutboxMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Digdir.Altinn.VendorRegistry";

    private readonly Counter<long> _attempts;
    private readonly Histogram<double> _delay;
    private long _pending;
    private double _lag;

    public OutboxMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        _attempts = meter.CreateCounter<long>("outbox.attempts", "{attempt}", "Attempts to deliver, by channel, outcome and, when they failed, reason.");
        _delay = meter.CreateHistogram<double>("outbox.delay", "s", "From announcement to delivery, by channel.");
        meter.CreateObservableGauge("outbox.pending", () => Interlocked.Read(ref _pending), "{delivery}", "Deliveries that wait, for their time or their turn.");
        meter.CreateObservableGauge("outbox.lag", () => Volatile.Read(ref _lag), "s", "How long the receiver that has waited longest past its time has waited.");
    }

    public void Tried(string channel, Settlement settled, DateTimeOffset announcedAt)
    {
        var outcome = settled.State == DeliveryState.GivenUp ? "given-up" : settled.Outcome.Kind.ToString().ToLowerInvariant();
        _attempts.Add(1, new("channel", channel), new("outcome", outcome), new("reason", settled.Outcome.Reason));
        if (settled.State == DeliveryState.Delivered && settled.Delivery.Round == 0)
        {
            _delay.Record((settled.At - announcedAt).TotalSeconds, new KeyValuePair<string, object?>("channel", channel));
        }
    }

    public void Stands(long pending, TimeSpan lag)
    {
        Interlocked.Exchange(ref _pending, pending);
        Volatile.Write(ref _lag, lag.TotalSeconds);
    }
}
