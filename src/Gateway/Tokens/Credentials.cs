using System.Buffers;
using Digdir.Altinn.Gateway.Catalogue;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>
/// Where a request's token stands: a slice of the header's own text, so that reading it copies nothing. The Authorization field goes before the cookie, as in
/// Altinn's own cookie handler, so that the gateway judges the very token the product will read.
/// </summary>
internal readonly ref struct Credentials
{
    /// <summary>The cookie in which Altinn's portal carries its session towards apps.</summary>
    public const string PortalCookie = "AltinnStudioRuntime";

    // Altinn's cookie handler reads this one first: with both there, it and we would judge different tokens.
    private const string OlderCookie = ".ALTINNTOKEN";
    private const string Scheme = "Bearer";

    private static readonly SearchValues<char> TokenLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    private Credentials(ReadOnlySpan<char> token) => Token = token;

    /// <summary>The token as sent. Its letters are not checked yet.</summary>
    public ReadOnlySpan<char> Token { get; }

    /// <summary>True when the token holds only the letters RFC 6750 allows.</summary>
    public bool AreWellFormed => !Token.ContainsAnyExcept(TokenLetters);

    /// <summary>Finds the request's one token; the cookie only where a portal session is taken. Null, or why there is none.</summary>
    public static TokenFault? Read(HttpRequest request, TokenForms taken, out Credentials credentials)
    {
        credentials = default;
        var fields = request.Headers.Authorization;
        if (fields.Count > 1)
        {
            return TokenFaults.SeveralTokens;
        }

        var field = fields.Count == 1 ? fields[0].AsSpan().Trim(' ') : default;
        if (field.IsEmpty)
        {
            return (taken & TokenForms.PortalSession) != 0 && request.Headers.Cookie is { Count: > 0 } ? ReadCookie(request, out credentials) : TokenFaults.Missing;
        }

        if (!field.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || (field.Length > Scheme.Length && field[Scheme.Length] != ' '))
        {
            return TokenFaults.OtherScheme;
        }

        credentials = new Credentials(field[Scheme.Length..].TrimStart(' '));
        return credentials.Token.IsEmpty ? TokenFaults.BadCredentials : null;
    }

    private static TokenFault? ReadCookie(HttpRequest request, out Credentials credentials)
    {
        credentials = default;
        var mentions = 0;
        foreach (var line in request.Headers.Cookie)
        {
            // Counted as text, not as parsed: products parse cookies in their own way, and only one token may be there however one reads.
            mentions += MentionsOf(PortalCookie, line);
            if (line.AsSpan().Contains(OlderCookie, StringComparison.OrdinalIgnoreCase) || mentions > 1)
            {
                return TokenFaults.SeveralTokens;
            }

            foreach (var range in line.AsSpan().Split(';'))
            {
                var pair = line.AsSpan(range).Trim(' ');
                var sign = pair.IndexOf('=');
                if (sign > 0 && pair[..sign].Equals(PortalCookie, StringComparison.OrdinalIgnoreCase))
                {
                    credentials = new Credentials(pair[(sign + 1)..]);
                }
            }
        }

        return credentials.Token.IsEmpty ? TokenFaults.Missing : null;
    }

    private static int MentionsOf(string name, ReadOnlySpan<char> line)
    {
        var mentions = 0;
        for (var at = line.IndexOf(name, StringComparison.OrdinalIgnoreCase); at >= 0; at = line.IndexOf(name, StringComparison.OrdinalIgnoreCase))
        {
            mentions++;
            line = line[(at + name.Length)..];
        }

        return mentions;
    }
}
