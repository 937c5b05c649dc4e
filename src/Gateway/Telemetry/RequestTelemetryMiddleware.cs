using System.Diagnostics;
using Digdir.Altinn.Gateway.Listeners;
using Digdir.Altinn.Gateway.Traffic;
using Digdir.Altinn.VendorRegistry.Refusals;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Gateway.Telemetry;

/// <summary>
/// Begins the request's trace and tells afterwards how it went: one line and one count. Outermost, so that it also sees what EdgeGuard refuses, and the
/// last resort for exceptions that nobody expected.
/// </summary>
internal sealed partial class RequestTelemetryMiddleware(
    RequestDelegate next, LogLines lines, GatewayMetrics metrics, TimeProvider time, IOptions<TelemetryOptions> options, ILogger<RequestTelemetryMiddleware> logger,
    TrafficBook? traffic = null)
{
    private readonly RequestLines _lines = options.Value.RequestLines;
    private readonly double _traced = options.Value.Otlp.SampleRatio;

    public async Task InvokeAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        using var span = EdgeTrace.Begin(context, sampled: _traced > 0 && Random.Shared.NextDouble() < _traced);
        try
        {
            var answering = next(context);
            var atOnce = answering.IsCompleted;
            await answering;
            if (atOnce)
            {
                // A caller that sends one such request after the other must not keep the thread that watches its socket.
                await SocketThreads.Leave();
            }
        }
        catch (Exception surprise)
        {
            await SurviveAsync(context, surprise);
        }

        Tell(context, started, span);
    }

    private void Tell(HttpContext context, long started, Activity? span)
    {
        var call = Call.Of(context);
        var (outcome, code) = Ending.Of(context, call);
        var facts = new RequestFacts
        {
            At = time.GetUtcNow(),
            TraceId = EdgeTrace.IdOf(context),
            Call = call,
            Route = call is null ? (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText : null,
            Outcome = outcome,
            Code = code,
            Status = context.Response.StatusCode,
            Elapsed = time.GetElapsedTime(started),
            Upstream = call is { AnsweredAt: not 0 } ? time.GetElapsedTime(call.ForwardedAt, call.AnsweredAt) : null,
            RequestBytes = context.Request.ContentLength,
            ResponseBytes = context.Response.ContentLength,
        };
        metrics.Ended(facts);
        if (call is not null)
        {
            traffic?.Count(call, facts.At, outcome == Outcome.Refused);
            call.Observed?.End(context, call, outcome, facts.Upstream ?? (call.ForwardedAt != 0 ? facts.Elapsed : null));
        }

        if (_lines == RequestLines.All || (_lines == RequestLines.Problems && (outcome > Outcome.Answered || facts.Status >= 400)))
        {
            lines.TryAdd(RequestLine.Of(facts));
        }

        if (span is { IsAllDataRequested: true })
        {
            Describe(span, context, facts);
        }
    }

    /// <summary>The semantic conventions' names, as far as their values are ours and not the caller's: no path, query, address or user agent.</summary>
    private static void Describe(Activity span, HttpContext context, in RequestFacts facts)
    {
        span.DisplayName = facts.Call?.Operation.Id ?? facts.Route ?? "request";
        span.SetTag("http.request.method", facts.Call?.Operation.Method ?? "_OTHER");
        span.SetTag("http.route", facts.Call?.Operation.Path ?? facts.Route);
        span.SetTag("http.response.status_code", facts.Status);
        span.SetTag("network.protocol.version", context.Request.Protocol is ['H', 'T', 'T', 'P', '/', .. var version] ? version : null);
        span.SetTag("altinn.product", facts.Call?.Operation.Product.Id);
        span.SetTag("altinn.vendor", facts.Call?.Token?.Caller?.Vendor?.ToString());
        span.SetTag("altinn.outcome", facts.Outcome.ToString());
        span.SetTag("error.type", facts.Code);
        if (facts.Status >= 500 || facts.Outcome == Outcome.Failed)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }

    private async Task SurviveAsync(HttpContext context, Exception surprise)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            Ending.Set(context, Outcome.Aborted, Problems.RequestAborted);
            return;
        }

        // Kestrel says so when a body is malformed, too large or too slow, in the middle of whoever reads it.
        var problem = surprise is BadHttpRequestException bad
            ? bad.StatusCode switch
            {
                StatusCodes.Status408RequestTimeout => Problems.RequestTooSlow,
                StatusCodes.Status413PayloadTooLarge => Problems.BodyTooLarge,
                _ => Problems.RequestAborted,
            }
            : Problems.GatewayFault;
        if (problem == Problems.GatewayFault)
        {
            Log.Surprise(logger, surprise, Call.Of(context)?.Operation.Id);
        }

        Ending.Set(context, problem == Problems.GatewayFault ? Outcome.Failed : Outcome.Aborted, problem);
        if (!context.Response.HasStarted)
        {
            var id = EdgeTrace.IdOf(context);
            context.Response.Clear();
            EdgeTrace.Show(context, id);
        }

        await ProblemResponse.WriteAsync(context, problem);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A request failed for a reason nobody expected, in {Operation}")]
        public static partial void Surprise(ILogger logger, Exception surprise, string? operation);
    }
}
