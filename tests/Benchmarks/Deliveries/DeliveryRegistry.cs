using System.Globalization;
using Digdir.Altinn.Benchmarks.Contenders;
using Digdir.Altinn.Grains;
using Digdir.Altinn.VendorRegistry;
using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Contacts;
using Digdir.Altinn.VendorRegistry.Outbox;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Vendors;
using Digdir.Altinn.VendorRegistry.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Digdir.Altinn.Benchmarks.Deliveries;

/// <summary>A whole registry in this process, with vendors that have a receiver each: a webhook that has consented, or a contact point.</summary>
internal sealed class DeliveryRegistry : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DeliveryRegistry(WebApplication app) => _app = app;

    public static async Task<DeliveryRegistry> StartAsync(DatabaseProvider provider, string connection, string key, int mailPort)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Registry:Database:Provider"] = provider.ToString(),
            ["Registry:Database:ConnectionString"] = connection,
            ["Registry:Feed:CopyPath"] = "",
            ["Registry:Mail:Host"] = mailPort > 0 ? "127.0.0.1" : null,
            ["Registry:Mail:Port"] = Math.Max(mailPort, 1).ToString(CultureInfo.InvariantCulture),
            ["Registry:Mail:Tls"] = "false",
            ["Registry:Mail:From"] = "varsel@gateway.example",
            ["Signing:Keys:0"] = key,
            ["Outgoing:AllowLoopback"] = "true",
        });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddRegistry(builder.Configuration);
        var app = builder.Build();
        await app.StartAsync();
        return new DeliveryRegistry(app);
    }

    /// <summary>Registers vendors with a receiver each. Past the audit log, for speed: this is about delivering.</summary>
    public async Task FillAsync(int receivers, Func<int, string>? urlOf)
    {
        var now = TimeProvider.System.GetUtcNow();
        foreach (var some in Enumerable.Range(0, receivers).Chunk(500))
        {
            await using var scope = _app.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<RegistryDb>();
            foreach (var n in some)
            {
                var vendor = Vendor.Register(VendorId.Parse(BenchmarkVendors.Number(n)), $"Leverandør {n}", now);
                db.Add(vendor);
                if (urlOf is null)
                {
                    var contact = new ContactPoint { Id = Guid.CreateVersion7(now), Vendor = vendor.Number, MadeAt = now };
                    contact.State(new ContactStatement(ContactKind.General, $"r{n}@example.no", ContactLanguage.Nb, Function: null, []), addressHash: null);
                    db.Add(contact);
                    continue;
                }

                var webhook = new Webhook { Id = Guid.CreateVersion7(now), Vendor = vendor.Number, Url = urlOf(n), Topics = " notices ", Signature = WebhookSignature.Ed25519, MadeAt = now };
                webhook.Validate(rate: null, now);
                db.Add(webhook);
            }

            db.IsChanging = true;
            await db.SaveChangesAsync();
        }
    }

    /// <summary>Publishes a notice; returns when that was, a moment before it was committed.</summary>
    public async Task<DateTimeOffset> PublishAsync()
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var registry = scope.ServiceProvider.GetRequiredService<RegistryChanges>();
        await using var change = await registry.BeginAsync("benchmark", "notices.publish", CancellationToken.None);
        (await change.Db.Vendors.OrderBy(row => row.Number).FirstAsync()).Rename($"Leverandør {Guid.NewGuid():N}");
        var notice = Guid.CreateVersion7();
        Announcement.Tell(change, AnnouncementKinds.NoticePublished, vendor: null, $"notices/{notice}", new
        {
            id = notice, kind = "breakingChange", state = "published", title = new { nb = "Feltet «status» fjernes", en = "The field \"status\" is removed" },
            effective = change.Now.AddDays(60), products = new[] { "dialogporten" }, operations = new[] { "dialogporten.dialogs.search" }, link = $"/vendor/v1/notices/{notice}",
        });
        var at = TimeProvider.System.GetUtcNow();
        await registry.CommitAsync(change);
        return at;
    }

    /// <summary>Deliveries that have not ended.</summary>
    public async Task<int> PendingAsync()
    {
        await using var scope = _app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<RegistryDb>().Deliveries.CountAsync(row => row.State == DeliveryState.Pending);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
