using System.Net;
using Digdir.Altinn.VendorRegistry.Refusals;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Gateway.EdgeGuard;

/// <summary>
/// Refuses what needs no thought: too many requests from one address, and requests whose meaning is in doubt. Before routing and tokens, so that a flood
/// costs no signature check. Paths are judged where they get their meaning, by the catalogue's PlainTarget.
/// </summary>
internal sealed class EdgeGuardMiddleware
{
    private readonly RequestDelegate _next;
    private readonly TimeProvider _time;
    private readonly EdgeGuardOptions _guard;
    private readonly AddressBuckets _buckets;
    private readonly ClientAddress? _behindProxies;

    public EdgeGuardMiddleware(RequestDelegate next, IOptions<EdgeGuardOptions> options, TimeProvider time)
    {
        _next = next;
        _time = time;
        var guard = _guard = options.Value;
        _buckets = new AddressBuckets(guard.Rate, guard.Burst, guard.Addresses, time.TimestampFrequency);
        _behindProxies = guard.TrustedProxies.Count == 0 ? null : new ClientAddress([.. guard.TrustedProxies.Select(network => IPNetwork.Parse(network))]);
    }

    public Task InvokeAsync(HttpContext context)
    {
        if (_behindProxies is not null)
        {
            SeeBehindProxies(context, _behindProxies);
        }

        var wait = _buckets.Take(ClientAddress.KeyOf(context.Connection.RemoteIpAddress), _time.GetTimestamp());
        if (wait > 0)
        {
            return RefuseAsync(context, new Refusal(Problems.EdgeLimitSpent) { RetryAfterSeconds = wait }, close: false);
        }

        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        return RequestShape.Wrong(context.Request, target, _guard) is { } wrong ? RefuseAsync(context, wrong, close: true) : _next(context);
    }

    private static void SeeBehindProxies(HttpContext context, ClientAddress proxies)
    {
        if (context.Connection.RemoteIpAddress is not { } connection || !proxies.IsTrusted(connection))
        {
            return;
        }

        context.Connection.RemoteIpAddress = proxies.Behind(connection, context.Request.Headers["X-Forwarded-For"]);
        if (context.Request.Headers["X-Forwarded-Proto"] is [("https" or "http") and var scheme])
        {
            context.Request.Scheme = scheme;
        }
    }

    private static Task RefuseAsync(HttpContext context, Refusal refusal, bool close)
    {
        // After a request of doubtful shape nothing more is read from the connection: what follows may be the rest of it.
        if (close)
        {
            context.Response.Headers.Connection = "close";
        }

        return ProblemResponse.WriteAsync(context, refusal);
    }
}
