using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Engines;
using Digdir.Altinn.Grains.Lots;
using Digdir.Altinn.Grains.Observations;
using Microsoft.Extensions.Logging;

namespace Digdir.Altinn.Grains.Gates;

/// <summary>What all gates of a node share: its time, and the bounded way to the engine. Thread-safe.</summary>
internal sealed partial class GateNode(IGrainEngine engine, TimeProvider clock, TimeSpan timeout, GrainMetrics metrics, ILogger<GateNode> logger)
{
    private readonly long _origin = clock.GetTimestamp();
    private int _unreachable;

    /// <summary>Time since the node's start, on its own monotonic clock.</summary>
    public TimeSpan Now => clock.GetElapsedTime(_origin);

    /// <summary>The node's counters.</summary>
    public GrainMetrics Metrics => metrics;

    /// <summary>Brings a report to the grain. Null when it cannot be reached in time, for whatever reason. Never throws.</summary>
    public async ValueTask<Reply?> ReachAsync(VendorId vendor, Report report)
    {
        try
        {
            var exchange = engine.ExchangeAsync(vendor, report, CancellationToken.None);
            var reply = exchange.IsCompletedSuccessfully ? exchange.GetAwaiter().GetResult() : await exchange.AsTask().WaitAsync(timeout, clock);
            Reached();
            return reply;
        }
        catch (Exception failure)
        {
            Missed(failure);
            return null;
        }
    }

    /// <summary>Brings observations to the grain. Null when it cannot be reached in time; the batch may then still be being read. Never throws.</summary>
    public async ValueTask<ConductLevels?> ReachAsync(VendorId vendor, ObservationBatch batch)
    {
        try
        {
            var call = engine.ObserveAsync(vendor, batch, CancellationToken.None);
            var levels = call.IsCompletedSuccessfully ? call.GetAwaiter().GetResult() : await call.AsTask().WaitAsync(timeout, clock);
            Reached();
            return levels;
        }
        catch (Exception failure)
        {
            Missed(failure);
            return null;
        }
    }

    /// <summary>Asks the grain about a read. Null when it cannot be reached in time; the batch may then still be being read. Never throws.</summary>
    public async ValueTask<ConductReply?> ReachAsync(VendorId vendor, ObservationBatch? batch, ReadQuestion question)
    {
        try
        {
            var call = engine.JudgeAsync(vendor, batch, question, CancellationToken.None);
            var reply = call.IsCompletedSuccessfully ? call.GetAwaiter().GetResult() : await call.AsTask().WaitAsync(timeout, clock);
            Reached();
            return reply;
        }
        catch (Exception failure)
        {
            Missed(failure);
            return null;
        }
    }

    private void Reached()
    {
        metrics.Exchanged(reached: true);
        if (Volatile.Read(ref _unreachable) != 0 && Interlocked.Exchange(ref _unreachable, 0) != 0)
        {
            Log.Reached(logger);
        }
    }

    private void Missed(Exception failure)
    {
        metrics.Exchanged(reached: false);
        if (Interlocked.Exchange(ref _unreachable, 1) == 0)
        {
            Log.Unreachable(logger, failure);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A vendor's grain cannot be reached. Requests go on at the degraded share of their limits, and are not judged by their vendor's conduct.")]
        public static partial void Unreachable(ILogger logger, Exception failure);

        [LoggerMessage(2, LogLevel.Information, "A vendor's grain was reached again.")]
        public static partial void Reached(ILogger logger);
    }
}
