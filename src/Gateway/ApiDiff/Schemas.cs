using System.Collections.Immutable;
using System.Text.Json;

namespace Digdir.Altinn.Gateway.ApiDiff;

/// <summary>The views of one document's schemas. Not thread-safe: views that were built are remembered.</summary>
internal sealed class Schemas(ApiDocument document)
{
    private const int MostVariants = 64, MostParts = 5_000_000;

    private static readonly Located AnythingAtAll = new(JsonDocument.Parse("true").RootElement, "");

    private readonly Dictionary<string, SchemaView> _views = new(StringComparer.Ordinal);
    private int _held;

    /// <summary>The view of a schema that says nothing.</summary>
    public static SchemaView Anything(string pointer) => new([], [], orNull: false, pointer);

    /// <summary>The view of a value that is to fit all of the schemas.</summary>
    /// <exception cref="ApiDocumentException">A reference leads nowhere, or what stands there is no schema.</exception>
    public SchemaView View(ImmutableArray<Located> schemas)
    {
        var key = string.Join(' ', schemas.Select(schema => schema.Pointer));
        if (!_views.TryGetValue(key, out var view))
        {
            var building = new Building(document, schemas.Length > 0 ? schemas[0] : AnythingAtAll);
            foreach (var schema in schemas)
            {
                building.Add(schema);
            }

            _views.Add(key, view = building.Done());
            _held += view.Parts.Length + 1;
            if (_held > MostParts)
            {
                throw new ApiDocumentException($"its schemas are made of more than {MostParts} parts");
            }
        }

        return view;
    }

    /// <summary>The view of one schema.</summary>
    public SchemaView View(Located schema) => View([schema]);

    /// <summary>The plain views that a view with choices allows, each with what the choice was; null when there are too many to go through.</summary>
    public IReadOnlyList<(SchemaView View, Located Chosen)>? Variants(SchemaView view)
    {
        List<(SchemaView View, Located Chosen)> done = [];
        Stack<(SchemaView View, Located Chosen)> open = new([(view, new Located(default, view.Pointer))]);
        while (open.TryPop(out var next))
        {
            if (next.View.Choices is not [var choice, ..])
            {
                done.Add(next);
            }
            else
            {
                for (var i = choice.Alternatives.Length - 1; i >= 0; i--)
                {
                    var building = new Building(document, next.View, choice.Alternatives[i]);
                    building.Add(choice.Alternatives[i]);
                    open.Push((building.Done(), choice.Alternatives[i]));
                }
            }

            if (done.Count + open.Count > MostVariants)
            {
                return null;
            }
        }

        return done;
    }

    private sealed class Building
    {
        private readonly ApiDocument _document;
        private readonly ImmutableArray<Located>.Builder _parts = ImmutableArray.CreateBuilder<Located>();
        private readonly ImmutableArray<SchemaChoice>.Builder _choices = ImmutableArray.CreateBuilder<SchemaChoice>();
        private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
        private readonly Located _start;
        private string? _pointer;
        private bool _orNull;

        public Building(ApiDocument document, Located start)
        {
            _document = document;
            _start = start;
        }

        public Building(ApiDocument document, SchemaView from, Located chosen)
            : this(document, chosen)
        {
            _parts.AddRange(from.Parts);
            _seen.UnionWith(from.Parts.Select(part => part.Pointer));
            _choices.AddRange(from.Choices.Skip(1));
            _orNull = from.OrNull;
        }

        public SchemaView Done() => new(_parts.DrainToImmutable(), _choices.DrainToImmutable(), _orNull, _pointer ?? _start.Pointer);

        public void Add(Located schema)
        {
            System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
            if (schema.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False))
            {
                throw new ApiDocumentException($"what stands at {ApiDocument.Place(schema.Pointer)} is no schema");
            }

            if (!_seen.Add(schema.Pointer) || schema.Value.ValueKind == JsonValueKind.True)
            {
                return;
            }

            if (schema.Text("$ref") is { } reference && _document.Find(reference, schema.Pointer) is { } target)
            {
                Add(target);
                if (!_document.SiblingsCount || schema.Value.EnumerateObject().Count() == 1)
                {
                    return;
                }
            }

            _pointer ??= schema.Pointer;
            _parts.Add(schema);

            // Strictly, null is allowed beside a type only; everybody writes it beside a reference too, and means it.
            _orNull |= schema.Flag("nullable") && schema["type"] is null;
            foreach (var all in schema["allOf"]?.Elements() ?? [])
            {
                Add(all);
            }

            Choose(schema["oneOf"]);
            Choose(schema["anyOf"]);
        }

        private void Choose(Located? list)
        {
            if (list is not { Value.ValueKind: JsonValueKind.Array } written)
            {
                return;
            }

            var alternatives = ImmutableArray.CreateBuilder<Located>();
            foreach (var alternative in written.Elements())
            {
                if (IsNull(alternative))
                {
                    _orNull = true;
                }
                else
                {
                    alternatives.Add(alternative);
                }
            }

            if (alternatives is [var single])
            {
                Add(single);
            }
            else if (alternatives.Count > 0)
            {
                _choices.Add(new SchemaChoice(written.Pointer, alternatives.DrainToImmutable()));
            }
        }

        private static bool IsNull(Located schema)
            => schema.Text("type") == "null" || schema["const"] is { Value.ValueKind: JsonValueKind.Null }
                || schema["enum"] is { Value.ValueKind: JsonValueKind.Array } list && list.Value.GetArrayLength() == 1 && list.Value[0].ValueKind == JsonValueKind.Null;
    }
}
