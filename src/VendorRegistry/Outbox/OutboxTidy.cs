using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Outbox;

/// <summary>Keeps the outbox's tables from growing: what has ended goes after its time, in short transactions. Also tells the meters how things stand.</summary>
internal sealed class OutboxTidy(IServiceScopeFactory scopes, IOptions<OutboxOptions> options, OutboxMetrics metrics, TimeProvider clock)
{
    /// <summary>Rows removed by one statement.</summary>
    private const int MostRows = 500;

    /// <summary>Removes some of what is old. False when there was nothing.</summary>
    public async Task<bool> StepAsync(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDb>();
        var now = clock.GetUtcNow();
        var old = now - options.Value.Retention;
        var ended = await db.Deliveries.Where(row => row.EndedAt < old).OrderBy(row => row.EndedAt).Select(row => row.Id).Take(MostRows).ToListAsync(cancellation);
        var deliveries = ended.Count == 0 ? 0 : await db.Deliveries.Where(row => ended.Contains(row.Id)).ExecuteDeleteAsync(cancellation);

        // Only what every channel has taken in and nobody waits for; the last one stays, so that sequences are never given again.
        var taken = await db.OutboxCursors.MinAsync(row => (long?)row.Announcement, cancellation) ?? 0;
        var told = await db.Announcements.Where(row => row.At < old && row.Sequence < taken).OrderBy(row => row.Sequence).Select(row => row.Sequence).Take(MostRows).ToListAsync(cancellation);
        var announcements = told.Count == 0 ? 0 : await db.Announcements
            .Where(row => told.Contains(row.Sequence) && !db.Deliveries.Any(delivery => delivery.Announcement == row.Sequence && delivery.State == DeliveryState.Pending))
            .ExecuteDeleteAsync(cancellation);

        var idle = await db.ReceiverQueues.Where(row => row.NextAt == ReceiverQueue.Never && row.HeldUntil <= now && !db.Deliveries.Any(delivery => delivery.Channel == row.Channel && delivery.Receiver == row.Receiver))
            .OrderBy(row => row.Channel).ThenBy(row => row.Receiver).Select(row => new { row.Channel, row.Receiver }).Take(MostRows).ToListAsync(cancellation);
        foreach (var queue in idle)
        {
            await db.ReceiverQueues
                .Where(row => row.Channel == queue.Channel && row.Receiver == queue.Receiver && row.NextAt == ReceiverQueue.Never
                    && !db.Deliveries.Any(delivery => delivery.Channel == row.Channel && delivery.Receiver == row.Receiver))
                .ExecuteDeleteAsync(cancellation);
        }

        return deliveries + announcements + idle.Count > 0;
    }

    /// <summary>Tells the meters how much waits and how long it has waited past its time.</summary>
    public async Task MeasureAsync(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDb>();
        var now = clock.GetUtcNow();
        var pending = await db.Deliveries.LongCountAsync(row => row.State == DeliveryState.Pending, cancellation);
        var first = await db.ReceiverQueues.Where(row => row.NextAt <= now).MinAsync(row => (DateTimeOffset?)row.NextAt, cancellation);
        metrics.Stands(pending, first is { } since ? now - since : TimeSpan.Zero);
    }
}
