using Digdir.Altinn.Gateway.Tokens;

namespace Digdir.Altinn.Gateway.Telemetry;

/// <summary>
/// Without keys of any issuer no token can be checked; without those of some, or with old ones, most still can. Keys are kept in memory only, so a node that has
/// just started has none until an issuer has answered. It is not ready before: the nodes beside it that have keys serve what it could only answer with 503, and where there
/// are none beside it callers see 503 either way.
/// </summary>
internal sealed class KeysReadiness(Issuers issuers) : IReadiness
{
    /// <inheritdoc/>
    public string Name => "keys";

    /// <inheritdoc/>
    public Readiness Check(DateTimeOffset now)
    {
        var parts = new List<ReadinessPart>();
        foreach (var keys in issuers.All)
        {
            parts.Add(PartOf(keys.Issuer.Name, keys.State));
        }

        parts.Sort(static (left, right) => string.CompareOrdinal(left.Id, right.Id));
        var whole = parts.TrueForAll(part => part.Health == Health.Fail) ? Readiness.Fail("No issuer's keys are known: no token can be checked.")
            : parts.Exists(part => part.Health != Health.Pass) ? Readiness.Warn("Keys of some issuers are missing or old; tokens of the others are checked as always.")
            : Readiness.Pass;
        return whole with { Parts = parts };
    }

    private static ReadinessPart PartOf(string name, IssuerKeysState state) => state switch
    {
        { IsUsable: false, LastFetched: null, UnreachableSince: { } since } => new(name, Health.Fail, $"Has not answered since {since:O}; no key of it is known yet."),
        { IsUsable: false, LastFetched: null } => new(name, Health.Fail, "Is being asked for its keys for the first time."),
        { IsUsable: false } => new(name, Health.Fail, $"Its keys of {state.LastFetched:O} are no longer trusted."),
        { UnreachableSince: { } since } => new(name, Health.Warn, $"Has not answered since {since:O}; its {state.Count} key(s) of {state.LastFetched:O} are used while they are trusted."),
        _ => new(name, Health.Pass, $"{state.Count} key(s) of {state.LastFetched:O}."),
    };
}
