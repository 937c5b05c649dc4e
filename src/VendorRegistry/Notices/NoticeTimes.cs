using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>
/// Does what notices do by themselves when their time comes: scheduled ones are published, if the rules hold then too, those that are over are completed, and vendors are reminded.
/// Each in a change of its own that looks again, so that it happens once however many registries run. Thread-safe.
/// </summary>
internal sealed partial class NoticeTimes(IServiceScopeFactory scopes, IOptions<NoticeOptions> options, TimeProvider clock, ILogger<NoticeTimes> log) : BackgroundService
{
    /// <summary>The actor in the audit log.</summary>
    public const string Actor = "registry";

    /// <summary>Does everything that is due now.</summary>
    /// <exception cref="System.Data.Common.DbException">The database is out of reach: what is left comes next time.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var registry = scope.ServiceProvider.GetRequiredService<RegistryChanges>();
        foreach (var id in await DueAsync(registry, cancellation))
        {
            registry.Db.ChangeTracker.Clear();
            await ActAsync(registry, id, cancellation);
        }

        await NoticeReminders.RunAsync(registry, cancellation);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isLost = false;
        try
        {
            while (true)
            {
                try
                {
                    await RunAsync(stoppingToken);
                    isLost = false;
                }
                catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
                {
                    if (!isLost)
                    {
                        Log.Failed(log, failed);
                    }

                    isLost = true;
                }

                await Task.Delay(options.Value.CheckInterval, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private static async Task<List<Guid>> DueAsync(RegistryChanges registry, CancellationToken cancellation)
    {
        var now = registry.Now;
        var changed = now - Notice.CompletesAfter;
        return await registry.Db.Notices.AsNoTracking()
            .Where(row => (row.State == NoticeState.Scheduled && row.Obstacle == null && row.ScheduledFor <= now)
                || ((row.State == NoticeState.Published || row.State == NoticeState.Amended)
                    && ((row.Kind == NoticeKind.Maintenance && row.EndsAt <= now) || (row.Kind == NoticeKind.BreakingChange && row.StartsAt <= changed))))
            .OrderBy(row => row.Id).Select(row => row.Id).ToListAsync(cancellation);
    }

    private async Task ActAsync(RegistryChanges registry, Guid id, CancellationToken cancellation)
    {
        await using var change = await registry.BeginAsync(Actor, "notices.due", cancellation);
        var notice = await change.Db.Notices.Whole().SingleAsync(row => row.Id == id, cancellation);
        if (notice is { State: NoticeState.Scheduled, Obstacle: null } && notice.ScheduledFor <= change.Now)
        {
            var isCritical = (await CriticalSpans.OfAsync(change.Db, notice.Kind, notice.Content, cancellation)).Count > 0;
            if (notice.Publish(isCritical, change.Now) is { } refused)
            {
                notice.HoldBack(refused, change.Now);
                NoticeNews.TellHeldBack(change, notice, refused.Problem);
                Log.HeldBack(log, id, refused.Problem.Code);
            }
            else
            {
                NoticeNews.Tell(change, AnnouncementKinds.NoticePublished, notice);
            }
        }
        else if (notice.Stands && notice.CompletesAt <= change.Now && notice.Complete(text: null, change.Now) is null)
        {
            NoticeNews.Tell(change, AnnouncementKinds.NoticeCompleted, notice);
        }

        await registry.CommitAsync(change);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Notices whose time has come could not be dealt with; they are tried again.")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Warning, "Notice {Notice} could not publish itself at its time: {Code}. It waits for its author.")]
        public static partial void HeldBack(ILogger logger, Guid notice, string code);
    }
}
