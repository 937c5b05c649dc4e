using System.Text;
using Digdir.Altinn.Gateway.Forwarding;
using Microsoft.Net.Http.Headers;

namespace Digdir.Altinn.Gateway.EdgeGuard;

/// <summary>
/// How Kestrel turns the bytes of a request's fields into text: Latin-1, which keeps every byte as it came. Two fields are read by Kestrel before anybody
/// else sees them, and are lost as they were sent; being asked for their text is the only moment at which they can be judged. Thread-safe.
/// </summary>
internal static class FieldEncodings
{
    private static readonly Encoding Length = new LengthEncoding();
    private static readonly Encoding Connection = new ConnectionEncoding();

    /// <summary>For Kestrel's <c>RequestHeaderEncodingSelector</c>.</summary>
    public static Encoding Of(string name)
        => name == HeaderNames.ContentLength ? Length
            : name == HeaderNames.Connection ? Connection
            : Encoding.Latin1;

    /// <summary>
    /// Content-Length: digits and nothing else (RFC 9110 8.6). Kestrel's own reading takes a sign too, as .NET's numbers do; what it is given here for anything
    /// else it takes for no number, and refuses.
    /// </summary>
    private sealed class LengthEncoding : LatinEncoding
    {
        private const int LongestNumber = 19;

        public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
        {
            if (bytes.Length <= LongestNumber && !bytes.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            {
                return Latin1.GetChars(bytes, chars);
            }

            chars[0] = '?';
            return 1;
        }

        protected override string TextOf(ReadOnlySpan<byte> bytes) => Latin1.GetString(bytes);
    }

    /// <summary>
    /// Connection: Kestrel replaces what was sent by the bare <c>keep-alive</c>, <c>close</c> or <c>Upgrade</c> when exactly one of those is in it, and forgets
    /// the names of fields that stood beside it. Where such names matter to us two of those words are added, so that it leaves the field alone, at the price of
    /// the connection: it is closed after the answer.
    /// </summary>
    private sealed class ConnectionEncoding : LatinEncoding
    {
        protected override string TextOf(ReadOnlySpan<byte> bytes)
        {
            var text = Latin1.GetString(bytes);
            foreach (var range in text.AsSpan().Split(','))
            {
                var option = text.AsSpan(range).Trim();
                if (!option.IsEmpty && !RequestHeaderRules.Stops(option.ToString()))
                {
                    return text + ", keep-alive, close";
                }
            }

            return text;
        }
    }

    /// <summary>An encoding that only ever reads, and whose text may be another than the bytes would make.</summary>
    private abstract class LatinEncoding : Encoding
    {
        protected abstract string TextOf(ReadOnlySpan<byte> bytes);

        public override int GetCharCount(byte[] bytes, int index, int count) => TextOf(bytes.AsSpan(index, count)).Length;

        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
        {
            var text = TextOf(bytes.AsSpan(byteIndex, byteCount));
            text.CopyTo(chars.AsSpan(charIndex));
            return text.Length;
        }

        public override int GetByteCount(char[] chars, int index, int count) => Latin1.GetByteCount(chars, index, count);

        public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

        public override int GetMaxByteCount(int charCount) => Latin1.GetMaxByteCount(charCount);

        public override int GetMaxCharCount(int byteCount) => Latin1.GetMaxCharCount(byteCount) + ", keep-alive, close".Length;
    }
}
