using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Storage;
using static Digdir.Altinn.VendorRegistry.Storage.RawCommands;

namespace Digdir.Altinn.VendorRegistry.Outbox;

/// <summary>
/// The statements on the outbox's tables, the same text on both databases. All run in short transactions of <see cref="RegistryDb.BeginWriteAsync"/>, and meet the
/// queues of a channel in the order of their receivers, so that two who write the same ones wait for each other and never in a ring.
/// </summary>
internal static class OutboxTable
{
    /// <summary>Reads a channel's cursor and keeps it locked until the transaction ends; makes it when it is not there.</summary>
    /// <param name="db">In a transaction.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="start">The announcement after which a new channel begins.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<(long Announcement, string After)> LockCursorAsync(RegistryDb db, string channel, long start, CancellationToken cancellation)
    {
        await using var command = CommandOf(db);
        command.CommandText = $"INSERT INTO outbox_cursors (\"Channel\", \"Announcement\", \"After\") VALUES ({Add(command, channel)}, {Add(command, start)}, '') "
            + "ON CONFLICT (\"Channel\") DO UPDATE SET \"After\" = outbox_cursors.\"After\" RETURNING \"Announcement\", \"After\"";
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        await rows.ReadAsync(cancellation);
        return (rows.GetInt64(0), rows.GetString(1));
    }

    /// <summary>Moves a locked cursor.</summary>
    public static async Task MoveCursorAsync(RegistryDb db, string channel, long announcement, string after, CancellationToken cancellation)
    {
        await using var command = CommandOf(db);
        command.CommandText = $"UPDATE outbox_cursors SET \"Announcement\" = {Add(command, announcement)}, \"After\" = {Add(command, after)} WHERE \"Channel\" = {Add(command, channel)}";
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Makes deliveries of an announcement to receivers that have none of the same round yet, and wakes the receivers' queues.</summary>
    /// <returns>How many were made.</returns>
    public static async Task<int> MakeAsync(
        RegistryDb db, string channel, Announcement announcement, IReadOnlyList<Receiver> receivers, int round, DateTimeOffset now, CancellationToken cancellation)
    {
        if (receivers.Count == 0)
        {
            return 0;
        }

        await using var make = CommandOf(db);
        var (at, by, of, about, which) = (Add(make, now), Add(make, channel), Add(make, announcement.Sequence), Add(make, announcement.Subject), Add(make, round));
        make.CommandText = "INSERT INTO deliveries (\"Announcement\", \"Channel\", \"Receiver\", \"Round\", \"Vendor\", \"Subject\", \"State\", \"Attempts\", \"MadeAt\", \"NextAt\", \"LastStatus\") VALUES "
            + Rows(receivers.Count, row => $"({of}, {by}, {Add(make, receivers[row].Key)}, {which}, {Add(make, receivers[row].Vendor)}, {about}, 'Pending', 0, {at}, {at}, 0)")
            + " ON CONFLICT (\"Announcement\", \"Channel\", \"Receiver\", \"Round\") DO NOTHING";
        var made = await make.ExecuteNonQueryAsync(cancellation);

        await using var wake = CommandOf(db);
        var (from, past, name, lease) = (Add(wake, now), Add(wake, DateTimeOffset.UnixEpoch), Add(wake, channel), Add(wake, Guid.Empty));
        wake.CommandText = "INSERT INTO receiver_queues (\"Channel\", \"Receiver\", \"Vendor\", \"NextAt\", \"HeldUntil\", \"LeasedUntil\", \"Lease\", \"Failures\") VALUES "
            + Rows(receivers.Count, row => $"({name}, {Add(wake, receivers[row].Key)}, {Add(wake, receivers[row].Vendor)}, {from}, {past}, {past}, {lease}, 0)")
            + " ON CONFLICT (\"Channel\", \"Receiver\") DO UPDATE SET \"Vendor\" = excluded.\"Vendor\", \"NextAt\" = CASE "
            + "WHEN receiver_queues.\"NextAt\" <= excluded.\"NextAt\" THEN receiver_queues.\"NextAt\" "
            + "WHEN receiver_queues.\"HeldUntil\" <= excluded.\"NextAt\" THEN excluded.\"NextAt\" "
            + "WHEN receiver_queues.\"HeldUntil\" <= receiver_queues.\"NextAt\" THEN receiver_queues.\"HeldUntil\" "
            + "ELSE receiver_queues.\"NextAt\" END";
        await wake.ExecuteNonQueryAsync(cancellation);
        return made;
    }

    /// <summary>Takes receivers for whom something is due and whom nobody serves, those that have waited longest first.</summary>
    /// <param name="db">In a transaction.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="failing">Those whose last attempt failed, or those whose did not.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="now">Now.</param>
    /// <param name="until">When the lease ends.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<List<Lease>> ClaimAsync(
        RegistryDb db, string channel, bool failing, int most, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellation)
    {
        var token = Guid.NewGuid();
        await using var claim = CommandOf(db);
        var locking = db is PostgresRegistryDb ? " FOR UPDATE SKIP LOCKED" : "";
        var at = Add(claim, now);
        claim.CommandText = "WITH due AS MATERIALIZED (SELECT \"Channel\", \"Receiver\" FROM receiver_queues "
            + $"WHERE \"NextAt\" <= {at} AND \"LeasedUntil\" <= {at} AND \"Failures\" {(failing ? ">" : "=")} 0 AND \"Channel\" = {Add(claim, channel)} "
            + $"ORDER BY \"NextAt\" LIMIT {Add(claim, most)}{locking}) "
            + $"UPDATE receiver_queues SET \"Lease\" = {Add(claim, token)}, \"LeasedUntil\" = {Add(claim, until)} "
            + "WHERE (\"Channel\", \"Receiver\") IN (SELECT \"Channel\", \"Receiver\" FROM due) RETURNING \"Channel\", \"Receiver\", \"Vendor\"";
        var leases = new List<Lease>();
        await using var rows = await claim.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            var vendor = await rows.IsDBNullAsync(2, cancellation) ? null : rows.GetString(2);
            leases.Add(new Lease(rows.GetString(0), new Receiver(rows.GetString(1), vendor), token, until, failing));
        }

        return leases;
    }
}

/// <summary>A receiver that this process serves for a while.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Receiver">The receiver.</param>
/// <param name="Token">This lease's own.</param>
/// <param name="Until">When it ends.</param>
/// <param name="IsFailing">True when it has one of the places for receivers that fail.</param>
internal sealed record Lease(string Channel, Receiver Receiver, Guid Token, DateTimeOffset Until, bool IsFailing);
