using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Holds;
using Digdir.Altinn.VendorRegistry.Outbox;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Digdir.Altinn.VendorRegistry.Tests.Outbox;

/// <summary>One process's outbox without its loops: the test says when it works.</summary>
internal sealed class OutboxRun : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly ManualClock _clock;
    private readonly ServiceProvider _services;

    public OutboxRun(TestDatabase database, ManualClock clock, params IChannel[] channels)
    {
        (_database, _clock) = (database, clock);
        var services = new ServiceCollection();
        services.AddLogging(log => log.AddProvider(Surprises)).AddSingleton<TimeProvider>(clock).AddScoped(_ => database.Open());
        services.AddOutbox(new ConfigurationBuilder().AddInMemoryCollection([new("Outbox:Concurrency", "16")]).Build());
        Array.ForEach(channels, channel => services.AddSingleton(channel));
        _services = services.BuildServiceProvider();
    }

    public Surprises Surprises { get; } = new();

    public OutboxDispatch Dispatch => _services.GetRequiredService<OutboxDispatch>();

    public OutboxTidy Tidy => _services.GetRequiredService<OutboxTidy>();

    /// <summary>Announces things, in one change each, and returns their sequences.</summary>
    public static async Task<IReadOnlyList<long>> AnnounceAsync(TestDatabase database, ManualClock clock, params string[] subjects)
    {
        var told = new List<Announcement>();
        foreach (var subject in subjects)
        {
            await using var db = database.Open();
            await using var change = await RegistryChange.BeginAsync(db, "test", "test", clock.GetUtcNow(), CancellationToken.None);
            var number = Numbers.At(await db.Vendors.CountAsync());
            db.Vendors.Add(Storage.Vendors.VendorOf(number));
            told.Add(Announcement.Tell(change, AnnouncementKinds.HoldPut, null, subject, new { ground = HoldGround.Incident }));
            await change.CommitAsync(CancellationToken.None);
        }

        return told.ConvertAll(row => row.Sequence);
    }

    /// <summary>A migrated database.</summary>
    public static async Task<TestDatabase> DatabaseAsync(DatabaseProvider provider)
    {
        var database = await TestDatabase.CreateAsync(provider);
        await using var db = database.Open();
        await db.MigrateAsync(CancellationToken.None);
        return database;
    }

    public Task<IReadOnlyList<long>> AnnounceAsync(params string[] subjects) => AnnounceAsync(_database, _clock, subjects);

    public async Task TakeInAsync()
    {
        while (await _services.GetRequiredService<OutboxIntake>().StepAsync(CancellationToken.None))
        {
        }
    }

    /// <summary>Takes in everything and makes every attempt that is due, and waits for what comes of it.</summary>
    public async Task WorkAsync()
    {
        await TakeInAsync();
        while (await Dispatch.StartDueAsync(CancellationToken.None) > 0)
        {
            await Dispatch.IdleAsync();
        }
    }

    public async Task<List<Delivery>> DeliveriesAsync()
    {
        await using var db = _database.Open();
        return await db.Deliveries.AsNoTracking().OrderBy(row => row.Id).ToListAsync();
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
