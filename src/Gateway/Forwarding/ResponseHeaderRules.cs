using System.Collections.Frozen;
using System.Net.Http.Headers;
using Digdir.Altinn.Gateway.Telemetry;
using Microsoft.Net.Http.Headers;

namespace Digdir.Altinn.Gateway.Forwarding;

/// <summary>
/// Which fields of a product's answer stop at the gateway, besides those YARP leaves out by name: those that its Connection names (RFC 9110 7.6.1), and the
/// announcement of trailers that will not come. Pure.
/// </summary>
internal static class ResponseHeaderRules
{
    // The caller's own connection and an upgrade of it, and what we tell, are not the product's to take away.
    private static readonly FrozenSet<string> Ours = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, HeaderNames.Connection, HeaderNames.Upgrade, EdgeTrace.Field, "RateLimit", "RateLimit-Policy");

    /// <summary>Takes them off the answer to the caller.</summary>
    /// <param name="headers">The caller's answer, with the product's fields on it.</param>
    /// <param name="answer">The product's fields.</param>
    /// <param name="protocol">The caller's.</param>
    public static void Stop(IHeaderDictionary headers, HttpResponseHeaders answer, string protocol)
    {
        // Trailers can be written to HTTP/2 callers only.
        if (headers.Trailer.Count > 0 && !HttpProtocol.IsHttp2(protocol))
        {
            headers.Trailer = default;
        }

        if (!answer.NonValidated.TryGetValues(HeaderNames.Connection, out var options))
        {
            return;
        }

        foreach (var field in options)
        {
            if (field is "keep-alive" or "close")
            {
                continue;
            }

            foreach (var name in field.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (!Ours.Contains(name))
                {
                    headers.Remove(name);
                }
            }
        }
    }
}
