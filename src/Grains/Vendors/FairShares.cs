using System.Runtime.InteropServices;
using Digdir.Altinn.Grains.Limits;
using Digdir.Altinn.Grains.Lots;

namespace Digdir.Altinn.Grains.Vendors;

/// <summary>
/// How a vendor's customers share one bucket, max-min fairly (docs/adr/0003). Each customer has a credit that grows at the fair share and pays for what he takes.
/// While the customers together ask for more than there is, one who has used up his credit is <em>held</em>: he gets what his credit earns and nothing of
/// the reserve. Everybody else draws freely. Owned by its <see cref="Bucket"/>; not thread-safe.
/// </summary>
internal sealed class FairShares
{
    /// <summary>Customers kept per bucket; beyond that the one who asks least is forgotten.</summary>
    public const int Capacity = 1024;

    private const double CreditSeconds = 5;
    private const double OverdraftSeconds = 2;
    private const double ReserveOfBurst = 0.25;
    private static readonly TimeSpan SettleEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan SettleEveryInPlenty = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ActiveFor = TimeSpan.FromMinutes(10);

    private readonly Dictionary<ulong, Customer> _customers = [];
    private double[] _demands = new double[16];
    private Limit? _limit;
    private double _share;
    private double _pace = 1;
    private double _capacity;
    private double _memory = 2;
    private bool _sharing;
    private double _bearable = double.PositiveInfinity;
    private DateTimeOffset _settledAt = DateTimeOffset.MinValue;

    /// <summary>Customers seen in the last ten minutes, as of the last settling.</summary>
    public int Active { get; private set; }

    /// <summary>True while several customers ask: only then can one be held.</summary>
    public bool IsSharing => _sharing;

    /// <summary>Tokens of the bucket that held customers may not touch.</summary>
    public double Reserve { get; private set; }

    /// <summary>Tokens per second that a held customer's credit grows with.</summary>
    public double RateOfHeld => _share * _pace;

    /// <summary>Takes over the limit's terms.</summary>
    public void Adopt(Limit limit)
    {
        if (_limit is null)
        {
            _share = limit.Allowance.Rate;
            _capacity = Math.Max(1, (1 - ReserveOfBurst) * limit.Allowance.Burst);
        }

        _limit = limit;
        // Long enough to have seen some twenty requests at the limit's rate, so that slow limits are not judged by single calls.
        _memory = Math.Clamp(20 / limit.Allowance.Rate, 2, 60);
    }

    /// <summary>Takes note of what a customer asked and took.</summary>
    public void Record(CustomerUse use, DateTimeOffset now)
    {
        var customer = Know(use.Customer, now);
        customer.Demand = DemandOf(customer, now) + (use.Asked / _memory);
        customer.SeenAt = now;
        customer.Debt = DebtOf(customer, now) + use.Taken;
        customer.PaidAt = now;
    }

    /// <summary>Works out the fair share and the pace: every 50 ms at most, every second in times of plenty. Returns how many customers are active.</summary>
    public int Settle(double rate, double level, DateTimeOffset now)
    {
        var burst = _limit?.Allowance.Burst ?? 0;
        var every = level > burst / 2 && _share >= rate ? SettleEveryInPlenty : SettleEvery;
        if (now - _settledAt < every && now >= _settledAt)
        {
            return Active;
        }

        PayAll(now);
        _settledAt = now;
        var asking = 0;
        Active = 0;
        _demands = _demands.Length < _customers.Count ? new double[_customers.Count * 2] : _demands;
        foreach (var (id, customer) in _customers)
        {
            if (now - customer.SeenAt > ActiveFor)
            {
                _customers.Remove(id);
                continue;
            }

            Active++;
            // One who asks for ten times the rate is no different from one who asks for twice; and is sooner forgotten when he stops.
            customer.Demand = Math.Min(DemandOf(customer, now), 2 * rate);
            customer.SettledAt = now;
            if (customer.Demand > 0.001 * rate)
            {
                _demands[asking++] = customer.Demand;
            }
        }

        var share = WaterFill(_demands.AsSpan(0, asking), rate);
        _sharing = _limit is { SharedByCustomers: true } && asking > 1;
        Reserve = _sharing ? ReserveOfBurst * burst : 0;
        if (_sharing && share < rate)
        {
            _share = share;
            _capacity = Math.Max(1, Math.Min(burst / 2, Math.Max(CreditSeconds * share, burst / (2 * asking))));
        }
        else
        {
            // There is enough for all: one customer may take all but the reserve at once, so that a sudden flood finds the others provided for.
            _share = rate;
            _capacity = Math.Max(1, (1 - ReserveOfBurst) * burst);
        }

        _bearable = _capacity * (level < Reserve ? Math.Max(0.2, level / Reserve) : 1);

        // The share rests on estimates; the level says whether they were too low or too high. At half full the pace is 1.
        Forgive();
        _pace = _sharing ? Math.Clamp(2 * level / Math.Max(burst, 1), 0.25, 2) : 1;
        return Active;
    }

    /// <summary>Whether the customer is held to what his credit earns.</summary>
    public bool IsHeld(ulong id, DateTimeOffset now)
    {
        if (!_sharing || !_customers.TryGetValue(id, out var customer))
        {
            return false;
        }

        // The lower the reserve, the less debt it takes, so that those who flood together do not empty the bucket before their credits are spent.
        var debt = DebtOf(customer, now);
        customer.Held = debt >= (customer.Held ? Math.Min(_bearable, _capacity / 2) : _bearable);
        return customer.Held;
    }

    /// <summary>What the customer may still take; negative when he took more than his share.</summary>
    public double CreditOf(ulong id, DateTimeOffset now) => _capacity - (_customers.TryGetValue(id, out var customer) ? DebtOf(customer, now) : 0);

    /// <summary>Pays for tokens minted for the customer alone.</summary>
    public void Charge(ulong id, double tokens) => Credit(id, -tokens);

    /// <summary>Gives back tokens minted for the customer alone that he did not use.</summary>
    public void Credit(ulong id, double tokens)
    {
        if (_customers.TryGetValue(id, out var customer))
        {
            customer.Debt -= tokens;
        }
    }

    /// <summary>The level α at which Σ min(demand, α) = rate; infinite when all demands together stay under the rate. Sorts the demands.</summary>
    internal static double WaterFill(Span<double> demands, double rate)
    {
        demands.Sort();
        var left = rate;
        for (var i = 0; i < demands.Length; i++)
        {
            var each = left / (demands.Length - i);
            if (demands[i] > each)
            {
                return each;
            }

            left -= demands[i];
        }

        return double.PositiveInfinity;
    }

    private double DemandOf(Customer customer, DateTimeOffset now)
    {
        var seconds = (now - customer.SettledAt).TotalSeconds;
        customer.SettledAt = now;
        return seconds > 0 ? customer.Demand * Math.Exp(-seconds / _memory) : customer.Demand;
    }

    private double DebtOf(Customer customer, DateTimeOffset now)
        => Math.Max(0, customer.Debt - (Math.Max(0, (now - customer.PaidAt).TotalSeconds) * _share * _pace));

    private void PayAll(DateTimeOffset now)
    {
        foreach (var customer in _customers.Values)
        {
            customer.Debt = DebtOf(customer, now);
            customer.PaidAt = now;
        }
    }

    /// <summary>Most of what was overdrawn before a customer was held is forgiven, or one burst would shut him out for long while others leave his share unused.</summary>
    private void Forgive()
    {
        foreach (var customer in _customers.Values)
        {
            customer.Debt = Math.Min(_capacity + (OverdraftSeconds * _share), customer.Debt);
        }
    }

    private Customer Know(ulong id, DateTimeOffset now)
    {
        ref var customer = ref CollectionsMarshal.GetValueRefOrAddDefault(_customers, id, out var known);
        if (known && customer is not null)
        {
            return customer;
        }

        customer = new Customer { PaidAt = now, SettledAt = now };
        var made = customer;
        if (_customers.Count > Capacity)
        {
            var least = _customers.Where(entry => entry.Key != id).MinBy(entry => (entry.Value.Demand, entry.Value.SeenAt));
            _customers.Remove(least.Key);
        }

        return made;
    }

    private sealed class Customer
    {
        public double Demand { get; set; }

        public DateTimeOffset SettledAt { get; set; }

        public double Debt { get; set; }

        public DateTimeOffset PaidAt { get; set; }

        public DateTimeOffset SeenAt { get; set; }

        public bool Held { get; set; }
    }
}
