using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Storage;

public sealed class MigrationTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task The_migrations_say_all_that_the_model_does(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var db = database.Open();
        db.Database.HasPendingModelChanges().ShouldBeFalse();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Registries_that_start_together_make_one_database(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var db = database.Open();
            await db.MigrateAsync(CancellationToken.None);
        }));

        await using var after = database.Open();
        (await after.State.CountAsync()).ShouldBe(1);
        (await after.Database.GetPendingMigrationsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Sqlite_lets_readers_and_the_writer_work_side_by_side()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var db = database.Open();
        await db.MigrateAsync(CancellationToken.None);
        (await db.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").SingleAsync()).ShouldBe("wal");
    }

    [Fact]
    public async Task A_registry_killed_while_it_migrated_does_not_keep_the_next_from_starting()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using (var killed = database.Open())
        {
            // What EF leaves behind when the process dies between taking its lock and freeing it.
            await killed.Database.ExecuteSqlRawAsync("CREATE TABLE \"__EFMigrationsLock\" (\"Id\" INTEGER NOT NULL CONSTRAINT \"PK___EFMigrationsLock\" PRIMARY KEY, \"Timestamp\" TEXT NOT NULL)");
            await killed.Database.ExecuteSqlRawAsync("INSERT INTO \"__EFMigrationsLock\" VALUES (1, '2026-11-02 08:00:00')");
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var next = database.Open();
        await next.MigrateAsync(patience.Token);

        (await next.State.CountAsync()).ShouldBe(1);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Nothing_is_saved_past_the_audit_log(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var db = database.Open();
        await db.MigrateAsync(CancellationToken.None);
        db.Vendors.Add(Vendors.VendorOf(Numbers.First));
        await Should.ThrowAsync<InvalidOperationException>(() => db.SaveChangesAsync());
    }
}
