using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>
/// Which issuers are trusted: the environment's own, overridden and added to by configuration. Pure. Altinn's internal test platforms (at22, at23, at24, yt01)
/// are trusted only when configured.
/// </summary>
internal static class IssuerList
{
    /// <summary>The issuers of Altinn's environment by the name configuration knows them by.</summary>
    public static IReadOnlyDictionary<string, IssuerOptions> DefaultsOf(AltinnEnvironment environment)
    {
        var production = environment == AltinnEnvironment.Production;
        var platform = production ? "https://platform.altinn.no" : "https://platform.tt02.altinn.no";
        return new Dictionary<string, IssuerOptions>(StringComparer.OrdinalIgnoreCase)
        {
            ["maskinporten"] = new() { Kind = IssuerKind.Maskinporten, Issuer = production ? "https://maskinporten.no/" : "https://test.maskinporten.no/" },
            ["idporten"] = new() { Kind = IssuerKind.IdPorten, Issuer = production ? "https://idporten.no" : "https://test.idporten.no" },
            ["altinn"] = new() { Kind = IssuerKind.Altinn, Issuer = platform + "/authentication/api/v1/openid/" },
            ["dialogporten"] = new() { Kind = IssuerKind.Dialogporten, Issuer = platform + "/dialogporten/api/v1" },
        };
    }

    /// <summary>The issuers to trust, and everything that is wrong with what is configured; nothing may start on a list with errors.</summary>
    public static ImmutableArray<Issuer> Resolve(TokenOptions options, AltinnEnvironment environment, ICollection<string> errors)
    {
        var defaults = DefaultsOf(environment);
        var issuers = ImmutableArray.CreateBuilder<Issuer>();
        foreach (var name in defaults.Keys.Concat(options.Issuers.Keys).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var configured = options.Issuers.GetValueOrDefault(name);
            if (configured is { Enabled: false })
            {
                continue;
            }

            if (Resolve(name, configured, defaults.GetValueOrDefault(name), errors) is not { } issuer)
            {
                continue;
            }

            if (issuers.Any(other => string.Equals(other.Value, issuer.Value, StringComparison.Ordinal)))
            {
                errors.Add($"Tokens:Issuers:{name}: another issuer has the same value of iss.");
            }

            issuers.Add(issuer);
        }

        return issuers.ToImmutable();
    }

    private static Issuer? Resolve(string name, IssuerOptions? configured, IssuerOptions? standard, ICollection<string> errors)
    {
        var value = configured?.Issuer ?? standard?.Issuer;
        if (string.IsNullOrWhiteSpace(value) || (configured?.Kind ?? standard?.Kind) is not { } kind)
        {
            errors.Add($"Tokens:Issuers:{name}: Issuer and Kind are required.");
            return null;
        }

        var possible = Issuer.AlgorithmsOf(kind);
        ImmutableArray<string> algorithms = configured?.Algorithms is { Length: > 0 } chosen ? [.. chosen] : possible;
        foreach (var algorithm in algorithms.Where(algorithm => !possible.Contains(algorithm, StringComparer.Ordinal)))
        {
            errors.Add($"Tokens:Issuers:{name}:Algorithms: {algorithm} is not one that {kind} may use ({string.Join(", ", possible)}).");
        }

        Uri? jwks = null, metadata = null;
        if (configured?.Jwks is { Length: > 0 } keys)
        {
            if (!TryAddress(keys, out jwks))
            {
                errors.Add($"Tokens:Issuers:{name}:Jwks: an https address is required (http only on loopback).");
            }
        }
        else if (!TryAddress(configured?.Metadata ?? Issuer.MetadataOf(kind, value), out metadata))
        {
            errors.Add($"Tokens:Issuers:{name}:Metadata: an https address is required (http only on loopback).");
        }

        return new Issuer { Name = name, Value = value, Kind = kind, Metadata = metadata, Jwks = jwks, Algorithms = algorithms, Audiences = [.. configured?.Audiences ?? []] };
    }

    /// <summary>True for an absolute HTTPS address without user information, or HTTP on loopback.</summary>
    public static bool TryAddress(string text, [NotNullWhen(true)] out Uri? address)
        => Uri.TryCreate(text, UriKind.Absolute, out address)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && address.UserInfo.Length == 0;
}
