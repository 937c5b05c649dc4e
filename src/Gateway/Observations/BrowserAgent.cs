using System.Globalization;
using System.Runtime.InteropServices;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>Families of browsers as far as they differ in what they send.</summary>
internal enum BrowserFamily
{
    /// <summary>None that is known, or one that dresses as another (browsers on iOS).</summary>
    Unknown,

    /// <summary>Chrome, Edge, Opera and their kin.</summary>
    Chromium,

    /// <summary>Firefox.</summary>
    Firefox,

    /// <summary>Safari.</summary>
    Safari,
}

/// <summary>What a User-Agent claims to be.</summary>
/// <param name="Family">The family.</param>
/// <param name="Major">Its major version.</param>
/// <param name="Minor">Its minor version.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BrowserAgent(BrowserFamily Family, int Major, int Minor)
{
    /// <summary>True when it claims to be a browser that is known.</summary>
    public bool IsBrowser => Family != BrowserFamily.Unknown;

    /// <summary>True for versions that send Sec-Fetch-Dest, -Mode and -Site (reference 2.2, S1).</summary>
    public bool SendsFetchMetadata => Family switch
    {
        BrowserFamily.Chromium => Major >= 80,
        BrowserFamily.Firefox => Major >= 90,
        BrowserFamily.Safari => Major > 16 || (Major == 16 && Minor >= 4),
        _ => false,
    };

    /// <summary>Reads a User-Agent.</summary>
    public static BrowserAgent Of(ReadOnlySpan<char> agent)
    {
        if (!agent.StartsWith("Mozilla/", StringComparison.Ordinal))
        {
            return default;
        }

        return TryVersion(agent, "Firefox/", out var major, out var minor) ? new(BrowserFamily.Firefox, major, minor)
            : TryVersion(agent, "Chrome/", out major, out minor) ? new(BrowserFamily.Chromium, major, minor)
            : agent.Contains("Safari/", StringComparison.Ordinal) && TryVersion(agent, "Version/", out major, out minor) ? new(BrowserFamily.Safari, major, minor)
            : default;
    }

    /// <summary>True when the client hints contradict it: sent by a browser that knows none, of another version, or for another platform.</summary>
    public bool DisagreesWith(in BrowserRequest request)
    {
        if (request.Brands.IsEmpty && request.Platform.IsEmpty)
        {
            return false;
        }

        return Family != BrowserFamily.Chromium
            || (TryVersion(request.Brands, "\"Chromium\";v=\"", out var major, out _) && major != Major)
            || (!request.Platform.IsEmpty && !Fits(request.Agent, request.Platform.Trim('"')));
    }

    /// <summary>Whether the platform may be the agent's. Platforms that are not known fit.</summary>
    private static bool Fits(ReadOnlySpan<char> agent, ReadOnlySpan<char> platform) => platform switch
    {
        "Windows" => agent.Contains("Windows", StringComparison.Ordinal),
        "macOS" => agent.Contains("Macintosh", StringComparison.Ordinal),
        "Android" => agent.Contains("Android", StringComparison.Ordinal),
        "Chrome OS" or "Chromium OS" => agent.Contains("CrOS", StringComparison.Ordinal),
        "Linux" => agent.Contains("Linux", StringComparison.Ordinal) && !agent.Contains("Android", StringComparison.Ordinal),
        _ => true,
    };

    private static bool TryVersion(ReadOnlySpan<char> text, string name, out int major, out int minor)
    {
        major = minor = 0;
        var at = text.IndexOf(name, StringComparison.Ordinal);
        if (at < 0)
        {
            return false;
        }

        var rest = text[(at + name.Length)..];
        var digits = Digits(rest);
        if (!int.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out major))
        {
            return false;
        }

        rest = rest[digits..];
        if (rest.StartsWith('.'))
        {
            _ = int.TryParse(rest[1..(1 + Digits(rest[1..]))], NumberStyles.None, CultureInfo.InvariantCulture, out minor);
        }

        return true;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }
}
