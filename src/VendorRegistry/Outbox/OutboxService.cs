using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Outbox;

/// <summary>The outbox's loops in a process with the registry role. Several processes on one database share the work. While the database is gone they try again.</summary>
internal sealed partial class OutboxService(
    OutboxIntake intake, OutboxDispatch dispatch, OutboxTidy tidy, OutboxBells bells, IOptions<OutboxOptions> options, TimeProvider clock, ILogger<OutboxService> log) : BackgroundService
{
    private static readonly TimeSpan TidyInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TidyPause = TimeSpan.FromMilliseconds(200);
    private int _isFailing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled)
        {
            return;
        }

        await Task.WhenAll(
            LoopAsync(TakeInAsync, bells.Announced, stoppingToken),
            LoopAsync(DeliverAsync, bells.Due, stoppingToken),
            LoopAsync(TidyAsync, new Bell(), stoppingToken));
        await dispatch.IdleAsync();
    }

    private async Task<TimeSpan> TakeInAsync(CancellationToken stopping)
    {
        while (await intake.StepAsync(stopping))
        {
            bells.Due.Ring();
        }

        return options.Value.PollInterval;
    }

    private async Task<TimeSpan> DeliverAsync(CancellationToken stopping)
    {
        while (await dispatch.StartDueAsync(stopping) > 0)
        {
        }

        return await dispatch.PauseAsync(options.Value.PollInterval, stopping);
    }

    private async Task<TimeSpan> TidyAsync(CancellationToken stopping)
    {
        await tidy.MeasureAsync(stopping);
        while (await tidy.StepAsync(stopping))
        {
            await Task.Delay(TidyPause, clock, stopping);
        }

        return TidyInterval;
    }

    private async Task LoopAsync(Func<CancellationToken, Task<TimeSpan>> step, Bell bell, CancellationToken stopping)
    {
        // Not on the thread that starts the host: SQLite works on the caller's.
        await Task.Yield();
        while (!stopping.IsCancellationRequested)
        {
            var pause = options.Value.PollInterval;
            try
            {
                pause = await step(stopping);
                Interlocked.Exchange(ref _isFailing, 0);
            }
            catch (Exception failed) when (!stopping.IsCancellationRequested)
            {
                if (Interlocked.Exchange(ref _isFailing, 1) == 0)
                {
                    Log.Failing(log, failed);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                await bell.WaitAsync(pause, clock, stopping);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The outbox stands still; nothing is lost, and it tries again.")]
        public static partial void Failing(ILogger logger, Exception exception);
    }
}
