using System.Collections.Immutable;
using Digdir.Altinn.Gateway.Catalogue;

namespace Digdir.Altinn.Gateway.ApiDiff;

/// <summary>The catalogue's operations that changes reach.</summary>
/// <param name="Known">Each with how the description writes it, in the catalogue's order.</param>
/// <param name="Unknown">What the catalogue has nothing for.</param>
internal sealed record CatalogueOperations(ImmutableArray<(ApiOperation Written, Operation Operation)> Known, ImmutableArray<ApiOperation> Unknown)
{
    /// <summary>
    /// Finds them by method and path. Descriptions are often written relative to where the API is mounted, so the path in front is taken to be the one that finds
    /// the most of the description's operations, unless it is given. What the API calls at its clients is nobody's to look for. A fixed segment fits a parameter of the catalogue: an app's own description names its app.
    /// </summary>
    public static CatalogueOperations Find(OperationCatalogue catalogue, ApiDocument described, ImmutableArray<ApiChange> changes, string? basePath)
    {
        HashSet<ApiOperation> all = [.. ApiComparison.Operations(described, "paths").Keys];
        var prefix = basePath ?? Prefixes(catalogue, described).MaxBy(prefix => all.Count(operation => Match(catalogue, prefix, operation) is not null)) ?? "";
        var known = ImmutableArray.CreateBuilder<(ApiOperation, Operation)>();
        var unknown = ImmutableArray.CreateBuilder<ApiOperation>();
        foreach (var written in changes.SelectMany(change => change.Operations).Where(all.Contains).Distinct().Order(ApiOperation.InOrder))
        {
            if (Match(catalogue, prefix, written) is { } operation)
            {
                known.Add((written, operation));
            }
            else
            {
                unknown.Add(written);
            }
        }

        known.Sort((one, other) => one.Item2.Ordinal.CompareTo(other.Item2.Ordinal));
        return new CatalogueOperations(known.DrainToImmutable(), unknown.DrainToImmutable());
    }

    /// <summary>No path in front, those of the description's servers, and every path that stands in front of an operation of the catalogue.</summary>
    private static HashSet<string> Prefixes(OperationCatalogue catalogue, ApiDocument described)
    {
        HashSet<string> prefixes = new(StringComparer.OrdinalIgnoreCase) { "" };
        foreach (var server in described.Root["servers"]?.Elements() ?? [])
        {
            if (server.Text("url") is { } url && Uri.TryCreate(new Uri("https://localhost/"), url, out var address))
            {
                prefixes.Add(address.AbsolutePath.TrimEnd('/'));
            }
        }

        foreach (var operation in catalogue.Operations)
        {
            for (var at = operation.Path.IndexOf('/', 1); at > 0; at = operation.Path.IndexOf('/', at + 1))
            {
                if (!operation.Path.AsSpan(0, at).Contains('{'))
                {
                    prefixes.Add(operation.Path[..at]);
                }
            }
        }

        return prefixes;
    }

    private static Operation? Match(OperationCatalogue catalogue, string prefix, ApiOperation written)
    {
        var path = (prefix.TrimEnd('/') + written.Path).Split('/', StringSplitOptions.RemoveEmptyEntries);
        Operation? loose = null;
        foreach (var operation in catalogue.Operations)
        {
            if (operation.Method == written.Method && Fits(operation.Path.Split('/', StringSplitOptions.RemoveEmptyEntries), path, out var exact))
            {
                if (exact)
                {
                    return operation;
                }

                loose ??= operation;
            }
        }

        return loose;
    }

    private static bool Fits(string[] template, string[] path, out bool exact)
    {
        exact = true;
        if (template.Length != path.Length)
        {
            return false;
        }

        for (var i = 0; i < template.Length; i++)
        {
            var (open, variable) = (template[i][0] == '{', path[i].Contains('{', StringComparison.Ordinal));
            if (open && template[i].StartsWith("{*", StringComparison.Ordinal))
            {
                return false;
            }

            if (open != variable)
            {
                exact = false;
            }

            if (!open && (variable || !template[i].Equals(path[i], StringComparison.OrdinalIgnoreCase)))
            {
                return false;
            }
        }

        return true;
    }
}
