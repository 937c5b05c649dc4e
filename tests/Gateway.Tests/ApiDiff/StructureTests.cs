using Digdir.Altinn.Gateway.ApiDiff;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.ApiDiff;

/// <summary>What is spelt otherwise and means the same is no change; what holds itself ends.</summary>
public sealed class StructureTests
{
    [Theory]
    [InlineData("""{"$ref":"#/components/schemas/A"}""", """{"A":{"type":"string"}}""", """{"$ref":"#/components/schemas/B"}""", """{"B":{"type":"string"}}""")]
    [InlineData("""{"$ref":"#/components/schemas/A"}""", """{"A":{"type":"string"}}""", """{"type":"string"}""", "{}")]
    [InlineData("""{"$ref":"#/components/schemas/A"}""", """{"A":{"$ref":"#/components/schemas/C"},"C":{"type":"string"}}""", """{"type":"string"}""", "{}")]
    [InlineData("""{"allOf":[{"properties":{"a":{}}},{"properties":{"b":{}},"required":["b"]}]}""", "{}", """{"type":"object","properties":{"b":{},"a":{}},"required":["b"]}""", "{}")]
    [InlineData("""{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/A"}]}""", """{"A":{"type":"string"}}""", """{"type":["string","null"]}""", "{}")]
    [InlineData("""{"nullable":true,"oneOf":[{"$ref":"#/components/schemas/A"}]}""", """{"A":{"type":"string"}}""", """{"type":"string","nullable":true}""", "{}")]
    [InlineData("""{"nullable":true,"allOf":[{"$ref":"#/components/schemas/A"}]}""", """{"A":{"type":"object"}}""", """{"type":["object","null"]}""", "{}")]
    [InlineData("""{"oneOf":[{"type":"string"},{"type":"integer"}]}""", "{}", """{"anyOf":[{"type":"integer"},{"type":"string"}]}""", "{}")]
    [InlineData("""{"type":"number","minimum":1,"exclusiveMinimum":true}""", "{}", """{"type":"number","exclusiveMinimum":1.0}""", "{}")]
    [InlineData("""{"enum":["b","a"]}""", "{}", """{"enum":["a","b"],"description":"Sorted."}""", "{}")]
    [InlineData("""{"type":"object","additionalProperties":true}""", "{}", """{"type":"object","additionalProperties":{}}""", "{}")]
    [InlineData("true", "{}", "{}", "{}")]
    public void Spelling_is_no_change(string was, string wasComponents, string now, string nowComponents)
    {
        Api.Compare(Api.Giving(was, Schemas(wasComponents)), Api.Giving(now, Schemas(nowComponents))).ShouldBeEmpty();
        Api.Compare(Api.Taking(now, Schemas(nowComponents)), Api.Taking(was, Schemas(wasComponents))).ShouldBeEmpty();
    }

    [Fact]
    public void A_schema_that_holds_itself_is_compared_once_around()
    {
        const string Tree = """{"Tree":{"properties":{"name":{"type":"string"},"kids":{"type":"array","items":{"$ref":"#/components/schemas/Tree"}}}}}""";
        const string Root = """{"$ref":"#/components/schemas/Tree"}""";

        Api.Compare(Api.Giving(Root, Schemas(Tree)), Api.Giving(Root, Schemas(Tree))).ShouldBeEmpty();
        var change = Api.Compare(Api.Giving(Root, Schemas(Tree)), Api.Giving(Root, Schemas(Tree.Replace("\"string\"", "\"integer\"", StringComparison.Ordinal)))).ShouldHaveSingleItem();

        change.Rule.ShouldBe(ApiRules.Type[Flow.Response, Move.Changed]);
        change.Subject.En.ShouldBe("Tree.name");
        change.NewPointer.ShouldBe("/components/schemas/Tree/properties/name/type");
        change.Operations.ShouldBe([new ApiOperation("GET", "/things")]);
        change.Text.En.ShouldBe("Tree.name in the response: the type changed from string to integer. Clients may get answers they were not made for.");
        change.Text.Nb.ShouldBe("Tree.name i svaret: typen er endret fra string til integer. Klienter kan få svar de ikke er laget for.");
    }

    [Theory]
    [InlineData("""{"A":{"allOf":[{"$ref":"#/components/schemas/B"}]},"B":{"allOf":[{"$ref":"#/components/schemas/A"},{"type":"object"}]}}""")]
    [InlineData("""{"A":{"oneOf":[{"$ref":"#/components/schemas/A"},{"type":"object","properties":{"a":{"$ref":"#/components/schemas/A"}}}]}}""")]
    [InlineData("""{"A":{"type":"object","not":{"properties":{"a":{"$ref":"#/components/schemas/A"}}}}}""")]
    [InlineData("""{"A":{"oneOf":[{"title":"x","properties":{"a":{"$ref":"#/components/schemas/A"}}},{"title":"y","properties":{"b":{"$ref":"#/components/schemas/A"}}}]}}""")]
    public void However_schemas_hold_each_other_the_comparison_ends(string schemas)
    {
        var document = Api.Giving("""{"$ref":"#/components/schemas/A"}""", Schemas(schemas));

        Api.Compare(document, document).ShouldBeEmpty();
        Api.Compare(document, Api.Giving("""{"type":"string"}""")).ShouldNotBeEmpty();
    }

    [Fact]
    public void What_a_shared_schema_changes_is_one_change_that_names_every_operation()
    {
        var older = Api.Of("""{"/a":{"get":{"responses":{"200":{"$ref":"#/components/responses/R"}}}},"/b":{"get":{"responses":{"200":{"$ref":"#/components/responses/R"}}}}}""",
            """{"responses":{"R":{"content":{"application/json":{"schema":{"properties":{"a":{},"b":{}}}}}}}}""");

        var change = Api.Compare(older, older.Replace(",\"b\":{}", "", StringComparison.Ordinal)).ShouldHaveSingleItem();

        change.Operations.Select(operation => operation.Path).ShouldBe(["/a", "/b"]);
    }

    [Fact]
    public void Renaming_the_parameters_of_a_path_is_no_change_and_what_else_changes_there_is_found()
    {
        var older = Api.Of("""{"/a/{id}/b/{no}":{"get":{"parameters":[{"in":"path","name":"id","schema":{"type":"string"}},{"in":"path","name":"no","schema":{"type":"integer"}}]}}}""");
        var newer = Api.Of("""{"/a/{thing}/b/{number}":{"parameters":[{"in":"path","name":"number","schema":{"type":"integer"}},{"in":"path","name":"thing","schema":{"type":"string"}}],"get":{}}}""");

        Api.Compare(older, newer).ShouldBeEmpty();
        var change = Api.Compare(older, newer.Replace("integer", "boolean", StringComparison.Ordinal)).ShouldHaveSingleItem();
        change.Text.En.ShouldStartWith("The path parameter number in the request: the type changed from integer to boolean.");
        change.Operations.ShouldBe([new ApiOperation("GET", "/a/{id}/b/{no}")]);
    }

    [Fact]
    public void What_clients_never_send_is_no_part_of_a_request_and_what_they_never_get_no_part_of_an_answer()
    {
        Api.Compare(Api.Taking("""{"properties":{"a":{},"id":{"readOnly":true}}}"""), Api.Taking("""{"properties":{"a":{}}}""")).ShouldBeEmpty();
        Api.Compare(Api.Giving("""{"properties":{"a":{}}}"""), Api.Giving("""{"properties":{"a":{},"secret":{"writeOnly":true}},"required":["secret"]}""")).ShouldBeEmpty();
        Api.Rules(Api.Compare(Api.Taking("""{"properties":{"id":{}}}"""), Api.Taking("""{"properties":{"id":{"readOnly":true}}}"""))).ShouldBe(["request-property-removed"]);
    }

    [Fact]
    public void What_the_api_sends_to_its_clients_is_an_answer_though_it_is_a_request()
    {
        var older = Api.Of("{}", "{}", ""","webhooks":{"told":{"post":{"requestBody":{"content":{"application/json":{"schema":{"enum":["a"]}}}}}}}""");

        Api.Rules(Api.Compare(older, older.Replace("[\"a\"]", "[\"a\",\"b\"]", StringComparison.Ordinal))).ShouldBe(["response-enum-value-added"]);
    }

    [Fact]
    public void A_new_name_for_a_security_scheme_is_no_change_and_another_header_is()
    {
        const string Members = """  "security":[{"one":["a"]}],"responses":{}""";
        var older = Api.Of("""{"/a":{"get":{""" + Members + "}}}", """{"securitySchemes":{"one":{"type":"apiKey","in":"header","name":"Key"}}}""");

        Api.Compare(older, older.Replace("\"one\"", "\"two\"", StringComparison.Ordinal)).ShouldBeEmpty();
        Api.Rules(Api.Compare(older, older.Replace("\"Key\"", "\"Other\"", StringComparison.Ordinal))).ShouldBe(["security-changed"]);
    }

    [Fact]
    public void Keywords_beside_a_reference_count_from_3_1_on()
    {
        const string Beside = """{"$ref":"#/components/schemas/A","maxLength":5}""";
        const string Components = """{"A":{"type":"string"}}""";
        var older = Api.Taking("""{"$ref":"#/components/schemas/A"}""", Schemas(Components));
        var newer = Api.Taking(Beside, Schemas(Components));

        Api.Rules(Api.Compare(older, newer)).ShouldBe(["request-max-length-lowered"]);
        Api.Compare(Of30(older), Of30(newer)).ShouldBeEmpty();

        static string Of30(string document) => document.Replace("3.1.0", "3.0.3", StringComparison.Ordinal);
    }

    [Fact]
    public void Ranges_and_defaults_speak_for_the_statuses_they_cover()
    {
        static string Responses(string responses) => Api.With($$"""  "responses":{{responses}}""");

        Api.Compare(Responses("""{"200":{},"201":{}}"""), Responses("""{"2XX":{}}""")).ShouldBeEmpty();
        Api.Compare(Responses("""{"default":{}}"""), Responses("""{"default":{},"404":{}}""")).ShouldBeEmpty();
        Api.Rules(Api.Compare(Responses("""{"200":{}}"""), Responses("""{"404":{}}"""))).ShouldBe(["response-error-added", "response-removed"]);
    }

    private static string Schemas(string schemas) => "{\"schemas\":" + schemas + "}";
}
