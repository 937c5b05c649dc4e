using Digdir.Altinn.Gateway.Tokens;

namespace Digdir.Altinn.Gateway.Telemetry;

/// <summary>Without keys of any issuer no token can be checked; without those of some, or with old ones, most still can.</summary>
internal sealed class KeysReadiness(Issuers issuers) : IReadiness
{
    /// <inheritdoc/>
    public string Name => "keys";

    /// <inheritdoc/>
    public Readiness Check(DateTimeOffset now)
    {
        int usable = 0, troubled = 0;
        foreach (var keys in issuers.All)
        {
            var state = keys.State;
            usable += state.IsUsable ? 1 : 0;
            troubled += !state.IsUsable || state.UnreachableSince is not null ? 1 : 0;
        }

        return usable == 0 ? Readiness.Fail("No issuer's keys are known: no token can be checked.")
            : troubled > 0 ? Readiness.Warn($"{troubled} issuer(s) cannot be reached; keys fetched before are used while they are trusted.")
            : Readiness.Pass;
    }
}
