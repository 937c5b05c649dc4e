using System.Text.Json.Nodes;
using Digdir.Altinn.Gateway.ApiDiff;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.ApiDiff;

/// <summary>
/// The products' own descriptions, in excerpts: each is no change from itself, and every change made to it on purpose is found by its rule. Whole descriptions in
/// the folder that OPENAPI_DOCUMENTS names are tried as well. Of very many changes an even share is made.
/// </summary>
public sealed class DocumentsTests
{
    private const int MostChanges = 250;

    public static TheoryData<string> Documents =>
    [
        .. typeof(DocumentsTests).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("ApiDiff/", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        .. Environment.GetEnvironmentVariable("OPENAPI_DOCUMENTS") is { Length: > 0 } folder ? Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal) : (IEnumerable<string>)[],
    ];

    [Fact]
    public void There_is_an_excerpt_of_each_product()
        => Documents.Cast<object[]>().Count(row => ((string)row[0]).StartsWith("ApiDiff/", StringComparison.Ordinal)).ShouldBe(9);

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_description_is_no_change_from_itself(string document)
    {
        var json = Read(document);

        Api.Compare(json, json).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_change_of_a_known_kind_is_found_by_its_rule(string document)
    {
        var json = Read(document);
        List<Mutation> mutations = [.. Mutations.Of(Parse(json))];
        mutations.Count.ShouldBeGreaterThan(40);
        var step = (mutations.Count + MostChanges - 1) / MostChanges;

        List<string> missed = [];
        for (var i = 0; i < mutations.Count; i += step)
        {
            var changed = Parse(json);
            mutations[i].Make(changed);
            var found = Api.Compare(json, changed.ToJsonString());
            var right = mutations[i].Rule is { } rule ? found.Any(change => change.Rule.Id == rule) : found.All(change => change.Rule == ApiRules.OperationIdChanged);
            if (!right)
            {
                missed.Add($"{mutations[i].What}: {mutations[i].Rule} among {string.Join(", ", Api.Rules(found))}");
            }
        }

        missed.ShouldBeEmpty();
    }

    private static JsonNode Parse(string json) => JsonNode.Parse(json) ?? throw new InvalidOperationException("The description is null.");

    private static string Read(string document)
    {
        using var stream = typeof(DocumentsTests).Assembly.GetManifestResourceStream(document);
        using var reader = stream is null ? new StreamReader(document) : new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
