using System.Text.Json;
using Digdir.Altinn.Gateway.Catalogue;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Catalogue;

/// <summary>The schema that editors use says what the gateway reads.</summary>
public sealed class SchemaTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Catalogue");

    private static readonly JsonElement Schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "catalogue.schema.json"))).RootElement;

    private static JsonElement OfOperation => Schema.GetProperty("$defs").GetProperty("operation").GetProperty("properties");

    [Fact]
    public void It_knows_the_kinds_and_forms_that_the_gateway_knows()
    {
        Words(OfOperation.GetProperty("kind")).ShouldBe(OperationFields.Kinds.Keys);
        Words(OfOperation.GetProperty("tokens").GetProperty("items")).ShouldBe(OperationFields.Forms.Keys);
    }

    [Fact]
    public void Every_field_in_use_is_in_it_and_every_field_in_it_is_read()
    {
        var used = new HashSet<string>();
        foreach (var path in Directory.EnumerateFiles(Folder, "*.json").Where(path => !path.EndsWith(".schema.json", StringComparison.Ordinal)))
        {
            var product = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
            product.EnumerateObject().Select(member => member.Name).Except(Schema.GetProperty("properties").EnumerateObject().Select(member => member.Name)).ShouldBeEmpty();
            used.UnionWith(product.GetProperty("operations").EnumerateArray().SelectMany(operation => operation.EnumerateObject()).Select(member => member.Name));
        }

        used.ShouldBe(OfOperation.EnumerateObject().Select(member => member.Name), ignoreOrder: true);
    }

    [Fact]
    public void Every_token_form_has_a_word()
        => OperationFields.Forms.Values.Aggregate(TokenForms.None, (all, form) => all | form)
            .ShouldBe(Enum.GetValues<TokenForms>().Aggregate(TokenForms.None, (all, form) => all | form));

    private static IEnumerable<string?> Words(JsonElement piece) => piece.GetProperty("enum").EnumerateArray().Select(word => word.GetString());
}
