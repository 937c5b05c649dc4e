using System.Collections.Concurrent;
using System.Security.Cryptography;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Stores;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.GrainStates;

/// <summary>
/// Keeps grains in the registry's database. Thread-safe. Made to disturb it little: claims that come at the same time share a transaction, a grain that is
/// as it was is confirmed by reading and not written, and what is written goes in transactions of bounded size, between which others get their turn.
/// </summary>
/// <param name="open">
/// Makes a context on the registry's database. Not one of the host's scopes: the last grains are saved while the host is taken apart.
/// </param>
internal sealed class GrainStateStore(Func<RegistryDb> open) : IGrainStore
{
    /// <summary>Rows claimed or written in one transaction.</summary>
    private const int MostRows = 100;

    /// <summary>Rows looked at in one question.</summary>
    private const int MostRead = 500;

    /// <summary>Bytes of state written in one transaction: some milliseconds' work.</summary>
    private const int MostBytes = 1024 * 1024;

    /// <summary>No statement takes longer than this; whoever waits has gone on without by then.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentQueue<Claim> _claims = new();
    private int _isClaiming;

    /// <inheritdoc/>
    /// <remarks>A claim that is given up before its turn is not made: late, it would take the grain from whoever went on without it.</remarks>
    public ValueTask<Activation> ActivateAsync(VendorId vendor, long atLeast, CancellationToken cancellation)
    {
        var claim = new Claim(vendor.ToString(), atLeast, cancellation);
        _claims.Enqueue(claim);
        if (Interlocked.Exchange(ref _isClaiming, 1) == 0)
        {
            // SQLite works on the caller's thread, which here is a request's.
            _ = Task.Run(ClaimAllAsync, CancellationToken.None);
        }

        return new ValueTask<Activation>(claim.Answer.Task);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<VendorId>> SaveAsync(IReadOnlyList<StoredGrain> grains, CancellationToken cancellation)
        => new(Task.Run(() => SaveAllAsync(grains, cancellation), cancellation));

    private async Task ClaimAllAsync()
    {
        do
        {
            while (NextClaims() is { Count: > 0 } claims)
            {
                try
                {
                    await ClaimAsync(claims);
                }
                catch (Exception failed)
                {
                    foreach (var claim in claims.Values)
                    {
                        claim.Answer.TrySetException(failed);
                    }
                }
            }

            Volatile.Write(ref _isClaiming, 0);
        }
        while (!_claims.IsEmpty && Interlocked.Exchange(ref _isClaiming, 1) == 0);
    }

    /// <summary>The claims that are waiting, in the order of their vendors; a second one on the same vendor waits for the next round.</summary>
    private SortedDictionary<string, Claim> NextClaims()
    {
        var next = new SortedDictionary<string, Claim>(StringComparer.Ordinal);
        while (next.Count < MostRows && _claims.TryPeek(out var claim))
        {
            if (claim.Cancellation.IsCancellationRequested)
            {
                claim.Answer.TrySetCanceled(claim.Cancellation);
            }
            else if (!next.TryAdd(claim.Vendor, claim))
            {
                break;
            }

            _claims.TryDequeue(out _);
        }

        return next;
    }

    private async Task ClaimAsync(SortedDictionary<string, Claim> claims)
    {
        await using var db = Open();
        var answers = new List<(Claim Claim, Activation Activation)>(claims.Count);
        await using (var transaction = await db.BeginWriteAsync(CancellationToken.None))
        {
            var before = await GrainStateTable.LockAsync(db, [.. claims.Keys], CancellationToken.None);
            foreach (var (vendor, claim) in claims)
            {
                var last = before[vendor];
                var epoch = Math.Max(last.Epoch + 1, claim.AtLeast);
                answers.Add((claim, new Activation(epoch, last.Epoch == 0 ? null : new StoredGrain(VendorId.Read(vendor), last.Epoch, last.AtRest, last.State))));
            }

            await GrainStateTable.ClaimAsync(db, answers.ConvertAll(answer => (answer.Claim.Vendor, answer.Activation.Epoch)), CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
        }

        foreach (var (claim, activation) in answers)
        {
            claim.Answer.TrySetResult(activation);
        }
    }

    private async Task<IReadOnlyList<VendorId>> SaveAllAsync(IReadOnlyList<StoredGrain> grains, CancellationToken cancellation)
    {
        var overtaken = new List<VendorId>();
        foreach (var some in grains.OrderBy(grain => grain.Vendor).Chunk(MostRead))
        {
            await using var db = Open();
            var changed = await ChangedAsync(db, some, overtaken, cancellation);
            for (var start = 0; start < changed.Count;)
            {
                var part = PartOf(changed, start);
                start += part.Count;
                await using var transaction = await db.BeginWriteAsync(cancellation);
                var written = await GrainStateTable.WriteAsync(db, part, cancellation);
                await transaction.CommitAsync(cancellation);
                overtaken.AddRange(part.Where(grain => !written.Contains(grain.Vendor)).Select(grain => VendorId.Read(grain.Vendor)));
            }
        }

        return overtaken;
    }

    /// <summary>The rows that are not already as they should be. For most grains, most of the time, this reading is all there is to do: it says whose the grain is.</summary>
    private static async Task<List<GrainState>> ChangedAsync(RegistryDb db, StoredGrain[] grains, List<VendorId> overtaken, CancellationToken cancellation)
    {
        var vendors = Array.ConvertAll(grains, grain => grain.Vendor.ToString());
        var stored = await db.GrainStates.AsNoTracking().Where(row => vendors.Contains(row.Vendor))
            .Select(row => new { row.Vendor, row.Epoch, row.AtRest, row.StateHash })
            .ToDictionaryAsync(row => row.Vendor, StringComparer.Ordinal, cancellation);
        var changed = new List<GrainState>();
        for (var i = 0; i < grains.Length; i++)
        {
            var grain = grains[i];
            var row = stored.GetValueOrDefault(vendors[i]);
            if (row is not null && row.Epoch > grain.Epoch)
            {
                overtaken.Add(grain.Vendor);
                continue;
            }

            var hash = grain.State.IsEmpty ? [] : SHA256.HashData(grain.State.Span);
            if (row is null || row.Epoch != grain.Epoch || row.AtRest != grain.AtRest || !row.StateHash.AsSpan().SequenceEqual(hash))
            {
                changed.Add(new GrainState { Vendor = vendors[i], Epoch = grain.Epoch, AtRest = grain.AtRest, State = grain.State.ToArray(), StateHash = hash });
            }
        }

        return changed;
    }

    /// <summary>As many rows as go into one transaction; at least one.</summary>
    private static List<GrainState> PartOf(List<GrainState> changed, int start)
    {
        var count = 0;
        for (var bytes = 0; start + count < changed.Count && count < MostRows; count++)
        {
            bytes += changed[start + count].State.Length;
            if (count > 0 && bytes > MostBytes)
            {
                break;
            }
        }

        return changed.GetRange(start, count);
    }

    private RegistryDb Open()
    {
        var db = open();
        db.Database.SetCommandTimeout(Patience);
        return db;
    }

    /// <summary>One vendor's wait for its turn.</summary>
    private sealed record Claim(string Vendor, long AtLeast, CancellationToken Cancellation)
    {
        public TaskCompletionSource<Activation> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
