using System.Runtime.InteropServices;
using Microsoft.Extensions.Primitives;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>What a portal session's request loads.</summary>
internal enum BrowserLoad
{
    /// <summary>Data, by script.</summary>
    Data,

    /// <summary>A document.</summary>
    Document,

    /// <summary>What a document needs: script, style, image, font.</summary>
    Asset,
}

/// <summary>A portal session's request as a browser would have sent it. Borrows the fields' text.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly ref struct BrowserRequest
{
    /// <summary>What it loads, by the operation asked for.</summary>
    public required BrowserLoad Load { get; init; }

    /// <summary>The browser spoke TLS to whatever ends it: only then is fetch metadata sent.</summary>
    public required bool IsHttps { get; init; }

    /// <summary>HTTP version the browser itself spoke: 11, 20 or 30; 0 where something in front speaks another to us.</summary>
    public int Protocol { get; init; }

    /// <summary>The session's very first request.</summary>
    public bool IsFirst { get; init; }

    /// <summary>The Referer is one of the session's last pages, where that is known here.</summary>
    public bool IsFromSession { get; init; }

    /// <summary>Sessions seen of the same browser family and major version, to compare the order of fields with; 0 where the order is not known.</summary>
    public int OrderPeers { get; init; }

    /// <summary>Share of them with this order of fields, 0 to 1.</summary>
    public double OrderShare { get; init; }

    /// <summary><c>User-Agent</c>.</summary>
    public ReadOnlySpan<char> Agent { get; init; }

    /// <summary><c>Accept</c>.</summary>
    public ReadOnlySpan<char> Accept { get; init; }

    /// <summary><c>Accept-Language</c>.</summary>
    public ReadOnlySpan<char> Language { get; init; }

    /// <summary><c>Accept-Encoding</c>.</summary>
    public ReadOnlySpan<char> Encoding { get; init; }

    /// <summary><c>Sec-Fetch-Dest</c>.</summary>
    public ReadOnlySpan<char> FetchDest { get; init; }

    /// <summary><c>Sec-Fetch-Mode</c>.</summary>
    public ReadOnlySpan<char> FetchMode { get; init; }

    /// <summary><c>Sec-Fetch-Site</c>.</summary>
    public ReadOnlySpan<char> FetchSite { get; init; }

    /// <summary><c>Sec-Fetch-User</c>.</summary>
    public ReadOnlySpan<char> FetchUser { get; init; }

    /// <summary><c>Sec-CH-UA</c>.</summary>
    public ReadOnlySpan<char> Brands { get; init; }

    /// <summary><c>Sec-CH-UA-Platform</c>, quotes and all.</summary>
    public ReadOnlySpan<char> Platform { get; init; }

    /// <summary>Reads the fields; a field sent twice is read as not sent, since no browser does.</summary>
    public static BrowserRequest Of(IHeaderDictionary fields, BrowserLoad load, bool isHttps, int protocol = 0, bool isFirst = false) => new()
    {
        Load = load,
        IsHttps = isHttps,
        Protocol = protocol,
        IsFirst = isFirst,
        Agent = One(fields.UserAgent),
        Accept = One(fields.Accept),
        Language = One(fields.AcceptLanguage),
        Encoding = One(fields.AcceptEncoding),
        FetchDest = One(fields["Sec-Fetch-Dest"]),
        FetchMode = One(fields["Sec-Fetch-Mode"]),
        FetchSite = One(fields["Sec-Fetch-Site"]),
        FetchUser = One(fields["Sec-Fetch-User"]),
        Brands = One(fields["Sec-CH-UA"]),
        Platform = One(fields["Sec-CH-UA-Platform"]),
    };

    private static string? One(StringValues values) => values.Count == 1 ? values[0] : null;
}
