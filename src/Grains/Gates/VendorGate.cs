using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Limits;
using Digdir.Altinn.Grains.Lots;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Gates;

/// <summary>
/// Guards a <see cref="GateLedger"/> with a short lock that is never held across an await, speaks with the grain for it, one exchange at a time, and lets
/// requests wait for the answer where the lots do not suffice. Thread-safe.
/// </summary>
internal sealed class VendorGate(VendorId vendor, GateLedger ledger, GateHearing hearing, GateNode node) : IVendorGate
{
    private const int Rounds = 3;

    private readonly Lock _guard = new();
    private readonly List<Waiter> _waiters = [];
    private bool _speaking;
    private long _admitted;
    private long _degraded;
    private long _refused;

    /// <summary>When a request last came, on the node's time.</summary>
    public TimeSpan UsedAt
    {
        get
        {
            var heardAt = hearing.UsedAt;
            lock (_guard)
            {
                return ledger.UsedAt > heardAt ? ledger.UsedAt : heardAt;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<Verdict> AdmitAsync(LimitSet limits, ulong customer, double cost, CancellationToken cancellation)
    {
        if (!(cost > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(cost), cost, "A request costs something.");
        }

        var now = node.Now;
        Waiter? waiter = null;
        Verdict verdict;
        bool speak;
        lock (_guard)
        {
            var step = ledger.Try(limits, customer, cost, now, again: false, final: false, out verdict);
            if (step == GateStep.Wait)
            {
                _waiters.Add(waiter = new Waiter(limits, customer, cost, cancellation));
            }
            else
            {
                Count(verdict.Admission);
            }

            speak = step != GateStep.Settled && !_speaking;
            _speaking |= speak;
        }

        if (speak)
        {
            _ = SpeakAsync(closing: false);
        }

        return waiter is null ? new ValueTask<Verdict>(verdict) : waiter.Answer();
    }

    /// <inheritdoc/>
    public void Observe(ReadOnlySpan<Observation> parties, ReadOnlySpan<int> ends, ReadOnlySpan<ulong> things) => hearing.Observe(parties, ends, things);

    /// <inheritdoc/>
    public void Observe(in EventDelivery delivery) => hearing.Observe(delivery);

    /// <inheritdoc/>
    public ValueTask<Judgement> JudgeAsync(in ReadQuestion question, CancellationToken cancellation) => hearing.JudgeAsync(question, cancellation);

    /// <summary>Reports what there is to tell, if a tick's time has passed since the last report. Never throws.</summary>
    public void Tick()
    {
        hearing.Tick();
        bool speak;
        long admitted, degraded, refused;
        lock (_guard)
        {
            var now = node.Now;
            ledger.Sweep(now);
            speak = !_speaking && ledger.HasNews(now);
            _speaking |= speak;
            (admitted, degraded, refused) = (_admitted, _degraded, _refused);
            _admitted = _degraded = _refused = 0;
        }

        node.Metrics.Answered(admitted, degraded, refused);
        if (speak)
        {
            _ = SpeakAsync(closing: false);
        }
    }

    /// <summary>Hands over what was observed and returns all tokens: the node is going down. Never throws.</summary>
    public async Task CloseAsync()
    {
        await hearing.FlushAsync();
        lock (_guard)
        {
            if (_speaking)
            {
                return;
            }

            _speaking = true;
        }

        await SpeakAsync(closing: true);
    }

    /// <summary>Exchanges with the grain until nobody waits. The caller has set <see cref="_speaking"/>. Never throws.</summary>
    private async Task SpeakAsync(bool closing)
    {
        var more = true;
        while (more)
        {
            Report report;
            TimeSpan sentAt;
            lock (_guard)
            {
                sentAt = node.Now;
                foreach (var waiter in _waiters)
                {
                    ledger.Need(waiter.Limits, waiter.Customer, waiter.Cost, sentAt);
                }

                report = ledger.Speak(sentAt, closing);
            }

            var reply = await node.ReachAsync(vendor, report);
            lock (_guard)
            {
                var now = node.Now;
                if (reply is null)
                {
                    ledger.Miss(now);
                }
                else
                {
                    ledger.Hear(reply, sentAt, now);
                }

                more = SettleWaiters(now);
                _speaking = more;
            }
        }
    }

    /// <summary>Tries every waiting request again, the oldest first. Returns whether any goes on waiting.</summary>
    private bool SettleWaiters(TimeSpan now)
    {
        var kept = 0;
        for (var i = 0; i < _waiters.Count; i++)
        {
            var waiter = _waiters[i];
            if (waiter.Cancellation.IsCancellationRequested)
            {
                waiter.TrySetCanceled(waiter.Cancellation);
                continue;
            }

            waiter.Round++;
            if (ledger.Try(waiter.Limits, waiter.Customer, waiter.Cost, now, again: true, waiter.Round >= Rounds, out var verdict) == GateStep.Wait)
            {
                _waiters[kept++] = waiter;
                continue;
            }

            Count(verdict.Admission);
            waiter.TrySetResult(verdict);
        }

        _waiters.RemoveRange(kept, _waiters.Count - kept);
        return kept > 0;
    }

    private void Count(Admission admission)
    {
        switch (admission)
        {
            case Admission.Admitted:
                _admitted++;
                break;
            case Admission.Degraded:
                _degraded++;
                break;
            default:
                _refused++;
                break;
        }
    }

    /// <summary>A request that waits for its gate to hear from the grain.</summary>
    private sealed class Waiter(LimitSet limits, ulong customer, double cost, CancellationToken cancellation)
        : TaskCompletionSource<Verdict>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public LimitSet Limits => limits;

        public ulong Customer => customer;

        public double Cost => cost;

        public CancellationToken Cancellation => cancellation;

        public int Round { get; set; }

        public ValueTask<Verdict> Answer()
            => new(Task.IsCompleted || !cancellation.CanBeCanceled ? Task : Task.WaitAsync(cancellation));
    }
}
