using System.Collections.Frozen;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Digdir.Altinn.Gateway.Forwarding;

/// <summary>Which cookies reach which product: the named ones only. The session cookie of Altinn's portal goes to apps and nowhere else. Pure; thread-safe.</summary>
internal sealed class CookieRules
{
    private static readonly string[] OfApps = ["AltinnStudioRuntime", "XSRF-TOKEN", "AS-XSRF-TOKEN"];

    private readonly FrozenDictionary<string, FrozenSet<string>> _names;

    public CookieRules(IReadOnlyDictionary<string, string[]> configured)
    {
        var names = configured.ToDictionary(pair => pair.Key, pair => pair.Value.ToFrozenSet(StringComparer.Ordinal), StringComparer.OrdinalIgnoreCase);
        names.TryAdd("apps", OfApps.ToFrozenSet(StringComparer.Ordinal));
        _names = names.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The Cookie field for the product, or null when nothing of it may pass.</summary>
    public string? For(string? product, StringValues cookies)
    {
        if (product is null || !_names.TryGetValue(product, out var allowed))
        {
            return null;
        }

        StringBuilder? kept = null;
        foreach (var field in cookies)
        {
            foreach (var range in field.AsSpan().Split(';'))
            {
                var cookie = field.AsSpan(range).Trim();
                var equals = cookie.IndexOf('=');
                if (equals > 0 && allowed.Contains(cookie[..equals].ToString()))
                {
                    kept = kept is null ? new StringBuilder() : kept.Append("; ");
                    kept.Append(cookie);
                }
            }
        }

        return kept?.ToString();
    }
}
