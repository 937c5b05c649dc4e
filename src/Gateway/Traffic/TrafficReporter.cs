using Digdir.Altinn.VendorRegistry.Traffic;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Gateway.Traffic;

/// <summary>
/// Brings what this node has counted to the registry, every <see cref="TrafficOptions.FlushInterval"/> and once more when the node stops. A report that was not
/// taken is sent again, the same and under the same number, before anything new is: meanwhile counts gather in the <see cref="TrafficBook"/>, which is bounded.
/// </summary>
internal sealed partial class TrafficReporter(
    TrafficBook book, ITrafficIntake registry, TrafficMetrics metrics, IOptions<TrafficOptions> options, TimeProvider clock, ILogger<TrafficReporter> log) : BackgroundService
{
    /// <summary>A report that no registry has taken for so long is given up.</summary>
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(24);

    /// <summary>A node that stops waits no longer than this for the registry.</summary>
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(5);

    private readonly Guid _node = Guid.NewGuid();
    private readonly Queue<(TrafficReport Report, DateTimeOffset Made)> _waiting = new();
    private long _sequence;
    private bool _isAway;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LastPatience);
        await FlushAsync(patience.Token);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.FlushInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await FlushAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task FlushAsync(CancellationToken cancellation)
    {
        if (!await SendWaitingAsync(cancellation))
        {
            return;
        }

        var now = clock.GetUtcNow();
        foreach (var rows in book.Take().Chunk(TrafficReport.MostRows))
        {
            _waiting.Enqueue((new TrafficReport(_node, ++_sequence, rows), now));
        }

        await SendWaitingAsync(cancellation);
    }

    /// <summary>Sends what waits, in order. False when not all of it was taken.</summary>
    private async Task<bool> SendWaitingAsync(CancellationToken cancellation)
    {
        while (_waiting.TryPeek(out var next))
        {
            try
            {
                await registry.TakeAsync(next.Report, cancellation);
                _isAway = false;
            }
            catch (Exception failed)
            {
                if (!_isAway)
                {
                    _isAway = true;
                    Log.Away(log, failed);
                }

                if (clock.GetUtcNow() - next.Made < GiveUpAfter)
                {
                    return false;
                }

                metrics.Lost(next.Report.Rows.Sum(row => row.Calls));
            }

            _waiting.Dequeue();
        }

        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The registry did not take this node's counts of traffic; they are sent again")]
        public static partial void Away(ILogger logger, Exception exception);
    }
}
