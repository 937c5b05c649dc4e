using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Outgoing;

/// <summary>
/// Sends requests to addresses that others chose, and reads no more than the answer's head. Every connection is new and goes to an address that was looked at a
/// moment before, so a name that changes between check and connect gains nothing. No proxy, redirect, cookie, credential or trace goes along. Thread-safe.
/// </summary>
internal sealed class OutgoingClient : IDisposable
{
    /// <summary>The largest head of an answer, KiB.</summary>
    private const int MaxHead = 64;

    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);
    private readonly HttpMessageInvoker _http;
    private readonly INameResolver _names;
    private readonly bool _allowLoopback;

    /// <param name="options">Which addresses may be connected to.</param>
    /// <param name="names">Finds the addresses of names.</param>
    /// <param name="trusted">Roots to trust instead of the machine's; for tests.</param>
    public OutgoingClient(IOptions<OutgoingOptions> options, INameResolver names, X509Certificate2Collection? trusted = null)
    {
        (_names, _allowLoopback) = (names, options.Value.AllowLoopback);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            Credentials = null,
            PreAuthenticate = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = MaxHead,
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = TimeSpan.Zero,
            ConnectTimeout = ConnectPatience,
            ConnectCallback = ConnectAsync,
        };
        if (trusted is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(trusted);
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }

        _http = new HttpMessageInvoker(handler);
    }

    /// <summary>Sends a request and returns what the answer's head says. What follows it is not read: the connection is closed.</summary>
    /// <param name="request">To an address that <see cref="OutgoingUrl"/> let through.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The answer's head, or why there is none.</returns>
    /// <exception cref="OperationCanceledException">Given up.</exception>
    public async Task<OutgoingAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        request.Version = HttpVersion.Version11;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        try
        {
            // The invoker, unlike the client, hands the answer over when its head is there.
            using var answer = await _http.SendAsync(request, cancellation);
            return new OutgoingAnswer((int)answer.StatusCode, null, answer.Headers.NonValidated.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        }
        catch (HttpRequestException failed)
        {
            return OutgoingAnswer.None(ReasonOf(failed));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return OutgoingAnswer.None("timeout");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string ReasonOf(HttpRequestException failed)
    {
        for (Exception? inner = failed; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case RefusedAddressException:
                    return "refused-address";
                case AuthenticationException:
                    return "tls";
                case TimeoutException:
                    return "timeout";
            }
        }

        return failed.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => "no-such-name",
            HttpRequestError.ConnectionError => "unreachable",
            HttpRequestError.SecureConnectionError => "tls",
            HttpRequestError.ConfigurationLimitExceeded => "too-large",
            _ => "broken-answer",
        };
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await ResolveAsync(host, cancellation);

        // All of them must be good: a name that leads inwards as well is not one to be served.
        if (addresses.Any(address => !IsAllowed(address)))
        {
            throw new RefusedAddressException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync([.. addresses], port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken cancellation)
    {
        var found = await _names.ResolveAsync(name, cancellation);
        return found.Count > 0 ? found : throw new SocketException((int)SocketError.HostNotFound);
    }

    private bool IsAllowed(IPAddress address) => PublicAddress.Is(address) || (_allowLoopback && IPAddress.IsLoopback(address));

    /// <summary>A name or an address leads to where nobody may be sent.</summary>
    private sealed class RefusedAddressException() : IOException("The address may not be connected to.");
}

/// <summary>The head of an answer, or why there is none.</summary>
/// <param name="Status">The HTTP status; 0 when there was no answer.</param>
/// <param name="Reason">Why there was none, as a stable word; null when there was one.</param>
/// <param name="Fields">The answer's header fields.</param>
internal sealed record OutgoingAnswer(int Status, string? Reason, IReadOnlyDictionary<string, string> Fields)
{
    public static OutgoingAnswer None(string reason) => new(0, reason, new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase));

    public string? Field(string name) => Fields.TryGetValue(name, out var value) ? value : null;
}
