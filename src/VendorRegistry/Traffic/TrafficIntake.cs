using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.EntityFrameworkCore;
using static Digdir.Altinn.VendorRegistry.Storage.RawCommands;

namespace Digdir.Altinn.VendorRegistry.Traffic;

/// <summary>Adds nodes' counts to the registry's database: one short transaction for a report, so that changes of the registry get their turn between them. Thread-safe.</summary>
/// <param name="open">Makes a context on the registry's database; not one of the host's scopes, since the last counts come while the host is taken apart.</param>
/// <param name="clock">The time.</param>
internal sealed class TrafficIntake(Func<RegistryDb> open, TimeProvider clock) : ITrafficIntake
{
    /// <summary>Rows in one statement: nine parameters each, and SQLite looks each of them up among all of them.</summary>
    private const int MostInStatement = 50;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    // SQLite works on the caller's thread, which is not to be a timer's.
    public Task TakeAsync(TrafficReport report, CancellationToken cancellation) => Task.Run(() => AddAsync(report, cancellation), cancellation);

    private async Task AddAsync(TrafficReport report, CancellationToken cancellation)
    {
        await using var db = open();
        db.Database.SetCommandTimeout(Patience);
        await using var transaction = await db.BeginWriteAsync(cancellation);
        if (!await IsNewAsync(db, report, Instants.Whole(clock.GetUtcNow()), cancellation))
        {
            return;
        }

        foreach (var rows in InOrder(report.Rows).Chunk(MostInStatement))
        {
            await AddAsync(db, rows, cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Notes the report's number, and keeps the node's row locked until the counts are in. False when it has been counted before.</summary>
    private static async Task<bool> IsNewAsync(RegistryDb db, TrafficReport report, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var note = CommandOf(db);
        note.CommandText = $"INSERT INTO traffic_nodes (\"Node\", \"Sequence\", \"At\") VALUES ({Add(note, report.Node)}, {Add(note, report.Sequence)}, {Add(note, now.UtcDateTime)}) "
            + "ON CONFLICT (\"Node\") DO UPDATE SET \"Sequence\" = excluded.\"Sequence\", \"At\" = excluded.\"At\" WHERE traffic_nodes.\"Sequence\" < excluded.\"Sequence\"";
        return await note.ExecuteNonQueryAsync(cancellation) > 0;
    }

    /// <summary>One row per key, since a statement must not meet a row twice, and always in the same order, so that two nodes wait for each other and never in a ring.</summary>
    private static IEnumerable<TrafficCount> InOrder(IReadOnlyList<TrafficCount> rows)
        => rows.GroupBy(row => (row.Operation, row.Hour, row.Environment, row.Vendor, row.System, row.Customer))
            .Select(same => same.First() with { Calls = same.Sum(row => row.Calls), Refused = same.Sum(row => row.Refused), LastAt = same.Max(row => row.LastAt) })
            .OrderBy(row => row.Operation, StringComparer.Ordinal).ThenBy(row => row.Hour).ThenBy(row => row.Environment)
            .ThenBy(row => row.Vendor, StringComparer.Ordinal).ThenBy(row => row.System, StringComparer.Ordinal).ThenBy(row => row.Customer, StringComparer.Ordinal);

    private static async Task AddAsync(RegistryDb db, TrafficCount[] rows, CancellationToken cancellation)
    {
        await using var add = CommandOf(db);
        var values = Rows(rows.Length, i =>
        {
            var row = rows[i];
            return $"({Add(add, row.Operation)}, {Add(add, row.Hour)}, {Add(add, row.Environment.ToString())}, {Add(add, row.Vendor)}, {Add(add, row.System)}, "
                + $"{Add(add, row.Customer)}, {Add(add, row.Calls)}, {Add(add, row.Refused)}, {Add(add, Instants.Whole(row.LastAt).UtcDateTime)})";
        });
        add.CommandText = $"INSERT INTO traffic (\"Operation\", \"Hour\", \"Environment\", \"Vendor\", \"System\", \"Customer\", \"Calls\", \"Refused\", \"LastAt\") VALUES {values} "
            + "ON CONFLICT (\"Operation\", \"Hour\", \"Environment\", \"Vendor\", \"System\", \"Customer\") DO UPDATE SET "
            + "\"Calls\" = traffic.\"Calls\" + excluded.\"Calls\", \"Refused\" = traffic.\"Refused\" + excluded.\"Refused\", "
            + "\"LastAt\" = CASE WHEN excluded.\"LastAt\" > traffic.\"LastAt\" THEN excluded.\"LastAt\" ELSE traffic.\"LastAt\" END";
        await add.ExecuteNonQueryAsync(cancellation);
    }
}
