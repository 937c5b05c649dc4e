using Digdir.Altinn.Grains;
using Digdir.Altinn.Support.Tokens;
using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Outbox;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Vendors;
using Digdir.Altinn.VendorRegistry.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.Gateway.Tests.Deliveries;

/// <summary>The SQLite file of a registry that is another process: the test writes what is to happen into it, and reads what became of it.</summary>
internal sealed class DeliveryDatabase : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("deliveries-").FullName;
    private readonly DbContextOptions<SqliteRegistryDb> _options;

    private DeliveryDatabase() => _options = new DbContextOptionsBuilder<SqliteRegistryDb>().UseSqlite($"{ConnectionString};Pooling=false").Options;

    public string ConnectionString => $"Data Source={Path.Combine(_folder, "registry.db")}";

    /// <summary>The webhooks' ids, which are their receivers' keys and paths.</summary>
    public IReadOnlyList<string> Webhooks { get; private set; } = [];

    /// <summary>A migrated registry of one vendor with webhooks that have consented.</summary>
    public static async Task<DeliveryDatabase> MakeAsync(string receivers, int webhooks)
    {
        var database = new DeliveryDatabase();
        await using var db = database.Open();
        await db.MigrateAsync(CancellationToken.None);
        await using var change = await RegistryChange.BeginAsync(db, "test", "test", TimeProvider.System.GetUtcNow(), CancellationToken.None);
        db.Vendors.Add(Vendor.Register(VendorId.Parse(SampleTokens.Vendor), "Regnskap AS", change.Now));
        database.Webhooks = [.. Enumerable.Range(0, webhooks).Select(place =>
        {
            var id = Guid.CreateVersion7(change.Now.AddMilliseconds(place));
            var webhook = new Webhook { Id = id, Vendor = SampleTokens.Vendor, Url = $"{receivers}/{id}", Topics = " holds ", Signature = WebhookSignature.Ed25519, MadeAt = change.Now };
            webhook.Validate(rate: null, change.Now);
            db.Webhooks.Add(webhook);
            return id.ToString();
        })];
        await change.CommitAsync(CancellationToken.None);
        return database;
    }

    /// <summary>Announces something to everybody, as a change of another process would.</summary>
    public async Task AnnounceAsync(string subject)
    {
        await using var db = Open();
        await using var change = await RegistryChange.BeginAsync(db, "test", "test", TimeProvider.System.GetUtcNow(), CancellationToken.None);
        (await db.Vendors.SingleAsync()).Rename($"Regnskap {change.Version} AS");
        Announcement.Tell(change, AnnouncementKinds.HoldPut, vendor: null, subject, new { ground = "incident" });
        await change.CommitAsync(CancellationToken.None);
    }

    /// <summary>Keeps everybody else from writing until disposed.</summary>
    public async Task<IAsyncDisposable> LockAsync()
    {
        var db = Open();
        await db.BeginWriteAsync(CancellationToken.None);
        return db;
    }

    /// <summary>True when a channel stands between two receivers of one announcement.</summary>
    public async Task<bool> IsAmidAsync()
    {
        await using var db = Open();
        return await db.OutboxCursors.AnyAsync(row => row.After != "");
    }

    /// <summary>True when every channel has taken in everything.</summary>
    public async Task<bool> IsTakenInAsync()
    {
        await using var db = Open();
        var last = await db.Announcements.MaxAsync(row => row.Sequence);
        return await db.OutboxCursors.AllAsync(row => row.Announcement == last);
    }

    public async Task<int> DeliveryCountAsync()
    {
        await using var db = Open();
        return await db.Deliveries.CountAsync();
    }

    public async Task<List<Delivery>> DeliveriesAsync()
    {
        await using var db = Open();
        return await db.Deliveries.AsNoTracking().Where(row => row.Channel == WebhookChannel.ChannelName).ToListAsync();
    }

    public async Task<List<Webhook>> WebhooksAsync()
    {
        await using var db = Open();
        return await db.Webhooks.AsNoTracking().ToListAsync();
    }

    /// <summary>What was announced, in order; of one kind, or of all.</summary>
    public async Task<List<Announcement>> AnnouncementsAsync(AnnouncementKind? kind = null)
    {
        await using var db = Open();
        return await db.Announcements.AsNoTracking().Where(row => kind == null || row.Kind == kind.Name).OrderBy(row => row.Sequence).ToListAsync();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private SqliteRegistryDb Open() => new(_options);
}
