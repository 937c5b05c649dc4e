using Digdir.Altinn.Grains.Engines;
using Digdir.Altinn.Grains.Lots;
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
            metrics.Exchanged(reached: true);
            if (Volatile.Read(ref _unreachable) != 0 && Interlocked.Exchange(ref _unreachable, 0) != 0)
            {
                Log.Reached(logger);
            }

            return reply;
        }
        catch (Exception failure)
        {
            metrics.Exchanged(reached: false);
            if (Interlocked.Exchange(ref _unreachable, 1) == 0)
            {
                Log.Unreachable(logger, failure);
            }

            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A vendor's grain cannot be reached. Requests go on at the degraded share of their limits.")]
        public static partial void Unreachable(ILogger logger, Exception failure);

        [LoggerMessage(2, LogLevel.Information, "A vendor's grain was reached again.")]
        public static partial void Reached(ILogger logger);
    }
}
