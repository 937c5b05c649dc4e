using Digdir.Altinn.Gateway.Telemetry;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>
/// Says which issuers' keys are missing or stale. Never fails: a node without an issuer's keys still tells its callers why and when to come back, which is more
/// than a node nobody can reach does.
/// </summary>
internal sealed class KeysReadiness(Issuers issuers) : IReadiness
{
    /// <inheritdoc/>
    public string Name => "keys";

    /// <inheritdoc/>
    public Readiness Check(DateTimeOffset now)
    {
        List<string>? wrong = null;
        foreach (var keys in issuers.All)
        {
            var state = keys.State;
            if (!state.IsUsable)
            {
                (wrong ??= []).Add($"no keys of {keys.Issuer.Name}");
            }
            else if (state.UnreachableSince is { } since)
            {
                (wrong ??= []).Add($"{keys.Issuer.Name} unreachable for {(now - since).TotalMinutes:0} min");
            }
        }

        return wrong is null ? Readiness.Pass : Readiness.Warn(string.Join("; ", wrong) + ".");
    }
}
