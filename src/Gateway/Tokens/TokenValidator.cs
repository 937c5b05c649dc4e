using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Vendors;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Signing;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>
/// Decides whether a token is genuine and what it says. Everything that costs little is checked before anything that costs much: shape, issuer, times and type
/// before keys, keys before the signature. Nothing read before the signature held is kept. Remembers the outcome by the token's hash. Thread-safe.
/// </summary>
internal sealed class TokenValidator
{
    private readonly Issuers _issuers;
    private readonly IdentityHash _hash;
    private readonly TokenOptions _options;
    private readonly TimeProvider _clock;
    private readonly TokensMetrics _metrics;
    private readonly JsonWebTokenHandler _handler = new();
    private readonly ScopeSets _scopes = new();
    private readonly TokenCache<GenuineToken> _genuine;
    private readonly TokenCache<FalseToken> _false;

    public TokenValidator(Issuers issuers, IdentityHash hash, IOptions<TokenOptions> options, TimeProvider clock, TokensMetrics metrics)
    {
        _issuers = issuers;
        _hash = hash;
        _options = options.Value;
        _clock = clock;
        _metrics = metrics;
        _genuine = new(_options.CacheEntries);
        _false = new(_options.RefusedEntries);
        metrics.Watch(() => _genuine.Count);
    }

    /// <summary>How many genuine tokens are remembered.</summary>
    public int Remembered => _genuine.Count;

    /// <summary>How many false ones are.</summary>
    public int RememberedFalse => _false.Count;

    /// <summary>
    /// Looks for the token among those already validated: no cryptography beyond one hash, no allocation. False when it must be validated. The hash is for
    /// <see cref="ValidateAsync"/>.
    /// </summary>
    /// <param name="text">The token.</param>
    /// <param name="grace">How long after expiry it still passes.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="answer">The outcome when it is known.</param>
    public bool TryRemember(ReadOnlySpan<char> text, TimeSpan grace, out TokenHash hash, out TokenAnswer answer)
    {
        answer = default;
        if (text.Length > _options.MaxLength)
        {
            hash = default;
            answer = new(null, TokenFaults.TooLong);
            return true;
        }

        if (!TokenHash.TryOf(text, out hash))
        {
            answer = new(null, TokenFaults.Malformed);
            return true;
        }

        if (_genuine.Find(hash) is not { } known)
        {
            return false;
        }

        var now = _clock.GetUtcNow();
        if (!known.Key.IsTrusted(now))
        {
            _genuine.Forget(hash);
            return false;
        }

        answer = IsExpired(known.Token.Expires, now, grace) ? new(null, TokenFaults.Expired) : new(known.Token, null);
        return true;
    }

    /// <summary>Validates a token that is not remembered.</summary>
    public async ValueTask<TokenAnswer> ValidateAsync(string text, TokenHash hash, TimeSpan grace, CancellationToken cancellation)
    {
        if (_false.Find(hash) is { } refused)
        {
            if (_clock.GetUtcNow() < refused.Until)
            {
                return new(null, TokenFaults.Signature);
            }

            _false.Forget(hash);
        }

        if (CompactToken.Read(text, out var read) is { } unreadable)
        {
            return new(null, unreadable);
        }

        using var token = read;
        if (token is null)
        {
            return new(null, TokenFaults.Malformed);
        }

        if (!token.Payload.TryGetProperty("iss", out var iss) || iss.ValueKind != System.Text.Json.JsonValueKind.String)
        {
            return new(null, TokenFaults.ClaimsUnreadable);
        }

        if (_issuers.Find(iss.GetString() ?? "") is not { } keys)
        {
            return new(null, TokenFaults.UnknownIssuer);
        }

        var issuer = keys.Issuer;
        if (!issuer.Algorithms.Contains(token.Algorithm, StringComparer.Ordinal))
        {
            return new(null, TokenFaults.Algorithm);
        }

        var claims = TokenClaims.Read(token.Payload, issuer.Kind);
        if (claims is null)
        {
            return new(null, TokenFaults.ClaimsUnreadable);
        }

        if (Judge(token, claims, issuer, grace) is { } fault)
        {
            return new(null, fault);
        }

        var form = TokenForm.Of(issuer.Kind, claims);
        if (form == TokenForms.None)
        {
            return new(null, TokenFaults.UnknownForm);
        }

        var (key, keyFault) = await keys.FindAsync(token.KeyId, token.Algorithm, cancellation);
        if (key is null)
        {
            return new(null, keyFault);
        }

        if (!await HoldsAsync(text, token, issuer, key))
        {
            _false.Remember(hash, new FalseToken(_clock.GetUtcNow() + _options.RefusedFor));
            return new(null, TokenFaults.Signature);
        }

        var (caller, identityFault) = Callers.Of(claims.Identity, _hash);
        var validated = new ValidatedToken { Form = form, Caller = caller, Fault = identityFault, Scopes = _scopes.Of(claims.Scopes), Expires = claims.Expires };
        _genuine.Remember(hash, new GenuineToken(validated, key));
        _metrics.Validated(issuer.Name);
        return new(validated, null);
    }

    private TokenFault? Judge(CompactToken token, TokenClaims claims, Issuer issuer, TimeSpan grace)
    {
        var now = _clock.GetUtcNow();
        var payload = token.Payload;
        if (!TokenForm.IsTypeTaken(token.Type))
        {
            return TokenFaults.WrongType;
        }

        if (TokenForm.IsIdToken(payload, issuer.Kind, claims))
        {
            return TokenFaults.IdToken;
        }

        if (payload.TryGetProperty("cnf", out _))
        {
            return TokenFaults.SenderConstrained;
        }

        if (payload.TryGetProperty("actual_iss", out _) && _issuers.Environment == AltinnEnvironment.Production)
        {
            return TokenFaults.TestTool;
        }

        if (!Audiences.Allow(payload, issuer.Audiences))
        {
            return TokenFaults.Audience;
        }

        if (claims.NotBefore is { } notBefore && notBefore > now + _options.ClockSkew)
        {
            return TokenFaults.NotYetValid;
        }

        if (claims.IssuedAt is { } issued && issued > now + _options.ClockSkew)
        {
            return TokenFaults.NotYetValid;
        }

        if (claims.Expires - (claims.IssuedAt ?? claims.NotBefore ?? now) > _options.MaxLifetime)
        {
            return TokenFaults.LifetimeTooLong;
        }

        return IsExpired(claims.Expires, now, grace) ? TokenFaults.Expired : null;
    }

    private async ValueTask<bool> HoldsAsync(string text, CompactToken token, Issuer issuer, SigningKey key)
    {
        if (key.Ed25519Key is { } ed25519)
        {
            return Ed25519.Verify(ed25519, token.Signed, token.Signature);
        }

        var result = await _handler.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidIssuer = issuer.Value,
            IssuerSigningKey = key.Security,
            ValidAlgorithms = [token.Algorithm],
            RequireSignedTokens = true,
            TryAllIssuerSigningKeys = false,

            // Checked above, by our own clock and rules.
            ValidateAudience = false,
            ValidateLifetime = false,
        });
        return result.IsValid;
    }

    private bool IsExpired(DateTimeOffset expires, DateTimeOffset now, TimeSpan grace) => now - grace >= expires + _options.ClockSkew;

    private sealed record GenuineToken(ValidatedToken Token, SigningKey Key);

    private sealed record FalseToken(DateTimeOffset Until);
}

/// <summary>A genuine token, or why it is none.</summary>
internal readonly record struct TokenAnswer(ValidatedToken? Token, TokenFault? Fault);
