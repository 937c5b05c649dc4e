namespace Digdir.Altinn.Gateway.Telemetry;

/// <summary>Something a node needs to serve, which can say how it stands. Registered as a singleton by whoever knows; thread-safe and quick.</summary>
internal interface IReadiness
{
    /// <summary>What it is, in one lower-case word, for example <c>catalogue</c>.</summary>
    string Name { get; }

    /// <summary>How it stands. Nothing that is only stale is <see cref="Health.Fail"/>: a node that serves from its last picture is degraded, not dead.</summary>
    Readiness Check(DateTimeOffset now);
}

/// <summary>How one thing stands.</summary>
/// <param name="Health">Pass, warn or fail.</param>
/// <param name="Output">Why, for people who run the gateway; null when it passes and there is nothing to say.</param>
internal readonly record struct Readiness(Health Health, string? Output = null)
{
    /// <summary>How each of its parts stands, when it has several; the whole is not always as bad as the worst of them.</summary>
    public IReadOnlyList<ReadinessPart> Parts { get; init; } = [];

    /// <summary>All is well.</summary>
    public static Readiness Pass { get; } = new(Health.Pass);

    /// <summary>Serves, but somebody should look.</summary>
    public static Readiness Warn(string output) => new(Health.Warn, output);

    /// <summary>Cannot serve.</summary>
    public static Readiness Fail(string output) => new(Health.Fail, output);
}

/// <summary>How a part of one thing stands.</summary>
/// <param name="Id">Which part, for example an issuer's name in configuration.</param>
/// <param name="Health">Pass, warn or fail.</param>
/// <param name="Output">Why.</param>
internal readonly record struct ReadinessPart(string Id, Health Health, string Output);

/// <summary>How something stands.</summary>
internal enum Health
{
    /// <summary>All is well.</summary>
    Pass = 0,

    /// <summary>Serves, degraded.</summary>
    Warn,

    /// <summary>Cannot serve.</summary>
    Fail,
}
