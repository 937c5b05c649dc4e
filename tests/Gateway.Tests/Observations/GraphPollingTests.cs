using System.Globalization;
using System.Text;
using Digdir.Altinn.Gateway.Observations;
using Digdir.Altinn.Gateway.Vendors;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Observations;

/// <summary>Polling by GraphQL whose answers never change is told as polling, whatever the documents look like.</summary>
public sealed class GraphPollingTests
{
    private const string Request = """{"query":"DOCUMENT","extensions":{"n":{i}},"variables":{"i":{"party":["310010693"]}}}""";
    private const string Items = """[{"id":"a","contentUpdatedAt":"1","party":"urn:altinn:organization:identifier-no:310010693"}]""";
    private static readonly ObservationMapper Mapper = new(QuestionTests.Keys);
    private static readonly RouteValueDictionary NoPath = [];
    private static readonly Caller Machine = new() { Vendor = null, System = "991825827_system", Client = "c", CustomerKey = 7, ClientKey = 8 };
    private static readonly long Start = new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    [Theory]
    [InlineData("# {i}\\nquery { searchDialogs(input: $i) { items { id } } }", """{"data":{"searchDialogs":{"items":ITEMS}}}""")]
    [InlineData("# {i}\\nquery { x: searchDialogs(input: $i) { items { id } } }", """{"data":{"x":{"items":ITEMS}}}""")]
    [InlineData("query Q{i} { x{i}: searchDialogs(input: $i) { i{i}: items { id } } }", """{"data":{"x{i}":{"i{i}":ITEMS}}}""")]
    [InlineData("query Q{i} { x{i}: dialogById(id: 1) { y{i}: revision } }", """{"data":{"x{i}":{"y{i}":"1"}}}""")]
    public void An_answer_that_never_changes_is_no_news(string document, string answer)
    {
        var conduct = new VendorConduct(new ConductRules(), new ConductSettings { Mode = ConductMode.Enforce });
        for (var poll = 0; poll < 300; poll++)
        {
            var number = poll.ToString(CultureInfo.InvariantCulture);
            Hear(
                conduct,
                Request.Replace("DOCUMENT", document, StringComparison.Ordinal).Replace("{i}", number, StringComparison.Ordinal),
                answer.Replace("{i}", number, StringComparison.Ordinal).Replace("ITEMS", Items, StringComparison.Ordinal),
                Start + (poll * 60_000L));
        }

        var group = conduct.Look(Start + (300 * 60_000L)).Groups.ShouldHaveSingleItem();
        group.Group.Class.ShouldBe(ReadClass.List);
        group.Level.ShouldBe(Level.Notice);
        group.Penalty.ShouldBeGreaterThan(200);
    }

    private static void Hear(VendorConduct conduct, string body, string answer, long at)
    {
        var operation = QuestionTests.Shipped.Value.Operations.Single(one => one.Id == "dialogporten.graphql.query");
        var graph = GraphReader.Read(Encoding.UTF8.GetBytes(body), QuestionTests.Keys, at);
        var question = default(CallQuestion);
        Mapper.Read(new CallFacts { Operation = operation, At = at, Path = NoPath, Caller = Machine, Graph = graph }, ref question);
        var json = Encoding.UTF8.GetBytes(answer);
        var plan = Mapper.PlanOf(operation).Answer;
        var things = new AnswerThings();
        AnswerReader.Read(json, isWhole: true, plan, question.Parties, QuestionTests.Keys, things, graph.Aliases);
        var facts = new AnswerFacts { Status = 200, Body = AnswerReader.HashOf(json, plan, QuestionTests.Keys.Seed, isNamed: false) };
        conduct.Hear(Mapper.Observe(question, 0, facts, things.Count), things.Of(0, 1));
    }
}
