using System.Net;
using System.Text;
using Digdir.Altinn.Gateway.Catalogue;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Catalogue;

/// <summary>Random catalogues through real routing, against a naive reading of them: the same operation, always one, never a failure.</summary>
public sealed class RoutingModelTests
{
    private static readonly string[] Literals = ["a", "b", "c"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Routing_finds_what_the_model_finds(int seed)
    {
        var random = new Random(seed);
        var templates = Enumerable.Range(0, 120).Select(_ => Template(random)).DistinctBy(Shape).ToList();
        using var folder = new CatalogueFolderOnDisk();
        folder.Write("maze.json", Product(templates));
        await using var host = await CatalogueHost.StartAsync(new() { ["Catalogue:Path"] = folder.Path, ["Catalogue:Watch"] = "false" });

        for (var i = 0; i < 400; i++)
        {
            var path = "/maze" + string.Concat(Enumerable.Range(0, random.Next(0, 6)).Select(_ => "/" + Pick(random, ["a", "b", "c", "d", "A"]))) + (random.Next(6) == 0 ? "/" : "");
            using var response = await host.Client.GetAsync(path);

            var expected = templates.Where(template => Fits(template, path)).OrderBy(Rank, StringComparer.Ordinal).FirstOrDefault();
            var actual = response.StatusCode == HttpStatusCode.OK ? host.Catalogue.Current.Find(response.Headers.GetValues(CatalogueHost.OperationField).Single())?.Path : null;
            response.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.NotFound);
            actual.ShouldBe(expected, $"seed {seed}, {path}");
        }
    }

    [Fact]
    public void What_routing_could_not_tell_apart_is_refused_and_nothing_else()
    {
        var random = new Random(4);
        for (var i = 0; i < 500; i++)
        {
            string[] templates = [Template(random), Template(random)];

            var (catalogue, _) = OperationCatalogue.Join([CatalogueFile.Read("maze.json", Encoding.UTF8.GetBytes(Product(templates)))]);

            (catalogue is null).ShouldBe(Shape(templates[0]) == Shape(templates[1]), string.Join(" ", templates));
        }
    }

    private static string Template(Random random)
    {
        var segments = Enumerable.Range(0, random.Next(0, 5)).Select(at => random.Next(3) == 0 ? $"{{p{at}}}" : Pick(random, Literals)).ToList();
        if (random.Next(6) == 0)
        {
            segments.Add("{**rest}");
        }

        return "/maze" + string.Concat(segments.Select(segment => "/" + segment));
    }

    /// <summary>The naive model: leftmost literal first, then a parameter, then the rest; nothing left beats a rest of nothing.</summary>
    private static string Rank(string template)
        => string.Concat(template.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(segment => segment.StartsWith("{**", StringComparison.Ordinal) ? '3' : segment[0] == '{' ? '2' : '1'));

    private static bool Fits(string template, string path)
    {
        var segments = template.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i].StartsWith("{**", StringComparison.Ordinal))
            {
                return true;
            }

            if (i >= parts.Length || (segments[i][0] != '{' && !segments[i].Equals(parts[i], StringComparison.OrdinalIgnoreCase)))
            {
                return false;
            }
        }

        return parts.Length == segments.Length;
    }

    private static string Shape(string template) => string.Join('/', template.Split('/').Select(segment => segment.StartsWith("{**", StringComparison.Ordinal) ? "**" : segment.StartsWith('{') ? "*" : segment));

    private static string Product(IEnumerable<string> templates)
    {
        var operations = templates.Select((template, at) =>
            $$"""{ "id": "maze.way{{at}}.go", "method": "GET", "path": "{{template}}", "kind": "detail", "scopes": [], "tokens": ["any-maskinporten"], "personalData": "no" }""");
        return $$"""{ "id": "maze", "name": { "nb": "Labyrinten", "en": "The maze" }, "prefixes": ["/maze"], "operations": [ {{string.Join(",\n", operations)}} ] }""";
    }

    private static string Pick(Random random, string[] among) => among[random.Next(among.Length)];
}
