using Digdir.Altinn.Grains.Limits;
using Digdir.Altinn.Grains.Lots;

namespace Digdir.Altinn.Grains.Vendors;

/// <summary>
/// One limit's token bucket with the account of its outstanding lots. Owned by its <see cref="VendorGrain"/>; not thread-safe.
/// <para>
/// Why it is exact: let an ideal bucket see every admitted call. Its level is never below ours plus what gates may still spend. Minting and returning move
/// tokens between the two terms; spending lowers the ideal level and what may be spent alike; refill stops at burst minus what is outstanding, and a gate's
/// lot dies on the gate's clock before it is written off here.
/// </para>
/// </summary>
internal sealed class Bucket
{
    private const double Dust = 1e-9;

    private readonly Origin _origin;
    private readonly GrainRules _rules;
    private readonly Dictionary<(ulong Gate, ulong? Customer), Lot> _lots = [];
    private readonly Dictionary<ulong, DateTimeOffset> _gates = [];
    private Limit _limit;
    private FairShares? _shares;
    private DateTimeOffset _at;
    private DateTimeOffset _nextLapse = DateTimeOffset.MaxValue;

    public Bucket(Limit limit, Origin origin, GrainRules rules)
    {
        _limit = limit;
        _origin = origin;
        _rules = rules;
        _at = origin.At;
        Rate = limit.Allowance.Rate;
        Level = origin.LevelOf(limit);
        HeardAt = origin.At;
    }

    /// <summary>Tokens that can be minted.</summary>
    public double Level { get; private set; }

    /// <summary>Tokens minted, and neither reported as spent, nor returned, nor lapsed.</summary>
    public double Outstanding { get; private set; }

    /// <summary>Tokens per second, active customers counted in.</summary>
    public double Rate { get; private set; }

    /// <summary>When a gate last had news about it.</summary>
    public DateTimeOffset HeardAt { get; private set; }

    /// <summary>True when it holds all it can.</summary>
    public bool IsFull => Level >= _limit.Allowance.Burst - Dust;

    private double Room => Math.Max(0, (_limit.Allowance.Burst * EffectiveShare(_at)) - Level - Outstanding);

    /// <summary>Settles what a gate reports and mints what it may have.</summary>
    public BucketReply Exchange(ulong gate, long epoch, BucketReport news, DateTimeOffset now)
    {
        Advance(now);
        HeardAt = now;
        Adopt(news.Limit);
        _gates[gate] = now;
        if (_shares is not null)
        {
            for (var i = 0; i < news.Customers.Count; i++)
            {
                _shares.Record(news.Customers[i], now);
            }

            Rate = EffectiveRate(_shares.Settle(Rate, Level, now));
        }

        for (var i = 0; i < news.Lots.Count; i++)
        {
            SettleLot(gate, epoch, news.Lots[i]);
        }

        var gates = CompetingGates(now);
        var answers = new LotReply[news.Lots.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = Answer(gate, news.Lots[i], gates, now);
        }

        var replies = WithTheHeld(news, answers, now);
        var quantum = gates > 1 ? 0.05 * Rate : 0;
        return new BucketReply(_limit.Key, Rate, quantum, replies);
    }

    /// <summary>Lets time pass: lots lapse and the bucket refills, in the order in which it happened.</summary>
    public void Advance(DateTimeOffset now)
    {
        while (_nextLapse <= now)
        {
            Refill(_nextLapse);
            Lapse(_nextLapse);
        }

        Refill(now);
    }

    /// <summary>The clock was set back to <paramref name="now"/>.</summary>
    public void StepBack(DateTimeOffset now)
    {
        _at = now < _at ? now : _at;
        foreach (var lot in _lots.Values)
        {
            lot.Expiry = lot.Expiry < now + _rules.LotLifetime ? lot.Expiry : now + _rules.LotLifetime;
        }

        FindNextLapse();
    }

    private void Adopt(Limit limit)
    {
        if (!limit.Equals(_limit))
        {
            _limit = limit;
            Level = Math.Min(Level, Math.Max(0, limit.Allowance.Burst - Outstanding));
            Rate = EffectiveRate(_shares?.Active ?? 0);
        }

        if (_shares is null && (limit.SharedByCustomers || limit.RatePerCustomer > 0))
        {
            _shares = new FairShares();
        }

        _shares?.Adopt(limit);
    }

    private double EffectiveRate(int customers)
    {
        var rate = _limit.Allowance.Rate;
        return _limit.RatePerCustomer > 0 ? Math.Max(rate, Math.Min(_limit.MaxRate, rate + (_limit.RatePerCustomer * customers))) : rate;
    }

    private void SettleLot(ulong gate, long epoch, LotReport report)
    {
        if (!_lots.TryGetValue((gate, report.Customer), out var lot))
        {
            return;
        }

        // A lot that an other epoch minted is none of ours: what is left of it, or returned, says nothing about this account.
        var ours = report.Epoch == epoch || !_rules.Safeguards.HasFlag(Safeguards.Epochs);
        var confirmed = ours ? Math.Clamp(report.Left, 0, lot.Remaining) : 0;
        var credit = ours ? Math.Clamp(report.Returned, 0, lot.Remaining - confirmed) : 0;
        Outstanding -= lot.Remaining - confirmed;
        lot.Remaining = confirmed;
        Level += credit;
        if (report.Customer is { } customer)
        {
            _shares?.Credit(customer, credit);
        }
    }

    private LotReply Answer(ulong gate, LotReport report, int gates, DateTimeOffset now)
    {
        var held = report.Customer is { } customer && _shares is not null && _shares.IsHeld(customer, now);
        var lot = _lots.GetValueOrDefault((gate, report.Customer));
        var confirmed = lot?.Remaining ?? 0;
        var (mintable, rate) = MintableFor(report.Customer, now);
        var granted = report.Customer is null || held ? Grant(mintable, report, gates) : 0;
        if (granted > 0)
        {
            Level = Math.Max(0, Level - granted);
            Outstanding += granted;
            if (report.Customer is { } owner)
            {
                _shares?.Charge(owner, granted);
            }
        }

        if (confirmed + granted > 0)
        {
            lot ??= _lots[(gate, report.Customer)] = new Lot();
            lot.Remaining = confirmed + granted;
            lot.Expiry = now + _rules.LotLifetime;
            _nextLapse = lot.Expiry < _nextLapse ? lot.Expiry : _nextLapse;
        }
        else
        {
            _lots.Remove((gate, report.Customer));
            Outstanding = _lots.Count == 0 ? 0 : Outstanding;
        }

        return new LotReply(report.Customer, held, confirmed, granted, mintable - granted, rate, Room);
    }

    /// <summary>What requests wait for comes first; stock for later is cut down as the bucket runs low, so that no gate sits on tokens others are refused for.</summary>
    private static double Grant(double mintable, LotReport report, int gates)
    {
        if (mintable <= 0)
        {
            return 0;
        }

        var unit = Math.Max(report.Unit, Dust);
        var needed = mintable + Dust >= report.Needed ? report.Needed : Whole(mintable, unit);
        var rest = Math.Max(0, mintable - needed);
        var stock = report.Wanted - needed;
        if (stock > 0 && needed >= report.Needed)
        {
            needed += Whole(Math.Min(stock, rest / gates), unit);
        }

        return needed;
    }

    private static double Whole(double tokens, double unit) => Math.Floor((tokens / unit) + Dust) * unit;

    private (double Mintable, double Rate) MintableFor(ulong? customer, DateTimeOffset now)
        => customer is { } owner && _shares is not null
            ? (Math.Min(_shares.CreditOf(owner, now), AboveReserve(_shares)), _shares.RateOfHeld)
            : (Level, EffectiveShare(_at) * Rate);

    /// <summary>What held customers may take; below the reserve so much negative as makes their rate arrive at zero when the bucket's rate has refilled it.</summary>
    private double AboveReserve(FairShares shares)
    {
        var above = Level - shares.Reserve;
        return above >= 0 ? above : above / Rate * shares.RateOfHeld;
    }

    /// <summary>Tells the gate which of the customers it spoke of are held to lots of their own from now on.</summary>
    private IReadOnlyList<LotReply> WithTheHeld(BucketReport news, LotReply[] answers, DateTimeOffset now)
    {
        List<LotReply>? all = null;
        for (var i = 0; _shares is { IsSharing: true } && i < news.Customers.Count; i++)
        {
            var customer = news.Customers[i].Customer;
            if (_shares.IsHeld(customer, now) && !Contains(answers, customer))
            {
                var (mintable, rate) = MintableFor(customer, now);
                (all ??= [.. answers]).Add(new LotReply(customer, Held: true, Confirmed: 0, Granted: 0, mintable, rate, Room));
            }
        }

        return all is null ? answers : all;
    }

    private static bool Contains(LotReply[] answers, ulong customer)
    {
        foreach (var answer in answers)
        {
            if (answer.Customer == customer)
            {
                return true;
            }
        }

        return false;
    }

    private int CompetingGates(DateTimeOffset now)
    {
        foreach (var (gate, heardAt) in _gates)
        {
            if (now - heardAt > _rules.LotLifetime)
            {
                _gates.Remove(gate);
            }
        }

        return Math.Max(1, _gates.Count);
    }

    private double EffectiveShare(DateTimeOffset at) => at < _origin.LearningUntil ? _origin.SafeShare : 1;

    private void Refill(DateTimeOffset to)
    {
        if (_at < _origin.LearningUntil && to > _origin.LearningUntil)
        {
            Refill(_origin.LearningUntil);
        }

        if (to <= _at)
        {
            return;
        }

        var share = EffectiveShare(_at);
        var room = _limit.Allowance.Burst * share;
        room -= _rules.Safeguards.HasFlag(Safeguards.OutstandingAccount) ? Outstanding : 0;
        if (Level < room)
        {
            Level = Math.Min(room, Level + ((to - _at).TotalSeconds * Rate * share));
        }

        _at = to;
    }

    private void Lapse(DateTimeOffset at)
    {
        foreach (var (holder, lot) in _lots)
        {
            if (lot.Expiry <= at)
            {
                Outstanding -= lot.Remaining;
                _lots.Remove(holder);
            }
        }

        Outstanding = _lots.Count == 0 ? 0 : Outstanding;
        FindNextLapse();
    }

    private void FindNextLapse()
    {
        _nextLapse = DateTimeOffset.MaxValue;
        foreach (var lot in _lots.Values)
        {
            _nextLapse = lot.Expiry < _nextLapse ? lot.Expiry : _nextLapse;
        }
    }

    /// <summary>What one gate holds: for everybody, or for one customer.</summary>
    private sealed class Lot
    {
        public double Remaining { get; set; }

        public DateTimeOffset Expiry { get; set; }
    }
}
