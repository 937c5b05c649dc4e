using System.Text;
using Digdir.Altinn.Gateway.Observations;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Observations;

public sealed class GraphReaderTests
{
    private const long Now = 1_795_341_600_000;

    [Theory]
    [InlineData("{ a }", null, "Query")]
    [InlineData("query Search($input: I!) { searchDialogs(input: $input) { items { id } } }", null, "Query")]
    [InlineData("# mutation\nfragment F on X { query } mutation Do { a }", null, "Mutation")]
    [InlineData("subscription { dialogEvents }", null, "Subscription")]
    [InlineData("query A { a } mutation B { b }", "B", "Mutation")]
    [InlineData("query A { a } mutation B { b }", "A", "Query")]
    [InlineData("query A($t: String = \"mutation {\") { a(t: \"\"\"}\"\"\") } ", null, "Query")]
    [InlineData("fragment mutation on Query { searchDialogs { items { id } } } query { ...mutation }", null, "Query")]
    [InlineData("fragment subscription on Query { searchDialogs { items { id } } } { ...subscription }", null, "Query")]
    [InlineData("query mutation { a }", null, "Query")]
    [InlineData("query Q @mutation(a: 1) { a }", null, "Query")]
    [InlineData("", null, "Unknown")]
    [InlineData("}}}}{{{{", null, "Query")]
    [InlineData("\"\"\"", null, "Unknown")]
    [InlineData("query", "B", "Query")]
    public void The_document_says_what_it_does(string document, string? name, string expected)
    {
        var read = new GraphDocument(document, name, QuestionTests.Keys);
        read.Read();
        read.Kind.ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("query B { x: searchDialogs(input: $i) { items { id } } }", true)]
    [InlineData("# 17\n query   A($i : I!) @z(b: 3) {searchDialogs( input:$i ),{ items { id party } }}", true)]
    [InlineData("query A($j: I!) { ...F } fragment F on Query { y: searchDialogs(input: $j) { items { id } } }", true)]
    [InlineData("query A { searchDialogs(input: $i, limit: 7) { items { id } } }", true)]
    [InlineData("query A { searchDialogs(input: $i, org: \"ttd\") { items { id } } }", false)]
    [InlineData("query A { dialogById(input: $i) { id } }", false)]
    [InlineData("query A { searchDialogs(input: $i) { items { id } } parties { party } }", false)]
    public void A_document_asks_the_same_however_it_is_dressed_up(string document, bool isSame)
    {
        var plain = Read("""{"query":"query A($i: I!) { searchDialogs(input: $i) { items { id } } }","operationName":"A","variables":{"i":{"status":["NEW"]}}}""");
        var body = new System.Text.Json.Nodes.JsonObject
        {
            ["extensions"] = new System.Text.Json.Nodes.JsonObject { ["nonce"] = document.Length },
            ["query"] = document,
            ["variables"] = System.Text.Json.Nodes.JsonNode.Parse("""{"i":{"status":["NEW"]}}"""),
        };

        (Read(body.ToJsonString()).Asked == plain.Asked).ShouldBe(isSame);
    }

    [Fact]
    public void Documents_that_the_product_knows_already_are_told_apart_by_their_hashes()
    {
        var one = Read("""{"extensions":{"persistedQuery":{"sha256Hash":"aa"}}}""").Asked;

        Read("""{"extensions":{"persistedQuery":{"sha256Hash":"aa"}}}""").Asked.ShouldBe(one);
        Read("""{"extensions":{"persistedQuery":{"sha256Hash":"bb"}}}""").Asked.ShouldNotBe(one);
    }

    [Fact]
    public void Variables_are_part_of_the_question_and_parties_cursors_and_page_sizes_are_not()
    {
        var one = Read("""{"query":"query S { s }","variables":{"input":{"party":["urn:altinn:organization:identifier-no:310010693"],"limit":100,"status":["NEW"]}}}""");
        var page = Read("""{"variables":{"input":{"status":["NEW"],"continuationToken":"abc","limit":50,"party":["0192:991825827"]}},"query":"query S { s }"}""");

        page.Asked.ShouldBe(one.Asked);
        one.Party.ShouldBe(QuestionTests.Keys.OfParty("310010693"));
        page.CursorUsed.ShouldBe(QuestionTests.Keys.OfText("abc"));
        Read("""{"query":"query S { s }","variables":{"input":{"party":["310010693"],"status":["OLD"]}}}""").Asked.ShouldNotBe(one.Asked);
    }

    [Fact]
    public void Each_party_that_a_question_names_counts_once_and_the_question_stays_the_same()
    {
        var one = Read("""{"query":"query S { s }","variables":{"input":{"party":["310010693"],"status":["NEW"]}}}""");
        var three = Read("""{"query":"query S { s }","variables":{"input":{"party":["310010693","991825827","urn:altinn:organization:identifier-no:310010693","310000019"],"status":["NEW"]}}}""");

        three.Party.ShouldBe(QuestionTests.Keys.OfParty("310010693"));
        three.Others.ShouldBe([QuestionTests.Keys.OfParty("991825827"), QuestionTests.Keys.OfParty("310000019")]);
        three.Asked.ShouldBe(one.Asked);
        one.Others.ShouldBeNull();
    }

    [Fact]
    public void Ten_thousand_parties_in_one_question_are_a_hundred()
    {
        var parties = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"{310_000_000 + i}\""));

        Read("""{"query":"query S { s }","variables":{"party":[""" + parties + "]}}").Others.ShouldNotBeNull().Length.ShouldBe(CallQuestion.MostParties - 1);
    }

    [Fact]
    public void A_window_that_moves_asks_the_same()
    {
        const string Template = """{"query":"query S { s }","variables":{"input":{"updatedAfter":"AT"}}}""";
        var now = DateTimeOffset.FromUnixTimeMilliseconds(Now);

        var first = Read(Template.Replace("AT", now.AddMinutes(-5).ToString("O"), StringComparison.Ordinal));
        var second = Read(Template.Replace("AT", now.AddMinutes(-6).ToString("O"), StringComparison.Ordinal));

        second.Asked.ShouldBe(first.Asked);
        first.IsTimeFiltered.ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("[{\"query\":\"mutation { a }\"}]")]
    [InlineData("{\"query\":7,\"variables\":[[[[1]]]],\"operationName\":{}}")]
    [InlineData("{\"query\":\"{ a }\",\"variables\":{\"party\":{\"party\":[[\"a\"],{\"b\":[1]}]},\"x\":\"")]
    [InlineData("{\"variables\":{\"party\":[")]
    public void Odd_bodies_count_as_queries(string body) => Read(body).Kind.ShouldBe(GraphKind.Query);

    private static GraphQuestion Read(string body) => GraphReader.Read(Encoding.UTF8.GetBytes(body), QuestionTests.Keys, Now);
}
