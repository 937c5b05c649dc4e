using System.Collections.Concurrent;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Engines;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Policies;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Gateway.Overruns;

/// <summary>
/// Watches what products suffer on this node and pulls the emergency brake of the vendor whose doing it is. The shell around <see cref="ProductLoad"/>: locks,
/// clock and wire. The brake lets go by itself after an hour; only a person holds it longer. Thread-safe.
/// </summary>
internal sealed partial class OverrunMonitor(
    IGrainEngine grains, IPictures pictures, AltinnOptions altinn, IOptionsMonitor<OverrunOptions> options, OverrunMetrics metrics, TimeProvider clock, ILogger<OverrunMonitor> logger)
    : BackgroundService
{
    private readonly ConcurrentDictionary<string, ProductLoad> _products = new(StringComparer.Ordinal);

    /// <summary>The mode that holds now.</summary>
    public ConductMode Mode => pictures.Current.Policies.TryGetValue(new PolicyKey(PolicyNames.Brake, altinn.Environment), out var decided)
        ? decided switch
        {
            PolicyMode.Off => ConductMode.Off,
            PolicyMode.Enforce => ConductMode.Enforce,
            _ => ConductMode.Shadow,
        }
        : options.CurrentValue.Mode;

    /// <summary>Takes in a call that was passed on. Products are the catalogue's, so there is a handful.</summary>
    public void Hear(string product, VendorId vendor, double tookMs, bool failed, long at)
    {
        var load = _products.GetOrAdd(product, static _ => new ProductLoad());
        lock (load)
        {
            load.Hear(vendor, tookMs, failed, at);
        }
    }

    /// <summary>Calls and failures of a product in the step under way and the minute before it.</summary>
    public (long Calls, long Failures) HeardOf(string product)
    {
        if (!_products.TryGetValue(product, out var load))
        {
            return default;
        }

        lock (load)
        {
            return load.Heard;
        }
    }

    /// <summary>Looks at every product once.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var mode = Mode;
        foreach (var (product, load) in _products)
        {
            (VendorId Vendor, Overrun Figures)? found;
            lock (load)
            {
                found = load.Look(product, options.CurrentValue, now);
            }

            if (found is { } overrun && mode != ConductMode.Off
                && !await PullAsync(overrun.Vendor, overrun.Figures with { Shadow = mode == ConductMode.Shadow }, cancellation))
            {
                lock (load)
                {
                    load.Forget(overrun.Vendor);
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var steps = new PeriodicTimer(TimeSpan.FromMilliseconds(ProductLoad.StepMs), clock);
        while (await steps.WaitForNextTickAsync(stoppingToken))
        {
            await LookAsync(stoppingToken);
        }
    }

    /// <summary>False when it could not be tried: the next step finds the vendor again.</summary>
    private async Task<bool> PullAsync(VendorId vendor, Overrun overrun, CancellationToken cancellation)
    {
        try
        {
            var pulled = await grains.OverrunAsync(vendor, overrun, cancellation);
            metrics.Found(overrun, pulled);
            if (!pulled)
            {
                Log.MayNot(logger, overrun.Product, vendor.ToString());
            }
            else if (overrun.Shadow)
            {
                Log.WouldPull(logger, overrun.Product, vendor.ToString(), overrun.Share, overrun.FailureShare, overrun.LatencyMs);
            }
            else
            {
                Log.Pulled(logger, overrun.Product, vendor.ToString(), overrun.Share, overrun.FailureShare, overrun.LatencyMs);
            }

            return true;
        }
        catch (Exception surprise) when (!cancellation.IsCancellationRequested)
        {
            Log.Failed(logger, surprise, overrun.Product, vendor.ToString());
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Product} is overrun: the emergency brake of vendor {Vendor} was pulled for an hour. Share {Share:0.00}, failed {Failed:0.00}, {LatencyMs:0} ms")]
        public static partial void Pulled(ILogger logger, string product, string vendor, double share, double failed, double latencyMs);

        [LoggerMessage(2, LogLevel.Warning, "{Product} is overrun: in shadow the brake of vendor {Vendor} would have been pulled. Share {Share:0.00}, failed {Failed:0.00}, {LatencyMs:0} ms")]
        public static partial void WouldPull(ILogger logger, string product, string vendor, double share, double failed, double latencyMs);

        [LoggerMessage(3, LogLevel.Warning, "{Product} is overrun by vendor {Vendor}, whose emergency brake is disabled")]
        public static partial void MayNot(ILogger logger, string product, string vendor);

        [LoggerMessage(4, LogLevel.Error, "{Product} is overrun by vendor {Vendor}, and its brake could not be pulled")]
        public static partial void Failed(ILogger logger, Exception surprise, string product, string vendor);
    }
}
