using System.Runtime.InteropServices;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>What the answer of one call showed. See <see cref="Observation"/> for the members.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AnswerFacts
{
    /// <summary>The status; 0 when there was no answer.</summary>
    public required int Status { get; init; }

    /// <summary>Bytes of the body, as sent.</summary>
    public long Bytes { get; init; }

    /// <summary>Hash of the body; 0 when it was not read to its end.</summary>
    public ulong Body { get; init; }

    /// <summary>Hash of the cursor given out; 0 when none.</summary>
    public ulong CursorGiven { get; init; }

    /// <summary>When the one thing answered was made, in milliseconds since 1970; 0 when unknown.</summary>
    public long CreatedAt { get; init; }

    /// <summary>Seconds of <c>Retry-After</c>.</summary>
    public int RetryAfter { get; init; }

    /// <summary>Facts of the answer, beside those of the question.</summary>
    public ObservationFacts Facts { get; init; }
}
