using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Gateway.EdgeGuard;

internal static class EdgeGuardExtensions
{
    /// <summary>The limits of the guard and of Kestrel, for all listeners.</summary>
    public static IServiceCollection AddEdgeGuard(this IServiceCollection services)
    {
        // A bare line feed as line end is what many smuggling tricks begin with, and no client of ours sends it. Kestrel takes it unless told not to.
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);
        services.AddOptions<EdgeGuardOptions>()
            .BindConfiguration(EdgeGuardOptions.SectionName)
            .ValidateDataAnnotations()
            .Validate(static options => options.TrustedProxies.All(static network => IPNetwork.TryParse(network, out _)), "EdgeGuard:TrustedProxies must be networks such as 10.0.0.0/8.")
            .ValidateOnStart();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<EdgeGuardOptions>>(static (kestrel, options) => Limit(kestrel, options.Value));
        services.AddSingleton<EdgeGuardMetrics>();
        services.AddSingleton<DiagnosticSource, ServerRefusals>();
        return services;
    }

    /// <summary>Before routing.</summary>
    public static IApplicationBuilder UseEdgeGuard(this IApplicationBuilder pipeline) => pipeline.UseMiddleware<EdgeGuardMiddleware>();

    private static void Limit(KestrelServerOptions kestrel, EdgeGuardOptions guard)
    {
        kestrel.AddServerHeader = false;

        // Every byte of a field is kept as it came; the forwarding client writes it back the same way.
        kestrel.RequestHeaderEncodingSelector = FieldEncodings.Of;
        kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;

        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = guard.Connections;
        limits.MaxConcurrentUpgradedConnections = guard.Upgraded;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(guard.HeadSeconds);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(guard.KeepAliveSeconds);

        // Twice ours: what is somewhat too large is refused by us, who say why, and only what is far too large by the server, which does not.
        limits.MaxRequestLineSize = 2 * guard.RequestLineBytes;
        limits.MaxRequestHeadersTotalSize = 2 * guard.HeaderBytes;
        limits.MaxRequestHeaderCount = 2 * guard.HeaderCount;
        limits.MaxRequestBufferSize = Math.Max(limits.MaxRequestBufferSize ?? 0, Math.Max(limits.MaxRequestLineSize, limits.MaxRequestHeadersTotalSize));
        limits.MinRequestBodyDataRate = new MinDataRate(guard.MinimumRate, TimeSpan.FromSeconds(guard.MinimumRateGraceSeconds));
        limits.MinResponseDataRate = new MinDataRate(guard.MinimumRate, TimeSpan.FromSeconds(guard.MinimumRateGraceSeconds));
        limits.Http2.MaxStreamsPerConnection = guard.StreamsPerConnection;
        limits.Http2.MaxRequestHeaderFieldSize = limits.MaxRequestLineSize;

        // A dead HTTP/2 connection with open streams is found out by asking.
        limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(60);
        limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
    }
}
