using System.Text.Json.Nodes;

namespace Digdir.Altinn.Sandbox.Issuers;

/// <summary>An OAuth error as Maskinporten answers it.</summary>
internal sealed record GrantError(string Error, string Description);

/// <summary>Maskinporten's demands on a JWT grant. Pure.</summary>
internal static class ClientGrant
{
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(120);
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(10);

    /// <summary>What is wrong with the grant's claims, or null when they hold. Signature and single use are checked by the caller.</summary>
    /// <param name="claims">The grant's claims.</param>
    /// <param name="audience">The issuer string the grant must be for.</param>
    /// <param name="now">When.</param>
    /// <param name="skew">How far <c>iat</c> may be from now; ten seconds unless time is lapsed.</param>
    public static GrantError? Fault(JsonObject claims, string audience, DateTimeOffset now, TimeSpan skew)
    {
        if (!IsFor(claims["aud"], audience))
        {
            return new("invalid_grant", $"aud must be {audience}");
        }

        if (claims.Number("iat") is not { } issued || claims.Number("exp") is not { } expires)
        {
            return new("invalid_grant", "iat and exp are required, in seconds since 1970");
        }

        if (expires - issued > LongestLife.TotalSeconds || expires <= issued)
        {
            return new("invalid_grant", "exp must be after iat and at most 120 seconds after it");
        }

        if (Math.Abs(now.ToUnixTimeSeconds() - issued) > skew.TotalSeconds)
        {
            return new("invalid_grant", "iat must be within 10 seconds of now");
        }

        return string.IsNullOrEmpty(claims.Text("jti")) ? new("invalid_grant", "jti is required") : null;
    }

    private static bool IsFor(JsonNode? audience, string wanted) => audience switch
    {
        JsonArray several => several.Any(one => IsFor(one, wanted)),
        JsonValue value => value.TryGetValue(out string? text) && text.TrimEnd('/') == wanted.TrimEnd('/'),
        _ => false,
    };
}

/// <summary>The ids of grants used lately: each is good once. Thread-safe.</summary>
internal sealed class UsedGrants
{
    private readonly Lock _guard = new();
    private readonly Dictionary<string, DateTimeOffset> _used = new(StringComparer.Ordinal);

    /// <summary>True the first time; false when the id was used less than five minutes ago (longer than any grant lives).</summary>
    public bool TryUse(string client, string id, DateTimeOffset now)
    {
        lock (_guard)
        {
            if (_used.Count > 10_000)
            {
                foreach (var old in _used.Where(used => now - used.Value > TimeSpan.FromMinutes(5)).Select(used => used.Key).ToList())
                {
                    _used.Remove(old);
                }
            }

            return _used.TryAdd($"{client}\n{id}", now);
        }
    }
}
