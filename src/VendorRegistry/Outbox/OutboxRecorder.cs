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
        var entry = new Entry(new OutcomeEntry(lease, settled, release));
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
        foreach (var ofChannel in entries.GroupBy(entry => entry.Outcome.Lease.Channel, StringComparer.Ordinal).OrderBy(some => some.Key, StringComparer.Ordinal))
        {
            // A turn waits for what it has written, so nobody is here twice.
            foreach (var some in ofChannel.Select(entry => entry.Outcome).OrderBy(entry => entry.Lease.Receiver.Key, StringComparer.Ordinal).Chunk(OutcomeTable.MostReceivers))
            {
                await OutcomeTable.WriteAsync(db, some, clock.GetUtcNow(), CancellationToken.None);
            }
        }

        await transaction.CommitAsync(CancellationToken.None);
    }

    private sealed record Entry(OutcomeEntry Outcome)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
