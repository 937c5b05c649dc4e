using System.Text;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Stores;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.GrainStates;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Digdir.Altinn.VendorRegistry.Tests.GrainStates;

public sealed class GrainStateStoreTests(ITestOutputHelper output)
{
    private static VendorId Vendor => VendorId.Parse(Numbers.First);

    [Theory, OnSqlite, OnPostgres]
    public async Task A_grain_is_no_news_to_the_feed_nor_to_the_audit_log(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        await registry.As("caseworker").RegisterVendorAsync(Numbers.First);
        await using var db = database.Open();
        var before = await db.State.AsNoTracking().SingleAsync();
        var store = registry.Services.GetRequiredService<IGrainStore>().ShouldBeOfType<GrainStateStore>();

        await store.ActivateAsync(Vendor, 1, CancellationToken.None);
        await store.SaveAsync([Grain(Vendor, 1, "state"), Grain(VendorId.Parse(Numbers.Second), 1, "not registered")], CancellationToken.None);

        var after = await db.State.AsNoTracking().SingleAsync();
        after.Version.ShouldBe(before.Version);
        after.AuditSequence.ShouldBe(before.AuditSequence);
        (await db.GrainStates.CountAsync()).ShouldBe(2);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Grains_that_are_as_they_were_are_confirmed_while_the_registry_is_being_changed(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var db = database.Open();
        await db.MigrateAsync(CancellationToken.None);
        var store = new GrainStateStore(database.Open);
        await store.SaveAsync([Grain(Vendor, 1, "state")], CancellationToken.None);

        // On SQLite it is the one writer there can be: whoever wanted to write would wait for it.
        await using var change = await RegistryChange.BeginAsync(db, "test", "test", TimeProvider.System.GetUtcNow(), CancellationToken.None);

        (await store.SaveAsync([Grain(Vendor, 1, "state")], CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(4))).ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_registry_is_changed_between_the_parts_of_a_large_batch(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        var admin = registry.As("caseworker");
        await admin.RegisterVendorAsync(Numbers.First);
        var store = registry.Services.GetRequiredService<IGrainStore>();
        var vendors = Numbers.All().Take(200).Select(number => VendorId.Parse(number)).ToArray();
        var clock = TimeProvider.System;

        // 20 MB of new states at a time: two hundred vendors whose ladders all moved.
        var (slowest, between) = (TimeSpan.Zero, 0);
        for (var round = 1; round <= 3; round++)
        {
            var start = clock.GetTimestamp();
            var saving = Task.Run(async () => await store.SaveAsync([.. vendors.Select((vendor, i) => Large(vendor, round, i))], CancellationToken.None));
            while (!saving.IsCompleted)
            {
                var changeStart = clock.GetTimestamp();
                await admin.PutHoldAsync(Numbers.First);
                var took = clock.GetElapsedTime(changeStart);
                slowest = took > slowest ? took : slowest;
                between += saving.IsCompleted ? 0 : 1;
            }

            (await saving).ShouldBeEmpty();
            output.WriteLine($"{provider}: 20 MB saved in {clock.GetElapsedTime(start).TotalMilliseconds:F0} ms; the slowest hold meanwhile took {slowest.TotalMilliseconds:F0} ms");
        }

        between.ShouldBeGreaterThan(3, "a change of the registry does not wait for the batch to end");
    }

    [Theory, OnPostgres]
    public async Task A_database_that_is_gone_is_an_error_to_the_caller_and_no_more_once_it_is_back(DatabaseProvider provider)
    {
        provider.ShouldBe(DatabaseProvider.Postgres);
        await using var server = await PostgresServer.StartOwnAsync();
        var database = TestDatabase.On(await server.CreateDatabaseAsync());
        await using (var db = database.Open())
        {
            await db.MigrateAsync(CancellationToken.None);
        }

        var store = new GrainStateStore(database.Open);
        await store.SaveAsync([Grain(Vendor, 1, "kept")], CancellationToken.None);
        await server.KillAsync();
        await Should.ThrowAsync<Exception>(async () => await store.ActivateAsync(Vendor, 1, CancellationToken.None));
        await Should.ThrowAsync<Exception>(async () => await store.SaveAsync([Grain(Vendor, 1, "lost")], CancellationToken.None));

        await server.StartAsync();
        var claim = await store.ActivateAsync(Vendor, 1, CancellationToken.None);
        claim.Epoch.ShouldBe(2);
        Encoding.UTF8.GetString(claim.Last.ShouldNotBeNull().State.Span).ShouldBe("kept");
    }

    private static StoredGrain Grain(VendorId vendor, long epoch, string state) => new(vendor, epoch, AtRest: false, Encoding.UTF8.GetBytes(state));

    private static StoredGrain Large(VendorId vendor, int round, int seed)
    {
        var state = new byte[100_000];
        new Random((round * 1_000) + seed).NextBytes(state);
        return new StoredGrain(vendor, round, AtRest: false, state);
    }
}
