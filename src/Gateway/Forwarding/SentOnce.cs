using System.Text;

namespace Digdir.Altinn.Gateway.Forwarding;

/// <summary>
/// Keeps the HTTP client from sending a request a second time. SocketsHttpHandler repeats a request without body by itself, up to three times, when the
/// connection closes before the first byte of an answer; a read that marks a message as opened would then count twice (docs/adr/0005).
/// The only thing it asks of us while writing a request is which encoding each field's value has, so that is where the second time is noticed.
/// </summary>
internal static class SentOnce
{
    /// <summary>The field, on every forwarded request, at which the writing of a request is noticed.</summary>
    public const string Mark = "traceparent";

    /// <summary>
    /// For <see cref="SocketsHttpHandler.RequestHeaderEncodingSelector"/>. Latin-1 passes every byte of a field's value on as it came.
    /// </summary>
    /// <exception cref="InvalidOperationException">The request has been written before. The client never repeats a request that fails so.</exception>
    public static Encoding EncodingOf(string name, HttpRequestMessage request)
    {
        // Only HTTP/1.x: in HTTP/2 a request is repeated only when the server has said that it did nothing with it (RFC 9113 8.7).
        if (string.Equals(name, Mark, StringComparison.Ordinal) && request.Version.Major == 1)
        {
            // The version policy means the same either way for HTTP/1.x, and is a place on the request to remember by that costs nothing.
            if (request.VersionPolicy == HttpVersionPolicy.RequestVersionExact)
            {
                throw new InvalidOperationException("The product closed the connection without answering. The request is not sent again.");
            }

            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }

        return Encoding.Latin1;
    }
}
