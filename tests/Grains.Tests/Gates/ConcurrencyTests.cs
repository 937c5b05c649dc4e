using System.Diagnostics;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Engines;
using Digdir.Altinn.Grains.Gates;
using Digdir.Altinn.Grains.Limits;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Stores;
using Digdir.Altinn.Grains.Tests.Conduct;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using static Digdir.Altinn.Grains.Tests.Gates.TestNode;

namespace Digdir.Altinn.Grains.Tests.Gates;

/// <summary>Real threads on real gates in real time, several nodes on one engine.</summary>
public sealed class ConcurrencyTests
{
    [Fact]
    public async Task Threads_and_nodes_together_never_get_more_than_the_envelope()
    {
        const double Rate = 1_000;
        const double Burst = 500;
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = new GrainMetrics(services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        await using var engine = new InProcessEngine(new MemoryGrainStore(), new InProcessRules(), new FixedConduct(), new NoConductListener(), TimeProvider.System, metrics, NullLogger<InProcessEngine>.Instance);
        var wire = new SlowEngine(engine);
        var nodes = Enumerable.Range(0, 3).Select(_ => new VendorGates(
            new GateNode(wire, TimeProvider.System, TimeSpan.FromSeconds(5), metrics, NullLogger<GateNode>.Instance),
            new GateRules { DegradedShare = 0.0001 },
            TimeSpan.FromMinutes(5),
            TimeProvider.System)).ToList();
        var limits = SetOf(LimitOf(Rate * 2, Burst * 2, "client"), LimitOf(Rate, Burst, shared: true));
        var watch = Stopwatch.StartNew();

        var admitted = await Task.WhenAll(Enumerable.Range(0, 6).Select(worker => Task.Run(async () =>
        {
            var random = new Random(worker);
            var count = 0;
            while (watch.ElapsedMilliseconds < 2_000)
            {
                for (var i = 0; i < 20; i++)
                {
                    var verdict = await nodes[random.Next(nodes.Count)].Of(Vendor).AdmitAsync(limits, (ulong)random.Next(20), 1, CancellationToken.None);
                    count += verdict.Admission == Admission.Admitted ? 1 : 0;
                }

                await Task.Yield();
            }

            return count;
        })));

        var seconds = watch.Elapsed.TotalSeconds;
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        ((double)admitted.Sum()).ShouldBeLessThanOrEqualTo((Rate * seconds) + Burst);
        ((double)admitted.Sum()).ShouldBeGreaterThan(Burst, "however busy the machine is");
    }

    /// <summary>A wire on which answers come later, on other threads.</summary>
    private sealed class SlowEngine(IGrainEngine inner) : IGrainEngine
    {
        public async ValueTask<Lots.Reply> ExchangeAsync(VendorId vendor, Lots.Report report, CancellationToken cancellation)
        {
            await Task.Yield();
            var reply = await inner.ExchangeAsync(vendor, report, cancellation);
            await Task.Yield();
            return reply;
        }

        public async ValueTask<ConductLevels> ObserveAsync(VendorId vendor, ObservationBatch batch, CancellationToken cancellation)
        {
            await Task.Yield();
            return await inner.ObserveAsync(vendor, batch, cancellation);
        }

        public async ValueTask<ConductReply> JudgeAsync(VendorId vendor, ObservationBatch? batch, ReadQuestion question, CancellationToken cancellation)
        {
            await Task.Yield();
            return await inner.JudgeAsync(vendor, batch, question, cancellation);
        }

        public ValueTask<ConductView> LookAsync(VendorId vendor, CancellationToken cancellation) => inner.LookAsync(vendor, cancellation);

        public ValueTask<bool> BrakeAsync(VendorId vendor, bool pull, CancellationToken cancellation) => inner.BrakeAsync(vendor, pull, cancellation);
    }
}
