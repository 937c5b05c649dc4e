using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Digdir.Altinn.Gateway.Catalogue;

/// <summary>Collects every reason why one file is refused.</summary>
internal sealed class CatalogueErrors(string file)
{
    private readonly List<CatalogueError> _errors = [];

    public IReadOnlyList<CatalogueError> All => _errors;

    public void Add(int line, string reason) => _errors.Add(new CatalogueError(file, line, reason));
}

/// <summary>
/// Takes the members of one JSON object by name, each once, and reports what is missing, of the wrong kind or out of range, and in <see cref="End"/>
/// what nobody asked for. After an error the value returned is a harmless stand-in, so that reading goes on and every error is found at once.
/// </summary>
internal sealed class Fields
{
    private readonly JsonPiece _owner;
    private readonly string _what;
    private readonly CatalogueErrors _errors;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public Fields(JsonPiece owner, string what, CatalogueErrors errors)
    {
        _owner = owner;
        _what = what;
        _errors = errors;
        if (owner.Kind != JsonTokenType.StartObject)
        {
            errors.Add(owner.Line, $"{what}: an object is needed, not {owner.What}.");
        }
    }

    /// <summary>True when the member is there, null or not.</summary>
    public bool Has(string name) => _owner.Members.Exists(member => member.Name == name);

    /// <summary>The line of the member, or of the object when it is missing.</summary>
    public int LineOf(string name) => _owner.Members.Find(member => member.Name == name) is { Line: > 0 } found ? found.Line : _owner.Line;

    /// <summary>Reports something about the member.</summary>
    public void Refuse(string name, string reason) => _errors.Add(LineOf(name), $"{_what}: \"{name}\" {reason}.");

    /// <summary>The member's piece, or null when it is missing; reports that when it is required.</summary>
    public JsonPiece? Take(string name, bool required)
    {
        _asked.Add(name);
        var found = _owner.Members.Find(member => member.Name == name);
        if (found.Value is null && required && _owner.Kind == JsonTokenType.StartObject)
        {
            _errors.Add(_owner.Line, $"{_what}: \"{name}\" is missing.");
        }

        return found.Value;
    }

    /// <summary>A text that is not empty unless <paramref name="mayBeEmpty"/>; null when missing or of the wrong kind.</summary>
    public string? Text(string name, bool required = false, bool mayBeEmpty = false)
    {
        if (Take(name, required) is not { } piece)
        {
            return null;
        }

        if (piece.Kind != JsonTokenType.String)
        {
            Refuse(name, $"is to be a string, not {piece.What}");
            return null;
        }

        if (!mayBeEmpty && string.IsNullOrWhiteSpace(piece.Text))
        {
            Refuse(name, "is empty");
            return null;
        }

        return piece.Text;
    }

    /// <summary>A truth value.</summary>
    public bool Flag(string name, bool otherwise)
    {
        if (Take(name, required: false) is not { } piece)
        {
            return otherwise;
        }

        if (piece.Kind is not (JsonTokenType.True or JsonTokenType.False))
        {
            Refuse(name, $"is to be true or false, not {piece.What}");
        }

        return piece.Kind == JsonTokenType.True;
    }

    /// <summary>A number within a range; null when missing or refused.</summary>
    public double? Number(string name, double lowest, double highest, bool whole, bool required = false)
    {
        if (Take(name, required) is not { } piece)
        {
            return null;
        }

        if (piece.Kind != JsonTokenType.Number)
        {
            Refuse(name, $"is to be a number, not {piece.What}");
            return null;
        }

        var number = double.Parse(piece.Text, CultureInfo.InvariantCulture);
        if (!(number >= lowest && number <= highest))
        {
            Refuse(name, $"is to be from {lowest} to {highest}, not {piece.Text}");
            return null;
        }

        if (whole && number != Math.Floor(number))
        {
            Refuse(name, $"is to be a whole number, not {piece.Text}");
            return null;
        }

        return number;
    }

    /// <summary>One of the words; <paramref name="otherwise"/> when missing or refused.</summary>
    public T Word<T>(string name, IReadOnlyDictionary<string, T> words, T otherwise, bool required)
    {
        if (Text(name, required) is not { } text)
        {
            return otherwise;
        }

        if (words.TryGetValue(text, out var value))
        {
            return value;
        }

        Refuse(name, $"is to be one of {string.Join(", ", words.Keys)}, not '{text}'");
        return otherwise;
    }

    /// <summary>A list of texts, none of them empty or twice, each handed to <paramref name="refuse"/>, which says what is wrong with it or null.</summary>
    public ImmutableArray<string> Texts(string name, bool required, Func<string, string?> refuse)
    {
        if (Take(name, required) is not { } piece)
        {
            return [];
        }

        if (piece.Kind != JsonTokenType.StartArray)
        {
            Refuse(name, $"is to be an array, not {piece.What}");
            return [];
        }

        var texts = ImmutableArray.CreateBuilder<string>(piece.Elements.Count);
        foreach (var element in piece.Elements)
        {
            var reason = element.Kind != JsonTokenType.String ? $"holds {element.What}, not a string"
                : texts.Contains(element.Text) ? $"has '{element.Text}' twice"
                : refuse(element.Text);
            if (reason is null)
            {
                texts.Add(element.Text);
            }
            else
            {
                _errors.Add(element.Line, $"{_what}: \"{name}\" {reason}.");
            }
        }

        return texts.DrainToImmutable();
    }

    /// <summary>The members of an object inside this one, or null when missing.</summary>
    public Fields? Inner(string name, bool required = false)
        => Take(name, required) is { } piece ? new Fields(piece, $"{_what}, \"{name}\"", _errors) : null;

    /// <summary>Reports members that nobody asked for and names given twice.</summary>
    public void End()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, line, _) in _owner.Members)
        {
            if (!_asked.Contains(name))
            {
                _errors.Add(line, $"{_what}: unknown field \"{name}\".");
            }
            else if (!seen.Add(name))
            {
                _errors.Add(line, $"{_what}: \"{name}\" is given twice.");
            }
        }
    }
}
