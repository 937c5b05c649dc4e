using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Issuers;

namespace Digdir.Altinn.Sandbox.DemoVendors;

/// <summary>What a demo vendor needs to run.</summary>
internal sealed record VendorSurroundings(Addresses Addresses, Clients Clients, Pace Pace, ILoggerFactory Logs);

/// <summary>A vendor's system that calls through the gateway until it is stopped.</summary>
internal abstract partial class DemoVendor : IDisposable
{
    private readonly ILogger _logger;

    protected DemoVendor(Vendor vendor, VendorSurroundings surroundings, bool hasManners = true)
    {
        (Vendor, Surroundings) = (vendor, surroundings);
        _logger = surroundings.Logs.CreateLogger(GetType());
        Tokens = new(vendor, surroundings.Clients, surroundings.Addresses.StandIns, surroundings.Addresses.Public, surroundings.Pace);
        Calls = new(vendor.SystemName, surroundings.Addresses.Public, surroundings.Pace, hasManners, _logger);
    }

    public Vendor Vendor { get; }

    public VendorCalls Calls { get; }

    protected VendorSurroundings Surroundings { get; }

    protected VendorTokens Tokens { get; }

    protected Pace Pace => Surroundings.Pace;

    /// <summary>Works until it is stopped. What goes wrong is noted, and tried again after a while, as a service restarted by its host would.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await WorkAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is HttpRequestException or System.Text.Json.JsonException or IOException)
            {
                Log.StartsOver(_logger, Vendor.SystemName, fault.Message);
            }

            await Task.Delay(TimeSpan.FromSeconds(5), Pace.Clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose()
    {
        Calls.Dispose();
        Tokens.Dispose();
    }

    protected abstract Task WorkAsync(CancellationToken stopping);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Vendor} starts over: {Reason}")]
        public static partial void StartsOver(ILogger logger, string vendor, string reason);
    }
}
