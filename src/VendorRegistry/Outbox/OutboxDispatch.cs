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
    /// <summary>A lease outlasts one attempt by far; no attempt begins that it might not outlast.</summary>
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(20);

    /// <summary>Attempts at one receiver before others get their turn.</summary>
    private const int MostInTurn = 16;

    private const int MostRemembered = 256;

    private readonly Dictionary<string, IChannel> _channels = channels.ToDictionary(channel => channel.Name, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, Announcement> _announcements = new();
    private readonly ConcurrentDictionary<Task, byte> _turns = new();
    private int _good;
    private int _failing;

    /// <summary>Claims receivers for whom something is due, as many as there are places, and begins to serve them. Returns how many.</summary>
    public async Task<int> StartDueAsync(CancellationToken stopping)
    {
        var reserved = Math.Max(1, options.Value.Concurrency / 4);
        var (forGood, forFailing) = (options.Value.Concurrency - reserved - Volatile.Read(ref _good), reserved - Volatile.Read(ref _failing));
        if (_channels.Count == 0 || (forGood <= 0 && forFailing <= 0))
        {
            return 0;
        }

        var now = clock.GetUtcNow();
        List<Lease> leases = [];
        await using (var scope = scopes.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<RegistryDb>();
            if (!await db.ReceiverQueues.AnyAsync(row => row.NextAt <= now && row.LeasedUntil <= now && (forGood > 0 || row.Failures > 0) && (forFailing > 0 || row.Failures == 0), stopping))
            {
                return 0;
            }

            string[] names = [.. _channels.Keys];
            await using var transaction = await db.BeginWriteAsync(stopping);
            foreach (var (failing, places) in new[] { (false, forGood), (true, forFailing) })
            {
                leases.AddRange(places > 0 ? await OutboxTable.ClaimAsync(db, names, failing, places, now, now + LeaseTime, stopping) : []);
            }

            await transaction.CommitAsync(stopping);
        }

        foreach (var lease in leases)
        {
            Count(lease, 1);
            var turn = Task.Run(() => ServeAsync(lease, stopping), CancellationToken.None);
            _turns.TryAdd(turn, 0);
            _ = turn.ContinueWith(done => _turns.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        return leases.Count;
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

    private async Task ServeAsync(Lease lease, CancellationToken stopping)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await ServeAsync(scope.ServiceProvider.GetRequiredService<RegistryDb>(), lease, stopping);
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
            Count(lease, -1);
            bells.Due.Ring();
        }
    }

    private async Task ServeAsync(RegistryDb db, Lease lease, CancellationToken stopping)
    {
        var due = await DueAsync(db, lease, stopping);
        for (var i = 0; i < due.Count; i++)
        {
            if (stopping.IsCancellationRequested || lease.Until - clock.GetUtcNow() < options.Value.Patience + Margin)
            {
                break;
            }

            var announcement = await AnnouncementAsync(db, due[i].Announcement, stopping);
            var outcome = announcement is null ? new Outcome(OutcomeKind.Rejected, Reason: "forgotten") : await TryAsync(db, lease, announcement, due[i].Attempts + 1, stopping);
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
    private async Task<Outcome> TryAsync(RegistryDb db, Lease lease, Announcement announcement, int attempt, CancellationToken stopping)
    {
        using var patience = new CancellationTokenSource(options.Value.Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
        try
        {
            return await _channels[lease.Channel].SendAsync(db, lease.Receiver, announcement, attempt, either.Token);
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

    /// <summary>What may be tried now: of each subject the first that is pending, when its time has come.</summary>
    private Task<List<Delivery>> DueAsync(RegistryDb db, Lease lease, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var firsts = db.Deliveries
            .Where(row => row.Channel == lease.Channel && row.Receiver == lease.Receiver.Key && row.State == DeliveryState.Pending)
            .GroupBy(row => row.Subject).Select(subject => subject.Min(row => row.Id));
        return db.Deliveries.AsNoTracking().Where(row => firsts.Contains(row.Id) && row.NextAt <= now).OrderBy(row => row.Id).Take(MostInTurn).ToListAsync(cancellation);
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

    private void Count(Lease lease, int more) => _ = lease.IsFailing ? Interlocked.Add(ref _failing, more) : Interlocked.Add(ref _good, more);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A receiver of {Channel} could not be served; it is served again when its lease has lapsed.")]
        public static partial void TurnFailed(ILogger logger, Exception exception, string channel);

        [LoggerMessage(2, LogLevel.Error, "An attempt by {Channel} failed in a way that the channel does not know.")]
        public static partial void AttemptFailed(ILogger logger, Exception exception, string channel);
    }
}
