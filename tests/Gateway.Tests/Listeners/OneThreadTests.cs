using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Digdir.Altinn.Gateway.Tests.Forwarding;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Listeners;

/// <summary>
/// The gateway's own process with one thread for all its sockets: whoever kept that thread would keep everybody else waiting. Runs beside nothing else, since
/// it keeps a processor busy.
/// </summary>
[Collection(nameof(StreamingTests))]
public sealed class OneThreadTests
{
    private const string Anonymous = "/authentication/api/v1/openid/.well-known/openid-configuration/jwks";

    [Fact]
    public async Task An_endless_download_at_full_speed_keeps_nobody_waiting()
    {
        await using var product = await StandIn.ThatAsync(async context =>
        {
            if (context.Request.Headers.UserAgent != "greedy")
            {
                await context.Response.WriteAsync("answered");
                return;
            }

            var block = new byte[1 << 16];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(block);
            }
        });
        await using var gateway = await OwnProcess.StartAsync(product.Address);
        using var over = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Get, Anonymous);
        request.Headers.UserAgent.ParseAdd("greedy");
        using var endless = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await endless.Content.ReadAsStreamAsync();
        long received = 0;
        var reading = Task.Run(async () =>
        {
            var buffer = new byte[1 << 16];
            while (!over.IsCancellationRequested)
            {
                received += await body.ReadAsync(buffer);
            }
        });

        for (var i = 0; i < 20; i++)
        {
            (await gateway.Client.GetStringAsync(Anonymous)).ShouldBe("answered");
        }

        await over.CancelAsync();
        await reading;
        received.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Refused_requests_one_upon_the_other_keep_nobody_waiting()
    {
        await using var product = await StandIn.ThatAsync(context => context.Response.WriteAsync("answered"));
        await using var gateway = await OwnProcess.StartAsync(product.Address);
        using var hostile = new TcpClient();
        await hostile.ConnectAsync(gateway.Address.Host, gateway.Address.Port);
        var stream = hostile.GetStream();
        using var over = new CancellationTokenSource();
        var many = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n", 1000)));
        long answered = 0;
        var writing = Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                await stream.WriteAsync(many);
            }
        });
        var reading = Task.Run(async () =>
        {
            var buffer = new byte[1 << 18];
            while (await stream.ReadAsync(buffer) is > 0 and var count)
            {
                answered += count;
            }
        });

        for (var i = 0; i < 20; i++)
        {
            (await gateway.Client.GetStringAsync(Anonymous)).ShouldBe("answered");
        }

        await over.CancelAsync();
        await writing;
        hostile.Client.Shutdown(SocketShutdown.Send);
        await reading;
        answered.ShouldBeGreaterThan(0);
    }

    /// <summary>The product as it is shipped, in a process of its own, with one thread for its sockets.</summary>
    private sealed class OwnProcess : IAsyncDisposable
    {
        private readonly Process _process;
        private readonly string _folder;

        private OwnProcess(Process process, string folder, Uri address)
        {
            _process = process;
            _folder = folder;
            Address = address;
            Client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
        }

        public Uri Address { get; }

        public HttpClient Client { get; }

        public static async Task<OwnProcess> StartAsync(Uri product)
        {
            var folder = Directory.CreateTempSubdirectory("gateway-").FullName;
            var start = new ProcessStartInfo("dotnet")
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                WorkingDirectory = folder,
                Environment = { ["DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT"] = "1" },
                ArgumentList =
                {
                    typeof(Program).Assembly.Location, "--Roles=gateway", "--Registry:Feed:CopyOnly=true", "--Listeners:Public=http://127.0.0.1:0", "--Listeners:Management=http://127.0.0.1:0",
                    $"--Altinn:Platform={product}", "--EdgeGuard:Rate=1000000", "--EdgeGuard:Burst=1000000", $"--Registry:Feed:CopyPath={Path.Combine(folder, "picture.json")}",
                },
            };
            foreach (var issuer in new[] { "maskinporten", "idporten", "altinn", "dialogporten" })
            {
                start.ArgumentList.Add($"--Tokens:Issuers:{issuer}:Jwks=http://127.0.0.1:9/");
            }

            var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
            Uri? address = null;
            while (address is null && await process.StandardOutput.ReadLineAsync() is { } line)
            {
                // The public listener is bound first.
                address = JsonNode.Parse(line)?["Properties"]?["address"]?.GetValue<string>() is { } text ? new Uri(text) : null;
            }

            _ = process.StandardOutput.ReadToEndAsync();
            return new OwnProcess(process, folder, address ?? throw new InvalidOperationException("The gateway does not listen."));
        }

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
