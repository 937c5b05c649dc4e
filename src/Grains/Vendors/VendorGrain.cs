using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Limits;
using Digdir.Altinn.Grains.Lots;

namespace Digdir.Altinn.Grains.Vendors;

/// <summary>
/// The one place that decides about a vendor's limits: mints token lots for gates and keeps account of what is in their hands, so that all gates together
/// never let through more than rate · window + burst. Pure: no I/O, no clock. Not thread-safe; its engine lets one exchange in at a time, and likewise one
/// call to <see cref="Hearing"/>, which shares nothing with the limits: long batches do not hold up exchanges.
/// </summary>
internal sealed class VendorGrain(long epoch, Origin origin, GrainRules rules, VendorConduct? conduct = null)
{
    private static readonly TimeSpan GateMemory = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BucketMemory = TimeSpan.FromMinutes(10);

    private readonly Dictionary<LimitKey, Bucket> _buckets = [];
    private readonly Dictionary<ulong, (long Sequence, DateTimeOffset HeardAt)> _gates = [];
    private DateTimeOffset _now = origin.At;
    private DateTimeOffset _sweepAt = origin.At + GateMemory;

    /// <summary>This activation's epoch.</summary>
    public long Epoch => epoch;

    /// <summary>The vendor's conduct, and the way to it.</summary>
    public Hearing Hearing { get; } = new(conduct ?? new VendorConduct());

    /// <summary>When a gate was last heard.</summary>
    public DateTimeOffset HeardAt { get; private set; } = origin.At;

    /// <summary>Buckets kept; bounded because full and forgotten ones are dropped.</summary>
    public int BucketCount => _buckets.Count;

    /// <summary>Hears a gate's report and answers it.</summary>
    /// <param name="report">The gate's news.</param>
    /// <param name="now">The present; when it lies before an earlier one, no time has passed.</param>
    public Reply Exchange(Report report, DateTimeOffset now)
    {
        MoveTo(now);
        HeardAt = now;
        if (_gates.TryGetValue(report.Gate, out var gate) && report.Sequence <= gate.Sequence && rules.Safeguards.HasFlag(Safeguards.Sequence))
        {
            return new Reply(epoch, rules.LotLifetime, []);
        }

        _gates[report.Gate] = (report.Sequence, now);
        var replies = new BucketReply[report.Buckets.Count];
        for (var i = 0; i < replies.Length; i++)
        {
            var news = report.Buckets[i];
            if (!_buckets.TryGetValue(news.Limit.Key, out var bucket))
            {
                _buckets.Add(news.Limit.Key, bucket = new Bucket(news.Limit, origin, rules));
            }

            replies[i] = bucket.Exchange(report.Gate, epoch, news, now);
        }

        return new Reply(epoch, rules.LotLifetime, replies);
    }

    /// <summary>What is to outlive this activation; null while minted tokens are in gates' hands, or older ones may be: levels would not be the whole truth.</summary>
    public GrainState? Snapshot(DateTimeOffset now)
    {
        MoveTo(now);
        if (now < origin.LearningUntil)
        {
            return null;
        }

        foreach (var bucket in _buckets.Values)
        {
            bucket.Advance(now);
            if (bucket.Outstanding > 0)
            {
                return null;
            }
        }

        return new GrainState(now, [.. _buckets.Where(entry => !entry.Value.IsFull).Select(entry => new BucketLevel(entry.Key.Policy, entry.Key.Partition, entry.Value.Level))]);
    }

    private void MoveTo(DateTimeOffset now)
    {
        if (now < _now)
        {
            // The clock was set back. Nothing refills for the step; lots that would seem to live longer than any lot does are cut to a lifetime.
            foreach (var bucket in _buckets.Values)
            {
                bucket.StepBack(now);
            }
        }

        _now = now;
        if (now >= _sweepAt)
        {
            _sweepAt = now + GateMemory;
            Sweep(now);
        }
    }

    private void Sweep(DateTimeOffset now)
    {
        foreach (var (id, gate) in _gates)
        {
            if (now - gate.HeardAt > GateMemory)
            {
                _gates.Remove(id);
            }
        }

        foreach (var (key, bucket) in _buckets)
        {
            bucket.Advance(now);
            if (bucket.IsFull && bucket.Outstanding == 0 && now - bucket.HeardAt > BucketMemory)
            {
                // A bucket met again starts as its origin says, which is never above full: forgetting full ones gives nothing away.
                _buckets.Remove(key);
            }
        }
    }
}
