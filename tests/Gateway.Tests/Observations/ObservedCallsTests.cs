using Digdir.Altinn.Gateway.Observations;
using Digdir.Altinn.Gateway.Overruns;
using Digdir.Altinn.Gateway.Traces;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Observations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Observations;

/// <summary>The queue between requests and the observer.</summary>
public sealed class ObservedCallsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Nothing_is_left_behind_however_readers_come_and_go(int readers)
    {
        await using var gateway = await ServingGateway.StartAsync();
        var observer = new CountingObserver();
        var calls = new ObservedCalls(
            gateway.Services.GetRequiredService<ObservationMapper>(),
            observer,
            gateway.Services.GetRequiredService<OverrunMonitor>(),
            gateway.Services.GetRequiredService<TraceRecorder>(),
            Options.Create(new ObservationOptions { Readers = readers, WaitingCalls = int.MaxValue }),
            gateway.Services.GetRequiredService<ObservationMetrics>(),
            NullLogger<ObservedCalls>.Instance);

        // One call at a time from several threads: the reader leaves just as the next one comes, again and again.
        const int Each = 5_000;
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                var call = calls.Take();
                call.Question.PartyCount = 1;
                calls.Enqueue(call);
                if (i % 7 == 0)
                {
                    Thread.Yield();
                }
            }
        })));

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (observer.Count < 3 * Each || calls.Readers != 0)
        {
            patience.IsCancellationRequested.ShouldBeFalse($"{observer.Count} were observed, {calls.Readers} readers are counted");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }

    private sealed class CountingObserver : IObserver
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public void Observe(VendorId vendor, ReadOnlySpan<Observation> parties, ReadOnlySpan<int> ends, ReadOnlySpan<ulong> things) => Interlocked.Increment(ref _count);
    }
}
