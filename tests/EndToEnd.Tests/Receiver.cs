using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Digdir.Altinn.EndToEnd.Tests;

/// <summary>A webhook receiver of our own, on a free loopback port.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly Channel<JsonNode> _received = Channel.CreateUnbounded<JsonNode>();
    private int _failures;

    private Receiver(int failures)
    {
        _failures = failures;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _host = builder.Build();

        // The CloudEvents handshake: whoever asks is allowed, as often as it likes.
        _host.MapMethods("/hook", ["OPTIONS"], (HttpContext context) =>
        {
            context.Response.Headers["WebHook-Allowed-Origin"] = context.Request.Headers["WebHook-Request-Origin"];
            context.Response.Headers["WebHook-Allowed-Rate"] = "*";
            context.Response.Headers.Allow = "POST";
        });
        _host.MapPost("/hook", async (HttpRequest request) =>
        {
            var body = await JsonNode.ParseAsync(request.Body) ?? new JsonObject();
            await _received.Writer.WriteAsync(body);
            return Interlocked.Decrement(ref _failures) >= 0 ? Results.StatusCode(500) : Results.Ok();
        });
    }

    public string Address => _host.Urls.First() + "/hook";

    public bool HasMore => _received.Reader.Count > 0;

    /// <summary>Starts one that fails so many times first.</summary>
    public static async Task<Receiver> StartAsync(int failures = 0)
    {
        var receiver = new Receiver(failures);
        await receiver._host.StartAsync();
        return receiver;
    }

    /// <summary>The next body that comes, within ten seconds.</summary>
    public async Task<JsonNode> NextAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
        return await _received.Reader.ReadAsync(patience.Token);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
