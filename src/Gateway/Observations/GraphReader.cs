using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Digdir.Altinn.Gateway.Vendors;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>
/// Reads what a GraphQL request asks, before it is passed on: the question stands in its body. At most 64 KiB are read ahead; what is longer, or no document,
/// counts as one and the same query.
/// </summary>
internal static class GraphReader
{
    /// <summary>Bytes read ahead.</summary>
    public const int Most = 65_536;

    private const int LongestText = 1024;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    /// <summary>Reads the body's beginning and puts it back in front of the rest.</summary>
    public static async ValueTask<GraphQuestion> ReadAsync(HttpRequest request, IdentityHash keys, long now, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Most);
        var body = request.Body;
        var length = 0;
        int read;
        do
        {
            read = await body.ReadAsync(buffer.AsMemory(length, Most - length), cancellation);
            length += read;
        }
        while (read > 0 && length < Most);
        var put = new PutBackStream(buffer, length, body, isWhole: read == 0);
        request.Body = put;
        request.HttpContext.Response.RegisterForDispose(put);
        return read == 0 ? Read(buffer.AsSpan(0, length), keys, now) : new GraphQuestion(GraphKind.Query, 0, 0);
    }

    /// <summary>Reads a request body. Pure.</summary>
    /// <param name="json">The body.</param>
    /// <param name="keys">What to hash with.</param>
    /// <param name="now">Milliseconds since 1970.</param>
    public static GraphQuestion Read(ReadOnlySpan<byte> json, IdentityHash keys, long now)
    {
        try
        {
            return new Variables(keys, now).Read(json);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return new GraphQuestion(GraphKind.Query, 0, 0);
        }
    }

    /// <summary>What a document does: the kind of its first operation, or of the one with the name.</summary>
    public static GraphKind KindOf(ReadOnlySpan<char> document, ReadOnlySpan<char> name)
    {
        var depth = 0;
        var found = GraphKind.Unknown;
        for (var i = 0; i < document.Length; i++)
        {
            switch (document[i])
            {
                case '#':
                    var end = document[i..].IndexOfAny('\n', '\r');
                    i = end < 0 ? document.Length : i + end;
                    break;
                case '"':
                    i = EndOfText(document, i);
                    break;
                case '{' or '(' or '[':
                    // Braces without a word in front are a query without a name.
                    found = depth == 0 && document[i] == '{' && found == GraphKind.Unknown ? GraphKind.Query : found;
                    depth++;
                    break;
                case '}' or ')' or ']':
                    depth = Math.Max(0, depth - 1);
                    break;
                case var letter when depth == 0 && IsLetter(letter):
                    var word = WordAt(document, i);
                    i += word.Length - 1;
                    var kind = word switch
                    {
                        "query" => GraphKind.Query,
                        "mutation" => GraphKind.Mutation,
                        "subscription" => GraphKind.Subscription,
                        _ => GraphKind.Unknown,
                    };
                    if (kind == GraphKind.Unknown)
                    {
                        break;
                    }

                    var named = WordAt(document, i + 1 + Blanks(document[(i + 1)..]));
                    i += named.IsEmpty ? 0 : Blanks(document[(i + 1)..]) + named.Length;
                    if (name.IsEmpty || named.SequenceEqual(name))
                    {
                        return kind;
                    }

                    found = found == GraphKind.Unknown ? kind : found;
                    break;
                default:
                    break;
            }
        }

        return found;
    }

    private static int EndOfText(ReadOnlySpan<char> document, int start)
    {
        if (document[start..].StartsWith("\"\"\""))
        {
            var end = document[(start + 3)..].IndexOf("\"\"\"");
            return end < 0 ? document.Length : start + 3 + end + 2;
        }

        for (var i = start + 1; i < document.Length; i++)
        {
            if (document[i] == '\\')
            {
                i++;
            }
            else if (document[i] is '"' or '\n')
            {
                return i;
            }
        }

        return document.Length;
    }

    private static bool IsLetter(char letter) => char.IsAsciiLetterOrDigit(letter) || letter == '_';

    private static int Blanks(ReadOnlySpan<char> text) => text.Length - text.TrimStart(" \t\r\n,").Length;

    private static ReadOnlySpan<char> WordAt(ReadOnlySpan<char> text, int start)
    {
        var end = start;
        while (end < text.Length && IsLetter(text[end]))
        {
            end++;
        }

        return start >= text.Length ? default : text[start..end];
    }

    /// <summary>Reads the members of a request: the document, the operation's name and the variables.</summary>
    private ref struct Variables(IdentityHash keys, long now)
    {
        private ulong _asked;
        private ulong _party;
        private List<ulong>? _others;
        private ulong _cursor;
        private bool _isTimed;

        public GraphQuestion Read(ReadOnlySpan<byte> json)
        {
            var reader = new Utf8JsonReader(json, Options);
            string? document = null, name = null;
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                // Several operations in one request: told apart as bytes.
                return new GraphQuestion(GraphKind.Query, keys.OfBytes(json), 0);
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isDocument = reader.ValueTextEquals("query"u8);
                var isName = reader.ValueTextEquals("operationName"u8);
                var areVariables = reader.ValueTextEquals("variables"u8);
                var areExtensions = reader.ValueTextEquals("extensions"u8);
                reader.Read();
                if (reader.TokenType == JsonTokenType.String && (isDocument || isName))
                {
                    (document, name) = isDocument ? (reader.GetString(), name) : (document, reader.GetString());
                }
                else if (areVariables || areExtensions)
                {
                    ReadValue(ref reader, 0);
                }
                else
                {
                    reader.Skip();
                }
            }

            var kind = document is null ? GraphKind.Query : KindOf(document, name);
            var asked = keys.Join([document is null ? 0 : keys.OfText(document), name is null ? 0 : keys.OfText(name), _asked]);
            return new GraphQuestion(kind == GraphKind.Unknown ? GraphKind.Query : kind, asked, _party) { Others = _others?.ToArray(), CursorUsed = _cursor, IsTimeFiltered = _isTimed };
        }

        private void ReadValue(ref Utf8JsonReader reader, ulong name)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    ReadMembers(ref reader);
                    break;
                case JsonTokenType.StartArray:
                    while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    {
                        ReadValue(ref reader, name);
                    }

                    break;
                case JsonTokenType.String:
                    Take(name, keys.OfBytes(reader.ValueSpan), reader);
                    break;
                case JsonTokenType.Null:
                    break;
                default:
                    Add(keys.Join(name, keys.OfBytes(reader.ValueSpan)));
                    break;
            }
        }

        private void ReadMembers(ref Utf8JsonReader reader)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isParty = reader.ValueTextEquals("party"u8);
                var isCursor = reader.ValueTextEquals("continuationToken"u8);
                var isNoise = reader.ValueTextEquals("limit"u8) || reader.ValueTextEquals("first"u8);
                var name = keys.OfBytes(reader.ValueSpan);
                reader.Read();
                if (isParty)
                {
                    ReadParties(ref reader);
                }
                else if (isCursor && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= LongestText)
                {
                    _cursor = TextOf(reader);
                }
                else if (isNoise)
                {
                    reader.Skip();
                }
                else
                {
                    ReadValue(ref reader, name);
                }
            }
        }

        private readonly ulong TextOf(in Utf8JsonReader reader)
        {
            Span<char> text = stackalloc char[LongestText];
            return keys.OfText(text[..reader.CopyString(text)]);
        }

        private void ReadParties(ref Utf8JsonReader reader)
        {
            var depth = reader.CurrentDepth;
            var isList = reader.TokenType == JsonTokenType.StartArray;
            Span<char> text = stackalloc char[LongestText];
            do
            {
                if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= LongestText)
                {
                    TakeParty(keys.OfParty(text[..reader.CopyString(text)]));
                }
            }
            while (isList && reader.Read() && !(reader.TokenType == JsonTokenType.EndArray && reader.CurrentDepth == depth));
        }

        private void TakeParty(ulong party)
        {
            if (_party == 0 || _party == party)
            {
                _party = party;
            }
            else if (_others is null || (_others.Count + 1 < CallQuestion.MostParties && !_others.Contains(party)))
            {
                (_others ??= []).Add(party);
            }
        }

        private void Take(ulong name, ulong value, in Utf8JsonReader reader)
        {
            // Instants count by how long ago they are, as they do in queries.
            if (reader.ValueSpan.Length is >= 10 and <= 40 && reader.ValueSpan[4] == '-' && reader.ValueSpan[7] == '-')
            {
                Span<char> text = stackalloc char[40];
                var length = Encoding.UTF8.GetChars(reader.ValueSpan, text);
                var bucket = QueryReader.BucketOf(text[..length], now);
                if (bucket != sbyte.MaxValue)
                {
                    _isTimed = true;
                    value = (ulong)bucket;
                }
            }

            Add(keys.Join(name, value));
        }

        /// <summary>The order of variables does not matter.</summary>
        private void Add(ulong key) => _asked += key;
    }

    /// <summary>What was read ahead, and then the rest. Gives its memory back when the request ends.</summary>
    private sealed class PutBackStream(byte[] buffer, int length, Stream rest, bool isWhole) : Stream
    {
        private byte[]? _buffer = buffer;
        private int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
        {
            if (_buffer is { } ahead && _at < length)
            {
                var count = Math.Min(destination.Length, length - _at);
                ahead.AsMemory(_at, count).CopyTo(destination);
                _at += count;
                return new(count);
            }

            return isWhole ? new(0) : rest.ReadAsync(destination, cancellationToken);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing && _buffer is { } used)
            {
                _buffer = null;
                CryptographicOperations.ZeroMemory(used.AsSpan(0, length));
                ArrayPool<byte>.Shared.Return(used);
            }

            base.Dispose(disposing);
        }
    }
}
