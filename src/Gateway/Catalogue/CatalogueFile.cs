using System.Collections.Immutable;
using System.Text.Json;

namespace Digdir.Altinn.Gateway.Catalogue;

/// <summary>
/// One product's file as read: the product, its operations and where each stands. Reading is pure and strict: a field that is not known, of the wrong
/// kind or out of range is an error with its line, and every error of the file is found at once.
/// </summary>
internal sealed record CatalogueFile
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    /// <summary>File name, without folder.</summary>
    public required string Name { get; init; }

    /// <summary>The product; null when the file is not even one object.</summary>
    public Product? Product { get; private set; }

    /// <summary>Line of the product's id.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>Prefixes with their templates.</summary>
    public ImmutableArray<PathTemplate> Prefixes { get; private set; } = [];

    /// <summary>The operations with their templates and lines, in file order.</summary>
    public List<(Operation Operation, PathTemplate Template, int Line)> Operations { get; } = [];

    /// <summary>What is wrong with the file.</summary>
    public required CatalogueErrors Errors { get; init; }

    /// <summary>Reads a file.</summary>
    public static CatalogueFile Read(string name, ReadOnlySpan<byte> utf8)
    {
        var errors = new CatalogueErrors(name);
        var file = new CatalogueFile { Name = name, Errors = errors };
        if (JsonPiece.Read(utf8, out var problem) is not { } root)
        {
            errors.Add(problem.Line, problem.Reason);
            return file;
        }

        file.ReadProduct(root);
        return file;
    }

    private void ReadProduct(JsonPiece root)
    {
        var fields = new Fields(root, "product", Errors);
        fields.Take("$schema", required: false);
        var id = fields.Text("id", required: true);
        Line = fields.LineOf("id");
        if (id is not null && !Name.Equals(id + ".json", StringComparison.Ordinal))
        {
            fields.Refuse("id", $"is '{id}', but the file of that product is named {id}.json");
        }

        if (id is not null && !IsWord(id))
        {
            fields.Refuse("id", "is to be lower-case letters and digits");
        }

        var name = fields.Inner("name", required: true);
        var (nb, en) = BothLanguages(name);
        var clause = fields.Text("clause");
        if (clause is not null && !clause.Split('.').All(part => part.Length > 0 && part.All(char.IsAsciiDigit)))
        {
            fields.Refuse("clause", $"is to be a clause such as 2.1, not '{clause}'");
        }

        var prefixes = ImmutableArray.CreateBuilder<PathTemplate>();
        var prefixTexts = fields.Texts("prefixes", required: true, text =>
        {
            if (!PathTemplate.TryParse(text, out var template, out var problem))
            {
                return $"has '{text}': {problem}";
            }

            prefixes.Add(template);
            return template.HasRest ? $"has '{text}', which already takes the rest" : text == "/" ? "has '/', which is every path" : null;
        });
        if (prefixTexts.IsEmpty && fields.Has("prefixes"))
        {
            fields.Refuse("prefixes", "needs at least one prefix");
        }

        Prefixes = prefixes.DrainToImmutable();
        Product = new Product
        {
            Id = id ?? Path.GetFileNameWithoutExtension(Name),
            NameNb = nb,
            NameEn = en,
            Clause = clause,
            NeedsIntegration = fields.Flag("needsIntegration", otherwise: true),
            Prefixes = prefixTexts,
        };
        var operations = fields.Take("operations", required: true);
        fields.End();
        if (operations is { Kind: not JsonTokenType.StartArray } or { Elements.Count: 0 })
        {
            fields.Refuse("operations", "is to be an array of at least one operation");
        }

        foreach (var piece in operations?.Elements ?? [])
        {
            ReadOperation(piece, Product);
        }
    }

    private void ReadOperation(JsonPiece piece, Product product)
    {
        var id = piece.Members.Find(member => member.Name == "id").Value is { Kind: JsonTokenType.String, Text.Length: > 0 } named ? named.Text : null;
        var fields = new Fields(piece, id is null ? "operation" : $"operation {id}", Errors);
        fields.Text("id", required: true);
        if (id is not null && !IsOperationId(id, product))
        {
            fields.Refuse("id", $"is to be {product.Id}.{{noun}}.{{verb}} in lower-case letters and digits");
        }

        var method = fields.Text("method", required: true);
        if (method is not null && !Methods.Contains(method))
        {
            fields.Refuse("method", $"is to be one of {string.Join(", ", Methods)}, not '{method}'");
        }

        var path = fields.Text("path", required: true);
        PathTemplate? template = null;
        if (path is not null && !PathTemplate.TryParse(path, out template, out var problem))
        {
            fields.Refuse("path", $"'{path}' is not a template: {problem}");
        }

        var operation = OperationFields.Read(fields, id ?? "", product, method ?? "", path ?? "");
        fields.End();
        if (template is not null && id is not null && method is not null)
        {
            Operations.Add((operation, template, piece.Line));
        }
    }

    internal static (string Nb, string En) BothLanguages(Fields? fields)
    {
        if (fields is null)
        {
            return ("", "");
        }

        var texts = (fields.Text("nb", required: true) ?? "", fields.Text("en", required: true) ?? "");
        fields.End();
        return texts;
    }

    private static bool IsOperationId(string id, Product product)
    {
        var parts = id.Split('.');
        return parts.Length == 3 && parts.All(IsWord) && parts[0] == product.Id;
    }

    private static bool IsWord(string text) => text.Length > 0 && text.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character));
}
