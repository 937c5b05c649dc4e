using Digdir.Altinn.Sandbox.Issuers;

namespace Digdir.Altinn.Sandbox.DemoVendors;

/// <summary>The demo vendors at work, until disposed of.</summary>
internal sealed class DemoTraffic : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _work;

    /// <param name="addresses">Where everything is.</param>
    /// <param name="standIns">The stand-ins' services.</param>
    public DemoTraffic(Addresses addresses, IServiceProvider standIns)
    {
        var surroundings = new VendorSurroundings(
            addresses,
            standIns.GetRequiredService<Clients>(),
            standIns.GetRequiredService<Pace>(),
            standIns.GetRequiredService<TimeProvider>(),
            standIns.GetRequiredService<ILoggerFactory>());
        Vendors = [new EventDrivenVendor(surroundings, standIns.GetRequiredService<DemoWebhooks>()), new PollingVendor(surroundings), new HumanPacedVendor(surroundings)];
        _work = Task.WhenAll(Vendors.Select(vendor => Task.Run(() => vendor.RunAsync(_stopping.Token))));
    }

    public IReadOnlyList<DemoVendor> Vendors { get; }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var vendor in Vendors)
        {
            vendor.Dispose();
        }

        _stopping.Dispose();
    }
}
