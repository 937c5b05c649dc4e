using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Storage;

namespace Digdir.Altinn.VendorRegistry.Storage;

/// <summary>The registry on a SQLite file: the default, for one machine.</summary>
/// <remarks>Add a migration: <c>dotnet ef migrations add NAME --project src/VendorRegistry --context SqliteRegistryDb --output-dir Storage/Migrations/Sqlite</c>.</remarks>
internal sealed class SqliteRegistryDb(DbContextOptions<SqliteRegistryDb> options) : RegistryDb(options)
{
    public override async Task MigrateAsync(CancellationToken cancellation)
    {
        // Readers and the one writer do not wait for each other in WAL mode; the mode is kept in the file.
        await Database.OpenConnectionAsync(cancellation);
        await Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellation);

        // EF's own lock is a row that outlives whoever dies while holding it, and would then be waited for for ever. Ours is the operating system's,
        // which dies with its holder: under it a row that is there can only be a dead one's.
        await using var alone = await LockFileAsync(cancellation);
        var stale = await Database.SqlQueryRaw<int>("SELECT count(*) AS \"Value\" FROM sqlite_master WHERE name = '__EFMigrationsLock'").SingleAsync(cancellation);
        if (stale > 0)
        {
            await Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsLock\"", cancellation);
        }

        await MigratePendingAsync(cancellation);
    }

    public override async Task<IAsyncDisposable> BeginSnapshotAsync(CancellationToken cancellation)
    {
        // EF's own transaction would be an immediate one and take the writer's lock. SQLite works synchronously whichever method is called.
        await Database.OpenConnectionAsync(cancellation);
#pragma warning disable CA1849
        var transaction = ((SqliteConnection)Database.GetDbConnection()).BeginTransaction(deferred: true);
#pragma warning restore CA1849
        return new Snapshot(transaction, await Database.UseTransactionAsync(transaction, cancellation));
    }

    public override async Task<IDbContextTransaction> BeginWriteAsync(CancellationToken cancellation)
    {
        // Waits for the writer before it inside SQLite, which looks again after a millisecond or two at first; the provider's own wait looks every 150 ms.
        var seconds = Database.GetCommandTimeout() ?? 10;
        Database.SetCommandTimeout(seconds);
        await Database.OpenConnectionAsync(cancellation);
        await Database.ExecuteSqlRawAsync(string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {seconds * 1000}"), cancellation);
        return await Database.BeginTransactionAsync(cancellation);
    }

    /// <summary>A lock beside the database file, held until disposed; null for a database that is no file.</summary>
    private async Task<FileStream?> LockFileAsync(CancellationToken cancellation)
    {
        if (Database.GetDbConnection().DataSource is not { Length: > 0 } file || file.Contains(":memory:", StringComparison.Ordinal))
        {
            return null;
        }

        while (true)
        {
            try
            {
                return new FileStream(file + "-migrating", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellation);
            }
        }
    }

    /// <summary>Ends the transaction too: EF does not own one it was only told to use.</summary>
    private sealed class Snapshot(SqliteTransaction transaction, IDbContextTransaction? used) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            if (used is not null)
            {
                await used.DisposeAsync();
            }

            await transaction.DisposeAsync();
        }
    }
}

/// <summary>Makes the context for the migrations tool.</summary>
internal sealed class SqliteDesign : IDesignTimeDbContextFactory<SqliteRegistryDb>
{
    public SqliteRegistryDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqliteRegistryDb>().UseSqlite("Data Source=:memory:").Options);
}
