namespace Digdir.Altinn.Gateway.Tests.Catalogue;

/// <summary>A catalogue in a folder of its own, for tests that write to it.</summary>
internal sealed class CatalogueFolderOnDisk : IDisposable
{
    /// <summary>A small valid product, one element per line so that a test can name lines.</summary>
    public const string Post = """
        {
          "id": "post",
          "name": { "nb": "Posten", "en": "The post" },
          "clause": "2.9",
          "prefixes": ["/post"],
          "operations": [
            {
              "id": "post.letters.list",
              "method": "GET",
              "path": "/post/letters",
              "kind": "list",
              "scopes": ["post:read"],
              "tokens": ["any-maskinporten"],
              "personalData": "no"
            },
            {
              "id": "post.letters.get",
              "method": "GET",
              "path": "/post/letters/{letterId}",
              "kind": "detail",
              "scopes": ["post:read"],
              "tokens": ["any-maskinporten"],
              "personalData": "no"
            }
          ]
        }
        """;

    public CatalogueFolderOnDisk() => Write("post.json", Post);

    public string Path { get; } = Directory.CreateTempSubdirectory("catalogue-").FullName;

    public static string Product(string id, string operations = "") => $$"""
        { "id": "{{id}}", "name": { "nb": "{{id}}", "en": "the {{id}}" }, "prefixes": ["/{{id}}"], "operations": [
          { "id": "{{id}}.things.list", "method": "GET", "path": "/{{id}}/things", "kind": "list", "scopes": [], "tokens": ["any-maskinporten"], "personalData": "no" }{{operations}}
        ] }
        """;

    public void Write(string name, string text) => File.WriteAllText(System.IO.Path.Combine(Path, name), text);

    /// <summary>As many editors save: a new file takes the old one's name.</summary>
    public void Replace(string name, string text)
    {
        var beside = System.IO.Path.Combine(Path, "." + name + ".swp");
        File.WriteAllText(beside, text);
        File.Move(beside, System.IO.Path.Combine(Path, name), overwrite: true);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
