using System.Collections.Concurrent;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Digdir.Altinn.VendorRegistry.Outbox;

/// <summary>
/// Writes down what came of attempts: those that end while one transaction runs share the next, so that ten thousand receivers do not cost ten thousand
/// transactions. Thread-safe.
/// </summary>
internal sealed class OutboxRecorder(IServiceScopeFactory scopes, TimeProvider clock)
{
    private const int MostEntries = 200;
    private readonly ConcurrentQueue<Entry> _entries = new();
    private int _isWriting;

    /// <summary>When it returns, it is written.</summary>
    /// <param name="lease">Whose.</param>
    /// <param name="settled">What came of an attempt; null for nothing.</param>
    /// <param name="release">True to give the receiver back too.</param>
    /// <exception cref="System.Data.Common.DbException">It was not written. The lease lapses, and then the attempt is made again.</exception>
    public Task WriteAsync(Lease lease, Settlement? settled, bool release)
    {
        var entry = new Entry(lease, settled, release);
        _entries.Enqueue(entry);
        if (Interlocked.Exchange(ref _isWriting, 1) == 0)
        {
            _ = Task.Run(WriteAllAsync, CancellationToken.None);
        }

        return entry.Done.Task;
    }

    private async Task WriteAllAsync()
    {
        do
        {
            while (Next() is { Count: > 0 } entries)
            {
                try
                {
                    await WriteAsync(entries);
                    entries.ForEach(entry => entry.Done.TrySetResult());
                }
                catch (Exception failed)
                {
                    entries.ForEach(entry => entry.Done.TrySetException(failed));
                }
            }

            Volatile.Write(ref _isWriting, 0);
        }
        while (!_entries.IsEmpty && Interlocked.Exchange(ref _isWriting, 1) == 0);
    }

    private List<Entry> Next()
    {
        var next = new List<Entry>();
        while (next.Count < MostEntries && _entries.TryDequeue(out var entry))
        {
            next.Add(entry);
        }

        return next;
    }

    private async Task WriteAsync(List<Entry> entries)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDb>();
        await using var transaction = await db.BeginWriteAsync(CancellationToken.None);
        foreach (var entry in entries.OrderBy(entry => entry.Lease.Channel, StringComparer.Ordinal).ThenBy(entry => entry.Lease.Receiver.Key, StringComparer.Ordinal))
        {
            if (entry.Settled is { } settled)
            {
                await OutboxTable.SettleAsync(db, entry.Lease, settled, CancellationToken.None);
            }

            if (entry.Release)
            {
                await OutboxTable.ReleaseAsync(db, entry.Lease, clock.GetUtcNow(), CancellationToken.None);
            }
        }

        await transaction.CommitAsync(CancellationToken.None);
    }

    private sealed record Entry(Lease Lease, Settlement? Settled, bool Release)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
