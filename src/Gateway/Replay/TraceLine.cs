using System.Text.Json;
using System.Text.Json.Serialization;

namespace Digdir.Altinn.Gateway.Replay;

/// <summary>One line of a trace: a call, or an event that was delivered. Members that are not known are ignored. Immutable.</summary>
internal sealed record TraceLine
{
    /// <summary><c>request</c>, <c>write</c> (a request that changes something) or <c>event</c>.</summary>
    public required string Type { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The vendor: any text that is the same for one vendor; normally its organisation number.</summary>
    public required string Vendor { get; init; }

    /// <summary>The client.</summary>
    public string? Client { get; init; }

    /// <summary>The customer the vendor acts for.</summary>
    public string? Customer { get; init; }

    /// <summary>The party whose data is read, or that the event is about.</summary>
    public string? Party { get; init; }

    /// <summary>The person behind a user token; null for machines.</summary>
    public string? Subject { get; init; }

    /// <summary>The method.</summary>
    public string? Method { get; init; }

    /// <summary>The path, percent-encoded or not, on the platform's host or an app's.</summary>
    public string? Path { get; init; }

    /// <summary>The query as it was sent.</summary>
    public string? Query { get; init; }

    /// <summary>The answer's status; 0 when there was none.</summary>
    public int Status { get; init; }

    /// <summary>Bytes of the answer.</summary>
    public long Bytes { get; init; }

    /// <summary>What stands for the answer's content: equal to an earlier one, it told nothing new.</summary>
    public JsonElement? Answer { get; init; }

    /// <summary>When the thing that the path names was made, where the answer says so.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The caller's User-Agent.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Seconds the answer asked to wait.</summary>
    public int RetryAfter { get; init; }

    /// <summary>True for a portal session (scope <c>altinn:portal/enduser</c>).</summary>
    public bool Portal { get; init; }

    /// <summary>What the node that recorded the line made of the call; null in logs from elsewhere.</summary>
    public SeenCall? Seen { get; init; }

    /// <summary>The CloudEvent id: that of an event, or that which a request says it reacts to.</summary>
    public string? EventId { get; init; }

    /// <summary>The CloudEvent type.</summary>
    public string? EventType { get; init; }

    /// <summary>False when the delivery failed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public bool Delivered { get; init; } = true;
}

/// <summary>Reads and writes the lines without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, Converters = [typeof(HexConverter)])]
[JsonSerializable(typeof(TraceLine))]
internal sealed partial class TraceJson : JsonSerializerContext;
