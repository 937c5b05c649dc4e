using Digdir.Altinn.Grains.Lots;

namespace Digdir.Altinn.Grains.Gates;

/// <summary>Tokens in a gate's hands: for everybody, or for one customer. Owned by its <see cref="GateLedger"/>; not thread-safe.</summary>
internal sealed class GateLot(ulong? customer)
{
    /// <summary>Tokens are doubles; less than this is nothing.</summary>
    public const double Dust = 1e-9;

    /// <summary>Long before any node started.</summary>
    public static readonly TimeSpan Never = TimeSpan.FromDays(-100_000);

    private const double DemandMemory = 1;

    /// <summary>While several gates compete, or for a single customer, what was refused is asked again after this long: others may have returned tokens.</summary>
    private static readonly TimeSpan CrowdedPatience = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a refusal is believed when nobody else draws from the bucket.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private long _epoch;
    private double _balance;
    private TimeSpan _expiry;
    private bool _known;
    private double _told;
    private double _room;
    private double _mintable;
    private double _rate;
    private double _quantum;
    private TimeSpan _toldAt;
    private double _asked;
    private double _demand;
    private TimeSpan _demandAt;
    private TimeSpan _askedAt = Never;
    private double _unit = double.PositiveInfinity;
    private double _needed;
    private double _sentLeft;
    private double _sentWanted;
    private double _low;

    /// <summary>Whose lot it is; null for the open lot.</summary>
    public ulong? Customer => customer;

    /// <summary>True while the customer is held to this lot.</summary>
    public bool Held { get; set; }

    /// <summary>True when it ran low enough, in times of plenty, to fetch more ahead of need.</summary>
    public bool IsLow => _balance < _low;

    /// <summary>What may be spent now.</summary>
    public double Balance(TimeSpan now)
    {
        if (now >= _expiry)
        {
            _balance = 0;
        }

        return _balance;
    }

    /// <summary>What could be had in all, as far as the grain has told: never more than that, so without what may have been refilled since.</summary>
    public double Visible(TimeSpan now) => Balance(now) + Math.Max(0, _mintable);

    /// <summary>Takes tokens that are there.</summary>
    public void Take(double cost)
    {
        _balance = Math.Max(0, _balance - cost);
    }

    /// <summary>Notes that somebody asked.</summary>
    public void Ask(double cost, TimeSpan now)
    {
        _asked += cost;
        _askedAt = now;
        _unit = Math.Min(_unit, cost);
    }

    /// <summary>Notes that a waiting request lacks tokens; told in the next report.</summary>
    public void Need(double cost)
    {
        _needed += cost;
        _unit = Math.Min(_unit, cost);
    }

    /// <summary>Whether it makes sense to ask the grain for what is missing, or what it last said still stands.</summary>
    public bool MayAsk(double cost, TimeSpan now)
    {
        if (!_known || now - _toldAt >= (_quantum > 0 || customer is not null ? CrowdedPatience : Patience))
        {
            return true;
        }

        var missing = cost - Balance(now);
        if (Estimate(now) + Dust >= Math.Max(missing, _quantum))
        {
            return true;
        }

        // The bucket waits to hear what was spent before it refills any further.
        return _told - _balance > Dust && (Grown(now) > _room || _mintable + _room + Dust < missing);
    }

    /// <summary>Seconds until what is missing can be minted, if nobody else takes it.</summary>
    public double Wait(double cost, TimeSpan now) => _rate > 0 ? Math.Max(0, (cost - Balance(now) - Estimate(now)) / _rate) : 0;

    /// <summary>Forgets what the grain said: the limit has changed.</summary>
    public void Doubt() => _known = false;

    /// <summary>Whether the grain should hear of it.</summary>
    public bool HasNews(TimeSpan now) => _asked > 0 || _needed > 0 || Balance(now) > 0;

    /// <summary>True when nothing is left and nobody asked since <paramref name="since"/>.</summary>
    public bool IsForgotten(TimeSpan now, TimeSpan since) => Balance(now) <= 0 && _askedAt < since;

    /// <summary>True when what there is to tell can wait: little was spent, and whoever else draws from the bucket finds plenty in it.</summary>
    public bool CanWait(double burst, TimeSpan tick, TimeSpan now)
        => _known && _needed <= 0 && _told - _balance <= 0.02 * burst && _mintable > burst / 2 && (_quantum <= 0 || now - _askedAt < tick);

    /// <summary>How it stands, for a report. What it returns can no longer be spent.</summary>
    public LotReport Report(double rate, double burst, GateRules rules, TimeSpan now, bool closing)
    {
        _demand = (_demand * Math.Exp(-Math.Max(0, (now - _demandAt).TotalSeconds) / DemandMemory)) + (_asked / DemandMemory);
        _demandAt = now;
        var unit = double.IsFinite(_unit) ? Math.Max(_unit, Dust) : 1;
        // In times of plenty a larger stock saves exchanges and waiting, and harms nobody: what is not used comes back within a tick or two.
        var seconds = _known && _mintable > burst / 2 ? rules.PlentySeconds : rules.StockSeconds;
        var stock = Math.Min(burst, Math.Max(seconds * _demand, rules.LeastStockSeconds * (customer is null ? rate : _rate)));
        var idle = closing || (_needed <= 0 && now - _askedAt >= (_quantum > 0 || customer is not null ? rules.Tick : rules.SlowTick));
        var balance = Balance(now);
        var returned = idle || (customer is not null && !Held) ? balance : balance > (2 * stock) + unit + _needed ? balance - stock - _needed : 0;
        _balance -= returned;
        var needed = Math.Max(0, _needed - _balance);
        var wanted = idle ? 0 : Math.Max(needed, _needed + stock - _balance);
        var report = new LotReport(customer, _epoch, _balance, returned, needed, wanted, unit);
        _sentLeft = _balance;
        _sentWanted = wanted;
        _asked = 0;
        _needed = 0;
        _unit = double.PositiveInfinity;
        return report;
    }

    /// <summary>Takes in the grain's answer to the last report.</summary>
    public void Hear(LotReply reply, long epoch, double quantum, TimeSpan expiry, TimeSpan now)
    {
        // What was spent since the report went out came from what was left then; what the grain does not confirm is gone.
        _balance = Math.Max(0, Balance(now) - Math.Max(0, _sentLeft - reply.Confirmed)) + reply.Granted;
        _sentLeft = 0;
        _epoch = epoch;
        _expiry = expiry;
        _known = true;
        _told = _balance;
        _toldAt = now;
        _mintable = reply.Mintable;
        _rate = reply.Rate;
        _room = reply.Room;
        _quantum = quantum;
        Held = reply.Held;
        _low = reply.Granted + Dust >= _sentWanted && reply.Mintable > _balance ? _balance / 4 : 0;
    }

    private double Estimate(TimeSpan now) => _mintable + Math.Min(_room, Grown(now));

    private double Grown(TimeSpan now) => _rate * Math.Max(0, (now - _toldAt).TotalSeconds);
}
