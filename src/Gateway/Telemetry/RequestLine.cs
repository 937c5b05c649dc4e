using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Digdir.Altinn.Gateway.Telemetry;

/// <summary>
/// One line per request, in the shape of Serilog's JSON so that one parser reads both. Written by hand because a request line through Serilog costs several
/// microseconds and a dozen objects, on the path of every request; this one costs about one and none. Holds what the catalogue, the registry and the
/// protocol say and nothing the caller wrote: no path, query, header, token or identity number.
/// </summary>
internal static class RequestLine
{
    private static readonly JsonEncodedText Timestamp = JsonEncodedText.Encode("Timestamp");
    private static readonly JsonEncodedText Level = JsonEncodedText.Encode("Level");
    private static readonly JsonEncodedText Template = JsonEncodedText.Encode("MessageTemplate");
    private static readonly JsonEncodedText TraceId = JsonEncodedText.Encode("TraceId");
    private static readonly JsonEncodedText Properties = JsonEncodedText.Encode("Properties");
    private static readonly JsonEncodedText Operation = JsonEncodedText.Encode("Operation");
    private static readonly JsonEncodedText Product = JsonEncodedText.Encode("Product");
    private static readonly JsonEncodedText Method = JsonEncodedText.Encode("Method");
    private static readonly JsonEncodedText Route = JsonEncodedText.Encode("Route");
    private static readonly JsonEncodedText Vendor = JsonEncodedText.Encode("Vendor");
    private static readonly JsonEncodedText System = JsonEncodedText.Encode("System");
    private static readonly JsonEncodedText Client = JsonEncodedText.Encode("Client");
    private static readonly JsonEncodedText OutcomeName = JsonEncodedText.Encode("Outcome");
    private static readonly JsonEncodedText Code = JsonEncodedText.Encode("Code");
    private static readonly JsonEncodedText Status = JsonEncodedText.Encode("Status");
    private static readonly JsonEncodedText Elapsed = JsonEncodedText.Encode("ElapsedMs");
    private static readonly JsonEncodedText Upstream = JsonEncodedText.Encode("UpstreamMs");
    private static readonly JsonEncodedText RequestBytes = JsonEncodedText.Encode("RequestBytes");
    private static readonly JsonEncodedText ResponseBytes = JsonEncodedText.Encode("ResponseBytes");
    private static readonly JsonEncodedText Shadowed = JsonEncodedText.Encode("Shadowed");
    private static readonly JsonEncodedText Notice = JsonEncodedText.Encode("Notice");
    private static readonly JsonEncodedText Information = JsonEncodedText.Encode("Information");
    private static readonly JsonEncodedText Warning = JsonEncodedText.Encode("Warning");
    private static readonly JsonEncodedText Text = JsonEncodedText.Encode("Request");
    private static readonly JsonEncodedText[] Outcomes = Array.ConvertAll(Enum.GetNames<Outcome>(), name => JsonEncodedText.Encode(name));
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static Pen? _pen;

    /// <summary>The line, with its line end. Valid until the next call on the same thread.</summary>
    public static ReadOnlySpan<byte> Of(in RequestFacts facts)
    {
        var pen = _pen ??= new Pen();
        pen.Buffer.ResetWrittenCount();
        pen.Json.Reset(pen.Buffer);
        Write(pen.Json, facts);
        pen.Json.Flush();
        pen.Buffer.Write("\n"u8);
        return pen.Buffer.WrittenSpan;
    }

    private static void Write(Utf8JsonWriter json, in RequestFacts facts)
    {
        json.WriteStartObject();
        json.WriteString(Timestamp, facts.At);
        json.WriteString(Level, facts.Outcome == Outcome.Failed ? Warning : Information);
        json.WriteString(Template, Text);
        json.WriteString(TraceId, facts.TraceId);
        json.WriteStartObject(Properties);
        var call = facts.Call;
        if (call is not null)
        {
            json.WriteString(Operation, call.Operation.Id);
            json.WriteString(Product, call.Operation.Product.Id);
            json.WriteString(Method, call.Operation.Method);
            if (call.Token?.Caller is { } caller)
            {
                Write(json, caller);
            }
        }
        else if (facts.Route is { } route)
        {
            json.WriteString(Route, route);
        }

        json.WriteString(OutcomeName, Outcomes[(int)facts.Outcome]);
        if (facts.Code is { } code)
        {
            json.WriteString(Code, code);
        }

        json.WriteNumber(Status, facts.Status);
        Write(json, Elapsed, facts.Elapsed);
        if (facts.Upstream is { } upstream)
        {
            Write(json, Upstream, upstream);
        }

        if (facts.RequestBytes is { } received)
        {
            json.WriteNumber(RequestBytes, received);
        }

        if (facts.ResponseBytes is { } sent)
        {
            json.WriteNumber(ResponseBytes, sent);
        }

        if (call?.Notices?.First is { } notice)
        {
            json.WriteString(Notice, notice);
        }

        if (call?.Shadowed is { Count: > 0 } shadowed)
        {
            json.WriteStartArray(Shadowed);
            foreach (var policy in shadowed)
            {
                json.WriteStringValue(policy);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Vendors.Caller caller)
    {
        if (caller.VendorText is { } vendor)
        {
            json.WriteString(Vendor, vendor);
        }

        if (caller.System is { } system)
        {
            json.WriteString(System, system);
        }

        if (caller.Client is { } client)
        {
            json.WriteString(Client, client);
        }
    }

    /// <summary>Milliseconds with at most three decimals. By hand: writing a double as short as it can be costs more than the rest of the line's numbers.</summary>
    private static void Write(Utf8JsonWriter json, JsonEncodedText name, TimeSpan time)
    {
        var microseconds = Math.Max(0, (long)Math.Round(time.TotalMicroseconds));
        Span<byte> text = stackalloc byte[24];
        _ = (microseconds / 1000).TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        var decimals = (int)(microseconds % 1000);
        if (decimals > 0)
        {
            text[length++] = (byte)'.';
            for (var weight = 100; decimals > 0; weight /= 10)
            {
                text[length++] = (byte)('0' + (decimals / weight));
                decimals %= weight;
            }
        }

        json.WritePropertyName(name);
        json.WriteRawValue(text[..length], skipInputValidation: true);
    }

    private sealed class Pen
    {
        public ArrayBufferWriter<byte> Buffer { get; } = new(1024);

        public Utf8JsonWriter Json { get; } = new(Stream.Null, RequestLine.Json);
    }
}

/// <summary>What a request line tells.</summary>
internal readonly ref struct RequestFacts
{
    /// <summary>When the request ended, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The trace's id.</summary>
    public required string TraceId { get; init; }

    /// <summary>The call, or null when no operation was found.</summary>
    public required Call? Call { get; init; }

    /// <summary>The template of the route that answered when no operation did, never the path itself.</summary>
    public string? Route { get; init; }

    /// <summary>How it ended.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>The code of the reason, or null.</summary>
    public string? Code { get; init; }

    /// <summary>The status answered.</summary>
    public required int Status { get; init; }

    /// <summary>From the request's head to the end of its answer.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>From passing the request on to the head of the product's answer; null when there was none.</summary>
    public TimeSpan? Upstream { get; init; }

    /// <summary>Bytes of the body as the caller announced them, or null.</summary>
    public long? RequestBytes { get; init; }

    /// <summary>Bytes of the answer's body as announced, or null.</summary>
    public long? ResponseBytes { get; init; }
}
