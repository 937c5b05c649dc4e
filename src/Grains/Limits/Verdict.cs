namespace Digdir.Altinn.Grains.Limits;

/// <summary>How a gate answered.</summary>
public enum Admission
{
    /// <summary>Let through on minted tokens.</summary>
    Admitted = 0,

    /// <summary>Let through on the degraded share, because the grain could not be reached.</summary>
    Degraded = 1,

    /// <summary>Refused: a limit is spent. Nothing was taken from any bucket.</summary>
    Refused = 2,
}

/// <summary>A gate's answer to one request, with the figures that the RateLimit fields and a refusal show. A value; never null inside when <see cref="Tightest"/> is set.</summary>
/// <param name="Admission">Let through or refused.</param>
/// <param name="Tightest">The limit that refused or, when admitted, the one with the smallest share left. Null when nothing limits the request.</param>
/// <param name="Remaining">Whole tokens left in <paramref name="Tightest"/> as far as this node knows, rounded down; never more than could be minted.</param>
/// <param name="ResetSeconds">Seconds until <paramref name="Tightest"/> is full again, rounded up.</param>
/// <param name="RetryAfterSeconds">When refused: whole seconds, rounded up and at least 1, after which the same request could pass.</param>
public readonly record struct Verdict(Admission Admission, Limit? Tightest, long Remaining, int ResetSeconds, int RetryAfterSeconds)
{
    /// <summary>True unless refused.</summary>
    public bool IsAdmitted => Admission != Admission.Refused;
}
