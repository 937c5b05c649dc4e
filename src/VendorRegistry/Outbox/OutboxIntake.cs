using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Digdir.Altinn.VendorRegistry.Outbox;

/// <summary>
/// Takes announcements in, in their order, and makes a delivery for each receiver of each channel. A cursor per channel moves in the transaction that makes the
/// deliveries: a crash repeats nothing and skips nothing, and several processes take turns. Used by one thread.
/// </summary>
internal sealed class OutboxIntake(IServiceScopeFactory scopes, IEnumerable<IChannel> channels, TimeProvider clock)
{
    private readonly IChannel[] _channels = [.. channels];

    /// <summary>Receivers taken in by one transaction: some milliseconds, between which changes get their turn.</summary>
    private const int MostReceivers = 250;

    /// <summary>Announcements looked at in one transaction.</summary>
    private const int MostAnnouncements = 50;

    /// <summary>A channel that is new begins with what was announced since then: nobody wants to be told last year's news.</summary>
    private static readonly TimeSpan NewsFrom = TimeSpan.FromDays(1);

    /// <summary>Takes in some. False when there was nothing.</summary>
    public async Task<bool> StepAsync(CancellationToken cancellation)
    {
        if (_channels.Length == 0)
        {
            return false;
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDb>();
        var newest = await db.Announcements.MaxAsync(row => (long?)row.Sequence, cancellation) ?? 0;
        var cursors = await db.OutboxCursors.AsNoTracking().ToDictionaryAsync(row => row.Channel, row => row.Announcement, StringComparer.Ordinal, cancellation);
        var moved = false;
        foreach (var channel in _channels)
        {
            if (!cursors.TryGetValue(channel.Name, out var last) || last < newest)
            {
                moved |= await StepAsync(db, channel, cancellation);
            }
        }

        return moved;
    }

    private async Task<bool> StepAsync(RegistryDb db, IChannel channel, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var since = now - NewsFrom;
        var start = await db.Announcements.Where(row => row.At < since).MaxAsync(row => (long?)row.Sequence, cancellation) ?? 0;
        await using var transaction = await db.BeginWriteAsync(cancellation);
        var (done, after) = await OutboxTable.LockCursorAsync(db, channel.Name, start, cancellation);
        var next = await db.Announcements.AsNoTracking().Where(row => row.Sequence > done).OrderBy(row => row.Sequence).Take(MostAnnouncements).ToListAsync(cancellation);
        var left = MostReceivers;
        foreach (var announcement in next)
        {
            var receivers = IsFor(announcement, channel) ? await channel.ReceiversAsync(db, announcement, after, left, cancellation) : [];
            await OutboxTable.MakeAsync(db, channel.Name, announcement, receivers, 0, now, cancellation);
            if (receivers.Count >= left)
            {
                after = receivers[^1].Key;
                break;
            }

            left -= receivers.Count;
            (done, after) = (announcement.Sequence, "");
        }

        await OutboxTable.MoveCursorAsync(db, channel.Name, done, after, cancellation);
        await transaction.CommitAsync(cancellation);
        return next.Count > 0;
    }

    private static bool IsFor(Announcement announcement, IChannel channel)
        => AnnouncementKinds.ByName.TryGetValue(announcement.Kind, out var kind) && (kind.Only is null || kind.Only == channel.Name);
}
