using Digdir.Altinn.Grains.Limits;
using Digdir.Altinn.Grains.Lots;

namespace Digdir.Altinn.Grains.Gates;

/// <summary>
/// A gate's books: which tokens it holds for which limit, what it owes its grain to tell, and whether a request may pass. Pure: no I/O, no clock; time is
/// the node's own, counted from some instant. Not thread-safe; <see cref="VendorGate"/> guards it.
/// </summary>
internal sealed class GateLedger(ulong gate, GateRules rules)
{
    private readonly Dictionary<LimitKey, GateBucket> _buckets = [];
    private readonly Dictionary<LimitSet, Plan> _plans = [];
    private readonly List<GateBucket> _spoken = [];
    private Plan? _latest;
    private long _sequence;
    private long _answered;
    private TimeSpan _spokeAt = GateLot.Never;
    private TimeSpan _usedAt;
    private TimeSpan _sweepAt;
    private TimeSpan _probeAt;
    private int _missed;

    /// <summary>True while the grain cannot be reached.</summary>
    public bool IsAlone => _missed > 0;

    /// <summary>When a request last came.</summary>
    public TimeSpan UsedAt => _usedAt;

    /// <summary>Buckets kept.</summary>
    public int BucketCount => _buckets.Count;

    /// <summary>Decides one request, all limits or none.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="customer">The customer.</param>
    /// <param name="cost">Tokens.</param>
    /// <param name="now">The present.</param>
    /// <param name="again">True when the same request was tried before and waited: it is not counted twice.</param>
    /// <param name="final">True to be refused rather than wait once more.</param>
    /// <param name="verdict">The answer, unless <see cref="GateStep.Wait"/>.</param>
    public GateStep Try(LimitSet limits, ulong customer, double cost, TimeSpan now, bool again, bool final, out Verdict verdict)
    {
        var buckets = PlanOf(limits, now).Buckets;
        var wait = false;
        var degraded = false;
        GateBucket? refusing = null;
        var longest = 0.0;
        foreach (var bucket in buckets)
        {
            var price = bucket.Price(cost);
            var lot = bucket.LotOf(customer);
            if (lot.Balance(now) + GateLot.Dust >= price)
            {
                continue;
            }

            double seconds;
            if (IsAlone)
            {
                var left = bucket.Degraded(rules.DegradedShare, now);
                // A request dearer than the whole degraded share passes on a full one.
                if (left + GateLot.Dust >= Math.Min(price, Math.Max(1, bucket.Limit.Allowance.Burst * rules.DegradedShare)))
                {
                    degraded = true;
                    continue;
                }

                seconds = (price - left) / (bucket.Limit.Allowance.Rate * rules.DegradedShare);
            }
            else if (!final && lot.MayAsk(price, now))
            {
                wait = true;
                continue;
            }
            else
            {
                seconds = lot.Wait(price, now);
            }

            if (refusing is null || seconds > longest)
            {
                refusing = bucket;
                longest = seconds;
            }
        }

        if (!again && (wait || refusing is not null))
        {
            Count(buckets, customer, cost, now, refusing is not null);
        }

        if (refusing is not null)
        {
            verdict = Refused(refusing, customer, longest, now);
            return NeedsProbe(now) ? GateStep.SettledAndLow : GateStep.Settled;
        }

        if (wait)
        {
            verdict = default;
            return GateStep.Wait;
        }

        var low = Take(buckets, customer, cost, again, now);
        verdict = Admitted(buckets, customer, degraded, now);
        return low || NeedsProbe(now) ? GateStep.SettledAndLow : GateStep.Settled;
    }

    /// <summary>Notes that a request waits for tokens, so that the next report asks for them.</summary>
    public void Need(LimitSet limits, ulong customer, double cost, TimeSpan now)
    {
        foreach (var bucket in PlanOf(limits, now).Buckets)
        {
            bucket.LotOf(customer).Need(bucket.Price(cost));
        }
    }

    /// <summary>True when a tick's time has passed with something to say.</summary>
    public bool HasNews(TimeSpan now)
    {
        var since = now - _spokeAt;
        if (now < _probeAt || since < rules.Tick)
        {
            return false;
        }

        foreach (var bucket in _buckets.Values)
        {
            if (bucket.HasNews(now) && (since >= rules.SlowTick || !bucket.CanWait(rules.Tick, now)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The next report. Its answer goes to <see cref="Hear"/>, or its failure to <see cref="Miss"/>, before the next one is asked for.</summary>
    /// <param name="now">The present, from which the lifetime of what is granted counts.</param>
    /// <param name="closing">True to return everything.</param>
    public Report Speak(TimeSpan now, bool closing = false)
    {
        _spokeAt = now;
        _spoken.Clear();
        foreach (var bucket in _buckets.Values)
        {
            if (bucket.HasNews(now))
            {
                _spoken.Add(bucket);
            }
        }

        var reports = new BucketReport[_spoken.Count];
        for (var i = 0; i < reports.Length; i++)
        {
            reports[i] = _spoken[i].Report(rules, now, closing);
        }

        return new Report(gate, ++_sequence, reports);
    }

    /// <summary>Takes in the answer to the last report.</summary>
    public void Hear(Reply reply, TimeSpan sentAt, TimeSpan now)
    {
        _missed = 0;
        _probeAt = TimeSpan.Zero;
        if (_answered == _sequence)
        {
            return;
        }

        _answered = _sequence;
        for (var i = 0; i < reply.Buckets.Count && i < _spoken.Count; i++)
        {
            if (reply.Buckets[i].Key == _spoken[i].Limit.Key)
            {
                _spoken[i].Hear(reply.Buckets[i], reply.Epoch, sentAt + reply.Lifetime, now);
            }
        }
    }

    /// <summary>The grain could not be reached with the last report. What it granted, if it heard it, lapses.</summary>
    public void Miss(TimeSpan now)
    {
        _answered = _sequence;
        _missed = Math.Min(_missed + 1, 4);
        _probeAt = now + (rules.Tick * (1 << (_missed - 1)));
    }

    /// <summary>Forgets what nobody has asked for in a while.</summary>
    public void Sweep(TimeSpan now)
    {
        if (now < _sweepAt)
        {
            return;
        }

        _sweepAt = now + (rules.Memory / 4);
        var since = now - rules.Memory;
        foreach (var (limits, plan) in _plans)
        {
            if (plan.UsedAt < since)
            {
                _plans.Remove(limits);
                _latest = ReferenceEquals(_latest, plan) ? null : _latest;
            }
        }

        foreach (var (key, bucket) in _buckets)
        {
            bucket.Sweep(now, since);
            if (bucket.IsForgotten(now, since, rules.DegradedShare) && !InPlan(bucket))
            {
                _buckets.Remove(key);
            }
        }
    }

    private bool InPlan(GateBucket bucket)
    {
        foreach (var plan in _plans.Values)
        {
            if (Array.IndexOf(plan.Buckets, bucket) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private bool NeedsProbe(TimeSpan now) => _missed > 0 && now >= _probeAt;

    private Plan PlanOf(LimitSet limits, TimeSpan now)
    {
        _usedAt = now;
        var plan = _latest;
        if (plan is null || !ReferenceEquals(plan.Limits, limits))
        {
            if (!_plans.TryGetValue(limits, out plan))
            {
                _plans.Add(limits, plan = Learn(limits));
            }

            plan.Adopt();
            _latest = plan;
        }

        plan.UsedAt = now;
        return plan;
    }

    private Plan Learn(LimitSet limits)
    {
        var buckets = new GateBucket[limits.Limits.Length];
        var terms = new Limit[buckets.Length];
        for (var i = 0; i < buckets.Length; i++)
        {
            var limit = limits.Limits[i];
            if (!_buckets.TryGetValue(limit.Key, out var bucket))
            {
                _buckets.Add(limit.Key, bucket = new GateBucket(limit));
            }

            buckets[i] = bucket;
            terms[i] = bucket.Limit.Equals(limit) ? bucket.Limit : limit;
        }

        return new Plan(limits, terms, buckets);
    }

    /// <summary>Counts what was asked: everywhere, or when refused only where it was refused, since the other limits were never really asked.</summary>
    private static void Count(GateBucket[] buckets, ulong customer, double cost, TimeSpan now, bool refused)
    {
        foreach (var bucket in buckets)
        {
            var price = bucket.Price(cost);
            if (!refused || bucket.LotOf(customer).Balance(now) + GateLot.Dust < price)
            {
                bucket.Ask(customer, price, now);
            }
        }
    }

    private bool Take(GateBucket[] buckets, ulong customer, double cost, bool noted, TimeSpan now)
    {
        var low = false;
        foreach (var bucket in buckets)
        {
            var price = bucket.Price(cost);
            var lot = bucket.LotOf(customer);
            if (lot.Balance(now) + GateLot.Dust >= price)
            {
                bucket.Take(customer, price, noted, now);
                low |= lot.IsLow || bucket.UseCount >= rules.CustomersPerReport;
            }
            else
            {
                if (!noted)
                {
                    bucket.Ask(customer, price, now);
                }

                bucket.TakeDegraded(Math.Min(price, bucket.Degraded(rules.DegradedShare, now)));
            }
        }

        return low && !IsAlone;
    }

    private Verdict Admitted(GateBucket[] buckets, ulong customer, bool degraded, TimeSpan now)
    {
        GateBucket? tightest = null;
        var least = double.PositiveInfinity;
        var remaining = 0.0;
        foreach (var bucket in buckets)
        {
            var left = Visible(bucket, customer, now);
            var share = left / bucket.Limit.Allowance.Burst;
            if (share < least)
            {
                (tightest, least, remaining) = (bucket, share, left);
            }
        }

        var admission = degraded ? Admission.Degraded : Admission.Admitted;
        return tightest is null
            ? new Verdict(admission, null, 0, 0, 0)
            : new Verdict(admission, tightest.Limit, Floor(remaining), SecondsToFull(tightest, remaining), 0);
    }

    private Verdict Refused(GateBucket bucket, ulong customer, double seconds, TimeSpan now)
    {
        var left = Visible(bucket, customer, now);
        return new Verdict(Admission.Refused, bucket.Limit, Floor(left), SecondsToFull(bucket, left), Ceiling(seconds));
    }

    private double Visible(GateBucket bucket, ulong customer, TimeSpan now)
        => Math.Min(
            bucket.Limit.Allowance.Burst,
            IsAlone ? bucket.LotOf(customer).Balance(now) + bucket.Degraded(rules.DegradedShare, now) : bucket.LotOf(customer).Visible(now));

    private int SecondsToFull(GateBucket bucket, double left)
        => Ceiling((bucket.Limit.Allowance.Burst - left) / (IsAlone ? bucket.Limit.Allowance.Rate * rules.DegradedShare : bucket.Rate));

    private static long Floor(double tokens) => (long)Math.Max(0, Math.Floor(tokens + GateLot.Dust));

    private static int Ceiling(double seconds) => (int)Math.Clamp(Math.Ceiling(seconds - GateLot.Dust), 1, int.MaxValue);

    /// <summary>A limit set with its buckets, so that a request looks up once.</summary>
    private sealed class Plan(LimitSet limits, Limit[] terms, GateBucket[] buckets)
    {
        public LimitSet Limits => limits;

        public GateBucket[] Buckets => buckets;

        public TimeSpan UsedAt { get; set; }

        /// <summary>Of several versions of a limit the one used last counts: a plan may change, and change back.</summary>
        public void Adopt()
        {
            for (var i = 0; i < buckets.Length; i++)
            {
                if (!ReferenceEquals(buckets[i].Limit, terms[i]))
                {
                    buckets[i].Adopt(terms[i]);
                }
            }
        }
    }
}

/// <summary>How far a request got.</summary>
internal enum GateStep
{
    /// <summary>Answered.</summary>
    Settled = 0,

    /// <summary>Answered, and the gate should speak with its grain soon.</summary>
    SettledAndLow = 1,

    /// <summary>Not answered: the lots do not suffice, and the grain may have more.</summary>
    Wait = 2,
}
