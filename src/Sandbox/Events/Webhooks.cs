using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Digdir.Altinn.Sandbox.Events;

/// <summary>
/// Delivers to webhooks as Altinn Events does: one event per POST, <c>application/json</c>, no authentication, 45 seconds to answer, and a ladder of
/// retries about 35 hours long. Thread-safe.
/// </summary>
internal sealed partial class Webhooks : IHostedService, IDisposable
{
    /// <summary>Pauses before each further attempt at an event.</summary>
    public static readonly IReadOnlyList<TimeSpan> Ladder =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromHours(6), TimeSpan.FromHours(12), TimeSpan.FromHours(12),
    ];

    /// <summary>Pauses before each further attempt at the validation of a new subscription.</summary>
    public static readonly IReadOnlyList<TimeSpan> ValidationLadder =
    [
        TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2),
    ];

    /// <summary>Deliveries on their way at a time; further ones are given up at once, so that a webhook that never answers costs no more than this.</summary>
    private const int MostOnTheirWay = 10_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private readonly EventLog _events;
    private readonly Subscriptions _subscriptions;
    private readonly Pace _pace;
    private readonly TimeProvider _clock;
    private readonly StandInAddress _address;
    private readonly ILogger<Webhooks> _logger;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly CancellationTokenSource _stopping = new();
    private IDisposable? _hearing;
    private int _onTheirWay;

    public Webhooks(EventLog events, Subscriptions subscriptions, Pace pace, TimeProvider clock, StandInAddress address, ILogger<Webhooks> logger)
        => (_events, _subscriptions, _pace, _clock, _address, _logger) = (events, subscriptions, pace, clock, address, logger);

    /// <summary>Sends the validation event; the subscription is validated by any 2xx answer.</summary>
    public void Validate(Subscription subscription) => _ = ValidateAsync(subscription);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _hearing = _events.Published.Add(Deliver);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _hearing?.Dispose();
        return _stopping.CancelAsync();
    }

    public void Dispose()
    {
        _hearing?.Dispose();
        _http.Dispose();
        _stopping.Dispose();
    }

    private void Deliver(CloudEvent happened)
    {
        foreach (var subscription in _subscriptions.All.Where(one => one.Wants(happened)))
        {
            _ = ClimbAsync(subscription, happened.ToJson(), Ladder);
        }
    }

    private async Task ValidateAsync(Subscription subscription)
    {
        var handshake = new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = Guid.NewGuid().ToString(),
            ["type"] = "platform.events.validatesubscription",
            ["source"] = $"{_address.Value}/events/api/v1/subscriptions/{subscription.Id}",
        };
        if (await ClimbAsync(subscription, handshake, ValidationLadder))
        {
            _subscriptions.Validate(subscription.Id);
        }
    }

    private async Task<bool> ClimbAsync(Subscription subscription, JsonObject body, IReadOnlyList<TimeSpan> ladder)
    {
        try
        {
            if (Interlocked.Increment(ref _onTheirWay) > MostOnTheirWay)
            {
                Log.GivenUp(_logger, subscription.Id, 0);
                return false;
            }

            var stop = _stopping.Token;
            for (var attempt = 0; ; attempt++)
            {
                if (await TryAsync(subscription.Wish.EndPoint, body, stop))
                {
                    return true;
                }

                if (attempt == ladder.Count || _subscriptions.Find(subscription.Id) is null)
                {
                    Log.GivenUp(_logger, subscription.Id, attempt + 1);
                    return false;
                }

                await _pace.PauseAsync(ladder[attempt], stop);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            Interlocked.Decrement(ref _onTheirWay);
        }
    }

    private async Task<bool> TryAsync(string? endpoint, JsonObject body, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(Patience, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop);
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        try
        {
            using var answer = await _http.PostAsync(endpoint, content, either.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Subscription {Subscription}: gave up an event after {Attempts} attempts")]
        public static partial void GivenUp(ILogger logger, int subscription, int attempts);
    }
}
