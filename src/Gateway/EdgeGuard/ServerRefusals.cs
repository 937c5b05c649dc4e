using System.Collections.Concurrent;
using System.Diagnostics;
using Digdir.Altinn.Gateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;

namespace Digdir.Altinn.Gateway.EdgeGuard;

/// <summary>
/// Hears of what Kestrel refuses itself, before there is a request for the pipeline to see: counts it by reason, and logs each reason at most once a minute.
/// Kestrel reports to the one <see cref="DiagnosticSource"/> it was given; the host's own has no part in it, so that nobody listens to every request for the
/// sake of these. Thread-safe.
/// </summary>
internal sealed partial class ServerRefusals(EdgeGuardMetrics metrics, TimeProvider time, ILogger<ServerRefusals> logger) : DiagnosticSource
{
    private const string Event = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Reason, int Status), Untold> _untold = new();

    /// <inheritdoc/>
    public override bool IsEnabled(string name) => string.Equals(name, Event, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override void Write(string name, object? value)
    {
        // A body that turns out to be malformed belongs to a request, which is told by itself.
        if (!IsEnabled(name) || value is not IFeatureCollection features || features.Get<IBadRequestExceptionFeature>()?.Error is not BadHttpRequestException error || EdgeTrace.HasBegun(features))
        {
            return;
        }

        var reason = RefusalReason.Of(error);
        metrics.RefusedByServer(reason, error.StatusCode);
        if (_untold.GetOrAdd((reason, error.StatusCode), static _ => new Untold()).Add(time, Between) is var count and > 0)
        {
            Log.Refused(logger, count, reason, error.StatusCode);
        }
    }

    /// <summary>How many refusals for one reason have not been told yet.</summary>
    private sealed class Untold
    {
        private readonly Lock _lock = new();
        private int _count;
        private long? _told;

        /// <summary>Adds one. How many are to be told now; 0 when it is too soon.</summary>
        public int Add(TimeProvider time, TimeSpan between)
        {
            lock (_lock)
            {
                _count++;
                if (_told is { } told && time.GetElapsedTime(told) < between)
                {
                    return 0;
                }

                _told = time.GetTimestamp();
                (var count, _count) = (_count, 0);
                return count;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The server refused {Count} requests that did not reach the pipeline: {Reason}, {Status}")]
        public static partial void Refused(ILogger logger, int count, string reason, int status);
    }
}
