using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;

namespace Digdir.Altinn.Grains.Gates;

/// <summary>
/// What a gate observes on its way to the grain, and what the grain says about it. Two buffers: one is filled while the other is being heard. A read is judged
/// here as long as the grain's last word was that nothing is slowed; otherwise the grain is asked, after it has heard all that was observed before. Whatever
/// fails, the read passes. Thread-safe; no lock is held across a wait.
/// </summary>
#pragma warning disable CA1001 // The semaphore holds nothing to give back: its wait handle is never asked for.
internal sealed class GateHearing(VendorId vendor, ulong gate, GateNode node, GateRules rules) : IThreadPoolWorkItem
#pragma warning restore CA1001
{
    private readonly Lock _guard = new();
    private readonly SemaphoreSlim _turn = new(1);
    private ObservationBuffer _filling = new(rules.Observations);
    private ObservationBuffer _spare = new(rules.Observations);
    private ConductLevels? _levels;
    private TimeSpan _levelsAt;
    private TimeSpan _askAgainAt;
    private TimeSpan _usedAt;
    private bool _sending;
    private bool _hastened;
    private long _sequence;
    private long _heard;
    private long _lost;
    private long _passed;
    private long _refused;
    private long _unreachable;

    /// <summary>When something was last observed, on the node's time.</summary>
    public TimeSpan UsedAt
    {
        get
        {
            lock (_guard)
            {
                return _usedAt;
            }
        }
    }

    /// <summary>Takes in a call, all of its parties at once: no other call comes between them, and they are handed over together. Allocates nothing once the buffers have grown.</summary>
    public void Observe(ReadOnlySpan<Observation> parties, ReadOnlySpan<int> ends, ReadOnlySpan<ulong> things)
    {
        bool hasten;
        lock (_guard)
        {
            var from = 0;
            for (var i = 0; i < parties.Length; i++)
            {
                _lost += _filling.Add(in parties[i], things[from..ends[i]]);
                from = ends[i];
            }

            hasten = Used();
        }

        if (hasten)
        {
            // On another thread: the caller has a request to answer.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Takes in an event.</summary>
    public void Observe(in EventDelivery delivery)
    {
        bool hasten;
        lock (_guard)
        {
            _lost += _filling.Add(delivery);
            hasten = Used();
        }

        if (hasten)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Says whether a read passes, or asks the grain.</summary>
    public ValueTask<Judgement> JudgeAsync(in ReadQuestion question, CancellationToken cancellation)
    {
        lock (_guard)
        {
            var now = node.Now;
            _usedAt = now;
            if (now < _askAgainAt)
            {
                _unreachable++;
                return new(Judgement.Clear);
            }

            if (_levels is { } levels && now - _levelsAt < rules.LevelsFor && !levels.Judges(question.Group))
            {
                return new(new Judgement(levels.LevelOf(question.Group), Passes: true, Excuse.None, 0, 0));
            }
        }

        return AskAsync(question, cancellation);
    }

    /// <summary>Hands over what there is, on the tick. Never throws.</summary>
    public void Tick()
    {
        long heard, lost, passed, refused, unreachable;
        bool flush;
        lock (_guard)
        {
            flush = !_filling.IsEmpty && !_sending;
            (heard, lost, passed, refused, unreachable) = (_heard, _lost, _passed, _refused, _unreachable);
            _heard = _lost = _passed = _refused = _unreachable = 0;
        }

        node.Metrics.Observed(heard, lost);
        node.Metrics.Judged(passed, refused, unreachable);
        if (flush)
        {
            _ = FlushAsync();
        }
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute() => _ = FlushAsync();

    /// <summary>Hands over all that was observed so far. Never throws.</summary>
    public async Task FlushAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (Take() is { } batch)
            {
                var levels = await node.ReachAsync(vendor, batch);
                Settle(batch, levels);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask<Judgement> AskAsync(ReadQuestion question, CancellationToken cancellation)
    {
        // What is on its way must be heard before the question. When nothing is, questions do not wait for each other.
        ConductReply? reply;
        if (MustWait())
        {
            await _turn.WaitAsync(cancellation);
            try
            {
                var batch = Take();
                reply = await node.ReachAsync(vendor, batch, question);
                Settle(batch, reply?.Levels);
            }
            finally
            {
                _turn.Release();
            }
        }
        else
        {
            reply = await node.ReachAsync(vendor, null, question);
            Settle(null, reply?.Levels);
        }

        lock (_guard)
        {
            _ = reply switch
            {
                null => _unreachable++,
                { Judgement.Passes: true } => _passed++,
                _ => _refused++,
            };
        }

        return reply?.Judgement ?? Judgement.Clear;
    }

    private bool MustWait()
    {
        lock (_guard)
        {
            return _sending || !_filling.IsEmpty;
        }
    }

    /// <summary>Notes the use; true when the buffer should be handed over before the tick, which is asked for once.</summary>
    private bool Used()
    {
        _usedAt = node.Now;
        if (_hastened || _sending || !_filling.IsNearlyFull)
        {
            return false;
        }

        return _hastened = true;
    }

    /// <summary>Takes the filled buffer's content and lets the other one be filled. The caller has the turn.</summary>
    private ObservationBatch? Take()
    {
        lock (_guard)
        {
            _hastened = false;
            if (_filling.IsEmpty)
            {
                return null;
            }

            _sending = true;
            (_filling, _spare) = (_spare, _filling);
            return _spare.ToBatch(gate, ++_sequence);
        }
    }

    /// <summary>Takes in the grain's answer, or that there was none.</summary>
    private void Settle(ObservationBatch? batch, ConductLevels? levels)
    {
        lock (_guard)
        {
            var now = node.Now;
            if (levels is not null)
            {
                _levels = levels;
                _levelsAt = now;
            }
            else
            {
                _askAgainAt = now + rules.AskAgainAfter;
            }

            if (batch is null)
            {
                return;
            }

            _sending = false;
            if (levels is not null)
            {
                _heard += batch.Observations.Length + batch.Deliveries.Length;
                _spare.Clear();
            }
            else
            {
                // Whoever did not answer may still be reading: these arrays are not filled again.
                _lost += batch.Observations.Length + batch.Deliveries.Length;
                _spare = new ObservationBuffer(rules.Observations);
            }
        }
    }
}
