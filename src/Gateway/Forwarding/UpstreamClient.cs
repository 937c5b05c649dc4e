using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace Digdir.Altinn.Gateway.Forwarding;

/// <summary>The one HTTP client towards all products. Knows no cookies, redirects, proxies, compression or repeats: those are the caller's business.</summary>
internal sealed class UpstreamClient : IForwarderHttpClientFactory, IDisposable
{
    public UpstreamClient(IOptions<ForwardingOptions> options)
    {
        var forwarding = options.Value;
        Invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = { CertificateChainPolicy = UpstreamAuthorities.PolicyOf(forwarding.Authorities) },
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            // Our transformer writes the trace of the request itself, which spares the client's own handler for it.
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(forwarding.ConnectTimeoutSeconds),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(forwarding.IdleConnectionSeconds),
            PooledConnectionLifetime = TimeSpan.FromSeconds(forwarding.ConnectionLifetimeSeconds),
            MaxConnectionsPerServer = forwarding.ConnectionsPerProduct,
            EnableMultipleHttp2Connections = true,
            MaxResponseHeadersLength = 64,
            // An upload refused early must not hold its connection up, nor be read to its end just to save it.
            MaxResponseDrainSize = 256 * 1024,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            RequestHeaderEncodingSelector = SentOnce.EncodingOf,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        });
    }

    /// <summary>Sends; thread-safe.</summary>
    public HttpMessageInvoker Invoker { get; }

    /// <inheritdoc/>
    public HttpMessageInvoker CreateClient(ForwarderHttpClientContext context) => Invoker;

    /// <inheritdoc/>
    public void Dispose() => Invoker.Dispose();
}
