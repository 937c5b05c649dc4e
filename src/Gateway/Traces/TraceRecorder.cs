using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Replay;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Observations;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Gateway.Traces;

/// <summary>
/// Records what the node observes in the format that <c>replay</c> reads, for the question whom another setting would have hit. Without personal data: parties,
/// customers and persons are keyed hashes, ids in paths too, and queries are left out. What the disk cannot take in time is left out and counted, never waited
/// for. Thread-safe.
/// </summary>
internal sealed partial class TraceRecorder(IOptions<TraceOptions> options, TraceMetrics metrics, TimeProvider clock, ILogger<TraceRecorder> logger) : BackgroundService
{
    private const int Waiting = 4096;
    private const int Batch = 256;

    private readonly Channel<TraceLine> _lines = Channel.CreateBounded<TraceLine>(new BoundedChannelOptions(Waiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>True when anything is recorded.</summary>
    public bool IsOn { get; } = options.Value.Folder.Length > 0;

    /// <summary>Takes one observation of a call.</summary>
    /// <param name="vendor">Whose.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="observation">What was observed.</param>
    /// <param name="things">What the answer listed; borrowed for the time of the call.</param>
    /// <param name="first">True for the call's only or first party.</param>
    public void Record(VendorId vendor, Operation operation, in Observation observation, ReadOnlySpan<ulong> things, bool first)
    {
        if (!_lines.Writer.TryWrite(LineOf(vendor, operation, observation, things, first)))
        {
            metrics.Lost();
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!IsOn)
        {
            return;
        }

        using var folder = new TraceFolder(options.Value.Folder, options.Value.FileBytes, options.Value.Files);
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        while (await WaitAsync(stoppingToken) || _lines.Reader.Count > 0)
        {
            buffer.ResetWrittenCount();
            var lines = 0;
            for (; lines < Batch && _lines.Reader.TryRead(out var line); lines++)
            {
                using (var writer = new Utf8JsonWriter(buffer))
                {
                    JsonSerializer.Serialize(writer, line, TraceJson.Default.TraceLine);
                }

                buffer.Write("\n"u8);
            }

            try
            {
                // What was taken from the queue is written even when the node stops.
                await folder.WriteAsync(buffer.WrittenMemory, clock.GetUtcNow(), CancellationToken.None);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                metrics.Lost(lines);
                Log.NotWritten(logger, failure.GetType().Name);
            }
        }
    }

    /// <summary>False when the node stops.</summary>
    private async ValueTask<bool> WaitAsync(CancellationToken stopping)
    {
        try
        {
            return await _lines.Reader.WaitToReadAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static TraceLine LineOf(VendorId vendor, Operation operation, in Observation observation, ReadOnlySpan<ulong> things, bool first) => new()
    {
        Type = "request",
        Time = DateTimeOffset.FromUnixTimeMilliseconds(observation.At),
        Vendor = vendor.ToString(),
        Client = KeyOf(observation.Holder),
        Customer = KeyOf(observation.Customer),
        Party = KeyOf(observation.Party),
        Subject = KeyOf(observation.Person),
        Method = operation.Method,
        Path = PathOf(operation, observation.Object),
        Status = observation.Status,
        Bytes = observation.Bytes,
        RetryAfter = observation.RetryAfter,
        Portal = (observation.Facts & ObservationFacts.PortalSession) != 0,
        Seen = SeenCall.Of(observation, first, things),
    };

    private static string? KeyOf(ulong key) => key == 0 ? null : key.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>The template with the thing's hash in the place of every id.</summary>
    private static string PathOf(Operation operation, ulong thing)
    {
        var path = operation.Host == OperationHost.App ? AppHosts.PathPrefix + operation.Path : operation.Path;
        return path.Contains('{', StringComparison.Ordinal)
            ? string.Join('/', path.Split('/').Select(segment => segment.Contains('{', StringComparison.Ordinal) ? KeyOf(thing) ?? "x" : segment))
            : path;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The trace could not be written: {Failure}")]
        public static partial void NotWritten(ILogger logger, string failure);
    }
}
