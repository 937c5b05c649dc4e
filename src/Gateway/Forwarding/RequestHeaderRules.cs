using System.Collections.Frozen;

namespace Digdir.Altinn.Gateway.Forwarding;

/// <summary>
/// Which of a caller's header fields stop at the gateway: those that belong to the connection, and those by which intermediaries tell each other who is
/// calling, from where and for what, which are only worth something when callers cannot write them. Pure.
/// </summary>
internal static class RequestHeaderRules
{
    private static readonly FrozenSet<string> Stopped = new[]
    {
        // Of the connection (RFC 9110 7.6.1), or made anew by our side of it.
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Authorization", "Proxy-Features",
        "Proxy-Instruction", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "HTTP2-Settings", "Host", "Close", "ALPN", "Alt-Svc", "Security-Scheme",

        // Who and where: ours to say.
        "Forwarded", "X-Real-IP", "X-Client-IP", "Client-IP", "True-Client-IP", "X-Cluster-Client-IP", "Fastly-Client-IP", "CF-Connecting-IP", "X-Host",
        "X-Client-Cert", "X-Remote-User", "Remote-User", "X-Content-Length",

        // What: the catalogue decides on the method and path of the request line.
        "X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override", "X-Rewrite-URL",

        // A second credential beside the one that was checked: the token of one of the platform's own components.
        "PlatformAccessToken",

        // The caller's trace is linked, not continued.
        "traceparent", "tracestate", "baggage", "Request-Id", "Correlation-Context",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] StoppedX = ["X-Forwarded-", "X-Original-", "X-Ms-", "X-Azure-", "X-Arr-", "X-Envoy-", "X-AppService-", "X-SSL-", "X-WAWS-"];

    /// <summary>True when the field must not reach a product as the caller wrote it. Cookie, and the subscription key, have rules of their own.</summary>
    public static bool Stops(string name)
    {
        // Some servers read '_' as '-': such a name is judged by what it could be taken for.
        if (name.Contains('_'))
        {
            name = name.Replace('_', '-');
        }

        return Stopped.Contains(name) || (name[0] | 0x20) switch
        {
            'a' => name.StartsWith("Altinn-Gateway-", StringComparison.OrdinalIgnoreCase),
            'o' => name.StartsWith("Ocp-Apim-", StringComparison.OrdinalIgnoreCase),
            's' => name.StartsWith("SSL-", StringComparison.OrdinalIgnoreCase),
            'x' => StartsWithStoppedX(name),
            _ => name[0] == ':',
        };
    }

    private static bool StartsWithStoppedX(string name)
    {
        foreach (var prefix in StoppedX)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
