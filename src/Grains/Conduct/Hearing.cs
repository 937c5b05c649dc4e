using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Conduct;

/// <summary>Brings gates' batches before a vendor's conduct: each once, and none with a time that it cannot have. Pure; not thread-safe.</summary>
internal sealed class Hearing(VendorConduct conduct)
{
    /// <summary>How old an observation may be: longer than a gate holds one back, and than nodes' clocks differ.</summary>
    public const long OldestMs = 600_000;

    private const long GateMemoryMs = 3_600_000;

    private readonly Dictionary<ulong, (long Sequence, long HeardAt)> _gates = [];

    /// <summary>The conduct.</summary>
    public VendorConduct Conduct => conduct;

    /// <summary>Takes in a batch, unless it was heard before.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="now">The present by the grain's own clock. A node whose clock is wrong must not move a vendor's time: what lies ahead happened now.</param>
    public void Hear(ObservationBatch batch, long now)
    {
        if (_gates.TryGetValue(batch.Gate, out var last) && batch.Sequence <= last.Sequence)
        {
            return;
        }

        if (_gates.Count > 64)
        {
            Sweep(now);
        }

        _gates[batch.Gate] = (batch.Sequence, now);
        var deliveries = batch.Deliveries.Span;
        var observations = batch.Observations.Span;
        var ends = batch.Ends.Span;
        var things = batch.Things.Span;
        var delivered = 0;
        var from = 0;
        var call = default(CallShares);
        for (var i = 0; i < observations.Length; i++)
        {
            ref readonly var observation = ref observations[i];
            if (i == call.End)
            {
                call = CallShares.Of(observations, i, conduct);
            }

            for (; delivered < deliveries.Length && deliveries[delivered].At <= observation.At; delivered++)
            {
                Hear(deliveries[delivered], now);
            }

            var seen = things[from..ends[i]];
            from = ends[i];
            var weight = call.WeightOf(in observation, conduct);
            if (observation.At <= now && observation.At >= now - OldestMs && weight == observation.Weight)
            {
                conduct.Hear(observation, seen);
            }
            else
            {
                conduct.Hear(observation with { At = Math.Clamp(observation.At, now - OldestMs, now), Weight = weight }, seen);
            }
        }

        for (; delivered < deliveries.Length; delivered++)
        {
            Hear(deliveries[delivered], now);
        }
    }

    private void Hear(in EventDelivery delivery, long now) => conduct.Hear(delivery with { At = Math.Clamp(delivery.At, now - OldestMs, now) });

    private void Sweep(long now)
    {
        foreach (var (gate, (_, heardAt)) in _gates)
        {
            if (Math.Abs(now - heardAt) > GateMemoryMs)
            {
                _gates.Remove(gate);
            }
        }
    }
}
