using System.Collections.Immutable;
using System.Text.Json;

namespace Digdir.Altinn.Gateway.ApiDiff;

/// <summary>The types of JSON Schema, as a set.</summary>
[Flags]
internal enum JsonTypes
{
    /// <summary>None: nothing is valid.</summary>
    None = 0,

    /// <summary>null.</summary>
    Null = 1,

    /// <summary>true or false.</summary>
    Boolean = 2,

    /// <summary>Whole numbers; part of every number.</summary>
    Integer = 4,

    /// <summary>Numbers that are not whole.</summary>
    Fraction = 8,

    /// <summary>Strings.</summary>
    String = 16,

    /// <summary>Arrays.</summary>
    Array = 32,

    /// <summary>Objects.</summary>
    Object = 64,

    /// <summary>Any number.</summary>
    Number = Integer | Fraction,

    /// <summary>Anything but null.</summary>
    Something = Boolean | Number | String | Array | Object,

    /// <summary>Anything.</summary>
    Any = Something | Null,
}

/// <summary>One of several schemas of which a value is to fit one (oneOf) or more (anyOf).</summary>
/// <param name="Pointer">Where the list stands.</param>
/// <param name="Alternatives">The schemas, without those that only allow null.</param>
internal sealed record SchemaChoice(string Pointer, ImmutableArray<Located> Alternatives);

/// <summary>
/// What a schema demands, all in all: references followed, allOf taken together, a choice of one taken as no choice, and null as a flag, however it is written.
/// So two descriptions that only name or spell their schemas differently have equal views. Each schema it is made of is a part. Immutable once built.
/// </summary>
internal sealed class SchemaView
{
    private readonly ImmutableArray<Located> _parts;
    private Dictionary<string, ImmutableArray<Located>>? _properties;
    private Dictionary<string, ImmutableArray<Located>>? _patterns;
    private HashSet<string>? _required;

    public SchemaView(ImmutableArray<Located> parts, ImmutableArray<SchemaChoice> choices, bool orNull, string pointer)
    {
        _parts = parts;
        Choices = choices;
        OrNull = orNull;
        Pointer = pointer;
        Key = $"{orNull} {string.Join(' ', parts.Select(part => part.Pointer))} | {string.Join(' ', choices.Select(choice => choice.Pointer))}";
        var types = _parts.Aggregate(JsonTypes.Any, (sofar, part) => sofar & TypesOf(part));
        Types = orNull ? types | JsonTypes.Null : types;
    }

    /// <summary>Equal for equal views of one document.</summary>
    public string Key { get; }

    /// <summary>Where the schema stands, or the one it refers to.</summary>
    public string Pointer { get; }

    /// <summary>The schemas it is made of.</summary>
    public ImmutableArray<Located> Parts => _parts;

    /// <summary>The choices that are left.</summary>
    public ImmutableArray<SchemaChoice> Choices { get; }

    /// <summary>True when null was allowed beside all that the parts say.</summary>
    public bool OrNull { get; }

    /// <summary>The types a value may have.</summary>
    public JsonTypes Types { get; }

    /// <summary>Named properties, each with all that the parts say of it.</summary>
    public IReadOnlyDictionary<string, ImmutableArray<Located>> Properties => _properties ??= Collect("properties");

    /// <summary>Properties by the pattern of their names.</summary>
    public IReadOnlyDictionary<string, ImmutableArray<Located>> Patterns => _patterns ??= Collect("patternProperties");

    /// <summary>Names of properties that must be there.</summary>
    public IReadOnlySet<string> Required => _required ??= [.. Values("required").SelectMany(list => list.Elements()).Where(name => name.Value.ValueKind == JsonValueKind.String).Select(name => name.Value.GetString() ?? "")];

    /// <summary>What the parts say by a keyword, in order.</summary>
    public IEnumerable<Located> Values(string keyword)
    {
        foreach (var part in _parts)
        {
            if (part[keyword] is { } value)
            {
                yield return value;
            }
        }
    }

    /// <summary>True when any part says so.</summary>
    public bool Flag(string keyword) => _parts.Any(part => part.Flag(keyword));

    /// <summary>The first text by a keyword, or null.</summary>
    public string? Text(string keyword) => _parts.Select(part => part.Text(keyword)).FirstOrDefault(text => text is not null);

    /// <summary>The largest (or smallest) number by a keyword, or null.</summary>
    public decimal? Number(string keyword, bool largest)
    {
        decimal? found = null;
        foreach (var value in Values(keyword))
        {
            if (Read(value) is { } number && (found is not { } sofar || (largest ? number > sofar : number < sofar)))
            {
                found = number;
            }
        }

        return found;
    }

    /// <summary>
    /// The lower (or upper) bound: the number, and whether it is itself left out. Draft 4's <c>exclusiveMinimum: true</c> of 3.0 and the number of 3.1 are one.
    /// </summary>
    public (decimal Value, bool Open)? Bound(bool lower)
    {
        (decimal Value, bool Open)? tightest = null;
        foreach (var part in _parts)
        {
            var exclusive = part[lower ? "exclusiveMinimum" : "exclusiveMaximum"];
            if (part[lower ? "minimum" : "maximum"] is { } plain && Read(plain) is { } value)
            {
                Take((value, exclusive is { Value.ValueKind: JsonValueKind.True }));
            }

            if (exclusive is { Value.ValueKind: JsonValueKind.Number } open && Read(open) is { } bound)
            {
                Take((bound, true));
            }
        }

        return tightest;

        void Take((decimal Value, bool Open) bound)
        {
            if (tightest is not { } sofar || (bound.Value == sofar.Value ? bound.Open : lower ? bound.Value > sofar.Value : bound.Value < sofar.Value))
            {
                tightest = bound;
            }
        }
    }

    /// <summary>The values allowed, as canonical JSON, without null; null when any are. Several lists leave what they share.</summary>
    public IReadOnlySet<string>? Enum
    {
        get
        {
            HashSet<string>? values = null;
            foreach (var part in _parts)
            {
                var own = part["enum"] is { Value.ValueKind: JsonValueKind.Array } list ? list.Elements() : part["const"] is { } single ? [single] : null;
                if (own is not null)
                {
                    HashSet<string> these = [.. own.Where(value => value.Value.ValueKind != JsonValueKind.Null).Select(value => ApiText.Canonical(value.Value))];
                    if (values is null)
                    {
                        values = these;
                    }
                    else
                    {
                        values.IntersectWith(these);
                    }
                }
            }

            return values;
        }
    }

    private Dictionary<string, ImmutableArray<Located>> Collect(string keyword)
    {
        var found = new Dictionary<string, ImmutableArray<Located>>(StringComparer.Ordinal);
        foreach (var (name, value) in Values(keyword).SelectMany(all => all.Members()))
        {
            found[name] = found.TryGetValue(name, out var others) ? others.Add(value) : [value];
        }

        return found;
    }

    private static decimal? Read(Located value)
        => value.Value.ValueKind != JsonValueKind.Number ? null
            : value.Value.TryGetDecimal(out var exact) ? exact
            : value.Value.TryGetDouble(out var near) ? near > 0 ? decimal.MaxValue : decimal.MinValue : null;

    private static JsonTypes TypesOf(Located part)
    {
        if (part.Value.ValueKind == JsonValueKind.False)
        {
            return JsonTypes.None;
        }

        if (part["type"] is { } type)
        {
            var named = type.Value.ValueKind == JsonValueKind.Array
                ? type.Elements().Aggregate(JsonTypes.None, (sofar, one) => sofar | Named(one.Value.ValueKind == JsonValueKind.String ? one.Value.GetString() : null))
                : Named(type.Value.ValueKind == JsonValueKind.String ? type.Value.GetString() : null);
            return part.Flag("nullable") ? named | JsonTypes.Null : named;
        }

        // Nobody who lists properties without saying "object" means to allow numbers.
        return part["enum"] is { } list ? list.Elements().Aggregate(JsonTypes.None, (sofar, one) => sofar | Of(one.Value))
            : part["const"] is { } single ? Of(single.Value)
            : part["properties"] is not null || part["required"] is not null || part["additionalProperties"] is not null ? Untyped(part, JsonTypes.Object)
            : part["items"] is not null ? Untyped(part, JsonTypes.Array)
            : JsonTypes.Any;
    }

    private static JsonTypes Untyped(Located part, JsonTypes meant) => part.Flag("nullable") ? meant | JsonTypes.Null : meant;

    private static JsonTypes Named(string? type) => type switch
    {
        "null" => JsonTypes.Null,
        "boolean" => JsonTypes.Boolean,
        "integer" => JsonTypes.Integer,
        "number" => JsonTypes.Number,
        "string" => JsonTypes.String,
        "array" => JsonTypes.Array,
        "object" => JsonTypes.Object,
        _ => JsonTypes.Any,
    };

    private static JsonTypes Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => JsonTypes.Null,
        JsonValueKind.True or JsonValueKind.False => JsonTypes.Boolean,
        JsonValueKind.Number => value.TryGetInt64(out _) ? JsonTypes.Integer : JsonTypes.Number,
        JsonValueKind.String => JsonTypes.String,
        JsonValueKind.Array => JsonTypes.Array,
        _ => JsonTypes.Object,
    };
}
