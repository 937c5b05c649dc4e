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
