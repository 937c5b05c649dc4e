using System.Collections.Immutable;

namespace Digdir.Altinn.Gateway.ApiDiff;

/// <summary>Compares two descriptions of one API. Pure.</summary>
internal static class ApiComparison
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    /// <summary>Every change, the worst first, then in order of path.</summary>
    /// <exception cref="ApiDocumentException">They cannot be compared; the message says why.</exception>
    public static ImmutableArray<ApiChange> Compare(ApiDocument older, ApiDocument newer)
    {
        var changes = new ApiChanges();
        var comparison = new OperationComparison(older, newer, changes);
        var (was, now) = (Operations(older, "paths"), Operations(newer, "paths"));
        var counterparts = Counterparts(was.Keys, now.Keys);
        foreach (var (operation, place) in was)
        {
            if (counterparts.TryGetValue(operation, out var counterpart))
            {
                comparison.Compare(new OperationSides(operation, place, counterpart, now[counterpart], Flow.Request));
            }
            else
            {
                changes.Tell(ApiRules.OperationRemoved, [operation], operation.ToString(), place.Operation.Pointer, null);
            }
        }

        foreach (var (operation, place) in now.Where(pair => !counterparts.ContainsValue(pair.Key)))
        {
            changes.Tell(ApiRules.OperationAdded, [operation], operation.ToString(), null, place.Operation.Pointer);
        }

        comparison.CompareCallbacks("webhook", Operations(older, "webhooks"), Operations(newer, "webhooks"), null);
        foreach (var reference in older.Outside.Union(newer.Outside))
        {
            changes.Tell(ApiRules.OutsideReference, [], "", null, "", "", ApiText.Short(reference, 200));
        }

        return changes.All();
    }

    /// <summary>The operations below a member of the root, by method and path.</summary>
    public static Dictionary<ApiOperation, OperationPlace> Operations(ApiDocument document, string member)
        => document.Root[member] is { } paths ? Operations(document, paths) : [];

    /// <summary>The operations of a map from path to path item.</summary>
    public static Dictionary<ApiOperation, OperationPlace> Operations(ApiDocument document, Located paths)
    {
        Dictionary<ApiOperation, OperationPlace> found = [];
        foreach (var (path, written) in paths.Members())
        {
            if (path.StartsWith("x-", StringComparison.Ordinal))
            {
                continue;
            }

            var item = document.Resolve(written);
            foreach (var method in Methods)
            {
                if (item[method] is { } operation)
                {
                    found[new ApiOperation(method.ToUpperInvariant(), path)] = new OperationPlace(item, operation);
                }
            }
        }

        return found;
    }

    /// <summary>
    /// Which operation is which: one of the same path is; otherwise one whose path differs in nothing but the names of its parameters, if there is just one.
    /// </summary>
    public static Dictionary<ApiOperation, ApiOperation> Counterparts(IReadOnlyCollection<ApiOperation> was, IReadOnlyCollection<ApiOperation> now)
    {
        var free = now.ToHashSet();
        Dictionary<ApiOperation, ApiOperation> found = [];
        foreach (var operation in was.Where(free.Remove))
        {
            found.Add(operation, operation);
        }

        var shapes = free.GroupBy(operation => (operation.Method, PathNames.Shape(operation.Path))).ToDictionary(group => group.Key, group => group.Order(ApiOperation.InOrder).ToList());
        foreach (var operation in was.Where(operation => !found.ContainsKey(operation)).Order(ApiOperation.InOrder))
        {
            if (shapes.TryGetValue((operation.Method, PathNames.Shape(operation.Path)), out var same) && same.Count > 0)
            {
                found.Add(operation, same[0]);
                same.RemoveAt(0);
            }
        }

        return found;
    }
}

/// <summary>Where an operation stands in a document.</summary>
/// <param name="Item">Its path item, references followed.</param>
/// <param name="Operation">The operation.</param>
internal readonly record struct OperationPlace(Located Item, Located Operation);

/// <summary>The names of parameters in a path: they are between the description and its reader, and no request shows them.</summary>
internal static class PathNames
{
    /// <summary>The path with all names left out.</summary>
    public static string Shape(string path) => string.Concat(Pieces(path).Select(piece => piece.Name is null ? piece.Text : "{}"));

    /// <summary>The names, in the order they stand.</summary>
    public static IReadOnlyList<string> In(string path) => [.. Pieces(path).Select(piece => piece.Name).OfType<string>()];

    private static IEnumerable<(string Text, string? Name)> Pieces(string path)
    {
        var at = 0;
        while (at < path.Length)
        {
            var open = path.IndexOf('{', at);
            var close = open < 0 ? -1 : path.IndexOf('}', open);
            if (close < 0)
            {
                yield return (path[at..], null);
                yield break;
            }

            if (open > at)
            {
                yield return (path[at..open], null);
            }

            yield return (path[open..(close + 1)], path[(open + 1)..close]);
            at = close + 1;
        }
    }
}

/// <summary>Gathers changes. What is found again for another operation is one change that reaches both. Not thread-safe.</summary>
internal sealed class ApiChanges
{
    private readonly Dictionary<(string Rule, string? Old, string? New, string Subject, string Before, string After), (ApiChange Change, SortedSet<ApiOperation> Operations)> _changes = [];

    /// <summary>Writes down a change.</summary>
    public void Tell(ApiRule rule, IReadOnlyCollection<ApiOperation> operations, string subject, string? old, string? now, string before = "", string after = "")
        => Tell(new ApiChange { Rule = rule, Subject = new(subject, subject, subject), OldPointer = old, NewPointer = now, Before = before, After = after }, operations);

    /// <summary>Writes down a change for operations.</summary>
    public void Tell(ApiChange change, IReadOnlyCollection<ApiOperation> operations)
    {
        var key = (change.Rule.Id, change.OldPointer, change.NewPointer, change.Subject.En, change.Before, change.After);
        if (!_changes.TryGetValue(key, out var found))
        {
            _changes.Add(key, found = (change, new SortedSet<ApiOperation>(ApiOperation.InOrder)));
        }

        found.Operations.UnionWith(operations);
    }

    /// <summary>All changes, the worst first, then in order of path and rule.</summary>
    public ImmutableArray<ApiChange> All() =>
    [
        .. _changes.Values.Select(found => found.Change with { Operations = [.. found.Operations] })
            .OrderByDescending(change => change.Rule.Severity)
            .ThenBy(change => change.Operations.FirstOrDefault(), ApiOperation.InOrder)
            .ThenBy(change => change.Rule.Id, StringComparer.Ordinal)
            .ThenBy(change => change.OldPointer ?? change.NewPointer, StringComparer.Ordinal)
            .ThenBy(change => change.NewPointer, StringComparer.Ordinal),
    ];
}
