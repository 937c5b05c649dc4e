using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Levels;

namespace Digdir.Altinn.Gateway.Overruns;

/// <summary>
/// Whether a product is overrun, and by whom: the rule that pulls the emergency brake (reference 5.2, LE). A product is overrun when for half a minute it has
/// failed many calls, or answered many times slower than usual, while more calls came than usual; it is a vendor's doing when at least half of the product's
/// time went to that vendor. Each vendor is found at most once an hour. Pure: no clock, no I/O. Bounded: six steps of at most sixteen vendors, whose
/// figures are never above the truth. Not thread-safe.
/// </summary>
internal sealed class ProductLoad
{
    /// <summary>How often <see cref="Look"/> has something new to say, in milliseconds.</summary>
    public const long StepMs = 10_000;

    /// <summary>Steps that are looked at together: a minute.</summary>
    public const int Steps = 6;

    /// <summary>Steps in a row before anything is said.</summary>
    public const int Patience = 3;

    /// <summary>Ordinary steps before what is usual is known: five minutes.</summary>
    public const int Learning = 30;

    /// <summary>What a call counts at least, in milliseconds: one that fails at once has cost something too.</summary>
    public const double LeastCost = 20;

    private const double Fade = 1.0 / 360;
    private const double LeastLatency = 50;
    private const double SlowLatency = 1000;
    private const long Hold = EmergencyBrake.HoldMs;

    // The step that is being filled and the six before it.
    private readonly Tally[] _tallies = [new(), new(), new(), new(), new(), new(), new()];
    private readonly Dictionary<VendorId, long> _found = [];
    private long _step = long.MinValue;
    private long _looked = long.MinValue;
    private double _usualCalls;
    private double _usualLatency;
    private int _known;
    private int _overrun;

    /// <summary>Calls and failures of the step under way and the minute before it.</summary>
    public (long Calls, long Failures) Heard
    {
        get
        {
            var (calls, failures) = (0L, 0L);
            foreach (var tally in _tallies)
            {
                calls += tally.Calls;
                failures += tally.Failures;
            }

            return (calls, failures);
        }
    }

    /// <summary>Takes in a call that was passed on.</summary>
    /// <param name="vendor">Whose.</param>
    /// <param name="tookMs">Milliseconds until the answer began, or until it was clear that none would come.</param>
    /// <param name="failed">True when the product failed it.</param>
    /// <param name="now">Milliseconds since 1970.</param>
    public void Hear(VendorId vendor, double tookMs, bool failed, long now)
    {
        Turn(now);
        Of(_step).Add(vendor, Math.Max(LeastCost, tookMs), failed);
    }

    /// <summary>Looks at the minute that ended with the last step. Says a vendor once; asked twice within a step it says nothing the second time.</summary>
    /// <returns>Who overruns the product, and the figures; null for nobody.</returns>
    public (VendorId Vendor, Overrun Figures)? Look(string product, OverrunOptions rules, long now)
    {
        Turn(now);
        if (_looked == _step)
        {
            return null;
        }

        _looked = _step;
        double calls = 0, failures = 0, cost = 0;
        var sums = new Dictionary<VendorId, double>();
        for (var back = 1; back <= Steps; back++)
        {
            var tally = Of(_step - back);
            calls += tally.Calls;
            failures += tally.Failures;
            cost += tally.Cost;
            tally.AddTo(sums);
        }

        var latency = calls > 0 ? cost / calls : 0;
        var isKnown = _known >= Learning;
        var suffers = calls >= rules.LeastCalls
            && (failures >= rules.FailureShare * calls || (isKnown && latency >= SlowLatency && latency >= rules.TimesSlower * Math.Max(LeastLatency, _usualLatency)));
        if (!suffers)
        {
            Learn(calls, latency);
        }

        _overrun = suffers && isKnown && calls >= rules.TimesMore * _usualCalls ? _overrun + 1 : 0;
        if (_overrun < Patience || Most(sums) is not { } most || most.Cost < rules.Share * cost || !Find(most.Vendor, now))
        {
            return null;
        }

        return (most.Vendor, new Overrun(product, Shadow: false, most.Cost / cost, failures / calls, latency, _usualLatency, calls, _usualCalls));
    }

    /// <summary>Nothing came of having found the vendor: it may be found again at once.</summary>
    public void Forget(VendorId vendor) => _found.Remove(vendor);

    private static (VendorId Vendor, double Cost)? Most(Dictionary<VendorId, double> sums)
    {
        (VendorId Vendor, double Cost)? most = null;
        foreach (var (vendor, cost) in sums)
        {
            most = most is { } other && other.Cost >= cost ? most : (vendor, cost);
        }

        return most;
    }

    private bool Find(VendorId vendor, long now)
    {
        foreach (var (other, at) in _found)
        {
            if (now - at >= Hold)
            {
                _found.Remove(other);
            }
        }

        // An instant in the future is a clock set back: it still counts.
        return _found.TryAdd(vendor, now);
    }

    private void Learn(double calls, double latency)
    {
        var share = Math.Max(Fade, 1.0 / (_known + 1));
        _usualCalls += (calls - _usualCalls) * share;
        if (calls > 0)
        {
            _usualLatency += (latency - _usualLatency) * (_usualLatency == 0 ? 1 : share);
        }

        _known = Math.Min(_known + 1, int.MaxValue - 1);
    }

    /// <summary>Goes on to the step of the instant. A clock set back a little changes nothing; set back or forth by more than a minute it begins anew.</summary>
    private void Turn(long now)
    {
        var step = now / StepMs;
        if (_step == long.MinValue || step - _step > Steps || _step - step > Steps)
        {
            foreach (var tally in _tallies)
            {
                tally.Clear();
            }

            _overrun = 0;
            _step = step;
            return;
        }

        while (_step < step)
        {
            _step++;
            Of(_step).Clear();
        }
    }

    private Tally Of(long step) => _tallies[(int)(((step % _tallies.Length) + _tallies.Length) % _tallies.Length)];

    /// <summary>One step: sums of all, and of the vendors that cost most. What gives way takes as much from all that stay, so none is ever shown above the truth (Misra and Gries).</summary>
    private sealed class Tally
    {
        private const int MostVendors = 16;

        private readonly VendorId[] _vendors = new VendorId[MostVendors];
        private readonly double[] _costs = new double[MostVendors];
        private int _count;

        public long Calls { get; private set; }

        public long Failures { get; private set; }

        public double Cost { get; private set; }

        public void Add(VendorId vendor, double cost, bool failed)
        {
            Calls++;
            Failures += failed ? 1 : 0;
            Cost += cost;
            var at = _vendors.AsSpan(0, _count).IndexOf(vendor);
            if (at >= 0)
            {
                _costs[at] += cost;
                return;
            }

            if (_count == MostVendors)
            {
                cost -= GiveWay(cost);
            }

            if (cost > 0 && _count < MostVendors)
            {
                (_vendors[_count], _costs[_count]) = (vendor, cost);
                _count++;
            }
        }

        public void AddTo(Dictionary<VendorId, double> sums)
        {
            for (var i = 0; i < _count; i++)
            {
                sums[_vendors[i]] = sums.GetValueOrDefault(_vendors[i]) + _costs[i];
            }
        }

        public void Clear()
        {
            (Calls, Failures, Cost, _count) = (0, 0, 0, 0);
        }

        private double GiveWay(double cost)
        {
            var less = cost;
            for (var i = 0; i < _count; i++)
            {
                less = Math.Min(less, _costs[i]);
            }

            for (var i = _count - 1; i >= 0; i--)
            {
                _costs[i] -= less;
                if (_costs[i] <= 0)
                {
                    _count--;
                    (_vendors[i], _costs[i]) = (_vendors[_count], _costs[_count]);
                }
            }

            return less;
        }
    }
}
