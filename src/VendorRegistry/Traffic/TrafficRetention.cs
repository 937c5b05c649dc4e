using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using static Digdir.Altinn.VendorRegistry.Storage.RawCommands;

namespace Digdir.Altinn.VendorRegistry.Traffic;

/// <summary>
/// Forgets traffic that is older than thirteen months, a bounded number of rows at a time, so that nobody waits long for it. Every process with the registry
/// role does so; two at once do no harm.
/// </summary>
internal sealed class TrafficRetention(Func<RegistryDb> open, TimeProvider clock, ILogger<TrafficRetention> log) : Retention(TimeSpan.FromMinutes(10), clock, log)
{
    /// <summary>Calendar months that traffic is kept: a year, and the month it is compared with.</summary>
    public const int Months = 13;

    /// <summary>Rows that one transaction deletes.</summary>
    public const int MostInTransaction = 2000;

    /// <summary>Transactions in one round: more than nodes can write between two rounds is deleted.</summary>
    private const int MostTransactions = 500;

    /// <summary>A node repeats a report for as long as it lives, but one that has been silent for so long is gone.</summary>
    private static readonly TimeSpan NodesKept = TimeSpan.FromDays(7);

    /// <inheritdoc/>
    public override async Task<int> TidyAsync(CancellationToken cancellation)
    {
        await using var db = open();
        var now = Clock.GetUtcNow();
        var oldest = TrafficHour.HourOf(now.AddMonths(-Months));
        var silent = now - NodesKept;
        await db.TrafficNodes.Where(node => node.At < silent).ExecuteDeleteAsync(cancellation);
        var deleted = 0;
        for (var i = 0; i < MostTransactions; i++)
        {
            var some = await DeleteAsync(db, oldest, cancellation);
            deleted += some;
            if (some < MostInTransaction)
            {
                break;
            }
        }

        return deleted;
    }

    private static async Task<int> DeleteAsync(RegistryDb db, int oldest, CancellationToken cancellation)
    {
        await using var transaction = await db.BeginWriteAsync(cancellation);
        await using var delete = CommandOf(db);

        // Neither database has DELETE ... LIMIT, and the rows' own key is wide: each has a number of its own for where a row lies.
        var old = $"FROM traffic WHERE \"Hour\" < {Add(delete, oldest)} ORDER BY \"Hour\" LIMIT {MostInTransaction}";
        delete.CommandText = db is PostgresRegistryDb
            ? $"DELETE FROM traffic WHERE ctid = ANY(ARRAY(SELECT ctid {old}))"
            : $"DELETE FROM traffic WHERE rowid IN (SELECT rowid {old})";
        var deleted = await delete.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return deleted;
    }
}
