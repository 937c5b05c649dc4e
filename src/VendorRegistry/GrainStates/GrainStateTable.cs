using Digdir.Altinn.VendorRegistry.Storage;
using static Digdir.Altinn.VendorRegistry.Storage.RawCommands;

namespace Digdir.Altinn.VendorRegistry.GrainStates;

/// <summary>
/// The statements on the table of grain states that EF has no words for: many rows at a time, each under a condition. The same text on both databases. Rows are
/// always met in the order of their vendors, so that two who write the same ones wait for each other and never in a ring.
/// </summary>
internal static class GrainStateTable
{
    private const string Insert = "INSERT INTO grain_states (\"Vendor\", \"Epoch\", \"AtRest\", \"State\", \"StateHash\") VALUES ";

    /// <summary>
    /// Reads the rows as they are and keeps them locked until the transaction ends; a vendor without a row gets an empty one of epoch 0 first, since what is
    /// not there cannot be locked.
    /// </summary>
    /// <param name="db">In a transaction of <see cref="RegistryDb.BeginWriteAsync"/>.</param>
    /// <param name="vendors">Distinct, in order.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<Dictionary<string, GrainState>> LockAsync(RegistryDb db, IReadOnlyList<string> vendors, CancellationToken cancellation)
    {
        await using (var make = CommandOf(db))
        {
            var none = Add(make, Array.Empty<byte>());
            make.CommandText = $"{Insert}{Rows(vendors.Count, row => $"({Add(make, vendors[row])}, 0, false, {none}, {none})")} ON CONFLICT (\"Vendor\") DO NOTHING";
            await make.ExecuteNonQueryAsync(cancellation);
        }

        await using var read = CommandOf(db);
        var names = Rows(vendors.Count, row => Add(read, vendors[row]));

        // SQLite's transaction is the only writer already.
        var locking = db is PostgresRegistryDb ? " FOR UPDATE" : "";
        read.CommandText = $"SELECT \"Vendor\", \"Epoch\", \"AtRest\", \"State\", \"StateHash\" FROM grain_states WHERE \"Vendor\" IN ({names}) ORDER BY \"Vendor\"{locking}";
        var found = new Dictionary<string, GrainState>(vendors.Count, StringComparer.Ordinal);
        await using var rows = await read.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            var row = new GrainState
            {
                Vendor = rows.GetString(0),
                Epoch = rows.GetInt64(1),
                AtRest = rows.GetBoolean(2),
                State = await rows.GetFieldValueAsync<byte[]>(3, cancellation),
                StateHash = await rows.GetFieldValueAsync<byte[]>(4, cancellation),
            };
            found.Add(row.Vendor, row);
        }

        return found;
    }

    /// <summary>Gives rows that are locked their new epochs, and leaves their states alone.</summary>
    public static async Task ClaimAsync(RegistryDb db, IReadOnlyList<(string Vendor, long Epoch)> claims, CancellationToken cancellation)
    {
        await using var claim = CommandOf(db);
        var none = Add(claim, Array.Empty<byte>());
        claim.CommandText = $"{Insert}{Rows(claims.Count, row => $"({Add(claim, claims[row].Vendor)}, {Add(claim, claims[row].Epoch)}, false, {none}, {none})")} "
            + "ON CONFLICT (\"Vendor\") DO UPDATE SET \"Epoch\" = excluded.\"Epoch\", \"AtRest\" = false";
        await claim.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Writes rows unless there is a newer epoch of them; returns the vendors whose rows were written.</summary>
    /// <param name="db">In a transaction of <see cref="RegistryDb.BeginWriteAsync"/>.</param>
    /// <param name="grains">Distinct, in the order of their vendors.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<HashSet<string>> WriteAsync(RegistryDb db, IReadOnlyList<GrainState> grains, CancellationToken cancellation)
    {
        await using var write = CommandOf(db);
        var values = Rows(grains.Count, row =>
        {
            var grain = grains[row];
            return $"({Add(write, grain.Vendor)}, {Add(write, grain.Epoch)}, {Add(write, grain.AtRest)}, {Add(write, grain.State)}, {Add(write, grain.StateHash)})";
        });
        write.CommandText = $"{Insert}{values} ON CONFLICT (\"Vendor\") DO UPDATE SET \"Epoch\" = excluded.\"Epoch\", \"AtRest\" = excluded.\"AtRest\", "
            + "\"State\" = excluded.\"State\", \"StateHash\" = excluded.\"StateHash\" WHERE grain_states.\"Epoch\" <= excluded.\"Epoch\" RETURNING \"Vendor\"";
        var written = new HashSet<string>(StringComparer.Ordinal);
        await using var rows = await write.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            written.Add(rows.GetString(0));
        }

        return written;
    }
}
