using System.Collections.Immutable;
using System.Text.Json;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>Reads <c>aud</c>: absent, one text, or several. Pure.</summary>
internal static class Audiences
{
    // What Maskinporten and ID-porten write when the token is not restricted.
    private const string Unspecified = "unspecified";

    /// <summary>
    /// True when the token may be used here: no audience is expected, it names none, or it names one of those expected. Altinn's products take tokens without
    /// audience, so only a token that does name one is held to it.
    /// </summary>
    public static bool Allow(JsonElement payload, ImmutableArray<string> expected)
    {
        if (expected.IsDefaultOrEmpty || !payload.TryGetProperty("aud", out _) || Names(payload, Unspecified))
        {
            return true;
        }

        foreach (var audience in expected)
        {
            if (Names(payload, audience))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when the audience is, or holds, exactly this.</summary>
    public static bool Names(JsonElement payload, string audience)
    {
        if (!payload.TryGetProperty("aud", out var value))
        {
            return false;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            return value.ValueKind == JsonValueKind.String && value.ValueEquals(audience);
        }

        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String && item.ValueEquals(audience))
            {
                return true;
            }
        }

        return false;
    }
}
