using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.AltinnEvents;

/// <summary>
/// The token that events are published with: a JWT grant to Maskinporten, the answer exchanged at Altinn, kept until shortly before it expires. One caller gets
/// it, the others wait for that one. Thread-safe.
/// </summary>
internal sealed partial class PublisherToken(HttpClient http, IOptions<AltinnEventsOptions> options, TimeProvider clock, ILogger<PublisherToken> log) : IDisposable
{
    private const string JwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    /// <summary>How long before its end a token is no longer used; a token of less than twice that is used for half its life.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _getting = new(1);
    private Kept? _kept;

    /// <summary>The token, or why there is none, as a stable word.</summary>
    /// <exception cref="HttpRequestException">Maskinporten or Altinn cannot be reached.</exception>
    /// <exception cref="OperationCanceledException">Given up.</exception>
    public async Task<(string? Token, string? Reason)> GetAsync(CancellationToken cancellation)
    {
        await _getting.WaitAsync(cancellation);
        try
        {
            if (_kept is { } kept && clock.GetUtcNow() < kept.Until)
            {
                return (kept.Token, null);
            }

            return await GetNewAsync(cancellation);
        }
        finally
        {
            _getting.Release();
        }
    }

    /// <summary>Altinn would not have the token: the next caller gets another.</summary>
    public void Forget(string token)
    {
        if (Volatile.Read(ref _kept) is { } kept && kept.Token == token)
        {
            Interlocked.CompareExchange(ref _kept, null, kept);
        }
    }

    public void Dispose() => _getting.Dispose();

    private async Task<(string? Token, string? Reason)> GetNewAsync(CancellationToken cancellation)
    {
        var settings = options.Value;
        var now = clock.GetUtcNow();
        string grant;
        try
        {
            using var key = PublisherKey.Read(await File.ReadAllTextAsync(settings.KeyFile ?? "", cancellation));
            grant = key.Grant(settings.ClientId ?? "", settings.Audience ?? "", settings.Scope, now);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            Log.NoKey(log, fault);
            return (null, "key");
        }

        using var form = new FormUrlEncodedContent([new("grant_type", JwtBearer), new("assertion", grant)]);
        using var granted = await http.PostAsync(settings.TokenEndpoint, form, cancellation);
        if (!granted.IsSuccessStatusCode || TokenIn(await granted.Content.ReadAsStringAsync(cancellation)) is not { } machine)
        {
            Log.NoToken(log, "Maskinporten", (int)granted.StatusCode);
            return (null, "token");
        }

        using var exchange = new HttpRequestMessage(HttpMethod.Get, new Uri(settings.Platform ?? throw new InvalidOperationException("Not configured."), "/authentication/api/v1/exchange/maskinporten"));
        exchange.Headers.Authorization = new AuthenticationHeaderValue("Bearer", machine);
        using var exchanged = await http.SendAsync(exchange, cancellation);
        var token = (await exchanged.Content.ReadAsStringAsync(cancellation)).Trim().Trim('"');
        if (!exchanged.IsSuccessStatusCode || ExpiryOf(token) is not { } expires)
        {
            Log.NoToken(log, "Altinn", (int)exchanged.StatusCode);
            return (null, "exchange");
        }

        var life = expires - now;
        Volatile.Write(ref _kept, new Kept(token, now + (life > Margin * 2 ? life - Margin : life / 2)));
        return (token, null);
    }

    private static string? TokenIn(string answer)
    {
        try
        {
            return (string?)JsonNode.Parse(answer)?["access_token"];
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>When a JWT expires; null when it does not say, or is none. Its signature is for whoever it is shown to.</summary>
    internal static DateTimeOffset? ExpiryOf(string token)
    {
        try
        {
            return token.Split('.') is [_, var claims, _] && JsonNode.Parse(Base64Url.DecodeFromChars(claims))?["exp"] is JsonValue value && value.TryGetValue(out long seconds)
                && seconds is > 0 and < 253402300800
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null;
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private sealed record Kept(string Token, DateTimeOffset Until);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The key of Registry:AltinnEvents:KeyFile cannot be read: nothing is published through Altinn Events.")]
        public static partial void NoKey(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Warning, "{Issuer} gave no token to publish with: status {Status}.")]
        public static partial void NoToken(ILogger logger, string issuer, int status);
    }
}
