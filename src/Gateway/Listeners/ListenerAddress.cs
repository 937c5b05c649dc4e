using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Gateway.Listeners;

/// <summary>One address to listen on.</summary>
internal sealed record ListenerAddress(string Host, int Port, bool Tls)
{
    /// <summary>Reads addresses separated by ';'; null when any of them is not one.</summary>
    public static IReadOnlyList<ListenerAddress>? ParseAll(string text)
    {
        List<ListenerAddress> addresses = [];
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            BindingAddress binding;
            try
            {
                binding = BindingAddress.Parse(part);
            }
            catch (FormatException)
            {
                return null;
            }

            if (binding.PathBase.Length > 0 || binding.IsUnixPipe || !(IsAny(binding.Host) || IsLocal(binding.Host) || IPAddress.TryParse(binding.Host.Trim('[', ']'), out _)))
            {
                return null;
            }

            addresses.Add(new ListenerAddress(binding.Host, binding.Port, binding.Scheme.Equals("https", StringComparison.OrdinalIgnoreCase)));
        }

        return addresses.Count == 0 ? null : addresses;
    }

    public void Listen(KestrelServerOptions kestrel, Action<ListenOptions> configure)
    {
        void Configure(ListenOptions listen)
        {
            // Without TLS there is no ALPN to choose a protocol by: a plain listener, behind a TLS terminator or on loopback, speaks HTTP/1.1.
            listen.Protocols = Tls ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
            if (Tls)
            {
                listen.UseHttps();
            }

            configure(listen);
        }

        if (IsAny(Host))
        {
            kestrel.ListenAnyIP(Port, Configure);
        }
        else if (IsLocal(Host) && Port != 0)
        {
            kestrel.ListenLocalhost(Port, Configure);
        }
        else
        {
            kestrel.Listen(IsLocal(Host) ? IPAddress.Loopback : IPAddress.Parse(Host.Trim('[', ']')), Port, Configure);
        }
    }

    private static bool IsAny(string host) => host is "*" or "+";

    private static bool IsLocal(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
}

/// <summary>The addresses really bound, once the host has started: what port 0 became.</summary>
internal sealed class ListenerAddresses(IServer server, IOptions<ListenersOptions> options)
{
    /// <summary>First public address, for example <c>http://127.0.0.1:40001</c>.</summary>
    /// <exception cref="InvalidOperationException">The host has not started.</exception>
    public string Public => Bound(0);

    /// <summary>First management address.</summary>
    /// <exception cref="InvalidOperationException">The host has not started.</exception>
    public string Management => Bound(ListenerAddress.ParseAll(options.Value.Public)?.Count ?? 0);

    private string Bound(int index)
    {
        // Kestrel reports its addresses in the order in which they were asked for.
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses;
        return addresses is not null && addresses.Count > index
            ? addresses.ElementAt(index)
            : throw new InvalidOperationException("The host has not started listening.");
    }
}
