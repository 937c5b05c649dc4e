using System.Diagnostics.Metrics;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Engines;
using Digdir.Altinn.Grains.Gates;
using Digdir.Altinn.Grains.Limits;
using Digdir.Altinn.Grains.Lots;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Stores;
using Digdir.Altinn.Grains.Tests.Conduct;
using Digdir.Altinn.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Digdir.Altinn.Grains.Tests.Gates;

/// <summary>One node's real gates over the real in-process engine, on a clock the test owns.</summary>
internal sealed class TestNode : IDisposable
{
    public static readonly VendorId Vendor = VendorId.Parse("991825827");

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public TestNode(GateRules? rules = null, IGrainEngine? engine = null, ManualClock? clock = null)
    {
        Clock = clock ?? new ManualClock();
        Metrics = new GrainMetrics(_services.GetRequiredService<IMeterFactory>());
        Engine = new FickleEngine(engine ?? new InProcessEngine(
            new MemoryGrainStore(), new InProcessRules(), Settings, new NoConductListener(), Clock, Metrics, NullLogger<InProcessEngine>.Instance));
        Gates = new VendorGates(
            new GateNode(Engine, Clock, TimeSpan.FromMilliseconds(500), Metrics, NullLogger<GateNode>.Instance),
            rules ?? new GateRules(),
            TimeSpan.FromMinutes(5),
            Clock);
    }

    public ManualClock Clock { get; }

    public FixedConduct Settings { get; } = new();

    public GrainMetrics Metrics { get; }

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public FickleEngine Engine { get; }

    public VendorGates Gates { get; }

    public static LimitSet SetOf(params Limit[] limits) => new(limits);

    public static Limit LimitOf(double rate, double burst, string policy = "vendor", bool shared = false)
        => new(new LimitKey(policy, 0), new Allowance(rate, burst), shared);

    /// <summary>Admits what must not wait.</summary>
    public Verdict Admit(LimitSet limits, double cost = 1, ulong customer = 0, VendorId? vendor = null)
    {
        var answer = Gates.Of(vendor ?? Vendor).AdmitAsync(limits, customer, cost, CancellationToken.None);
        return answer.IsCompletedSuccessfully ? answer.Result : throw new InvalidOperationException("It waits for the grain.");
    }

    public void Advance(double seconds) => Clock.Advance(TimeSpan.FromTicks((long)Math.Ceiling(seconds * TimeSpan.TicksPerSecond)));

    public void Dispose()
    {
        Gates.Dispose();
        _services.Dispose();
    }
}

/// <summary>An engine that can be made to fail, or to keep gates waiting.</summary>
internal sealed class FickleEngine(IGrainEngine inner) : IGrainEngine
{
    private readonly List<TaskCompletionSource> _held = [];
    private int _exchanges;

    public bool Throws { get; set; }

    public bool Holds { get; set; }

    public int Exchanges => _exchanges;

    public async ValueTask<Reply> ExchangeAsync(VendorId vendor, Report report, CancellationToken cancellation)
    {
        await ReachAsync();
        return await inner.ExchangeAsync(vendor, report, cancellation);
    }

    public int Batches { get; private set; }

    public int Questions { get; private set; }

    public async ValueTask<ConductLevels> ObserveAsync(VendorId vendor, ObservationBatch batch, CancellationToken cancellation)
    {
        Batches++;
        await ReachAsync();
        return await inner.ObserveAsync(vendor, batch, cancellation);
    }

    public async ValueTask<ConductReply> JudgeAsync(VendorId vendor, ObservationBatch? batch, ReadQuestion question, CancellationToken cancellation)
    {
        Questions++;
        await ReachAsync();
        return await inner.JudgeAsync(vendor, batch, question, cancellation);
    }

    public ValueTask<ConductView> LookAsync(VendorId vendor, CancellationToken cancellation) => inner.LookAsync(vendor, cancellation);

    public ValueTask<bool> BrakeAsync(VendorId vendor, bool pull, CancellationToken cancellation) => inner.BrakeAsync(vendor, pull, cancellation);

    private async ValueTask ReachAsync()
    {
        Interlocked.Increment(ref _exchanges);
        if (Throws)
        {
            throw new InvalidOperationException("The engine is gone.");
        }

        if (Holds)
        {
            var held = new TaskCompletionSource();
            _held.Add(held);
            await held.Task;
        }
    }

    /// <summary>Lets all held exchanges go on.</summary>
    public void Release()
    {
        Holds = false;
        foreach (var held in _held)
        {
            held.TrySetResult();
        }

        _held.Clear();
    }
}
