using System.Globalization;
using System.Text.Json;

namespace Digdir.Altinn.Gateway.ApiDiff;

/// <summary>Compares what two plain schemas say of one value: type, format, bounds, lists of values. What is inside it is compared elsewhere. Pure.</summary>
internal static class SchemaFacets
{
    /// <summary>Formats whose values are all values of another.</summary>
    private static readonly HashSet<(string Narrow, string Wide)> Formats = [("int32", "int64"), ("float", "double"), ("email", "idn-email"), ("uri", "uri-reference"), ("uri", "iri"), ("hostname", "idn-hostname")];

    /// <summary>Keywords that are compared word for word: what they mean for a set of values is not worked out.</summary>
    private static readonly string[] WordForWord =
    [
        "not", "if", "then", "else", "contains", "minContains", "maxContains", "prefixItems", "dependentRequired", "dependentSchemas", "propertyNames",
        "unevaluatedProperties", "unevaluatedItems", "contentEncoding", "contentMediaType", "contentSchema", "$ref", "$dynamicRef",
    ];

    /// <summary>Tells every difference.</summary>
    public static void Compare(SchemaSides sides, SameJson same)
    {
        CompareTypes(sides);
        if (sides.TypesPart)
        {
            return;
        }

        CompareEnums(sides);
        CompareText(sides, "format", ApiRules.Format, (was, now) => Formats.Contains((was, now)) ? Move.Widened : Formats.Contains((now, was)) ? Move.Narrowed : Move.Changed);
        CompareText(sides, "pattern", ApiRules.Pattern, (_, _) => Move.Changed);
        CompareBounds(sides, lower: true, ApiRules.Minimum);
        CompareBounds(sides, lower: false, ApiRules.Maximum);
        CompareMultiples(sides);
        CompareLeast(sides, "minLength", ApiRules.MinLength);
        CompareMost(sides, "maxLength", ApiRules.MaxLength);
        CompareLeast(sides, "minItems", ApiRules.MinItems);
        CompareMost(sides, "maxItems", ApiRules.MaxItems);
        CompareLeast(sides, "minProperties", ApiRules.MinProperties);
        CompareMost(sides, "maxProperties", ApiRules.MaxProperties);
        if (sides.Was.Flag("uniqueItems") != sides.Now.Flag("uniqueItems"))
        {
            sides.Tell(ApiRules.UniqueItems, sides.Now.Flag("uniqueItems") ? Move.Narrowed : Move.Widened, "uniqueItems");
        }

        CompareDefaults(sides);
        sides.CompareDiscriminators();
        CompareOthers(sides, same);
    }

    private static void CompareTypes(SchemaSides sides)
    {
        var (was, now) = (sides.Was.Types & JsonTypes.Something, sides.Now.Types & JsonTypes.Something);
        if (was != now)
        {
            var move = (was & now) == now ? Move.Narrowed : (was & now) == was ? Move.Widened : Move.Changed;
            sides.Tell(ApiRules.Type, move, "type", Words(was), Words(now));
            sides.TypesPart = (was & now) == 0;
        }
        else if ((sides.Was.Types ^ sides.Now.Types) == JsonTypes.Null)
        {
            sides.Tell(ApiRules.Null, (sides.Now.Types & JsonTypes.Null) == 0 ? Move.Narrowed : Move.Widened, "type");
        }
    }

    private static void CompareEnums(SchemaSides sides)
    {
        var (was, now) = (sides.Was.Enum, sides.Now.Enum);
        if (was is null || now is null)
        {
            if (was is not null || now is not null)
            {
                sides.Tell(ApiRules.EnumList, now is not null ? Move.Narrowed : Move.Widened, "enum", Shown(was), Shown(now));
            }

            return;
        }

        if (was.Except(now).ToList() is { Count: > 0 } gone)
        {
            sides.Tell(ApiRules.Enum, Move.Narrowed, "enum", Shown(gone));
        }

        if (now.Except(was).ToList() is { Count: > 0 } come)
        {
            sides.Tell(ApiRules.Enum, Move.Widened, "enum", "", Shown(come));
        }

        static string Shown(IEnumerable<string>? values)
            => ApiText.List([.. (values ?? []).Select(value => value.StartsWith('"') ? JsonSerializer.Deserialize<string>(value) ?? "" : value).Order(StringComparer.Ordinal)]);
    }

    private static void CompareText(SchemaSides sides, string keyword, Facet facet, Func<string, string, Move> weigh)
    {
        var (was, now) = (Said(sides.Was), Said(sides.Now));
        if (was != now)
        {
            sides.Tell(facet, was.Length == 0 ? Move.Narrowed : now.Length == 0 ? Move.Widened : weigh(was, now), keyword, Or(was), Or(now));
        }

        string Said(SchemaView view)
        {
            var said = view.Values(keyword).Where(value => value.Value.ValueKind == JsonValueKind.String).Select(value => value.Value.GetString() ?? "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
            return string.Join(" & ", said);
        }

        static string Or(string text) => text.Length == 0 ? "–" : ApiText.Short(text);
    }

    private static void CompareBounds(SchemaSides sides, bool lower, Facet facet)
    {
        var (was, now) = (sides.Was.Bound(lower), sides.Now.Bound(lower));
        if (was == now)
        {
            return;
        }

        var tighter = was is not { } old || (now is { } given && (given.Value == old.Value ? given.Open : lower ? given.Value > old.Value : given.Value < old.Value));
        sides.Tell(facet, tighter ? Move.Narrowed : Move.Widened, lower ? "minimum" : "maximum", Shown(was), Shown(now));

        static string Shown((decimal Value, bool Open)? bound) => bound is { } given ? (given.Open ? "exclusive " : "") + Number(given.Value) : "–";
    }

    private static void CompareMultiples(SchemaSides sides)
    {
        var (was, now) = (sides.Was.Number("multipleOf", largest: true), sides.Now.Number("multipleOf", largest: true));
        if (was != now)
        {
            var move = was is not { } old ? Move.Narrowed
                : now is not { } given ? Move.Widened
                : old != 0 && given % old == 0 ? Move.Narrowed
                : given != 0 && old % given == 0 ? Move.Widened
                : Move.Changed;
            sides.Tell(ApiRules.MultipleOf, move, "multipleOf", Number(was), Number(now));
        }
    }

    private static void CompareLeast(SchemaSides sides, string keyword, Facet facet)
    {
        var (was, now) = (sides.Was.Number(keyword, largest: true) ?? 0, sides.Now.Number(keyword, largest: true) ?? 0);
        if (was != now)
        {
            sides.Tell(facet, now > was ? Move.Narrowed : Move.Widened, keyword, Number(was), Number(now));
        }
    }

    private static void CompareMost(SchemaSides sides, string keyword, Facet facet)
    {
        var (was, now) = (sides.Was.Number(keyword, largest: false), sides.Now.Number(keyword, largest: false));
        if (was != now)
        {
            sides.Tell(facet, now is { } given && (was is not { } old || given < old) ? Move.Narrowed : Move.Widened, keyword, Number(was), Number(now));
        }
    }

    private static void CompareDefaults(SchemaSides sides)
    {
        if (sides.Flow == Flow.Response)
        {
            return;
        }

        var (was, now) = (Said(sides.Was), Said(sides.Now));
        if (was != now)
        {
            sides.Tell(was is null ? ApiRules.DefaultAdded : ApiRules.DefaultChanged, Place.Of(sides, "default"), was ?? "–", now ?? "–");
        }

        static string? Said(SchemaView view) => view.Values("default").Select(value => ApiText.Short(ApiText.Canonical(value.Value))).FirstOrDefault();
    }

    private static void CompareOthers(SchemaSides sides, SameJson same)
    {
        foreach (var keyword in WordForWord)
        {
            List<Located> was = Said(sides.Was), now = Said(sides.Now);
            if (was.Count != now.Count)
            {
                sides.Tell(ApiRules.Keyword, was.Count == 0 ? Move.Narrowed : now.Count == 0 ? Move.Widened : Move.Changed, keyword, keyword, keyword);
            }
            else if (!same.Same([.. was], [.. now]))
            {
                sides.Tell(ApiRules.Keyword, Move.Changed, keyword, keyword, keyword);
            }

            // References within the document have been followed.
            List<Located> Said(SchemaView view) => [.. view.Values(keyword).Where(value => keyword != "$ref" || value.Value.GetString() is not ("#" or ['#', '/', ..]))];
        }
    }

    private static string Number(decimal? value) => value?.ToString("0.############", CultureInfo.InvariantCulture) ?? "–";

    private static string Words(JsonTypes types)
    {
        if (types == JsonTypes.Something)
        {
            return "anything";
        }

        List<string> words = [];
        Add(JsonTypes.Boolean, "boolean");
        Add(JsonTypes.Number, "number");
        if ((types & JsonTypes.Number) == JsonTypes.Integer)
        {
            words.Add("integer");
        }

        Add(JsonTypes.String, "string");
        Add(JsonTypes.Array, "array");
        Add(JsonTypes.Object, "object");
        return words.Count == 0 ? "nothing" : string.Join('|', words);

        void Add(JsonTypes type, string word)
        {
            if ((types & type) == type)
            {
                words.Add(word);
            }
        }
    }
}
