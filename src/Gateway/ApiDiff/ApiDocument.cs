using System.Text.Json;

namespace Digdir.Altinn.Gateway.ApiDiff;

/// <summary>A piece of a document and where it stands.</summary>
/// <param name="Value">The piece.</param>
/// <param name="Pointer">Its JSON pointer (RFC 6901), from the root.</param>
internal readonly record struct Located(JsonElement Value, string Pointer)
{
    /// <summary>The member, or null when this is no object or has no such member.</summary>
    public Located? this[string name]
        => Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty(name, out var member) ? new Located(member, Below(name)) : null;

    /// <summary>The members of an object; none of anything else.</summary>
    public IEnumerable<(string Name, Located Value)> Members()
    {
        if (Value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in Value.EnumerateObject())
            {
                yield return (member.Name, new Located(member.Value, Below(member.Name)));
            }
        }
    }

    /// <summary>The elements of an array; none of anything else.</summary>
    public IEnumerable<Located> Elements()
    {
        if (Value.ValueKind == JsonValueKind.Array)
        {
            var i = 0;
            foreach (var element in Value.EnumerateArray())
            {
                yield return new Located(element, $"{Pointer}/{i++}");
            }
        }
    }

    /// <summary>The text of a string member, or null.</summary>
    public string? Text(string name) => this[name] is { Value.ValueKind: JsonValueKind.String } found ? found.Value.GetString() : null;

    /// <summary>True when the member is <c>true</c>.</summary>
    public bool Flag(string name) => this[name] is { Value.ValueKind: JsonValueKind.True };

    private string Below(string name) => $"{Pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
}

/// <summary>What is handed in as an API description is none that can be compared. The message says why, for the one who handed it in.</summary>
internal sealed class ApiDocumentException(string message) : Exception(message);

/// <summary>
/// An OpenAPI 3.0 or 3.1 description in JSON, as it was written. Kept as JSON rather than read into a model: places are told by JSON pointer, and a keyword that
/// a model does not know must not be lost. Not thread-safe: it remembers where references lead.
/// </summary>
internal sealed class ApiDocument
{
    /// <summary>Bytes; the largest description known to us has a third of a million.</summary>
    public const int LargestFile = 64 * 1024 * 1024;

    private const int DeepestNesting = 200;

    private readonly Dictionary<string, Located?> _found = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, Located>> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _outside = new(StringComparer.Ordinal);

    private ApiDocument(JsonElement root, bool siblings)
    {
        Root = new Located(root, "");
        SiblingsCount = siblings;
    }

    /// <summary>The whole document.</summary>
    public Located Root { get; }

    /// <summary>True when keywords beside <c>$ref</c> count in schemas, as from 3.1 on; in 3.0 they are ignored.</summary>
    public bool SiblingsCount { get; }

    /// <summary>References that lead out of the document and were met on the way: what is behind them was not looked at.</summary>
    public IReadOnlyCollection<string> Outside => _outside;

    /// <summary>Reads a description.</summary>
    /// <exception cref="ApiDocumentException">It is no JSON, no OpenAPI 3.0 or 3.1, or has no paths.</exception>
    public static ApiDocument Parse(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Span.StartsWith("\uFEFF"u8))
        {
            utf8 = utf8[3..];
        }

        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = DeepestNesting, AllowDuplicateProperties = false });
            root = document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new ApiDocumentException($"it is not valid JSON: {exception.Message}");
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new ApiDocumentException("it is not a JSON object");
        }

        var version = root.TryGetProperty("openapi", out var openapi) && openapi.ValueKind == JsonValueKind.String ? openapi.GetString() ?? "" : null;
        if (version is null)
        {
            throw new ApiDocumentException(root.TryGetProperty("swagger", out _) ? "it is Swagger 2.0; convert it to OpenAPI 3 first" : "it has no member openapi that says its version");
        }

        if (!version.StartsWith("3.0.", StringComparison.Ordinal) && !version.StartsWith("3.1.", StringComparison.Ordinal))
        {
            throw new ApiDocumentException($"it is OpenAPI {ApiText.Short(version)}; 3.0 and 3.1 can be compared");
        }

        foreach (var name in (string[])["paths", "webhooks"])
        {
            if (root.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Object)
            {
                throw new ApiDocumentException($"its member {name} is not an object");
            }
        }

        return root.TryGetProperty("paths", out _) || root.TryGetProperty("webhooks", out _) || root.TryGetProperty("components", out _)
            ? new ApiDocument(root, version.StartsWith("3.1.", StringComparison.Ordinal))
            : throw new ApiDocumentException("it has neither paths, webhooks nor components");
    }

    /// <summary>Where a reference leads, through further references; itself when it is none, or when it leads out of the document.</summary>
    /// <exception cref="ApiDocumentException">It leads nowhere, or in a circle.</exception>
    public Located Resolve(Located piece)
    {
        HashSet<string>? passed = null;
        while (piece.Text("$ref") is { } reference)
        {
            if (Find(reference, piece.Pointer) is not { } target)
            {
                return piece;
            }

            passed ??= new(StringComparer.Ordinal);
            if (!passed.Add(target.Pointer))
            {
                throw new ApiDocumentException($"the reference at {Place(piece.Pointer)} goes in a circle");
            }

            piece = target;
        }

        return piece;
    }

    /// <summary>Where one reference leads, without following it further; null when it leads out of the document.</summary>
    public Located? Find(string reference, string from)
    {
        if (!_found.TryGetValue(reference, out var found))
        {
            if (reference.Length > 0 && reference[0] == '#' && (reference.Length == 1 || reference[1] == '/'))
            {
                found = Walk(reference[1..]) ?? throw new ApiDocumentException($"the reference '{ApiText.Short(reference)}' at {Place(from)} leads nowhere");
            }
            else
            {
                _outside.Add(reference);
            }

            _found.Add(reference, found);
        }

        return found;
    }

    /// <summary>A pointer for people; the root has none.</summary>
    public static string Place(string pointer) => pointer.Length == 0 ? "the root" : $"#{ApiText.Short(pointer, 300)}";

    /// <summary>A member by name. JSON is searched from the front; where thousands of schemas refer to each other, that is done once.</summary>
    private Located? Member(Located holder, string name)
    {
        if (!_members.TryGetValue(holder.Pointer, out var members))
        {
            members = new(StringComparer.Ordinal);
            foreach (var (member, value) in holder.Members())
            {
                members[member] = value;
            }

            _members.Add(holder.Pointer, members);
        }

        return members.TryGetValue(name, out var found) ? found : null;
    }

    private Located? Walk(string fragment)
    {
        Located? at = Root;
        foreach (var part in fragment.Split('/').Skip(1))
        {
            var name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            at = at is { Value.ValueKind: JsonValueKind.Array } array
                ? int.TryParse(name, out var index) && index >= 0 && index < array.Value.GetArrayLength() ? new Located(array.Value[index], $"{array.Pointer}/{index}") : null
                : at is { } holder ? Member(holder, name) : null;
            if (at is null)
            {
                return null;
            }
        }

        return at;
    }
}
