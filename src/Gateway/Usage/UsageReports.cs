using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Subscriptions;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Engines;

namespace Digdir.Altinn.Gateway.Usage;

/// <summary>Gathers what a report is made of: the grain's view, the catalogue, and what was seen of subscriptions. Thread-safe.</summary>
internal sealed class UsageReports(IGrainEngine grains, ICatalogue catalogue, SubscriptionBook subscriptions, UsageCoverage coverage)
{
    public async Task<UsageReport> OfAsync(VendorId vendor, CancellationToken cancellation)
        => UsageReport.Of(vendor, await grains.LookAsync(vendor, cancellation), catalogue.Current, subscriptions.Of(vendor), coverage.IsPartial);
}
