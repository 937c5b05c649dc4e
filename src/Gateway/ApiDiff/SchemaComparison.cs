using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Digdir.Altinn.Gateway.ApiDiff;

/// <summary>What was found between two schemas, and the pairs of schemas inside them.</summary>
internal sealed class SchemaPair
{
    /// <summary>Found on this pair itself.</summary>
    public List<ApiChange> Changes { get; } = [];

    /// <summary>Pairs inside it. May lead back here: schemas may hold themselves.</summary>
    public List<SchemaPair> Inner { get; } = [];

    /// <summary>All that was found here and inside.</summary>
    public IEnumerable<ApiChange> All() => Pairs().SelectMany(pair => pair.Changes);

    /// <summary>True when anything here or inside breaks; counts the pairs looked at.</summary>
    /// <exception cref="ApiDocumentException">More pairs have been looked at than any real description gives cause for.</exception>
    public bool Breaks(ref int steps, int most)
    {
        foreach (var pair in Pairs())
        {
            if (++steps > most)
            {
                throw new ApiDocumentException($"their alternatives take more than {most} steps to compare");
            }

            if (pair.Changes.Exists(change => change.Rule.Severity == Severity.Breaking))
            {
                return true;
            }
        }

        return false;
    }

    private IEnumerable<SchemaPair> Pairs()
    {
        HashSet<SchemaPair> seen = [this];
        Stack<SchemaPair> open = new(seen);
        while (open.TryPop(out var next))
        {
            yield return next;
            for (var i = next.Inner.Count - 1; i >= 0; i--)
            {
                if (seen.Add(next.Inner[i]))
                {
                    open.Push(next.Inner[i]);
                }
            }
        }
    }
}

/// <summary>
/// Compares schemas of two descriptions, each pair once per flow of data. What is asked is always whether one set of values lies in the other: for requests the
/// old in the new, for responses the new in the old. Schemas that hold themselves are taken to agree where they meet again, as is usual for recursive types.
/// Not thread-safe.
/// </summary>
internal sealed class SchemaComparison(ApiDocument older, ApiDocument newer)
{
    private const int MostPairs = 250_000, MostSteps = 100_000_000;

    private readonly Schemas _old = new(older);
    private readonly Schemas _new = new(newer);
    private readonly SameJson _same = new(older, newer);
    private readonly Dictionary<(string, string, Flow), SchemaPair> _pairs = [];
    private int _steps;

    /// <summary>Compares two schemas; a missing one says nothing.</summary>
    /// <exception cref="ApiDocumentException">They cannot be compared; the message says why.</exception>
    public SchemaPair Compare(Located? was, Located? now, Flow flow)
        => Compare(was is { } old ? _old.View(old) : Schemas.Anything(now?.Pointer ?? ""), now is { } given ? _new.View(given) : Schemas.Anything(was?.Pointer ?? ""), flow);

    private SchemaPair Compare(ImmutableArray<Located> was, ImmutableArray<Located> now, Flow flow) => Compare(_old.View(was), _new.View(now), flow);

    private SchemaPair Compare(SchemaView was, SchemaView now, Flow flow)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var key = (was.Key, now.Key, flow);
        if (_pairs.TryGetValue(key, out var pair))
        {
            return pair;
        }

        if (_pairs.Count == MostPairs)
        {
            throw new ApiDocumentException($"they hold more than {MostPairs} pairs of schemas to compare");
        }

        _pairs.Add(key, pair = new SchemaPair());
        if (was.Choices.IsEmpty && now.Choices.IsEmpty)
        {
            ComparePlain(new SchemaSides(was, now, flow, pair));
        }
        else
        {
            CompareChoices(new SchemaSides(was, now, flow, pair));
        }

        return pair;
    }

    private void ComparePlain(SchemaSides sides)
    {
        SchemaFacets.Compare(sides, _same);
        if (sides.TypesPart)
        {
            return;
        }

        var (was, now, flow) = (sides.Was, sides.Now, sides.Flow);
        if (was.Values("items").Any() || now.Values("items").Any())
        {
            sides.Pair.Inner.Add(Compare([.. was.Values("items")], [.. now.Values("items")], flow));
        }

        CompareProperties(sides);
        CompareAdditional(sides);
        ComparePatterns(sides);
    }

    private void CompareProperties(SchemaSides sides)
    {
        var (was, now, flow) = (sides.Was, sides.Now, sides.Flow);
        var hidden = flow == Flow.Request ? "readOnly" : "writeOnly";
        foreach (var name in was.Properties.Keys.Union(now.Properties.Keys).Union(was.Required).Union(now.Required))
        {
            var (old, given) = (Shown(_old, was, name), Shown(_new, now, name));
            var (listed, demanded) = (was.Required.Contains(name) && !Hides(_old, was, name), now.Required.Contains(name) && !Hides(_new, now, name));
            var place = new Place(old is { IsEmpty: false } ? old.Value[0].Pointer : null, given is { IsEmpty: false } ? given.Value[0].Pointer : null, name);
            if (old is { } before && given is { } after)
            {
                sides.Pair.Inner.Add(Compare(before, after, flow));
                if (!before.Any(part => part.Flag("deprecated")) && after.Any(part => part.Flag("deprecated")))
                {
                    sides.Tell(ApiRules.PropertyDeprecated, place);
                }
            }
            else if (old is not null)
            {
                sides.Tell(ApiRules.Property[flow, Move.Narrowed], place);
            }
            else if (given is not null)
            {
                sides.Tell(demanded && flow == Flow.Request ? ApiRules.RequiredPropertyAdded : ApiRules.Property[flow, Move.Widened], place);
            }

            // A property that came or went has been told of; whether it must be there is part of that.
            if (listed != demanded && (old is null) == (given is null))
            {
                sides.Tell(ApiRules.Required[flow, demanded ? Move.Narrowed : Move.Widened], place);
            }
        }

        ImmutableArray<Located>? Shown(Schemas schemas, SchemaView view, string name)
            => view.Properties.TryGetValue(name, out var parts) && !schemas.View(parts).Flag(hidden) ? parts : null;

        bool Hides(Schemas schemas, SchemaView view, string name) => view.Properties.TryGetValue(name, out var parts) && schemas.View(parts).Flag(hidden);
    }

    private void CompareAdditional(SchemaSides sides)
    {
        if (((sides.Was.Types | sides.Now.Types) & JsonTypes.Object) == 0)
        {
            return;
        }

        var (was, now) = (Additional(sides.Was), Additional(sides.Now));
        if (was == AdditionalState.Ruled && now == AdditionalState.Ruled)
        {
            sides.Pair.Inner.Add(Compare([.. sides.Was.Values("additionalProperties")], [.. sides.Now.Values("additionalProperties")], sides.Flow));
        }
        else if (was != now)
        {
            var narrowed = was < now;
            var rule = !narrowed && sides.Flow == Flow.Response && was == AdditionalState.Closed
                ? ApiRules.AdditionalPropertiesOpened
                : ApiRules.AdditionalProperties[sides.Flow, narrowed ? Move.Narrowed : Move.Widened];
            sides.Tell(rule, Place.Of(sides, "additionalProperties"), Word(was), Word(now));
        }
    }

    private void ComparePatterns(SchemaSides sides)
    {
        foreach (var pattern in sides.Was.Patterns.Keys.Union(sides.Now.Patterns.Keys))
        {
            var (old, given) = (sides.Was.Patterns.TryGetValue(pattern, out var before), sides.Now.Patterns.TryGetValue(pattern, out var after));
            if (old && given)
            {
                sides.Pair.Inner.Add(Compare(before, after, sides.Flow));
            }
            else
            {
                sides.Tell(ApiRules.PatternProperties[sides.Flow, given ? Move.Narrowed : Move.Widened], new Place(old ? before[0].Pointer : null, given ? after[0].Pointer : null, null), old ? pattern : "", given ? pattern : "");
            }
        }
    }

    private void CompareChoices(SchemaSides sides)
    {
        var (was, now, flow) = (sides.Was, sides.Now, sides.Flow);
        if (_old.Variants(was) is not { } old || _new.Variants(now) is not { } given)
        {
            if (!_same.Same(was.Parts, now.Parts))
            {
                sides.Tell(ApiRules.Alternative[flow, Move.Changed], Place.Of(sides, null));
            }

            return;
        }

        // Each of the smaller set is to lie in one of the larger.
        var (smaller, larger) = flow == Flow.Request ? (old, given) : (given, old);
        var taken = new HashSet<int>();
        List<int> homeless = [];
        for (var i = 0; i < smaller.Count; i++)
        {
            var partner = Partner(smaller, i, larger);
            if (partner is { } near && Fits(smaller[i].View, larger[near].View))
            {
                taken.Add(near);
                sides.Pair.Inner.Add(PairOf(smaller[i].View, larger[near].View));
            }
            else if (Enumerable.Range(0, larger.Count).Where(other => Fits(smaller[i].View, larger[other].View)).Cast<int?>().FirstOrDefault() is { } other)
            {
                taken.Add(other);
            }
            else
            {
                homeless.Add(i);
            }
        }

        foreach (var i in homeless)
        {
            if (Partner(smaller, i, larger) is { } partner && taken.Add(partner))
            {
                sides.Pair.Inner.Add(PairOf(smaller[i].View, larger[partner].View));
            }
            else
            {
                Tell(smaller[i].Chosen, flow == Flow.Request);
            }
        }

        for (var i = 0; i < larger.Count; i++)
        {
            if (!taken.Contains(i))
            {
                Tell(larger[i].Chosen, flow == Flow.Response);
            }
        }

        sides.CompareDiscriminators();

        void Tell(Located chosen, bool removed)
        {
            var name = NameOf(removed ? older : newer, chosen);
            sides.Tell(ApiRules.Alternative[flow, removed ? Move.Narrowed : Move.Widened], new Place(removed ? chosen.Pointer : null, removed ? null : chosen.Pointer, null) { Whole = sides.Was.Pointer }, removed ? name : "", removed ? "" : name);
        }

        SchemaPair PairOf(SchemaView small, SchemaView large) => flow == Flow.Request ? Compare(small, large, flow) : Compare(large, small, flow);

        bool Fits(SchemaView small, SchemaView large) => !PairOf(small, large).Breaks(ref _steps, MostSteps);

        // The one of the same name; where both sides have as many and this name is new, the one in the same place.
        int? Partner(IReadOnlyList<(SchemaView View, Located Chosen)> from, int at, IReadOnlyList<(SchemaView View, Located Chosen)> among)
        {
            var (mine, theirs) = flow == Flow.Request ? (older, newer) : (newer, older);
            var name = NameOf(mine, from[at].Chosen);
            for (var i = 0; i < among.Count; i++)
            {
                if (NameOf(theirs, among[i].Chosen) == name)
                {
                    return i;
                }
            }

            return from.Count == among.Count && !from.Any(one => NameOf(mine, one.Chosen) == NameOf(theirs, among[at].Chosen)) ? at : null;
        }
    }

    private static string NameOf(ApiDocument document, Located chosen)
        => chosen.Value.ValueKind == JsonValueKind.Undefined ? "–"
            : chosen.Text("$ref") is { } reference ? ApiText.Short(reference[(reference.LastIndexOf('/') + 1)..])
            : document.Resolve(chosen).Text("title") is { } title ? ApiText.Short(title)
            : chosen.Text("type") is { } type ? $"{type} ({chosen.Pointer[(chosen.Pointer.LastIndexOf('/') + 1)..]})"
            : chosen.Pointer[(chosen.Pointer.LastIndexOf('/') + 1)..];

    private static AdditionalState Additional(SchemaView view)
    {
        var state = AdditionalState.Open;
        foreach (var value in view.Values("additionalProperties"))
        {
            var own = value.Value.ValueKind switch
            {
                JsonValueKind.False => AdditionalState.Closed,
                JsonValueKind.Object when value.Value.EnumerateObject().MoveNext() => AdditionalState.Ruled,
                _ => AdditionalState.Open,
            };
            state = own > state ? own : state;
        }

        return state;
    }

    private static string Word(AdditionalState state) => state switch
    {
        AdditionalState.Open => "anything",
        AdditionalState.Ruled => "a schema",
        _ => "none",
    };

    private enum AdditionalState
    {
        Open,
        Ruled,
        Closed,
    }
}
