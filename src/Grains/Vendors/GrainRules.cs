namespace Digdir.Altinn.Grains.Vendors;

/// <summary>How grains mint. Immutable; the same for all grains of a process.</summary>
internal sealed record GrainRules
{
    /// <summary>How long a minted lot lives. Greater than zero.</summary>
    public TimeSpan LotLifetime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an activation that does not know what its predecessor had out mints only the safe share: until the older lots have lapsed and a stale owner has lost its right to mint.</summary>
    public TimeSpan Learning { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The share of a limit's rate and burst that is minted while learning, above 0 and at most 1.</summary>
    public double SafeShare { get; init; } = 0.25;

    /// <summary>Which mechanisms guard the envelope. All of them; a test takes one away to show what it is there for.</summary>
    public Safeguards Safeguards { get; init; } = Safeguards.All;
}

/// <summary>The mechanisms that together make limits exact, as flags.</summary>
[Flags]
internal enum Safeguards
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Tokens in gates' hands take up room in the bucket, so that it does not refill past them.</summary>
    OutstandingAccount = 1,

    /// <summary>Lots of another epoch are neither confirmed nor credited.</summary>
    Epochs = 2,

    /// <summary>An activation that does not know what is outstanding mints a safe share at first.</summary>
    LearningMode = 4,

    /// <summary>A report that is not newer than the last of its gate is not heard.</summary>
    Sequence = 8,

    /// <summary>Every one.</summary>
    All = OutstandingAccount | Epochs | LearningMode | Sequence,
}
