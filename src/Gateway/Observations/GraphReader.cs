using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Digdir.Altinn.Gateway.Vendors;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>
/// Reads what a GraphQL request asks, before it is passed on: the question stands in its body. At most 64 KiB are read ahead; what is longer, several
/// documents at once and none count as one and the same query.
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
            ulong extensions = 0;
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                // Several operations in one request: as bytes they could be told apart at every call.
                return new GraphQuestion(GraphKind.Query, 0, 0);
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
                else if (areVariables)
                {
                    ReadValue(ref reader, 0);
                }
                else if (areExtensions)
                {
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    extensions = keys.OfBytes(json[start..(int)reader.BytesConsumed]);
                }
                else
                {
                    reader.Skip();
                }
            }

            var read = new GraphDocument(document, name, keys);
            read.Read();

            // A document that the product knows already is named among the extensions.
            var asked = keys.Join(document is null ? extensions : read.Asked, _asked);
            return new GraphQuestion(read.Kind == GraphKind.Unknown ? GraphKind.Query : read.Kind, asked, _party)
            {
                Others = _others?.ToArray(),
                CursorUsed = _cursor,
                IsTimeFiltered = _isTimed,
                Aliases = read.Aliases(),
            };
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
