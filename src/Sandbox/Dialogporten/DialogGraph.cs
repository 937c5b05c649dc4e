using System.Text.Json;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Issuers;
using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;
using GraphQLParser.AST;
using Microsoft.Extensions.Primitives;

namespace Digdir.Altinn.Sandbox.Dialogporten;

/// <summary>
/// The schema with something behind it: the same answers as the other API gives, taken apart so that the engine can pick fields. Thread-safe once made.
/// </summary>
internal static class DialogGraph
{
    private static readonly string[] Faults = ["SearchDialogValidationError", "DialogByIdNotFound", "SetSystemLabelEntityNotFound", "SetSystemLabelDomainError"];

    /// <summary>Makes the schema.</summary>
    public static Schema Make()
    {
        var schema = Schema.For(DialogGraphSchema.Text, builder =>
        {
            Resolve(builder, "Queries", "searchDialogs", SearchDialogs);
            Resolve(builder, "Queries", "dialogById", DialogById);
            Resolve(builder, "Queries", "parties", Parties);
            Resolve(builder, "Mutations", "setSystemLabel", SetSystemLabel);
            builder.Types.For("Subscriptions").FieldFor("dialogEvents").StreamResolver = new SourceStreamResolver<object>(DialogEvents);
            Resolve(builder, "Subscriptions", "dialogEvents", context => context.Source);
            foreach (var error in Faults)
            {
                builder.Types.For(error).IsTypeOfFunc = thing => thing is Fault fault && fault.Type == error;
            }
        });
        schema.RegisterType(new TextType("UUID", text => Guid.TryParse(text, out _)));
        schema.RegisterType(new TextType("DateTime", text => DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _)));
        schema.Initialize();
        foreach (var field in schema.AllTypes.OfType<IObjectGraphType>().Where(type => !type.Name.StartsWith("__", StringComparison.Ordinal)).SelectMany(type => type.Fields))
        {
            if (field.Resolver is null or NameFieldResolver)
            {
                field.Resolver = new FuncFieldResolver<object>(Member);
            }
        }

        return schema;
    }

    private static ValueTask<object?> Member(IResolveFieldContext context) => context.Source is IReadOnlyDictionary<string, object?> members
        ? new(members.GetValueOrDefault(context.FieldDefinition.Name))
        : NameFieldResolver.Instance.ResolveAsync(context);

    private static void Resolve(GraphQL.Utilities.SchemaBuilder builder, string type, string field, Func<IResolveFieldContext, object?> resolve)
        => builder.Types.For(type).FieldFor(field).Resolver = new FuncFieldResolver<object>(resolve);

    private static object SearchDialogs(IResolveFieldContext context)
    {
        var http = Http(context);
        var query = new Dictionary<string, StringValues>(StringComparer.Ordinal);
        foreach (var (name, value) in context.GetArgument<Dictionary<string, object?>>("input"))
        {
            query[name] = name switch
            {
                "orderBy" => OrderOf(value),
                "status" or "systemLabel" => Array.ConvertAll(Texts(value), Words),
                _ => Texts(value),
            };
        }

        var (search, errors) = DialogSearch.Read(new QueryCollection(query));
        if (search is null)
        {
            return new { Items = (object?)null, HasNextPage = false, OrderBy = Array.Empty<object>(), Errors = errors.Values.Select(messages => new Fault("SearchDialogValidationError", messages[0])).ToArray() };
        }

        var page = (Dictionary<string, object?>)Taken(DialogsApi.Page(search, http.Bearer(), Of<DialogStore>(http), Of<Parties>(http), DialogsApi.Me(http)))!;
        page["orderBy"] = new[] { new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { [search.Field] = search.Descending ? "DESC" : "ASC" } };
        page["errors"] = Array.Empty<object>();
        return page;
    }

    private static object DialogById(IResolveFieldContext context)
    {
        var http = Http(context);
        var id = Guid.Parse(context.GetArgument<string>("dialogId"));
        var dialog = DialogsApi.Open(http, id);
        return new { Dialog = Taken(dialog), Errors = dialog is null ? new[] { NotFound("DialogByIdNotFound", id) } : [] };
    }

    private static object? Parties(IResolveFieldContext context)
        => Taken(Http(context).Bearer().Parties(Of<Parties>(Http(context))).Select(party => DialogAnswers.Party(party, party.Number == Http(context).Bearer().Person)));

    private static object SetSystemLabel(IResolveFieldContext context)
    {
        var http = Http(context);
        var input = context.GetArgument<Dictionary<string, object?>>("input");
        var id = Guid.Parse((string)(input["dialogId"] ?? ""));
        var wish = new LabelWish(null, Array.ConvertAll(Texts(input["addLabels"]), Words), Array.ConvertAll(Texts(input["removeLabels"]), Words));
        var store = Of<DialogStore>(http);
        var fault = wish.Fault is { } wrong ? new Fault("SetSystemLabelDomainError", wrong)
            : DialogsApi.OfMine(http, id, dialog => store.Label(dialog, wish.Added, wish.RemoveLabels ?? [], revision: null, Of<Parties>(http).Of(DialogsApi.Me(http))) ? dialog : null) is null
                ? NotFound("SetSystemLabelEntityNotFound", id)
                : null;
        return new { Success = fault is null, Errors = fault is null ? Array.Empty<Fault>() : [fault] };
    }

    private static Happenings DialogEvents(IResolveFieldContext context)
    {
        var http = Http(context);
        var id = Guid.Parse(context.GetArgument<string>("dialogId"));
        return DialogGraphApi.MayFollow(http, id)
            ? new Happenings(Of<DialogStore>(http).Changes, id)
            : throw new ExecutionError("dialogEvents needs a dialog token for the dialog in Digdir-Dialog-Token.");
    }

    private static Fault NotFound(string type, Guid id) => new(type, $"Entity 'DialogEntity' with the following key(s) was not found: ({id}).");

    private static HttpContext Http(IResolveFieldContext context) => (HttpContext)(context.UserContext["http"] ?? throw new InvalidOperationException("No request."));

    private static T Of<T>(HttpContext http)
        where T : notnull => http.RequestServices.GetRequiredService<T>();

    private static string[] Texts(object? value) => value switch
    {
        null => [],
        string text => [text],
        System.Collections.IEnumerable several => [.. several.Cast<object?>().Select(one => Convert.ToString(one, System.Globalization.CultureInfo.InvariantCulture) ?? "")],
        _ => [Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? ""],
    };

    private static StringValues OrderOf(object? value)
        => (value as System.Collections.IEnumerable)?.Cast<IDictionary<string, object?>>().SelectMany(order => order).Select(order => $"{order.Key}_{order.Value}").FirstOrDefault();

    /// <summary><c>NOT_APPLICABLE</c> to <c>NotApplicable</c>.</summary>
    private static string Words(string text) => string.Concat(text.Split('_').Select(word => word.Length == 0 ? "" : word[..1] + word[1..].ToLowerInvariant()));

    /// <summary><c>NotApplicable</c> to <c>NOT_APPLICABLE</c>.</summary>
    private static string Shout(string text) => string.Concat(text.Select((letter, i) => (i > 0 && char.IsUpper(letter) ? "_" : "") + char.ToUpperInvariant(letter)));

    /// <summary>An answer of the other API as dictionaries and lists, with its named values as GraphQL writes them.</summary>
    private static object? Taken(object? answer) => answer is null ? null : Taken(JsonSerializer.SerializeToElement(answer, JsonSerializerOptions.Web), "");

    private static object? Taken(JsonElement json, string name) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().ToDictionary(member => member.Name, member => Taken(member.Value, member.Name), StringComparer.Ordinal),
        JsonValueKind.Array => json.EnumerateArray().Select(item => Taken(item, name)).ToList(),
        JsonValueKind.String => name is "status" or "systemLabels" or "actorType" ? Shout(json.GetString() ?? "") : json.GetString(),
        JsonValueKind.Number => json.GetInt32(),
        JsonValueKind.True or JsonValueKind.False => json.GetBoolean(),
        _ => null,
    };

    private sealed record Fault(string Type, string Message);

    /// <summary>A scalar that is a text.</summary>
    private sealed class TextType : StringGraphType
    {
        private readonly Func<string, bool> _isOne;

        public TextType(string name, Func<string, bool> isOne)
        {
            Name = name;
            _isOne = isOne;
        }

        public override bool CanParseValue(object? value) => value is null || (value is string text && _isOne(text));

        public override bool CanParseLiteral(GraphQLValue value) => value is GraphQLNullValue || (value is GraphQLStringValue text && _isOne(text.Value.ToString()));
    }

    /// <summary>What happens to one dialog.</summary>
    private sealed class Happenings(Hearers<Guid> changes, Guid id) : IObservable<object?>
    {
        public IDisposable Subscribe(IObserver<object?> observer) => changes.Add(changed =>
        {
            if (changed == id)
            {
                observer.OnNext(new { Id = id.ToString(), Type = "DIALOG_UPDATED" });
            }
        });
    }
}
