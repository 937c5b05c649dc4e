using System.Net;
using System.Net.Sockets;
using Digdir.Altinn.Sandbox.DemoVendors;
using Digdir.Altinn.Sandbox.Issuers;
using Digdir.Altinn.Sandbox.Registration;
using Digdir.Altinn.Sandbox.SampleTokens;

namespace Digdir.Altinn.Sandbox;

/// <summary>The whole platform on one machine: the gateway, the stand-ins and the demo vendors, in one process. Thread-safe once started.</summary>
public sealed class SandboxApplication : IAsyncDisposable
{
    private readonly WebApplication _standIns;
    private readonly WebApplication _gateway;
    private readonly string? _freshFolder;

    private SandboxApplication(WebApplication standIns, WebApplication gateway, Addresses addresses, string? freshFolder)
        => (_standIns, _gateway, Addresses, _freshFolder) = (standIns, gateway, addresses, freshFolder);

    /// <summary>Where everything listens.</summary>
    public Addresses Addresses { get; }

    /// <summary>The gateway's services, for tests.</summary>
    public IServiceProvider Gateway => _gateway.Services;

    /// <summary>The stand-ins' services, for tests.</summary>
    public IServiceProvider StandIns => _standIns.Services;

    /// <summary>The demo vendors, or null when they were left out.</summary>
    internal DemoTraffic? Traffic { get; private set; }

    /// <summary>Starts everything and returns when all of it answers.</summary>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<SandboxApplication> StartAsync(SandboxOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var fresh = options.Data is null;
        var folder = options.Data ?? Directory.CreateTempSubdirectory("altinn-sandbox-").FullName;
        Directory.CreateDirectory(folder);

        // Issuers are named by their address, so ports are settled before anything is built.
        var addresses = new Addresses(
            Loopback(Settle(options.PublicPort)), Loopback(Settle(options.ManagementPort)), Loopback(Settle(options.StandInsPort)), Settle(options.SmtpPort));
        var pace = new Pace(options.Clock, options.TimeLapse);
        var standIns = StandInHost.Build(options, pace, addresses, folder);
        await File.WriteAllTextAsync(
            Path.Combine(folder, GatewayHost.PublisherKeyFile), standIns.Services.GetRequiredService<Clients>().JwkOf(Clients.Publisher), cancellation);
        var gateway = GatewayHost.Build(options, pace, addresses, folder);
        var sandbox = new SandboxApplication(standIns, gateway, addresses, fresh ? folder : null);
        try
        {
            await sandbox.OpenAsync(options, cancellation);
            return sandbox;
        }
        catch
        {
            await sandbox.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the process is asked to stop.</summary>
    public Task WaitAsync() => _standIns.WaitForShutdownAsync();

    /// <summary>Stops everything, and takes away state that was not to be kept.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Traffic is not null)
        {
            await Traffic.DisposeAsync();
        }

        // Long-lived streams are not waited for.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2), TimeProvider.System);
        foreach (var host in new[] { _gateway, _standIns })
        {
            await host.StopAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await host.DisposeAsync();
        }

        if (_freshFolder is not null)
        {
            try
            {
                Directory.Delete(_freshFolder, recursive: true);
            }
            catch (IOException)
            {
                // Something still has a file open; it is in the temporary folder and goes with that.
            }
        }
    }

    private async Task OpenAsync(SandboxOptions options, CancellationToken cancellation)
    {
        await _standIns.StartAsync(cancellation);
        await _gateway.StartAsync(cancellation);
        if (options.StandIns.HasFlag(Sandbox.StandIns.Ansattporten))
        {
            using var cast = new RegisteredCast(Addresses.Management, _standIns.Services.GetRequiredService<TokenMint>(), _standIns.Services.GetRequiredService<TimeProvider>());
            await cast.RegisterAsync(cancellation);
        }

        Traffic = options.Traffic ? new DemoTraffic(options, Addresses, _standIns.Services, _gateway.Services) : null;
    }

    private static Uri Loopback(int port) => new($"http://127.0.0.1:{port}");

    private static int Settle(int port)
    {
        if (port != 0)
        {
            return port;
        }

        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)(probe.LocalEndPoint ?? throw new IOException("No free port."))).Port;
    }
}

/// <summary>Where a sandbox listens.</summary>
/// <param name="Public">The gateway's public listener.</param>
/// <param name="Management">The gateway's management listener.</param>
/// <param name="StandIns">The stand-ins.</param>
/// <param name="Smtp">Port of the mailroom.</param>
public sealed record Addresses(Uri Public, Uri Management, Uri StandIns, int Smtp);
