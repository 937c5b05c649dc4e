using Digdir.Altinn.VendorRegistry.Storage;
using static Digdir.Altinn.VendorRegistry.Storage.RawCommands;

namespace Digdir.Altinn.VendorRegistry.Outbox;

/// <summary>
/// The statements that write down what came of attempts, for many receivers of one channel at once, the same text on both databases. An outcome only changes a
/// delivery that is pending, and only whoever has the lease gives a receiver back. Rows are named by their keys beside the join, so that both databases look them
/// up however little they know of the tables.
/// </summary>
internal static class OutcomeTable
{
    /// <summary>Receivers in one statement: SQLite looks each parameter up among all of them.</summary>
    public const int MostReceivers = 50;

    /// <summary>Writes down outcomes and gives receivers back: at most <see cref="MostReceivers"/> of one channel, in the order of their keys, each once.</summary>
    public static async Task WriteAsync(RegistryDb db, IReadOnlyList<OutcomeEntry> entries, DateTimeOffset now, CancellationToken cancellation)
    {
        await LockAsync(db, entries, cancellation);
        var settled = entries.Select(entry => entry.Settled).OfType<Settlement>().ToList();
        if (settled.Count > 0)
        {
            await SettleAsync(db, settled, cancellation);
        }

        await TellQueuesAsync(db, entries, cancellation);
        foreach (var entry in entries)
        {
            if (entry.Settled is { Outcome.Kind: OutcomeKind.Gone } gone)
            {
                await SkipAsync(db, entry.Lease, gone.At, cancellation);
            }
        }

        if (entries.Where(entry => entry.Release).ToList() is { Count: > 0 } released)
        {
            await SleepAsync(db, released, now, cancellation);
        }
    }

    /// <summary>
    /// Locks the queues in the order of their receivers, as everybody does, so that two who write the same ones wait for each other and never in a ring; and before
    /// what is pending is read, so that whoever makes a delivery meanwhile wakes the queue after us. SQLite has one writer.
    /// </summary>
    private static async Task LockAsync(RegistryDb db, IReadOnlyList<OutcomeEntry> entries, CancellationToken cancellation)
    {
        if (db is not PostgresRegistryDb)
        {
            return;
        }

        await using var command = CommandOf(db);
        command.CommandText = $"SELECT 1 FROM receiver_queues WHERE \"Channel\" = {Add(command, entries[0].Lease.Channel)} "
            + $"AND \"Receiver\" IN ({Rows(entries.Count, row => Add(command, entries[row].Lease.Receiver.Key))}) ORDER BY \"Receiver\" COLLATE \"C\" FOR UPDATE";
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task SettleAsync(RegistryDb db, List<Settlement> settled, CancellationToken cancellation)
    {
        await using var command = CommandOf(db);
        var ids = settled.ConvertAll(row => Add(command, row.Delivery.Id));
        command.CommandText = "WITH told (id, state, attempts, due, ended, status, reason) AS (VALUES "
            + Rows(settled.Count, row => $"({ids[row]}, {Add(command, settled[row].State)}, {Add(command, settled[row].Delivery.Attempts + 1)}, {Add(command, settled[row].NextAt)}, "
                + $"{Add(command, settled[row].At)}, {Add(command, settled[row].Outcome.Status)}, CAST({Add(command, settled[row].Outcome.Reason)} AS text))")
            + ") UPDATE deliveries SET \"State\" = told.state, \"Attempts\" = told.attempts, \"NextAt\" = told.due, \"LastAt\" = told.ended, \"LastStatus\" = told.status, "
            + "\"LastReason\" = told.reason, \"EndedAt\" = CASE WHEN told.state = 'Pending' THEN NULL ELSE told.ended END "
            + $"FROM told WHERE deliveries.\"Id\" = told.id AND deliveries.\"Id\" IN ({string.Join(", ", ids)}) AND deliveries.\"State\" = 'Pending'";
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>How the receivers fare, until when they are to be left alone, and, of those given back, that nobody has them.</summary>
    private static async Task TellQueuesAsync(RegistryDb db, IReadOnlyList<OutcomeEntry> entries, CancellationToken cancellation)
    {
        await using var command = CommandOf(db);
        var (channel, past) = (Add(command, entries[0].Lease.Channel), Add(command, DateTimeOffset.UnixEpoch));
        var keys = entries.Select(entry => Add(command, entry.Lease.Receiver.Key)).ToList();
        command.CommandText = "WITH told (receiver, lease, outcome, ended, hold, release) AS (VALUES "
            + Rows(entries.Count, row =>
            {
                var (settled, hold) = (entries[row].Settled, entries[row].Settled?.HoldUntil);
                var at = settled is null ? past : Add(command, settled.At);
                return $"({keys[row]}, {Add(command, entries[row].Lease.Token)}, {Add(command, KindOf(settled))}, {at}, {(hold is null ? past : Add(command, hold))}, {Add(command, entries[row].Release ? 1 : 0)})";
            })
            + ") UPDATE receiver_queues SET "
            + "\"Failures\" = CASE told.outcome WHEN 'delivered' THEN 0 WHEN 'failed' THEN receiver_queues.\"Failures\" + 1 ELSE receiver_queues.\"Failures\" END, "
            + "\"FailingSince\" = CASE told.outcome WHEN 'delivered' THEN NULL WHEN 'failed' THEN COALESCE(receiver_queues.\"FailingSince\", told.ended) ELSE receiver_queues.\"FailingSince\" END, "
            + "\"DeliveredAt\" = CASE told.outcome WHEN 'delivered' THEN told.ended ELSE receiver_queues.\"DeliveredAt\" END, "
            + "\"HeldUntil\" = CASE WHEN receiver_queues.\"HeldUntil\" < told.hold THEN told.hold ELSE receiver_queues.\"HeldUntil\" END, "
            + $"\"LeasedUntil\" = CASE WHEN told.release = 1 THEN {past} ELSE receiver_queues.\"LeasedUntil\" END "
            + $"FROM told WHERE receiver_queues.\"Channel\" = {channel} AND receiver_queues.\"Receiver\" = told.receiver AND receiver_queues.\"Lease\" = told.lease "
            + $"AND receiver_queues.\"Receiver\" IN ({string.Join(", ", keys)})";
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Receivers given back sleep until the first of what may be tried next, and go to the end of the line.</summary>
    private static async Task SleepAsync(RegistryDb db, List<OutcomeEntry> released, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = CommandOf(db);
        var (channel, at, never) = (Add(command, released[0].Lease.Channel), Add(command, now), Add(command, ReceiverQueue.Never));
        var keys = released.ConvertAll(entry => Add(command, entry.Lease.Receiver.Key));
        var named = string.Join(", ", keys);
        command.CommandText = $"WITH told (receiver, lease) AS (VALUES {Rows(released.Count, row => $"({keys[row]}, {Add(command, released[row].Lease.Token)})")}), "
            + "firsts AS (SELECT \"Receiver\" AS receiver, MIN(\"NextAt\") AS due FROM deliveries WHERE \"Id\" IN (SELECT MIN(\"Id\") FROM deliveries "
            + $"WHERE \"Channel\" = {channel} AND \"Receiver\" IN ({named}) AND \"State\" = 'Pending' GROUP BY \"Receiver\", \"Subject\") GROUP BY \"Receiver\"), "
            + "next AS (SELECT told.receiver AS receiver, told.lease AS lease, firsts.due AS due FROM told LEFT JOIN firsts ON firsts.receiver = told.receiver) "
            + $"UPDATE receiver_queues SET \"NextAt\" = CASE WHEN next.due IS NULL THEN {never} "
            + $"WHEN next.due >= {at} AND next.due >= receiver_queues.\"HeldUntil\" THEN next.due "
            + $"WHEN receiver_queues.\"HeldUntil\" >= {at} THEN receiver_queues.\"HeldUntil\" ELSE {at} END "
            + $"FROM next WHERE receiver_queues.\"Channel\" = {channel} AND receiver_queues.\"Receiver\" = next.receiver AND receiver_queues.\"Lease\" = next.lease "
            + $"AND receiver_queues.\"Receiver\" IN ({named})";
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Who wants nothing more gets nothing of what waits.</summary>
    private static async Task SkipAsync(RegistryDb db, Lease lease, DateTimeOffset at, CancellationToken cancellation)
    {
        await using var command = CommandOf(db);
        command.CommandText = $"UPDATE deliveries SET \"State\" = 'Skipped', \"LastReason\" = 'gone', \"EndedAt\" = {Add(command, at)} "
            + $"WHERE \"Channel\" = {Add(command, lease.Channel)} AND \"Receiver\" = {Add(command, lease.Receiver.Key)} AND \"State\" = 'Pending'";
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static string KindOf(Settlement? settled) => settled?.Outcome.Kind switch
    {
        OutcomeKind.Delivered => "delivered",
        OutcomeKind.Failed => "failed",
        _ => "neither",
    };
}

/// <summary>What is to be written of one receiver.</summary>
/// <param name="Lease">Whose.</param>
/// <param name="Settled">What came of an attempt; null for nothing.</param>
/// <param name="Release">True to give the receiver back too.</param>
internal readonly record struct OutcomeEntry(Lease Lease, Settlement? Settled, bool Release);
