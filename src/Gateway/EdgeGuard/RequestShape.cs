using System.Buffers;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.Gateway.EdgeGuard;

/// <summary>
/// Whether a request's head is of bearable size and its fields have one meaning only. What servers are known to read differently is refused rather than mended, because what is judged here
/// must be what the product sees. Pure; allocates only to refuse.
/// </summary>
internal static class RequestShape
{
    private static readonly SearchValues<char> Controls = SearchValues.Create(
        "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u000a\u000b\u000c\u000d\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\u007f");

    /// <summary>Why the request is not taken, or null. The refusal names the field, never its value.</summary>
    /// <param name="request">The request.</param>
    /// <param name="target">Its target as it was sent.</param>
    /// <param name="guard">How large its head may be.</param>
    public static Refusal? Wrong(HttpRequest request, string target, EdgeGuardOptions guard)
    {
        // The method, the target and the version with a space between them, and the line's end.
        if (request.Method.Length + target.Length + " HTTP/1.1\r\n".Length + 1 > guard.RequestLineBytes)
        {
            return new Refusal(Problems.RequestLineTooLong);
        }

        var headers = request.Headers;
        if (WrongMeaning(request, headers) is { } doubt)
        {
            return new Refusal(Problems.HeaderRefused) { Detail = doubt };
        }

        int count = 0, bytes = 0;
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                if (value.AsSpan().ContainsAny(Controls))
                {
                    return new Refusal(Problems.HeaderRefused) { Detail = new($"Feltet {name} har et styretegn.", $"The field {name} has a control character.") };
                }

                count++;
                bytes += name.Length + ": \r\n".Length + (value?.Length ?? 0);
            }
        }

        return count > guard.HeaderCount || bytes > guard.HeaderBytes ? new Refusal(Problems.HeadTooLarge) : null;
    }

    private static Text? WrongMeaning(HttpRequest request, IHeaderDictionary headers)
    {
        if (headers.Authorization.Count > 1)
        {
            return new("Feltet Authorization forekommer flere ganger.", "The field Authorization occurs more than once.");
        }

        if (headers.Host.Count > 1)
        {
            return new("Feltet Host forekommer flere ganger.", "The field Host occurs more than once.");
        }

        // HTTP/2 frames bodies by itself; Kestrel lets the field through (RFC 9113 8.2.2).
        return !HttpProtocol.IsHttp2(request.Protocol) ? WrongFraming(request, headers)
            : headers.TransferEncoding.Count > 0 ? new Text("Transfer-Encoding finnes ikke i HTTP/2.", "There is no Transfer-Encoding in HTTP/2.")
            : null;
    }

    /// <summary>What is wrong with the way the end of a request of HTTP/1 is told, or null.</summary>
    private static Text? WrongFraming(HttpRequest request, IHeaderDictionary headers)
    {
        if (HttpMethods.IsConnect(request.Method))
        {
            return new("Metoden CONNECT brukes ikke her.", "The method CONNECT is not used here.");
        }

        // YARP would open a tunnel for it; of all upgrades only WebSocket has a use here.
        if (headers.Upgrade is [{ } upgrade, ..] && upgrade.StartsWith("SPDY/", StringComparison.OrdinalIgnoreCase))
        {
            return new("Oppgradering til SPDY tas ikke imot.", "Upgrading to SPDY is not accepted.");
        }

        if (headers.TransferEncoding.Count == 0)
        {
            return null;
        }

        // RFC 9112 6.1: an older sender cannot have meant it.
        if (!HttpProtocol.IsHttp11(request.Protocol))
        {
            return new("Transfer-Encoding finnes ikke i HTTP/1.0.", "There is no Transfer-Encoding in HTTP/1.0.");
        }

        // Kestrel reads Transfer-Encoding beside Content-Length by moving the length to X-Content-Length. Somebody on the way may have believed the length.
        if (headers.ContentLength is not null || headers.ContainsKey("X-Content-Length"))
        {
            return new("Content-Length og Transfer-Encoding kan ikke brukes sammen.", "Content-Length and Transfer-Encoding cannot be used together.");
        }

        return headers.TransferEncoding is [{ } only] && only.Equals("chunked", StringComparison.OrdinalIgnoreCase)
            ? null
            : new("Transfer-Encoding må være «chunked» og ikke noe mer.", "Transfer-Encoding must be \"chunked\" and nothing else.");
    }
}
