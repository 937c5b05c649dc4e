using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Digdir.Altinn.Sandbox.DemoVendors;

/// <summary>Calls through the gateway. Whoever has manners and is told to wait waits, all calls of the vendor together. Thread-safe.</summary>
internal sealed partial class VendorCalls(string name, Uri gateway, Pace pace, bool hasManners, ILogger logger) : IDisposable
{
    /// <summary>How long to leave a door alone that was closed without saying for how long.</summary>
    private static readonly TimeSpan Sulk = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly ConcurrentDictionary<string, long> _refusals = new(StringComparer.Ordinal);
    private long _notBefore;
    private long _answered;
    private long _refused;

    /// <summary>Answers below 400 so far.</summary>
    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>Other answers so far.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>The other answers by the gateway's code, or by their status where somebody else gave them.</summary>
    public IReadOnlyDictionary<string, long> Refusals => _refusals;

    /// <summary>Sends the request when the vendor may; null when it was refused or nothing answered.</summary>
    public async Task<HttpResponseMessage?> SendAsync(HttpMethod method, string path, string token, HttpContent? content, CancellationToken cancellation)
    {
        await WaitAsync(cancellation);
        using var request = new HttpRequestMessage(method, new Uri(gateway, path)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.UserAgent.ParseAdd(name + "/1.0");
        HttpResponseMessage answer;
        try
        {
            answer = await _http.SendAsync(request, cancellation);
        }
        catch (HttpRequestException)
        {
            Hold(TimeSpan.FromSeconds(5));
            return null;
        }

        if ((int)answer.StatusCode < 400)
        {
            Interlocked.Increment(ref _answered);
            return answer;
        }

        Interlocked.Increment(ref _refused);
        using (answer)
        {
            Log.Refused(logger, name, (int)answer.StatusCode);
            _refusals.AddOrUpdate(await CodeOfAsync(answer, cancellation), 1, static (_, count) => count + 1);
            if (hasManners && PauseOf(answer, pace.Now) is { } pause)
            {
                Hold(pause);
            }

            return null;
        }
    }

    /// <summary>How long the answer asks the vendor to stay away; null when it does not.</summary>
    internal static TimeSpan? PauseOf(HttpResponseMessage answer, DateTimeOffset now)
    {
        if (answer.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.Forbidden))
        {
            return null;
        }

        var pause = answer.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - now,
            _ => Sulk,
        };
        return pause > TimeSpan.Zero ? pause : TimeSpan.Zero;
    }

    public void Dispose() => _http.Dispose();

    private static async Task<string> CodeOfAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var status = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return status;
        }

        try
        {
            var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellation)) as JsonObject;
            return problem?["code"]?.ToString() is { } code && code.StartsWith("GWY-", StringComparison.Ordinal) ? code : status;
        }
        catch (JsonException)
        {
            return status;
        }
    }

    private void Hold(TimeSpan pause)
    {
        var until = (pace.Now + pause).UtcTicks;
        long before;
        do
        {
            before = Interlocked.Read(ref _notBefore);
        }
        while (until > before && Interlocked.CompareExchange(ref _notBefore, until, before) != before);
    }

    private async Task WaitAsync(CancellationToken cancellation)
    {
        while (Interlocked.Read(ref _notBefore) - pace.Now.UtcTicks is > 0 and var left)
        {
            await pace.PauseAsync(TimeSpan.FromTicks(left), cancellation);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Vendor} was answered {Status}")]
        public static partial void Refused(ILogger logger, string vendor, int status);
    }
}
