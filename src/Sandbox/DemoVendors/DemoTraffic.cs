using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Engines;
using Digdir.Altinn.Sandbox.Issuers;

namespace Digdir.Altinn.Sandbox.DemoVendors;

/// <summary>The demo vendors at work, and a look at how they stand twice a second, until disposed of.</summary>
internal sealed partial class DemoTraffic : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stopping = new();
    private readonly IGrainEngine _grains;
    private readonly DemoBoard _board;
    private readonly SandboxOptions _options;
    private readonly ILogger _logger;
    private readonly Task _work;

    /// <param name="options">Who is told of changes, and life's clock.</param>
    /// <param name="addresses">Where everything is.</param>
    /// <param name="standIns">The stand-ins' services.</param>
    /// <param name="gateway">The gateway's services.</param>
    public DemoTraffic(SandboxOptions options, Addresses addresses, IServiceProvider standIns, IServiceProvider gateway)
    {
        var surroundings = new VendorSurroundings(
            addresses,
            standIns.GetRequiredService<Clients>(),
            standIns.GetRequiredService<Pace>(),
            standIns.GetRequiredService<ILoggerFactory>());
        _options = options;
        _grains = gateway.GetRequiredService<IGrainEngine>();
        _board = standIns.GetRequiredService<DemoBoard>();
        _logger = surroundings.Logs.CreateLogger<DemoTraffic>();
        Vendors = [new EventDrivenVendor(surroundings, standIns.GetRequiredService<DemoWebhooks>(), standIns.GetRequiredService<DemoBoard>()), new PollingVendor(surroundings), new HumanPacedVendor(surroundings), new ScrapingVendor(surroundings)];
        _work = Task.WhenAll(Vendors.Select(vendor => Task.Run(() => vendor.RunAsync(_stopping.Token))).Append(Task.Run(() => WatchAsync(_stopping.Token))));
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

    private async Task WatchAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var standings = new List<Standing>();
                foreach (var vendor in Vendors)
                {
                    standings.Add(Standing.Of(vendor, await _grains.LookAsync(VendorId.Parse(vendor.Vendor.Number), stopping)));
                }

                foreach (var line in _board.Show([.. standings]))
                {
                    _options.Tell?.Invoke(line);
                }
            }
            catch (Exception fault) when (!stopping.IsCancellationRequested)
            {
                // A grain that cannot be reached for a moment is looked at again.
                Log.NotSeen(_logger, fault);
            }

            await Task.Delay(LookEvery, _options.Clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "How the demo vendors stand could not be seen.")]
        public static partial void NotSeen(ILogger logger, Exception fault);
    }
}
