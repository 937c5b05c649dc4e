using System.Diagnostics.Metrics;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>What token validation counts. A token found in the cache costs no metric: what was not counted here was a hit. Thread-safe.</summary>
internal sealed class TokensMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Digdir.Altinn.Gateway";

    private readonly Meter _meter;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _validated;
    private readonly Counter<long> _fetches;

    public TokensMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _refused = _meter.CreateCounter<long>("altinn.gateway.tokens.refused", "{request}", "Requests refused for their token, by reason.");
        _validated = _meter.CreateCounter<long>("altinn.gateway.tokens.validated", "{token}", "Tokens whose signature was checked and held, by issuer.");
        _fetches = _meter.CreateCounter<long>("altinn.gateway.tokens.key_fetches", "{fetch}", "Fetches of issuers' keys, by issuer and outcome.");
    }

    /// <summary>A request was refused for its token.</summary>
    public void Refused(TokenFault fault) => _refused.Add(1, new KeyValuePair<string, object?>("reason", fault.Name));

    /// <summary>A signature was checked and held.</summary>
    public void Validated(string issuer) => _validated.Add(1, new KeyValuePair<string, object?>("issuer", issuer));

    /// <summary>An issuer's keys were fetched, or not.</summary>
    public void KeysFetched(string issuer, string outcome)
        => _fetches.Add(1, new KeyValuePair<string, object?>("issuer", issuer), new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>Reports how many tokens are remembered.</summary>
    public void Watch(Func<int> entries)
        => _meter.CreateObservableGauge("altinn.gateway.tokens.cached", entries, "{token}", "Validated tokens remembered.");
}
