using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Digdir.Altinn.Gateway.Telemetry;

/// <summary>
/// What the gateway counts. Labels are words of the catalogue and of <see cref="Problems"/>; never a vendor, customer, client or person. Thread-safe.
/// </summary>
internal sealed class GatewayMetrics
{
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _upstream;
    private readonly Counter<long> _unavailable;

    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] };

    public GatewayMetrics(IMeterFactory meters, LogLines lines)
    {
        var meter = meters.Create(EdgeTrace.SourceName);
        _requests = meter.CreateCounter<long>("gateway.requests", "{request}", "Requests by operation, outcome and code.");
        _duration = meter.CreateHistogram("gateway.duration", "s", "From a request's head to the end of its answer, by operation and outcome.", advice: Seconds);
        _upstream = meter.CreateHistogram("gateway.upstream.duration", "s", "From passing a request on to the head of the product's answer, by product.", advice: Seconds);
        _unavailable = meter.CreateCounter<long>("gateway.upstream.unavailable", "{answer}", "Answers in which a product said itself that it is out of service (503), passed on as they came, by product.");
        meter.CreateObservableCounter("gateway.log.dropped", () => lines.Dropped, "{line}", "Log lines dropped because the log's reader was too slow.");
    }

    /// <summary>Counts a request that has ended.</summary>
    public void Ended(in RequestFacts facts)
    {
        if (!_requests.Enabled)
        {
            return;
        }

        var tags = new TagList
        {
            { "operation", facts.Call?.Operation.Id ?? "none" },
            { "outcome", NameOf(facts.Outcome) },
        };
        _duration.Record(facts.Elapsed.TotalSeconds, tags);
        if (facts.Code is { } code)
        {
            tags.Add("code", code);
        }

        _requests.Add(1, tags);
        if (facts.Upstream is { } upstream && facts.Call is { } call)
        {
            var product = new KeyValuePair<string, object?>("product", call.Operation.Product.Id);
            _upstream.Record(upstream.TotalSeconds, product);
            if (facts is { Status: StatusCodes.Status503ServiceUnavailable, Outcome: Outcome.Forwarded })
            {
                _unavailable.Add(1, product);
            }
        }
    }

    private static string NameOf(Outcome outcome) => outcome switch
    {
        Outcome.Forwarded => "forwarded",
        Outcome.Answered => "answered",
        Outcome.Refused => "refused",
        Outcome.Failed => "failed",
        _ => "aborted",
    };
}
