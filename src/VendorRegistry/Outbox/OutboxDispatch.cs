using System.Collections.Concurrent;
using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Outbox;

/// <summary>
/// Makes the attempts that are due: many receivers at once, each by one attempt at a time, in order per subject. Receivers whose last attempt failed have places of
/// their own, so that however many of them hang, the others go on. <see cref="StartDueAsync"/> is called by one thread.
/// </summary>
internal sealed partial class OutboxDispatch(
    IServiceScopeFactory scopes, IEnumerable<IChannel> channels, OutboxRecorder recorder, OutboxBells bells, OutboxMetrics metrics, IOptions<OutboxOptions> options, TimeProvider clock,
    ILogger<OutboxDispatch> log)
{
    /// <summary>Attempts at one receiver before others get their turn.</summary>
    private const int MostInTurn = 16;

    private const int MostRemembered = 256;

    private readonly Dictionary<string, IChannel> _channels = channels.ToDictionary(channel => channel.Name, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, Announcement> _announcements = new();
    private readonly ConcurrentDictionary<Task, byte> _turns = new();
    private readonly OutboxPlaces _places = new(options.Value.Concurrency, channels);

    /// <summary>Claims receivers for whom something is due, as many as there are places, and begins to serve them. Returns how many.</summary>
    public async Task<int> StartDueAsync(CancellationToken stopping)
    {
        var (forGood, forFailing) = _places.Free();
        var open = _places.OpenChannels();
        if (open.Count == 0 || (forGood <= 0 && forFailing <= 0))
        {
            return 0;
        }

        var now = clock.GetUtcNow();
        List<Lease> leases = [];
        await using (var scope = scopes.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<RegistryDb>();
            string[] names = [.. open.Select(some => some.Channel)];
            if (!await db.ReceiverQueues.AnyAsync(
                row => row.NextAt <= now && row.LeasedUntil <= now && names.Contains(row.Channel) && (forGood > 0 || row.Failures > 0) && (forFailing > 0 || row.Failures == 0), stopping))
            {
                return 0;
            }

            await using var transaction = await db.BeginWriteAsync(stopping);
            foreach (var (channel, room) in open)
            {
                var left = room;
                foreach (var failing in new[] { false, true })
                {
                    if (Math.Min(left, failing ? forFailing : forGood) is var places and > 0)
                    {
                        var claimed = await OutboxTable.ClaimAsync(db, channel, failing, places, now, now + options.Value.Lease, stopping);
                        leases.AddRange(claimed);
                        left -= claimed.Count;
                        (forGood, forFailing) = failing ? (forGood, forFailing - claimed.Count) : (forGood - claimed.Count, forFailing);
                    }
                }
            }

            await transaction.CommitAsync(stopping);
            foreach (var ofChannel in leases.GroupBy(lease => lease.Channel, StringComparer.Ordinal))
            {
                await StartAsync(db, _channels[ofChannel.Key], [.. ofChannel], stopping);
            }
        }

        return leases.Count;
    }

    /// <summary>Reads what is due to receivers of one channel, and what it needs to know of them, in one go; then each has its turn by itself.</summary>
    private async Task StartAsync(RegistryDb db, IChannel channel, Lease[] leases, CancellationToken stopping)
    {
        var due = await DueAsync(db, channel.Name, leases, stopping);
        var known = await channel.KnowAsync(db, Array.ConvertAll(leases, lease => lease.Receiver), stopping);
        foreach (var lease in leases)
        {
            _places.Take(lease);
            var turn = Task.Run(() => ServeAsync(lease with { Receiver = known.GetValueOrDefault(lease.Receiver.Key, lease.Receiver) }, [.. due[lease.Receiver.Key].Take(MostInTurn)], stopping), CancellationToken.None);
            _turns.TryAdd(turn, 0);
            _ = turn.ContinueWith(done => _turns.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>How long there is nothing to do, as far as the database tells now; at most as long as that.</summary>
    public async Task<TimeSpan> PauseAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDb>();
        var now = clock.GetUtcNow();
        var next = await db.ReceiverQueues.Where(row => row.NextAt > now).MinAsync(row => (DateTimeOffset?)row.NextAt, cancellation);
        return next is { } first && first - now < atMost ? first - now : atMost;
    }

    /// <summary>Returns when nothing that was begun is under way any more.</summary>
    public Task IdleAsync() => Task.WhenAll(_turns.Keys);

    private async Task ServeAsync(Lease lease, IReadOnlyList<Delivery> due, CancellationToken stopping)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await ServeAsync(scope.ServiceProvider.GetRequiredService<RegistryDb>(), lease, due, stopping);
        }
        catch (Exception failed)
        {
            // The lease lapses, and then the receiver is served again.
            if (!stopping.IsCancellationRequested)
            {
                Log.TurnFailed(log, failed, lease.Channel);
            }
        }
        finally
        {
            _places.GiveBack(lease);
            bells.Due.Ring();
        }
    }

    private async Task ServeAsync(RegistryDb db, Lease lease, IReadOnlyList<Delivery> due, CancellationToken stopping)
    {
        for (var i = 0; i < due.Count; i++)
        {
            Announcement? announcement;
            Outcome outcome;
            await _places.BeginAsync(lease, stopping);
            try
            {
                // No attempt begins that the lease might not outlast.
                if (stopping.IsCancellationRequested || lease.Until - clock.GetUtcNow() < options.Value.Patience + (options.Value.Lease / 4))
                {
                    break;
                }

                announcement = await AnnouncementAsync(db, due[i].Announcement, stopping);
                var receiver = i == 0 ? lease.Receiver : lease.Receiver with { Known = null };
                outcome = announcement is null ? new Outcome(OutcomeKind.Rejected, Reason: "forgotten") : await TryAsync(db, lease, receiver, announcement, due[i].Attempts + 1, stopping);
            }
            finally
            {
                _places.End(lease);
            }

            var settled = Settlement.Of(due[i], outcome, Instants.Whole(clock.GetUtcNow()));
            if (announcement is not null)
            {
                if (settled.IsLost)
                {
                    await _channels[lease.Channel].LostAsync(db, lease.Receiver, announcement, outcome.Kind, CancellationToken.None);
                    bells.Announced.Ring();
                }

                metrics.Tried(lease.Channel, settled, announcement.At);
            }

            // Whoever gave no answer is not asked for another at once: others have waited longer.
            var isLast = i + 1 == due.Count || settled.HoldUntil is not null || outcome is { Kind: OutcomeKind.Gone } or { Kind: OutcomeKind.Failed, Status: 0 };
            await recorder.WriteAsync(lease, settled, release: isLast);
            if (isLast)
            {
                return;
            }
        }

        await recorder.WriteAsync(lease, null, release: true);
    }

    /// <summary>Makes one attempt within the time that it may take.</summary>
    /// <exception cref="OperationCanceledException">The process stops: what came of the attempt is not known, and it is made again.</exception>
    private async Task<Outcome> TryAsync(RegistryDb db, Lease lease, Receiver receiver, Announcement announcement, int attempt, CancellationToken stopping)
    {
        using var patience = new CancellationTokenSource(options.Value.Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
        try
        {
            return await _channels[lease.Channel].SendAsync(db, receiver, announcement, attempt, either.Token);
        }
        catch (Exception) when (patience.IsCancellationRequested)
        {
            return new Outcome(OutcomeKind.Failed, Reason: "timeout");
        }
        catch (Exception failed) when (!stopping.IsCancellationRequested)
        {
            Log.AttemptFailed(log, failed, lease.Channel);
            return new Outcome(OutcomeKind.Failed, Reason: "error");
        }
        finally
        {
            db.ChangeTracker.Clear();
        }
    }

    /// <summary>What may be tried now, by receiver and in order: of each subject the first that is pending, when its time has come.</summary>
    private async Task<ILookup<string, Delivery>> DueAsync(RegistryDb db, string channel, Lease[] leases, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var due = new List<Delivery>();
        foreach (var some in leases.Chunk(OutcomeTable.MostReceivers))
        {
            var keys = Array.ConvertAll(some, lease => lease.Receiver.Key);
            var firsts = db.Deliveries.Where(row => row.Channel == channel && keys.Contains(row.Receiver) && row.State == DeliveryState.Pending)
                .GroupBy(row => new { row.Receiver, row.Subject }).Select(subject => subject.Min(row => row.Id));
            due.AddRange(await db.Deliveries.AsNoTracking().Where(row => firsts.Contains(row.Id) && row.NextAt <= now).OrderBy(row => row.Id).ToListAsync(cancellation));
        }

        return due.ToLookup(row => row.Receiver, StringComparer.Ordinal);
    }

    private async Task<Announcement?> AnnouncementAsync(RegistryDb db, long sequence, CancellationToken cancellation)
    {
        if (_announcements.TryGetValue(sequence, out var known))
        {
            return known;
        }

        var found = await db.Announcements.AsNoTracking().SingleOrDefaultAsync(row => row.Sequence == sequence, cancellation);
        if (found is not null)
        {
            if (_announcements.Count >= MostRemembered)
            {
                _announcements.Clear();
            }

            _announcements.TryAdd(sequence, found);
        }

        return found;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A receiver of {Channel} could not be served; it is served again when its lease has lapsed.")]
        public static partial void TurnFailed(ILogger logger, Exception exception, string channel);

        [LoggerMessage(2, LogLevel.Error, "An attempt by {Channel} failed in a way that the channel does not know.")]
        public static partial void AttemptFailed(ILogger logger, Exception exception, string channel);
    }
}
