using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Digdir.Altinn.Gateway.Catalogue;

/// <summary>All products and operations of one valid catalogue. Immutable; a node swaps one for the next.</summary>
internal sealed class OperationCatalogue
{
    private readonly FrozenDictionary<string, Operation> _byId;
    private readonly ImmutableArray<PathTemplate> _templates;

    private OperationCatalogue(ImmutableArray<Product> products, ImmutableArray<Operation> operations, ImmutableArray<PathTemplate> templates)
    {
        Products = products;
        Operations = operations;
        _templates = templates;
        _byId = operations.ToFrozenDictionary(operation => operation.Id, StringComparer.Ordinal);
    }

    /// <summary>The products; each stands at its <see cref="Product.Ordinal"/>.</summary>
    public ImmutableArray<Product> Products { get; }

    /// <summary>The operations, open and closed; each stands at its <see cref="Operation.Ordinal"/>.</summary>
    public ImmutableArray<Operation> Operations { get; }

    /// <summary>The operation with the id, or null.</summary>
    public Operation? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>
    /// The methods of the product's open operations at the path, for the Allow field of a refusal; empty when the path is none of theirs. Pages that take
    /// any path are left out. Walks the product's operations: for refusals only.
    /// </summary>
    /// <param name="product">The product the path lies in.</param>
    /// <param name="host">The host the path is on.</param>
    /// <param name="path">The path there, decoded.</param>
    public ImmutableArray<string> MethodsAt(Product product, OperationHost host, ReadOnlySpan<char> path)
    {
        var methods = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < Operations.Length; i++)
        {
            var operation = Operations[i];
            if (operation.Closed is null && operation.Product == product && operation.Host == host
                && !_templates[i].HasRest && _templates[i].Matches(path) && !methods.Contains(operation.Method))
            {
                methods.Add(operation.Method);
            }
        }

        return methods.DrainToImmutable();
    }

    /// <summary>
    /// Puts files together. Pure: the same files give the same catalogue, ordinals included. When any file has an error, or they contradict each other,
    /// all errors are returned, by file and line, and no catalogue.
    /// </summary>
    public static (OperationCatalogue? Catalogue, IReadOnlyList<CatalogueError> Errors) Join(IReadOnlyList<CatalogueFile> files)
    {
        var errors = files.SelectMany(file => file.Errors.All).ToList();
        RefuseClashes(files, errors);
        if (errors.Count > 0)
        {
            return (null, [.. errors.OrderBy(error => error.File, StringComparer.Ordinal).ThenBy(error => error.Line)]);
        }

        var products = ImmutableArray.CreateBuilder<Product>();
        var operations = ImmutableArray.CreateBuilder<Operation>();
        var templates = ImmutableArray.CreateBuilder<PathTemplate>();
        foreach (var file in files)
        {
            if (file.Product is not { } read)
            {
                continue;
            }

            var product = read with { Ordinal = products.Count };
            products.Add(product);
            foreach (var (operation, template, _) in file.Operations)
            {
                operations.Add(operation with { Product = product, Ordinal = operations.Count });
                templates.Add(template);
            }
        }

        return (new OperationCatalogue(products.DrainToImmutable(), operations.DrainToImmutable(), templates.DrainToImmutable()), []);
    }

    private static void RefuseClashes(IReadOnlyList<CatalogueFile> files, List<CatalogueError> errors)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        var places = new Dictionary<(OperationHost, string, string), string>();
        var prefixes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            foreach (var prefix in file.Prefixes)
            {
                if (!prefixes.TryAdd(prefix.Shape, file.Name))
                {
                    errors.Add(new CatalogueError(file.Name, file.Line, $"product: the prefix {prefix.Shape} is already that of {prefixes[prefix.Shape]}."));
                }
            }

            foreach (var (operation, template, line) in file.Operations)
            {
                var here = $"{file.Name}({line})";
                if (!ids.TryAdd(operation.Id, here))
                {
                    errors.Add(new CatalogueError(file.Name, line, $"operation {operation.Id}: the id is already used in {ids[operation.Id]}."));
                }

                if (!places.TryAdd((operation.Host, operation.Method, template.Shape), here))
                {
                    errors.Add(new CatalogueError(file.Name, line,
                        $"operation {operation.Id}: {operation.Method} {operation.Path} takes the same requests as {places[(operation.Host, operation.Method, template.Shape)]}."));
                }

                if (operation.Host == OperationHost.Platform && AppHosts.Owns(operation.Path))
                {
                    errors.Add(new CatalogueError(file.Name, line, $"operation {operation.Id}: what is below {AppHosts.PathPrefix} is on the apps' hosts: give \"host\": \"app\" and the path there."));
                }
                else if (operation.Host == OperationHost.App && !file.Prefixes.Any(prefix => string.Equals(prefix.Shape, AppHosts.PathPrefix, StringComparison.Ordinal)))
                {
                    errors.Add(new CatalogueError(file.Name, line, $"operation {operation.Id}: a product with operations on the apps' hosts has the prefix {AppHosts.PathPrefix}."));
                }
                else if (operation.Host == OperationHost.Platform && !file.Prefixes.Any(prefix => template.IsBelow(prefix)))
                {
                    errors.Add(new CatalogueError(file.Name, line, $"operation {operation.Id}: {operation.Path} is below none of the product's prefixes."));
                }
            }
        }

        if (files.Count == 0)
        {
            errors.Add(new CatalogueError("*.json", 0, "there is no product file in the folder."));
        }
    }
}
