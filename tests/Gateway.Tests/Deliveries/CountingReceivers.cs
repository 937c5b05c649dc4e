using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Digdir.Altinn.Gateway.Tests.Forwarding;

namespace Digdir.Altinn.Gateway.Tests.Deliveries;

/// <summary>Vendors' receivers that outlive the registry: each is a path of its own, keeps what it gets in the order it came, and answers when the test lets it.</summary>
internal sealed class CountingReceivers : IAsyncDisposable
{
    private readonly ConcurrentQueue<Arrival> _arrivals = new();
    private TaskCompletionSource _mayAnswer = New();
    private StandIn? _standIn;
    private int _waiting;
    private int _answered;

    public CountingReceivers() => _mayAnswer.SetResult();

    public string Address => _standIn?.Address.ToString().TrimEnd('/') ?? throw new InvalidOperationException("Not started.");

    /// <summary>Receivers that want nothing, ever (410).</summary>
    public HashSet<string> Gone { get; } = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<Arrival> Arrivals => [.. _arrivals];

    public int Count => _arrivals.Count;

    /// <summary>Deliveries that have come and not been answered.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Deliveries whose answer has been handed to the sender's side.</summary>
    public int Answered => Volatile.Read(ref _answered);

    public static async Task<CountingReceivers> StartAsync()
    {
        var receivers = new CountingReceivers();
        receivers._standIn = await StandIn.ThatAsync(receivers.ServeAsync);
        return receivers;
    }

    /// <summary>From now on nobody answers.</summary>
    public void Hold() => Volatile.Write(ref _mayAnswer, New());

    /// <summary>Those who wait answer, and everybody does from now on.</summary>
    public void Release() => Volatile.Read(ref _mayAnswer).TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        if (_standIn is not null)
        {
            await _standIn.DisposeAsync();
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        using var json = JsonDocument.Parse(body.ToArray());
        var receiver = (context.Request.Path.Value ?? "").Trim('/');
        _arrivals.Enqueue(new Arrival(
            receiver, context.Request.Headers["webhook-id"].ToString(), json.RootElement.GetProperty("id").GetString() ?? "", json.RootElement.GetProperty("subject").GetString() ?? ""));
        Interlocked.Increment(ref _waiting);
        await Volatile.Read(ref _mayAnswer).Task;
        Interlocked.Decrement(ref _waiting);
        context.Response.StatusCode = Gone.Contains(receiver) ? StatusCodes.Status410Gone : StatusCodes.Status204NoContent;
        await context.Response.CompleteAsync();
        Interlocked.Increment(ref _answered);
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>One delivery as it came.</summary>
    /// <param name="Receiver">At which receiver.</param>
    /// <param name="Header">What the field <c>webhook-id</c> says.</param>
    /// <param name="Id">The event's id.</param>
    /// <param name="Subject">The event's subject.</param>
    internal sealed record Arrival(string Receiver, string Header, string Id, string Subject);
}
