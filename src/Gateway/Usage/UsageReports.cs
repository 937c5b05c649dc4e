using System.Data.Common;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Subscriptions;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Engines;
using Digdir.Altinn.VendorRegistry.Webhooks;

namespace Digdir.Altinn.Gateway.Usage;

/// <summary>Gathers what a report is made of: the grain's view, the catalogue, what was seen of subscriptions, and webhooks where there is a registry. Thread-safe.</summary>
internal sealed class UsageReports(IGrainEngine grains, ICatalogue catalogue, SubscriptionBook subscriptions, UsageCoverage coverage, VendorWebhooks? webhooks = null)
{
    public async Task<UsageReport> OfAsync(VendorId vendor, CancellationToken cancellation)
        => UsageReport.Of(
            vendor, await grains.LookAsync(vendor, cancellation), catalogue.Current, subscriptions.Of(vendor), coverage.IsPartial,
            await WebhooksAsync(vendor, cancellation));

    /// <summary>Without the database the rest of the report is told all the same.</summary>
    private async Task<IReadOnlyList<WebhookView>?> WebhooksAsync(VendorId vendor, CancellationToken cancellation)
    {
        try
        {
            return webhooks is null ? null : await webhooks.OfAsync(vendor.ToString(), cancellation);
        }
        catch (DbException)
        {
            return null;
        }
    }
}
