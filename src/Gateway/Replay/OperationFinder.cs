using Digdir.Altinn.Gateway.Catalogue;

namespace Digdir.Altinn.Gateway.Replay;

/// <summary>
/// Finds the operation of a logged request, as routing would: by method and path, the most literal first, whether the path is the platform's or an app's own.
/// Immutable; the values it finds are the caller's.
/// </summary>
internal sealed class OperationFinder
{
    private readonly Dictionary<(string Method, int Segments), List<Template>> _templates = [];
    private readonly List<Template> _rests = [];

    public OperationFinder(OperationCatalogue catalogue)
    {
        foreach (var operation in catalogue.Operations)
        {
            if (operation.Closed is not null)
            {
                continue;
            }

            var path = operation.Host == OperationHost.App ? AppHosts.PathPrefix + operation.Path : operation.Path;
            var template = new Template(operation, path.Split('/', StringSplitOptions.RemoveEmptyEntries));
            var list = template.HasRest ? _rests : Of(operation.Method, template.Segments.Length);
            list.Add(template);
        }

        foreach (var list in _templates.Values.Append(_rests))
        {
            list.Sort((one, other) => string.CompareOrdinal(one.Rank, other.Rank));
        }

        List<Template> Of(string method, int segments)
        {
            if (!_templates.TryGetValue((method, segments), out var list))
            {
                _templates.Add((method, segments), list = []);
            }

            return list;
        }
    }

    /// <summary>The operation and the values of its path's parameters, or null.</summary>
    /// <param name="method">The method, in any case.</param>
    /// <param name="path">The path.</param>
    /// <param name="values">Emptied, and filled with the parameters' decoded values.</param>
    public Operation? Find(string method, string path, Dictionary<string, object?> values)
    {
        var upper = method.ToUpperInvariant();
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);

        if (Find(upper, segments, values) is { } found)
        {
            return found;
        }

        // A path of an app's own host has lost its host. Pages are left out: any path at all is one of theirs.
        if (!AppHosts.Owns(path) && Find(upper, [AppHosts.PathPrefix[1..], .. segments], values) is { Kind: not OperationKind.Page } app)
        {
            return app;
        }

        values.Clear();
        return null;
    }

    private Operation? Find(string method, string[] segments, Dictionary<string, object?> values)
    {
        if (_templates.TryGetValue((method, segments.Length), out var list))
        {
            foreach (var template in list)
            {
                if (template.Matches(segments, values))
                {
                    return template.Operation;
                }
            }
        }

        foreach (var template in _rests)
        {
            if (template.Operation.Method == method && template.Matches(segments, values))
            {
                return template.Operation;
            }
        }

        return null;
    }

    private sealed record Template(Operation Operation, string[] Segments)
    {
        public bool HasRest => Segments is [.., ['{', '*', ..]];

        /// <summary>Sorts the more literal before the less, from the left.</summary>
        public string Rank { get; } = new([.. Segments.Select(segment => segment[0] != '{' ? 'a' : segment.StartsWith("{*", StringComparison.Ordinal) ? 'c' : 'b')]);

        public bool Matches(string[] segments, Dictionary<string, object?> values)
        {
            values.Clear();
            for (var i = 0; i < Segments.Length; i++)
            {
                var mine = Segments[i];
                if (mine.StartsWith("{**", StringComparison.Ordinal))
                {
                    return true;
                }

                if (i >= segments.Length)
                {
                    return false;
                }

                if (mine[0] == '{')
                {
                    values[mine[1..^1]] = Uri.UnescapeDataString(segments[i]);
                }
                else if (!mine.Equals(segments[i], StringComparison.OrdinalIgnoreCase))
                {
                    return false;
                }
            }

            return segments.Length == Segments.Length;
        }
    }
}
