using System.Text.Json;
using System.Text.Json.Serialization;
using Digdir.Altinn.Grains.Conduct;

namespace Digdir.Altinn.Grains.Vendors;

/// <summary>The part of a grain that outlives its activation. Additive changes only: older states are read by newer grains. Holds no personal data.</summary>
/// <param name="At">When it was taken.</param>
/// <param name="Levels">Buckets that were not full; a bucket that is missing was full.</param>
internal sealed record GrainState(DateTimeOffset At, IReadOnlyList<BucketLevel> Levels)
{
    /// <summary>True when its owner gave the grain up with this state: it will mint no more.</summary>
    public bool Released { get; init; }

    /// <summary>The vendor's conduct; null in states of before it was kept. Holds whether or not the grain was at rest.</summary>
    public ConductSnapshot? Conduct { get; init; }

    /// <summary>As UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, GrainStateJson.Default.GrainState);

    /// <summary>Reads a state; null when there is none or it cannot be read, which the grain treats as not knowing.</summary>
    public static GrainState? Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(bytes.Span, GrainStateJson.Default.GrainState) is { Levels: not null } state ? state : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>One bucket's level when the state was taken.</summary>
/// <param name="Policy">The limit's policy.</param>
/// <param name="Partition">The limit's partition.</param>
/// <param name="Level">Tokens in the bucket.</param>
internal sealed record BucketLevel(string Policy, ulong Partition, double Level);

[JsonSerializable(typeof(GrainState))]
internal sealed partial class GrainStateJson : JsonSerializerContext;
