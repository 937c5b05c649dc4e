using System.Collections.Immutable;
using System.Text;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.EdgeGuard;
using Digdir.Altinn.Gateway.Forwarding;
using Digdir.Altinn.Gateway.Telemetry;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;

namespace Digdir.Altinn.Gateway.Tests.Forwarding;

/// <summary>
/// Telemetry, EdgeGuard and Forwarding in front of one product, on real sockets, without catalogue, tokens and policies: what those would have found out, a
/// test says itself.
/// </summary>
internal sealed class SmallGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly MemoryStream _log;

    private SmallGateway(WebApplication app, MemoryStream log)
    {
        _app = app;
        _log = log;
        Address = AddressOf(app);
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ActivityHeadersPropagator = null }) { BaseAddress = Address, Timeout = Timeout.InfiniteTimeSpan };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<SmallGateway> InFrontOfAsync(
        Uri product, Settings? settings = null, Action<Call>? call = null, Action<IServiceCollection>? with = null, string? removePrefix = null,
        Action<HttpContext>? before = null)
    {
        settings ??= new Settings();
        var builder = WebApplication.CreateSlimBuilder([.. settings.Arguments]);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost0(settings.Protocols));
        var log = new MemoryStream();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddTelemetry();
        builder.Services.AddSingleton(_ => new LogLines(log, 1 << 20, count => Encoding.UTF8.GetBytes($"dropped {count}\n")));
        builder.Services.AddEdgeGuard();
        builder.Services.AddReverseProxy().LoadFromMemory(
            [
                new RouteConfig
                {
                    RouteId = "all",
                    ClusterId = "product",
                    Match = new RouteMatch { Path = "{**rest}" },
                    Metadata = removePrefix is null ? null : new Dictionary<string, string> { [UpstreamTarget.RemovePrefix] = removePrefix },
                },
            ],
            [new ClusterConfig { ClusterId = "product", Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = product.ToString() } } }]);
        builder.Services.AddForwarding();
        with?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseRequestTelemetry();
        app.UseEdgeGuard();
        app.UseRouting();
        app.MapReverseProxy(pipeline =>
        {
            pipeline.Use(next => context =>
            {
                var made = new Call(settings.Operation, RegistryPicture.Empty);
                call?.Invoke(made);
                context.Features.Set(made);
                before?.Invoke(context);
                return next(context);
            });
            pipeline.UseForwarding();
        });
        await app.StartAsync();
        return new SmallGateway(app, log);
    }

    /// <summary>Everything logged so far.</summary>
    public string Log()
    {
        _app.Services.GetRequiredService<LogLines>().Flush();
        lock (_log)
        {
            return Encoding.UTF8.GetString(_log.ToArray());
        }
    }

    /// <summary>The log once it holds what is asked for: a request is told after its answer is out.</summary>
    public async Task<string> LogWithAsync(string text)
    {
        await Eventually.TrueAsync(() => Log().Contains(text, StringComparison.Ordinal), () => $"The log does not hold {text}: {Log()}");
        return Log();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    internal static Uri AddressOf(WebApplication app)
        => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.First() ?? throw new InvalidOperationException("Not listening."));

    /// <summary>How a small gateway is set up.</summary>
    internal sealed record Settings
    {
        public IEnumerable<string> Arguments { get; init; } = [];

        public HttpProtocols Protocols { get; init; } = HttpProtocols.Http1;

        public Operation Operation { get; init; } = AnOperation();
    }

    internal static Operation AnOperation(string product = "formidling", TimeSpan? idle = null, string method = "GET") => new()
    {
        Id = $"{product}.thing.get",
        Product = new Product { Id = product, NameNb = product, NameEn = product },
        Method = method,
        Path = "/thing/{id}",
        Kind = OperationKind.Detail,
        Tokens = TokenForms.Anonymous,
        Scopes = ImmutableArray<string>.Empty,
        IdleTimeout = idle,
    };
}

internal static class KestrelForTests
{
    public static void ListenLocalhost0(this KestrelServerOptions kestrel, HttpProtocols protocols)
        => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = protocols);
}

/// <summary>Waits for what happens on other threads.</summary>
internal static class Eventually
{
    public static Task TrueAsync(Func<bool> condition, Func<string>? message = null) => TrueAsync(() => Task.FromResult(condition()), message);

    /// <summary>
    /// The same for what also takes time on our clock: a second passes whenever it has not come true for a tenth of a second of real time, so that a busy machine does
    /// not look like a grain that answers too late.
    /// </summary>
    public static Task TrueAsync(ManualClock clock, Func<Task<bool>> condition, Func<string>? message = null)
    {
        var looks = 0;
        return TrueAsync(
            async () =>
            {
                if (looks++ % 10 == 0)
                {
                    clock.Advance(TimeSpan.FromSeconds(1));
                }

                return await condition();
            },
            message);
    }

    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string>? message = null)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException(message?.Invoke() ?? "It never happened.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }
}
