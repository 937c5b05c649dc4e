using System.Collections.Frozen;
using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>The issuers this node trusts and their keys, by the exact value of <c>iss</c>. The host need not reach any of them to start. Thread-safe.</summary>
internal sealed class Issuers : BackgroundService
{
    private readonly FrozenDictionary<string, IssuerKeys> _byValue;

    public Issuers(IssuerDocuments documents, IOptions<TokenOptions> options, AltinnOptions altinn, TimeProvider clock, TokensMetrics metrics, ILogger<Issuers> log)
    {
        Environment = altinn.Environment;
        var errors = new List<string>();
        var list = IssuerList.Resolve(options.Value, Environment, errors);
        if (errors.Count > 0)
        {
            throw new OptionsValidationException(TokenOptions.SectionName, typeof(TokenOptions), errors);
        }

        _byValue = list.ToFrozenDictionary(
            issuer => issuer.Value, issuer => new IssuerKeys(issuer, documents, options.Value, clock, metrics, log), StringComparer.Ordinal);
    }

    /// <summary>Which of Altinn's environments this node serves.</summary>
    public AltinnEnvironment Environment { get; }

    /// <summary>All of them.</summary>
    public IEnumerable<IssuerKeys> All => _byValue.Values;

    /// <summary>The issuer of exactly this name, or null.</summary>
    public IssuerKeys? Find(string value) => _byValue.GetValueOrDefault(value);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_byValue.Values.Select(keys => keys.KeepFreshAsync(stoppingToken)));
}
