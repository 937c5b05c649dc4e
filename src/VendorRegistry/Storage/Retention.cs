using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Digdir.Altinn.VendorRegistry.Storage;

/// <summary>Forgets what is kept longer than it may be, round after round for as long as the process lives. A round that fails is tried again at the next.</summary>
internal abstract partial class Retention(TimeSpan interval, TimeProvider clock, ILogger log) : BackgroundService
{
    /// <summary>Whose time it goes by.</summary>
    protected TimeProvider Clock { get; } = clock;

    /// <summary>One round: a bounded number of rows. Returns how many went.</summary>
    public abstract Task<int> TidyAsync(CancellationToken cancellation);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await TidyAsync(stoppingToken);
                }
                catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
                {
                    Log.Failed(log, failed);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "What is too old could not be deleted; it is tried again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
