using System.Globalization;
using System.Text.Json;

namespace Digdir.Altinn.Gateway.Catalogue;

/// <summary>A piece of a JSON document that knows the line it stands on, so that a reason can say where. Immutable once read.</summary>
internal sealed class JsonPiece
{
    private JsonPiece(JsonTokenType kind, int line)
    {
        Kind = kind;
        Line = line;
    }

    /// <summary>The token that begins the piece.</summary>
    public JsonTokenType Kind { get; }

    /// <summary>1-based line on which the piece begins.</summary>
    public int Line { get; }

    /// <summary>The text of a string, or the digits of a number.</summary>
    public string Text { get; private init; } = "";

    /// <summary>The elements of an array.</summary>
    public List<JsonPiece> Elements { get; } = [];

    /// <summary>The members of an object, in order; a name that is given twice is here twice.</summary>
    public List<(string Name, int Line, JsonPiece Value)> Members { get; } = [];

    /// <summary>The kind in words.</summary>
    public string What => Kind switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "true or false",
    };

    /// <summary>Reads strict JSON: no comments, no trailing commas, nothing after the end.</summary>
    /// <param name="utf8">The document.</param>
    /// <param name="problem">What breaks the syntax and on which line, when null is returned.</param>
    public static JsonPiece? Read(ReadOnlySpan<byte> utf8, out (int Line, string Reason) problem)
    {
        var start = utf8.StartsWith("\uFEFF"u8) ? 3 : 0;
        var lines = new LineCounter();
        var reader = new Utf8JsonReader(utf8[start..], new JsonReaderOptions { MaxDepth = 16 });
        try
        {
            reader.Read();
            var piece = ReadValue(ref reader, utf8[start..], lines);
            reader.Read();
            problem = default;
            return piece;
        }
        catch (JsonException exception)
        {
            var reason = exception.Message;
            var cut = reason.IndexOf(" LineNumber:", StringComparison.Ordinal);
            problem = ((int)(exception.LineNumber ?? 0) + 1, $"not JSON: {(cut > 0 ? reason[..cut] : reason)}");
            return null;
        }
        catch (InvalidOperationException)
        {
            // Utf8JsonReader.GetString on bytes that are not UTF-8.
            problem = (lines.Line, "not JSON: the text is not UTF-8.");
            return null;
        }
    }

    private static JsonPiece ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, LineCounter lines)
    {
        var line = lines.At(utf8, reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var owner = new JsonPiece(JsonTokenType.StartObject, line);
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var nameLine = lines.At(utf8, reader.TokenStartIndex);
                    var name = reader.GetString() ?? "";
                    reader.Read();
                    owner.Members.Add((name, nameLine, ReadValue(ref reader, utf8, lines)));
                }

                return owner;
            case JsonTokenType.StartArray:
                var array = new JsonPiece(JsonTokenType.StartArray, line);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    array.Elements.Add(ReadValue(ref reader, utf8, lines));
                }

                return array;
            case JsonTokenType.String:
                return new JsonPiece(JsonTokenType.String, line) { Text = reader.GetString() ?? "" };
            case JsonTokenType.Number:
                return new JsonPiece(JsonTokenType.Number, line) { Text = reader.GetDouble().ToString("R", CultureInfo.InvariantCulture) };
            default:
                return new JsonPiece(reader.TokenType, line);
        }
    }

    /// <summary>Counts line ends up to an index that only ever grows, so that a whole file costs one pass.</summary>
    private sealed class LineCounter
    {
        private int _counted;
        private int _ends;

        public int Line => _ends + 1;

        public int At(ReadOnlySpan<byte> utf8, long index)
        {
            _ends += utf8[_counted..(int)index].Count((byte)'\n');
            _counted = (int)index;
            return Line;
        }
    }
}
