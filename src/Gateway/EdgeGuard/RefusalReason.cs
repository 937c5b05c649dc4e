namespace Digdir.Altinn.Gateway.EdgeGuard;

/// <summary>
/// Why Kestrel refused a request, in words of ours. Its own messages may quote what the caller sent, and are only compared with; what is not known here is told
/// by its status alone. Pure.
/// </summary>
internal static class RefusalReason
{
    private static readonly (string Beginning, string Reason)[] Malformed =
    [
        ("Invalid request line", "request_line"),
        ("Invalid request target", "request_line"),
        ("Invalid Host header", "host"),
        ("Request is missing Host header", "host"),
        ("Multiple Host headers", "host"),
        ("Invalid content length", "length"),
        ("Multiple Content-Length headers", "length"),
        ("The message body length cannot be determined", "transfer_coding"),
        ("Detected a TLS handshake", "tls_in_clear"),
        ("Malformed request", "field"),
        ("Invalid request header", "field"),
        ("Invalid characters in header name", "field"),
        ("Unexpected end of request content", "cut_off"),
    ];

    /// <summary>The reason, one lower-case word.</summary>
    public static string Of(BadHttpRequestException error) => error.StatusCode switch
    {
        StatusCodes.Status400BadRequest => OfMalformed(error.Message),
        StatusCodes.Status405MethodNotAllowed => "method",
        StatusCodes.Status408RequestTimeout => "too_slow",
        StatusCodes.Status411LengthRequired => "length",
        StatusCodes.Status413PayloadTooLarge => "body_too_large",
        StatusCodes.Status414UriTooLong => "line_too_long",
        StatusCodes.Status431RequestHeaderFieldsTooLarge => "head_too_large",
        StatusCodes.Status505HttpVersionNotsupported => "version",
        _ => "other",
    };

    private static string OfMalformed(string message)
    {
        foreach (var (beginning, reason) in Malformed)
        {
            if (message.StartsWith(beginning, StringComparison.Ordinal))
            {
                return reason;
            }
        }

        // Its beginning is the caller's method.
        return message.EndsWith("request contains no Content-Length header.", StringComparison.Ordinal) ? "length" : "other";
    }
}
