using Digdir.Altinn.Grains.Gates;
using Digdir.Altinn.Grains.Limits;
using Digdir.Altinn.Grains.Lots;
using Digdir.Altinn.Grains.Vendors;

namespace Digdir.Altinn.Grains.Tests.Simulation;

/// <summary>
/// Several nodes' gates and one vendor's grain in simulated time, with a wire that takes time and may lose replies. Runs the real rules; only the shells
/// (lock, timer, engine) are replaced by an event queue. Everything is drawn from one seed.
/// </summary>
internal sealed class Fleet
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Action, (double, long)> _events = new();
    private readonly Random _random;
    private readonly double _latency;
    private readonly double _loss;
    private readonly GateRules _gateRules;
    private long _order;
    private ulong _gateIds;

    public Fleet(int gates, int seed, double latency = 0.001, double loss = 0, GrainRules? rules = null, GateRules? gateRules = null, Origin? origin = null)
    {
        _random = new Random(seed);
        _latency = latency;
        _loss = loss;
        _gateRules = gateRules ?? new GateRules();
        Rules = rules ?? new GrainRules();
        Grain = new VendorGrain(1, origin ?? Origin.First(Start), Rules);
        Gates = [.. Enumerable.Range(0, gates).Select(_ => NewGate())];
        for (var i = 0; i < gates; i++)
        {
            ScheduleTick(i, _random.NextDouble() * 0.25);
        }
    }

    public GrainRules Rules { get; }

    public VendorGrain Grain { get; set; }

    /// <summary>Which grain a gate reaches; null for none. Tests route gates to duplicates or to nowhere.</summary>
    public Func<int, VendorGrain?>? Route { get; set; }

    public double Now { get; private set; }

    public long Exchanges { get; private set; }

    public long Waits { get; private set; }

    public Node[] Gates { get; }

    public static DateTimeOffset WallClock(double at) => Start.AddSeconds(at);

    /// <summary>Schedules something.</summary>
    public void At(double time, Action act) => _events.Enqueue(act, (time, _order++));

    /// <summary>Schedules a request at a gate; the answer comes with the instant it was given.</summary>
    public void Call(double time, int gate, LimitSet limits, ulong customer, double cost, Action<double, Verdict> answered)
        => At(time, () =>
        {
            var node = Gates[gate];
            var step = node.Ledger.Try(limits, customer, cost, Time(Now), again: false, final: false, out var verdict);
            if (step == GateStep.Wait)
            {
                Waits++;
                node.Waiters.Add(new Pending(limits, customer, cost, answered));
            }
            else
            {
                answered(Now, verdict);
            }

            if (step != GateStep.Settled)
            {
                Speak(gate);
            }
        });

    /// <summary>Runs until the given time.</summary>
    public void RunUntil(double end)
    {
        while (_events.TryPeek(out var act, out var due) && due.Item1 <= end)
        {
            _events.Dequeue();
            Now = Math.Max(Now, due.Item1);
            act();
        }

        Now = end;
    }

    /// <summary>The gate is lost with all it held; a new one takes its place.</summary>
    public void Crash(int gate) => Gates[gate] = NewGate();

    private static TimeSpan Time(double seconds) => TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));

    private Node NewGate() => new(new GateLedger(++_gateIds, _gateRules));

    private void ScheduleTick(int gate, double first)
        => At(first, () =>
        {
            var node = Gates[gate];
            node.Ledger.Sweep(Time(Now));
            if (!node.Speaking && node.Ledger.HasNews(Time(Now)))
            {
                Speak(gate);
            }

            ScheduleTick(gate, Now + _gateRules.Tick.TotalSeconds);
        });

    private void Speak(int gate)
    {
        var node = Gates[gate];
        if (node.Speaking)
        {
            return;
        }

        node.Speaking = true;
        foreach (var waiter in node.Waiters)
        {
            node.Ledger.Need(waiter.Limits, waiter.Customer, waiter.Cost, Time(Now));
        }

        var sentAt = Time(Now);
        var report = node.Ledger.Speak(sentAt);
        Exchanges++;
        At(Now + Delay(), () =>
        {
            var grain = Route is null ? Grain : Route(gate);
            var reply = grain?.Exchange(report, WallClock(Now));
            var lost = grain is null || _random.NextDouble() < _loss;
            At(Now + (lost ? 0.2 : Delay()), () => Hear(gate, node, lost ? null : reply, sentAt));
        });
    }

    private void Hear(int gate, Node node, Reply? reply, TimeSpan sentAt)
    {
        if (reply is null)
        {
            node.Ledger.Miss(Time(Now));
        }
        else
        {
            node.Ledger.Hear(reply, sentAt, Time(Now));
        }

        node.Speaking = false;
        if (!ReferenceEquals(Gates[gate], node))
        {
            return;
        }

        var waiting = node.Waiters.ToArray();
        node.Waiters.Clear();
        foreach (var waiter in waiting)
        {
            if (node.Ledger.Try(waiter.Limits, waiter.Customer, waiter.Cost, Time(Now), again: true, ++waiter.Round >= 3, out var verdict) == GateStep.Wait)
            {
                node.Waiters.Add(waiter);
            }
            else
            {
                waiter.Answered(Now, verdict);
            }
        }

        if (node.Waiters.Count > 0)
        {
            Speak(gate);
        }
    }

    private double Delay() => _latency * (0.5 + _random.NextDouble());

    internal sealed class Node(GateLedger ledger)
    {
        public GateLedger Ledger => ledger;

        public List<Pending> Waiters { get; } = [];

        public bool Speaking { get; set; }
    }

    internal sealed class Pending(LimitSet limits, ulong customer, double cost, Action<double, Verdict> answered)
    {
        public LimitSet Limits => limits;

        public ulong Customer => customer;

        public double Cost => cost;

        public Action<double, Verdict> Answered => answered;

        public int Round { get; set; }
    }
}
