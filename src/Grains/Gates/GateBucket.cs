using System.Runtime.InteropServices;
using Digdir.Altinn.Grains.Limits;
using Digdir.Altinn.Grains.Lots;

namespace Digdir.Altinn.Grains.Gates;

/// <summary>One limit as a gate sees it: its lots, what customers did, and the degraded share. Owned by its <see cref="GateLedger"/>; not thread-safe.</summary>
internal sealed class GateBucket(Limit limit)
{
    private readonly Dictionary<ulong, Use> _uses = [];
    private Dictionary<ulong, GateLot>? _own;
    private double _rate = limit.Allowance.Rate;
    private double _degraded = double.NaN;
    private TimeSpan _degradedAt;

    /// <summary>The limit, in its newest version.</summary>
    public Limit Limit { get; private set; } = limit;

    /// <summary>The lot that customers draw from who are not held to one of their own.</summary>
    public GateLot Open { get; } = new(null);

    /// <summary>Tokens per second the bucket refills with, as last told.</summary>
    public double Rate => _rate;

    /// <summary>Customers counted since the last report.</summary>
    public int UseCount => _uses.Count;

    private bool CountsCustomers => Limit.SharedByCustomers || Limit.RatePerCustomer > 0;

    /// <summary>The lot the customer draws from.</summary>
    public GateLot LotOf(ulong customer) => _own is not null && _own.TryGetValue(customer, out var own) && own.Held ? own : Open;

    /// <summary>What the request costs here: no request costs more than a full bucket, or it could never pass.</summary>
    public double Price(double cost) => Math.Min(cost, Limit.Allowance.Burst);

    /// <summary>Takes over a changed limit.</summary>
    public void Adopt(Limit limit)
    {
        if (limit.Equals(Limit))
        {
            Limit = limit;
            return;
        }

        Limit = limit;
        _rate = limit.Allowance.Rate;
        _degraded = Math.Min(_degraded, limit.Allowance.Burst);
        Open.Doubt();
        foreach (var own in _own?.Values ?? Enumerable.Empty<GateLot>())
        {
            own.Doubt();
        }
    }

    /// <summary>Notes what a customer asked.</summary>
    public void Ask(ulong customer, double cost, TimeSpan now)
    {
        LotOf(customer).Ask(cost, now);
        if (CountsCustomers)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_uses, customer, out _).Asked += cost;
        }
    }

    /// <summary>Takes tokens that are there, and notes what the customer asked unless it was noted before.</summary>
    public void Take(ulong customer, double cost, bool noted, TimeSpan now)
    {
        var lot = LotOf(customer);
        if (!noted)
        {
            lot.Ask(cost, now);
        }

        lot.Take(cost);
        if (CountsCustomers && (!noted || lot.Customer is null))
        {
            ref var use = ref CollectionsMarshal.GetValueRefOrAddDefault(_uses, customer, out _);
            use.Asked += noted ? 0 : cost;
            use.Taken += lot.Customer is null ? cost : 0;
        }
    }

    /// <summary>What the degraded share still holds.</summary>
    public double Degraded(double share, TimeSpan now)
    {
        // Never less than one token, or a small limit would let nothing through at all.
        var burst = Math.Min(Limit.Allowance.Burst, Math.Max(1, Limit.Allowance.Burst * share));
        _degraded = double.IsNaN(_degraded)
            ? burst
            : Math.Min(burst, _degraded + (Limit.Allowance.Rate * share * Math.Max(0, (now - _degradedAt).TotalSeconds)));
        _degradedAt = now;
        return _degraded;
    }

    /// <summary>Takes from the degraded share.</summary>
    public void TakeDegraded(double cost) => _degraded -= cost;

    /// <summary>True when the grain should hear of it.</summary>
    public bool HasNews(TimeSpan now)
    {
        if (Open.HasNews(now) || _uses.Count > 0)
        {
            return true;
        }

        if (_own is not null)
        {
            foreach (var own in _own.Values)
            {
                if (own.HasNews(now))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>True when its news can wait for the slow tick.</summary>
    public bool CanWait(TimeSpan tick, TimeSpan now) => _own is not { Count: > 0 } && Open.CanWait(Limit.Allowance.Burst, tick, now);

    /// <summary>Forgets lots of customers who have not been seen since.</summary>
    public void Sweep(TimeSpan now, TimeSpan since)
    {
        foreach (var (customer, own) in _own ?? [])
        {
            if (own.IsForgotten(now, since))
            {
                _own?.Remove(customer);
            }
        }
    }

    /// <summary>True when nothing is left in it and nobody asked since <paramref name="since"/>.</summary>
    public bool IsForgotten(TimeSpan now, TimeSpan since, double share)
        => Open.IsForgotten(now, since) && _own is not { Count: > 0 }
            && (double.IsNaN(_degraded) || Degraded(share, now) >= Math.Max(1, Limit.Allowance.Burst * share) - GateLot.Dust);

    /// <summary>How it stands, for a report.</summary>
    public BucketReport Report(GateRules rules, TimeSpan now, bool closing)
    {
        var lots = new LotReport[1 + (_own?.Count ?? 0)];
        lots[0] = Open.Report(_rate, Limit.Allowance.Burst, rules, now, closing);
        var next = 1;
        if (_own is not null)
        {
            foreach (var own in _own.Values)
            {
                lots[next++] = own.Report(_rate, Limit.Allowance.Burst, rules, now, closing);
            }
        }

        var uses = _uses.Count == 0 ? [] : new CustomerUse[_uses.Count];
        next = 0;
        foreach (var (customer, use) in _uses)
        {
            uses[next++] = new CustomerUse(customer, use.Asked, use.Taken);
        }

        _uses.Clear();
        return new BucketReport(Limit, lots, uses);
    }

    /// <summary>Takes in the grain's answer to the last report.</summary>
    public void Hear(BucketReply reply, long epoch, TimeSpan expiry, TimeSpan now)
    {
        _rate = reply.Rate;
        foreach (var lot in reply.Lots)
        {
            if (lot.Customer is not { } customer)
            {
                Open.Hear(lot, epoch, reply.Quantum, expiry, now);
                continue;
            }

            _own ??= [];
            if (!_own.TryGetValue(customer, out var own))
            {
                _own.Add(customer, own = new GateLot(customer));
            }

            own.Hear(lot, epoch, reply.Quantum, expiry, now);
            if (own is { Held: false } && own.Balance(now) <= 0)
            {
                _own.Remove(customer);
            }
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Use
    {
        public double Asked;
        public double Taken;
    }
}
