using Digdir.Altinn.Gateway.Vendors;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>
/// Reads a GraphQL document as far as observation needs it: what it does, what it asks of the schema's root, and by which names of the caller's own choice the
/// answer will call it. White space, comments, names of operations and fragments and the fields chosen of each thing are no part of what is asked: a caller
/// could change them with each call. One pass, no recursion; what cannot be read is passed over. Not thread-safe.
/// </summary>
/// <param name="document">The document.</param>
/// <param name="name">The operation to carry out; empty when it is not named.</param>
/// <param name="keys">What to hash with.</param>
internal ref struct GraphDocument(ReadOnlySpan<char> document, ReadOnlySpan<char> name, IdentityHash keys)
{
    private readonly ReadOnlySpan<char> _document = document;
    private readonly ReadOnlySpan<char> _name = name;
    private List<ulong>? _aliases;
    private int _at;
    private int _depth;
    private bool _counts;
    private bool _isFragment;
    private bool _isFound;

    /// <summary>The kind of its first operation, or of the one with the name.</summary>
    public GraphKind Kind { get; private set; }

    /// <summary>Hash of the root fields and the arguments, in whatever order; 0 when there are none.</summary>
    public ulong Asked { get; private set; }

    /// <summary>The key of a name in the answer that stands for a field.</summary>
    public static ulong AliasOf(ulong alias, ulong field, IdentityHash keys) => keys.Join(alias, field);

    /// <summary>Keys of the names that stand for fields, sorted; null when there are none.</summary>
    public readonly ulong[]? Aliases()
    {
        var aliases = _aliases?.ToArray();
        aliases?.AsSpan().Sort();
        return aliases;
    }

    /// <summary>Reads it.</summary>
    public void Read()
    {
        while (Next() is { IsEmpty: false } token)
        {
            if (_depth == 0)
            {
                TakeDefinition(token);
            }
            else
            {
                TakeSelection(token);
            }
        }
    }

    private static bool IsLetter(char letter) => char.IsAsciiLetterOrDigit(letter) || letter == '_';

    private void TakeDefinition(ReadOnlySpan<char> token)
    {
        switch (token)
        {
            case "{":
                // Braces without a word in front are a query without a name.
                Kind = Kind == GraphKind.Unknown && !_isFragment ? GraphKind.Query : Kind;
                _counts |= _name.IsEmpty;
                _depth = 1;
                break;
            case "(":
                SkipGroup();
                break;
            case "@":
                _ = Next();
                break;
            case "fragment":
                // Its name, which may be any word.
                _ = Next();
                (_counts, _isFragment) = (true, true);
                break;
            case "query" or "mutation" or "subscription":
                var kind = token[0] switch { 'q' => GraphKind.Query, 'm' => GraphKind.Mutation, _ => GraphKind.Subscription };
                var isNamed = _name.IsEmpty || Peek().SequenceEqual(_name);
                if (Peek() is [var first, ..] && IsLetter(first))
                {
                    _ = Next();
                }

                Kind = (isNamed && !_isFound) || Kind == GraphKind.Unknown ? kind : Kind;
                _isFound |= isNamed;
                (_counts, _isFragment) = (isNamed, false);
                break;
            default:
                break;
        }
    }

    private void TakeSelection(ReadOnlySpan<char> token)
    {
        switch (token)
        {
            case "{":
                _depth++;
                break;
            case "}":
                _depth--;
                _counts &= _depth > 0;
                _isFragment &= _depth > 0;
                break;
            case "(":
                SkipGroup();
                break;
            case "@":
                _ = Next();
                break;
            case "...":
                // The name of a fragment, or "on" and a type.
                if (Peek() is "on")
                {
                    _ = Next();
                }

                if (Peek() is [var first, ..] && IsLetter(first))
                {
                    _ = Next();
                }

                break;
            default:
                if (IsLetter(token[0]))
                {
                    TakeField(token);
                }

                break;
        }
    }

    private void TakeField(ReadOnlySpan<char> field)
    {
        if (Peek() is ":")
        {
            _ = Next();
            var alias = field;
            field = Next();
            (_aliases ??= []).Add(AliasOf(KeyOf(alias), KeyOf(field), keys));
        }

        var hasArguments = Peek() is "(";
        var arguments = hasArguments ? ReadArguments() : 0;
        if (_counts && (hasArguments || (_depth == 1 && !_isFragment)))
        {
            Asked += keys.Join(KeyOf(field), arguments);
        }
    }

    /// <summary>The arguments as they are written, but for page sizes. What variables hold is counted where they are.</summary>
    private ulong ReadArguments()
    {
        ulong asked = 0;
        var open = 0;
        while (Next() is { IsEmpty: false } token)
        {
            open += token is "(" or "{" or "[" ? 1 : token is ")" or "}" or "]" ? -1 : 0;
            if (open <= 0)
            {
                break;
            }

            if (token is "$")
            {
                _ = Next();
            }
            else if (token is "limit" or "first" && Peek() is ":")
            {
                _ = Next();
                if (Peek() is [var digit, ..] && IsLetter(digit))
                {
                    _ = Next();
                }
            }
            else
            {
                asked = keys.Join(asked, keys.OfText(token));
            }
        }

        return asked;
    }

    private void SkipGroup()
    {
        for (var open = 1; open > 0 && Next() is { IsEmpty: false } token;)
        {
            open += token is "(" ? 1 : token is ")" ? -1 : 0;
        }
    }

    private readonly ulong KeyOf(ReadOnlySpan<char> word)
    {
        Span<byte> bytes = stackalloc byte[256];
        return word.Length > bytes.Length || System.Text.Ascii.FromUtf16(word, bytes, out var length) != System.Buffers.OperationStatus.Done
            ? keys.OfText(word)
            : keys.OfBytes(bytes[..length]);
    }

    private readonly ReadOnlySpan<char> Peek()
    {
        var ahead = this;
        return ahead.Next();
    }

    /// <summary>The next token: a name or number, a text with its quotes, three dots or one other character. Empty at the end.</summary>
    private ReadOnlySpan<char> Next()
    {
        while (_at < _document.Length && (_document[_at] is ',' or '#' or '\uFEFF' || char.IsWhiteSpace(_document[_at])))
        {
            var end = _document[_at] == '#' ? _document[_at..].IndexOfAny('\n', '\r') : 0;
            _at = end < 0 ? _document.Length : _at + end + 1;
        }

        var start = _at;
        if (start == _document.Length)
        {
            return default;
        }

        _at = _document[start] switch
        {
            '"' => EndOfText(_document, start),
            '.' when _document[start..].StartsWith("...") => start + 3,
            var letter when IsLetter(letter) => EndOfWord(_document, start),
            _ => start + 1,
        };
        return _document[start.._at];
    }

    private static int EndOfWord(ReadOnlySpan<char> document, int start)
    {
        while (start < document.Length && IsLetter(document[start]))
        {
            start++;
        }

        return start;
    }

    /// <summary>Where the text ends that begins here, behind its quotes.</summary>
    private static int EndOfText(ReadOnlySpan<char> document, int start)
    {
        if (document[start..].StartsWith("\"\"\""))
        {
            var end = document[(start + 3)..].IndexOf("\"\"\"");
            return end < 0 ? document.Length : start + 3 + end + 3;
        }

        for (var i = start + 1; i < document.Length; i++)
        {
            if (document[i] == '\\')
            {
                i++;
            }
            else if (document[i] is '"' or '\n')
            {
                return i + 1;
            }
        }

        return document.Length;
    }
}
