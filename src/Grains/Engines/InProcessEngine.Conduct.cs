using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;

namespace Digdir.Altinn.Grains.Engines;

/// <summary>
/// The conduct's side of the engine. Two promises: no refusal rests on a level that the store does not hold, so that no crash can take back what a vendor was
/// refused by; and nobody is told of what is not stored, so that no crash can make it untrue.
/// </summary>
internal sealed partial class InProcessEngine
{
    /// <summary>Tellings that fail in a row before the rest waits for the next run.</summary>
    private const int MostFailures = 3;

    /// <summary>Vendors whose telling failed the last time; the teller's own.</summary>
    private readonly HashSet<VendorId> _untold = [];

    private int _telling;

    /// <inheritdoc/>
    public ValueTask<ConductLevels> ObserveAsync(VendorId vendor, ObservationBatch batch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return TryObserve(vendor, SeatOf(vendor), batch) is { } levels ? new(levels) : ActivateAndObserveAsync(vendor, batch, cancellation);
    }

    /// <inheritdoc/>
    public ValueTask<ConductReply> JudgeAsync(VendorId vendor, ObservationBatch? batch, ReadQuestion question, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return TryJudge(vendor, SeatOf(vendor), batch, question) is { } reply ? new(reply) : ActivateAndJudgeAsync(vendor, batch, question, cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask<ConductView> LookAsync(VendorId vendor, CancellationToken cancellation)
    {
        while (true)
        {
            var seat = await ActivateSeatAsync(vendor, cancellation);
            if (HearingAt(seat, observed: false) is { } hearing)
            {
                lock (seat.ConductGuard)
                {
                    hearing.Conduct.Settings = _settings.Of(vendor);
                    return hearing.Conduct.Look(Now.ToUnixTimeMilliseconds());
                }
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> BrakeAsync(VendorId vendor, bool pull, CancellationToken cancellation) => BrakeAsync(vendor, pull, null, cancellation);

    /// <inheritdoc/>
    public ValueTask<bool> OverrunAsync(VendorId vendor, Overrun overrun, CancellationToken cancellation) => BrakeAsync(vendor, pull: true, overrun, cancellation);

    private async ValueTask<bool> BrakeAsync(VendorId vendor, bool pull, Overrun? overrun, CancellationToken cancellation)
    {
        while (true)
        {
            var seat = await ActivateSeatAsync(vendor, cancellation);
            if (HearingAt(seat, observed: true) is { } hearing)
            {
                bool changed;
                lock (seat.ConductGuard)
                {
                    var now = Now.ToUnixTimeMilliseconds();
                    hearing.Conduct.Settings = _settings.Of(vendor);
                    changed = !pull || hearing.Conduct.Brake(now, overrun);
                    if (!pull)
                    {
                        hearing.Conduct.Release(now);
                    }
                }

                Heard(seat);
                Hasten(vendor);
                return changed;
            }
        }
    }

    private async ValueTask<ConductLevels> ActivateAndObserveAsync(VendorId vendor, ObservationBatch batch, CancellationToken cancellation)
    {
        while (true)
        {
            if (TryObserve(vendor, await ActivateSeatAsync(vendor, cancellation), batch) is { } levels)
            {
                return levels;
            }
        }
    }

    private async ValueTask<ConductReply> ActivateAndJudgeAsync(VendorId vendor, ObservationBatch? batch, ReadQuestion question, CancellationToken cancellation)
    {
        while (true)
        {
            if (TryJudge(vendor, await ActivateSeatAsync(vendor, cancellation), batch, question) is { } reply)
            {
                return reply;
            }
        }
    }

    private ConductLevels? TryObserve(VendorId vendor, Seat seat, ObservationBatch batch)
    {
        if (HearingAt(seat, observed: true) is not { } hearing)
        {
            return null;
        }

        ConductLevels levels;
        bool hurry;
        lock (seat.ConductGuard)
        {
            var now = Now.ToUnixTimeMilliseconds();
            hearing.Conduct.Settings = _settings.Of(vendor);
            hearing.Hear(batch, now);
            levels = hearing.Conduct.Levels(now);
            hurry = !seat.HoldsAllOf(hearing.Conduct);
        }

        Heard(seat);

        if (hurry)
        {
            Hasten(vendor);
        }

        return levels;
    }

    private ConductReply? TryJudge(VendorId vendor, Seat seat, ObservationBatch? batch, in ReadQuestion question)
    {
        if (HearingAt(seat, observed: true) is not { } hearing)
        {
            return null;
        }

        ConductReply reply;
        bool hurry;
        lock (seat.ConductGuard)
        {
            var now = Now.ToUnixTimeMilliseconds();
            hearing.Conduct.Settings = _settings.Of(vendor);
            if (batch is not null)
            {
                hearing.Hear(batch, now);
            }

            var judgement = hearing.Conduct.Judge(question, now);
            hurry = !seat.HoldsAllOf(hearing.Conduct);
            if (!judgement.Passes && hurry)
            {
                judgement = new Judgement(judgement.Level, Passes: true, Excuse.None, 0, judgement.IntervalMs);
            }

            reply = new ConductReply(judgement, hearing.Conduct.Levels(now));
        }

        Heard(seat);

        if (hurry)
        {
            Hasten(vendor);
        }

        return reply;
    }

    /// <summary>
    /// Notes that the conduct has changed. Noted before it changes too, so that the seat is not given up meanwhile; a write in between draws what was there
    /// before, and this is what has the next one come.
    /// </summary>
    private void Heard(Seat seat)
    {
        lock (seat.Guard)
        {
            seat.Observe(Now);
        }
    }

    private Hearing? HearingAt(Seat seat, bool observed)
    {
        lock (seat.Guard)
        {
            if (seat.Retired || seat.Grain is not { } grain)
            {
                return null;
            }

            if (observed)
            {
                seat.Observe(Now);
            }

            return grain.Hearing;
        }
    }

    /// <summary>Brings the listener what was stored. One run at a time, since events of a vendor are told in order; never throws.</summary>
    private async Task TellAsync(List<Seat.Draft> batch)
    {
        if (Interlocked.Exchange(ref _telling, 1) != 0)
        {
            return;
        }

        // One vendor whose news cannot be told keeps nobody else's back: those that failed last time come last.
        batch.Sort((one, other) => _untold.Contains(one.Vendor).CompareTo(_untold.Contains(other.Vendor)));
        _untold.RemoveWhere(vendor => !_seats.ContainsKey(vendor));
        var failures = 0;
        foreach (var draft in batch)
        {
            if (draft.State?.Conduct is not { Outbox.Count: > 0 } stored)
            {
                continue;
            }

            try
            {
                await _listener.HearAsync(draft.Vendor, stored.Outbox, CancellationToken.None).AsTask().WaitAsync(_rules.SaveTimeout, _clock);
                _untold.Remove(draft.Vendor);
                failures = 0;
            }
            catch (Exception failure)
            {
                // A listener that is gone is not asked on everybody's behalf.
                _untold.Add(draft.Vendor);
                Log.ListenerFailed(_logger, failure);
                if (++failures == MostFailures)
                {
                    break;
                }

                continue;
            }

            lock (draft.Seat.ConductGuard)
            {
                draft.Grain.Hearing.Conduct.Acknowledge(stored.Outbox);
            }

            lock (draft.Seat.Guard)
            {
                draft.Seat.MarkTold();
            }
        }

        Volatile.Write(ref _telling, 0);
    }
}
