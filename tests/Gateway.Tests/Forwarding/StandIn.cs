using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Digdir.Altinn.Gateway.Tests.Forwarding;

/// <summary>A product that answers as a test says, on a real Kestrel.</summary>
internal sealed class StandIn : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StandIn(WebApplication app)
    {
        _app = app;
        Address = SmallGateway.AddressOf(app);
    }

    public Uri Address { get; }

    public static async Task<StandIn> ThatAsync(RequestDelegate answers, HttpProtocols protocols = HttpProtocols.Http1, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MaxRequestLineSize = 64 * 1024;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = protocols;
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }
            });
        });
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(answers);
        await app.StartAsync();
        return new StandIn(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

/// <summary>A product made of a bare socket: records every byte it gets and answers as a test says.</summary>
internal sealed class RawStandIn : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<RawStandIn, Socket, Task> _serves;
    private readonly MemoryStream _received = new();
    private readonly Task _loop;

    private RawStandIn(Func<RawStandIn, Socket, Task> serves)
    {
        _serves = serves;
        _listener.Start();
        Address = new Uri($"http://{_listener.LocalEndpoint}");
        _loop = AcceptAsync();
    }

    public Uri Address { get; }

    public int Connections { get; private set; }

    /// <summary>Everything received, on all connections.</summary>
    public string Received
    {
        get
        {
            lock (_received)
            {
                return Encoding.Latin1.GetString(_received.ToArray());
            }
        }
    }

    /// <summary>Request lines received.</summary>
    public int Requests => Received.Split("HTTP/1.1\r\n").Length - 1;

    public static RawStandIn That(Func<RawStandIn, Socket, Task> serves) => new(serves);

    /// <summary>Answers every request head with the same bytes, then goes on reading.</summary>
    public static RawStandIn ThatAnswers(string answer) => new(async (self, socket) =>
    {
        while (await self.ReadHeadAsync(socket))
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes(answer));
        }
    });

    /// <summary>Reads what comes until it ends a head; false when the other side closed.</summary>
    public async Task<bool> ReadHeadAsync(Socket socket)
    {
        var buffer = new byte[65_536];
        var seen = new StringBuilder();
        while (!seen.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var count = await socket.ReceiveAsync(buffer);
            if (count == 0)
            {
                return false;
            }

            Record(buffer.AsSpan(0, count));

            seen.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        return true;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _loop;
        _listener.Dispose();
    }

    private void Record(ReadOnlySpan<byte> bytes)
    {
        lock (_received)
        {
            _received.Write(bytes);
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync();
                Connections++;
                _ = ServeAsync(socket);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or InvalidOperationException)
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await _serves(this, socket);
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
            {
            }
        }
    }
}

/// <summary>A caller made of a bare socket.</summary>
internal static class RawCaller
{
    public static async Task<Socket> ConnectAsync(Uri address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port);
        return socket;
    }

    public static Task SendAsync(this Socket socket, string text) => socket.SendAsync(Encoding.Latin1.GetBytes(text)).WaitAsync(TimeSpan.FromSeconds(10));

    public static async Task SendAllAsync(this Socket socket, byte[] bytes) => await socket.SendAsync(bytes);

    /// <summary>Reads until the text has come, the other side closes, or time is up.</summary>
    public static async Task<string> ReadUntilAsync(this Socket socket, string? text, int seconds = 10)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        var buffer = new byte[65_536];
        var seen = new StringBuilder();
        try
        {
            while (text is null || !seen.ToString().Contains(text, StringComparison.Ordinal))
            {
                var count = await socket.ReceiveAsync(buffer, patience.Token);
                if (count == 0)
                {
                    break;
                }

                seen.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }
        catch (Exception ended) when (ended is SocketException or OperationCanceledException)
        {
        }

        return seen.ToString();
    }

    /// <summary>Sends, and reads until the other side closes or falls silent for a while.</summary>
    public static async Task<string> SayAsync(Uri address, string text, int seconds = 10)
    {
        using var socket = await ConnectAsync(address);
        await socket.SendAsync(text);
        return await socket.ReadUntilAsync(null, seconds);
    }
}
