using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Storage;

namespace Digdir.Altinn.VendorRegistry.Storage;

/// <summary>The registry on PostgreSQL: for several registries and many nodes.</summary>
/// <remarks>Add a migration: <c>dotnet ef migrations add NAME --project src/VendorRegistry --context PostgresRegistryDb --output-dir Storage/Migrations/Postgres</c>.</remarks>
internal sealed class PostgresRegistryDb(DbContextOptions<PostgresRegistryDb> options) : RegistryDb(options)
{
    // Any number will do, as long as every registry uses the same.
    private const string TakeLock = "SELECT pg_advisory_lock(4119520013)";
    private const string FreeLock = "SELECT pg_advisory_unlock(4119520013)";

    public override async Task MigrateAsync(CancellationToken cancellation)
    {
        // The lock belongs to the session, so the connection stays open around it all.
        await Database.OpenConnectionAsync(cancellation);
        await Database.ExecuteSqlRawAsync(TakeLock, cancellation);
        try
        {
            await MigratePendingAsync(cancellation);
        }
        finally
        {
            await Database.ExecuteSqlRawAsync(FreeLock, CancellationToken.None);
            await Database.CloseConnectionAsync();
        }
    }

    public override async Task<IAsyncDisposable> BeginSnapshotAsync(CancellationToken cancellation)
        => await Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);

    public override async Task<IDbContextTransaction> BeginWriteAsync(CancellationToken cancellation)
    {
        var transaction = await Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        await Database.ExecuteSqlRawAsync("SET LOCAL lock_timeout = '10s'", cancellation);
        return transaction;
    }
}

/// <summary>Makes the context for the migrations tool.</summary>
internal sealed class PostgresDesign : IDesignTimeDbContextFactory<PostgresRegistryDb>
{
    public PostgresRegistryDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgresRegistryDb>().UseNpgsql("Host=localhost").Options);
}
