using Digdir.Altinn.VendorRegistry.Outbox;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Webhooks;

/// <summary>A vendor's webhooks and how they stand, for its report. There is none where there is no registry. Thread-safe.</summary>
/// <param name="open">Makes a context on the registry's database.</param>
internal sealed class VendorWebhooks(Func<RegistryDb> open)
{
    /// <summary>All of them in the order in which they were made, each as operators see it.</summary>
    public async Task<IReadOnlyList<WebhookView>> OfAsync(string vendor, CancellationToken cancellation)
    {
        await using var db = open();
        var rows = await db.Webhooks.AsNoTracking().Where(row => row.Vendor == vendor).OrderBy(row => row.Id).ToListAsync(cancellation);
        var queues = await QueuesAsync(db, rows, cancellation);
        return rows.ConvertAll(row => WebhookView.Of(row, queues.GetValueOrDefault(row.Id.ToString()), isOwn: false));
    }

    /// <summary>The places of webhooks in the outbox, by their keys.</summary>
    public static async Task<Dictionary<string, ReceiverQueue>> QueuesAsync(RegistryDb db, List<Webhook> webhooks, CancellationToken cancellation)
    {
        var keys = webhooks.ConvertAll(row => row.Id.ToString());
        return await db.ReceiverQueues.AsNoTracking().Where(row => row.Channel == WebhookChannel.ChannelName && keys.Contains(row.Receiver))
            .ToDictionaryAsync(row => row.Receiver, StringComparer.Ordinal, cancellation);
    }
}
