using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Shouldly;

namespace Digdir.Altinn.VendorRegistry.Tests.Webhooks;

/// <summary>A vendor's receiver on this machine: consents, unless told not to, and keeps what it gets.</summary>
internal sealed class TestReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Delivered> _got = new();

    private TestReceiver(WebApplication app) => _app = app;

    public string Address => _app.Urls.First() + "/hook";

    /// <summary>What <c>WebHook-Allowed-Origin</c> says; null for no consent.</summary>
    public string? Consents { get; set; } = "*";

    /// <summary>The status that deliveries are answered with.</summary>
    public Func<Delivered, int> Answer { get; set; } = _ => 204;

    public int Asked { get; private set; }

    public IReadOnlyList<Delivered> Got => [.. _got];

    public static async Task<TestReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new TestReceiver(app);
        app.Run(receiver.ServeAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Waits until so many have come.</summary>
    public async Task<IReadOnlyList<Delivered>> GotAsync(int count)
    {
        await Eventually.TrueAsync(() => Got.Count >= count, () => $"{Got.Count} of {count} came: {string.Join(", ", Got.Select(one => one.Event.GetProperty("type").GetString()))}");
        return Got;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            Asked++;
            context.Request.Headers["WebHook-Request-Origin"].ToString().ShouldNotBeEmpty();
            if (Consents is { } origin)
            {
                context.Response.Headers["WebHook-Allowed-Origin"] = origin;
                context.Response.Headers["WebHook-Allowed-Rate"] = "*";
                context.Response.Headers.Allow = "POST";
            }

            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var headers = context.Request.Headers.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var delivered = new Delivered(body.ToArray(), headers, JsonDocument.Parse(body.ToArray()).RootElement.Clone());
        context.Response.StatusCode = Answer(delivered);
        _got.Enqueue(delivered);
    }

    public sealed record Delivered(byte[] Body, IReadOnlyDictionary<string, string> Headers, JsonElement Event)
    {
        public string Type => Event.GetProperty("type").GetString() ?? "";

        public string Id => Event.GetProperty("id").GetString() ?? "";
    }
}

/// <summary>Waits for what other threads do, at most as long as a busy machine could take.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> holds, Func<string>? otherwise = null)
    {
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        while (!holds())
        {
            clock.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(30), otherwise?.Invoke());
            await Task.Delay(TimeSpan.FromMilliseconds(10), clock);
        }
    }

    public static async Task TrueAsync(Func<Task<bool>> holds)
    {
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        while (!await holds())
        {
            clock.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(30));
            await Task.Delay(TimeSpan.FromMilliseconds(10), clock);
        }
    }
}
