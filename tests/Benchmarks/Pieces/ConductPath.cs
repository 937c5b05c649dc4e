using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Gates;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Limits;
using Digdir.Altinn.Grains.Observations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Digdir.Altinn.Benchmarks.Pieces;

/// <summary>
/// What conduct costs: at the gate, where the request waits for it, and in the grain, where nobody does. The real gates over the real in-process engine, with
/// a vendor that reads a thousand parties' lists of twenty things.
/// </summary>
[MemoryDiagnoser]
public class ConductPath
{
    private const int Parties = 1000;

    private static readonly VendorId Vendor = VendorId.Parse("991825827");
    private static readonly ReadGroup Lists = new("dialogporten", ReadClass.List);

    private readonly LimitSet _limits = new([new Limit(new LimitKey("vendor", 0), new Allowance(1e9, 1e9), SharedByCustomers: false)]);
    private readonly ulong[] _things = new ulong[20];
    private ServiceProvider? _services;
    private IVendorGate? _gate;
    private VendorConduct _conduct = new();
    private VendorConduct _slowed = new();
    private int _turn;
    private long _now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private IVendorGate Gate => _gate ?? throw new InvalidOperationException("Not set up.");

    [GlobalSetup]
    public void Setup()
    {
        _services = new ServiceCollection().AddSingleton(TimeProvider.System).AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddLogging().AddGrains()
            .BuildServiceProvider();
        _gate = _services.GetRequiredService<IVendorGates>().Of(Vendor);
        for (var i = 0; i < _things.Length; i++)
        {
            _things[i] = (ulong)i * 0x9E3779B97F4A7C15;
        }

        _conduct = new VendorConduct(ConductRules.Default, new ConductSettings { Mode = ConductMode.Enforce });
        _slowed = new VendorConduct(ConductRules.Default, new ConductSettings { Mode = ConductMode.Enforce });
        for (var i = 0; i < 20 * Parties; i++)
        {
            Grain_hears();
            _slowed.Hear(Seen(), _things);
            Gate_judges_admits_and_observes();
        }

        _slowed.Settings = _slowed.Settings with { Decisions = [new GroupDecision(1, Lists, Level.Hard, 1)] };
        _slowed.Pass(_now);
    }

    [GlobalCleanup]
    public ValueTask Cleanup() => _services?.DisposeAsync() ?? default;

    [Benchmark]
    public bool Gate_judges_admits_and_observes()
    {
        var question = Question();
        var judged = Gate.JudgeAsync(question, CancellationToken.None);
        var admitted = Gate.AdmitAsync(_limits, 0, 1, CancellationToken.None);
        Gate.Observe(Seen(), _things);
        return judged.IsCompletedSuccessfully && judged.GetAwaiter().GetResult().Passes && admitted.IsCompletedSuccessfully && admitted.GetAwaiter().GetResult().IsAdmitted;
    }

    [Benchmark]
    public void Grain_hears() => _conduct.Hear(Seen(), _things);

    [Benchmark]
    public bool Grain_judges_a_slowed_vendor() => _slowed.Judge(Question(), _now += 20).Passes;

    /// <summary>How the gate's part spreads over single requests, in microseconds, at two thousand requests a second.</summary>
    public static int Spread()
    {
        var path = new ConductPath();
        path.Setup();
        var took = new long[100_000];
        var began = Stopwatch.GetTimestamp();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < took.Length; i++)
        {
            while (Stopwatch.GetElapsedTime(began).TotalMilliseconds * 2 < i)
            {
                Thread.SpinWait(20);
            }

            var start = Stopwatch.GetTimestamp();
            path.Gate_judges_admits_and_observes();
            took[i] = Stopwatch.GetTimestamp() - start;
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Array.Sort(took);
        foreach (var share in new[] { 0.5, 0.9, 0.99, 0.999 })
        {
            Console.WriteLine($"p{share * 100:0.#}: {took[(int)(took.Length * share)] * 1e6 / Stopwatch.Frequency:F2} us");
        }

        Console.WriteLine($"allocated on the request's thread: {allocated / (double)took.Length:F3} bytes a request");
        _ = path.Cleanup().AsTask();
        return 0;
    }

    private ReadQuestion Question() => new() { Group = Lists, Party = (ulong)(_turn % Parties) + 1, Fingerprint = (ulong)(_turn % Parties) + 1 };

    private Observation Seen()
    {
        var party = (ulong)(++_turn % Parties) + 1;
        return new Observation
        {
            At = _now += 20,
            Group = Lists,
            Operation = 1,
            Party = party,
            Fingerprint = party,
            RawQuery = party,
            Number = -1,
            Status = 200,
            Weight = 1,
            Things = _things.Length,
            Bytes = 4_000,
        };
    }
}
