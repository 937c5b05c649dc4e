using System.Text;
using Digdir.Altinn.Gateway.Observations;
using Digdir.Altinn.Grains.Observations;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Observations;

/// <summary>What is read out of an answer, whole or in pieces, well-formed or not.</summary>
public sealed class AnswerReaderTests
{
    internal const string List = """{"items":[{"id":"a","party":"urn:altinn:organization:identifier-no:310010693","contentUpdatedAt":"1"},{"party":"urn:altinn:organization:identifier-no:991825827","contentUpdatedAt":"2","id":"b","content":{"id":"x","items":[1]}}],"hasNextPage":true,"continuationToken":"createdat_1,id_b"}""";
    private const string Search = "dialogporten.dialogs.search";

    internal static ulong[] Two { get; } = [QuestionTests.Keys.OfParty("310010693"), QuestionTests.Keys.OfParty("991825827")];

    [Fact]
    public void The_things_of_a_list_are_told_apart_by_id_and_version_and_party()
    {
        var things = Read(Search, List, Two);

        things.Count.ShouldBe(2);
        things.IsCut.ShouldBeFalse();
        things.Of(0, 2).Length.ShouldBe(1);
        things.Of(1, 2).Length.ShouldBe(1);
        Keys(Read(Search, List.Replace("\"1\"", "\"3\"", StringComparison.Ordinal), Two)).Intersect(Keys(things)).ShouldBe([Keys(things)[1]]);
        Keys(Read(Search, List.Replace("hasNextPage\":true", "hasNextPage\":false", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal), Two)).ShouldBe(Keys(things));
    }

    [Theory]
    [InlineData(Search, """{"items":[{"id":"0194FE82-9280-77a5-a7cd-5ff0e6a6fa07","contentUpdatedAt":"1"}]}""")]
    [InlineData("melding.correspondences.list", """{"ids":["0194fe82-9280-77a5-a7cd-5ff0e6a6fa07"]}""")]
    public void A_thing_that_was_listed_is_known_again_when_a_path_names_it(string operation, string json)
    {
        var listed = Keys(Read(operation, json, [7])).ShouldHaveSingleItem();

        ThingHash.Id(listed).ShouldBe(ThingHash.Id(QuestionTests.Keys.OfText("0194fe82-9280-77a5-a7cd-5ff0e6a6fa07")));
        ThingHash.Id(listed).ShouldNotBe(ThingHash.Id(QuestionTests.Keys.OfText("0194fe82-9280-77a5-a7cd-5ff0e6a6fa08")));
    }

    [Theory]
    [InlineData("""{"id":"a","createdAt":"2026-11-02T08:00:00.1234567Z","revision":"r"}""", 1_793_606_400_123)]
    [InlineData("""{"createdAt":"2026-11-02T09:00:00+01:00","id":"a"}""", 1_793_606_400_000)]
    [InlineData("""{"id":"a","createdAt":"yesterday"}""", 0)]
    [InlineData("""{"id":"a","createdAt":1793606400}""", 0)]
    [InlineData("""{"id":"a","createdAt":"0001-01-01T00:00:00Z"}""", 0)]
    [InlineData("""{"id":"a","content":{"createdAt":"2026-11-02T08:00:00Z"}}""", 0)]
    public void When_a_thing_was_made_is_read_where_the_catalogue_says(string json, long at)
        => Read("dialogporten.dialogs.get", json, [7]).CreatedAt.ShouldBe(at);

    [Fact]
    public void The_next_cursor_is_the_one_the_next_call_uses()
        => Read(Search, List, Two).CursorGiven.ShouldBe(QuestionTests.Keys.OfText("createdat_1,id_b"));

    [Theory]
    [InlineData("systembruker.requests.bysystem", """{"links":{"next":"https://platform/bysystem/x?token=a%3Db&size=50"},"data":[{"id":"1","status":"New"}]}""", "a=b", 1)]
    [InlineData("apps.storage.search", """{"count":1,"next":"https://platform/instances?continuationToken=7","instances":[{"id":"1","lastChanged":"x","instanceOwner":{"partyId":"51186218"}}]}""", "7", 1)]
    [InlineData("melding.correspondences.list", """{"ids":["a","b","a"]}""", null, 3)]
    [InlineData("formidling.filetransfers.search", """["a","b"]""", null, 2)]
    [InlineData("dialogporten.labellog.list", """[{"createdAt":"1","name":"x"},{"createdAt":"2","name":"x"}]""", null, 2)]
    [InlineData("dialogporten.dialogs.get", """{"id":"a","revision":"r","contentUpdatedAt":"1","dialogToken":"secret"}""", null, 1)]
    [InlineData("dialogporten.graphql.query", """{"data":{"searchDialogs":{"items":[{"id":"a","contentUpdatedAt":"1"}],"continuationToken":"t"}}}""", "t", 1)]
    [InlineData("dialogporten.serviceresources.list", """{"items":[{"serviceResource":{"id":"a"}}]}""", null, 1)]
    [InlineData(Search, """{"items":[]}""", null, 0)]
    public void Each_list_is_read_where_the_catalogue_says(string operation, string json, string? cursor, int count)
    {
        var things = Read(operation, json, [7]);

        things.Count.ShouldBe(count);
        things.CursorGiven.ShouldBe(cursor is null ? 0 : QuestionTests.Keys.OfText(cursor));
        Keys(things).ShouldAllBe(key => key != 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"items":null}""")]
    [InlineData("""{"items":7}""")]
    [InlineData("""{"things":[{"id":"a"}]}""")]
    [InlineData("""{"items":[{"id":"a","contentUpdatedAt":"1"}""")]
    [InlineData("""{"items":[{"id":"a"}]}{"items":[]}""")]
    [InlineData("""{"items":[{"id":"a",]}""")]
    [InlineData("<html>not json</html>")]
    [InlineData("\u0000\u0001\u0002")]
    public void What_is_not_understood_is_no_list(string json)
    {
        var things = Read(Search, json, [7]);

        things.Count.ShouldBe(-1);
        things.Of(0, 1).Length.ShouldBe(0);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_no_list()
    {
        var bytes = Encoding.UTF8.GetBytes("""{"items":[{"id":"a","party":"??"}]}""");
        bytes.AsSpan(bytes.AsSpan().IndexOf("??"u8), 2).Fill(0xff);

        Read(Search, bytes, isWhole: true, [7]).Count.ShouldBe(-1);
    }

    [Fact]
    public void Nesting_without_end_is_no_list()
    {
        var deep = "{\"items\":" + new string('[', 100_000);

        Read(Search, deep, [7]).Count.ShouldBe(-1);
        Read(Search, Encoding.UTF8.GetBytes("{\"items\":[{\"id\":\"a\",\"x\":" + new string('[', 100_000)), isWhole: false, [7]).Count.ShouldBe(-1);
    }

    [Fact]
    public void Ids_of_a_megabyte_are_ids()
    {
        var huge = new string('a', 1_000_000);

        Read(Search, $$"""{"items":[{"id":"{{huge}}","party":"{{huge}}"}],"continuationToken":"{{huge}}"}""", [7]).Count.ShouldBe(1);
    }

    [Fact]
    public void The_same_answer_is_read_the_same_however_far_it_came()
    {
        var whole = Encoding.UTF8.GetBytes(List);
        var all = Keys(Read(Search, List, Two));
        for (var length = 0; length < whole.Length; length++)
        {
            var things = Read(Search, whole.AsSpan(0, length).ToArray(), isWhole: false, Two);

            Keys(things).ShouldBe(all.Take(Keys(things).Length));
            (things.IsCut || things.Count < 0).ShouldBeTrue();
        }
    }

    [Fact]
    public void Of_more_than_a_thousand_things_a_thousand_travel_and_all_count()
    {
        var things = Read("melding.correspondences.list", $$"""{"ids":[{{string.Join(',', Enumerable.Range(0, 5000).Select(number => $"\"{number}\""))}}]}""", [7]);

        things.Count.ShouldBe(5000);
        things.IsCut.ShouldBeTrue();
        things.Of(0, 1).Length.ShouldBe(1000);
    }

    [Fact]
    public void What_tells_nothing_is_not_in_the_hash()
    {
        var plan = Plan("dialogporten.dialogs.get");
        ulong Hash(string json) => AnswerReader.HashOf(Encoding.UTF8.GetBytes(json), plan, 1);

        Hash("""{"id":"a","dialogToken":"one","seenSinceLastUpdate":[{"id":"x"}]}""").ShouldBe(Hash("""{ "id": "a", "dialogToken": "two", "seenSinceLastUpdate": [] }"""));
        Hash("""{"id":"a","status":"New"}""").ShouldNotBe(Hash("""{"id":"a","status":"Old"}"""));
        Hash("""{"id":"a","status":{"dialogToken":1}}""").ShouldBe(Hash("""{"id":"a","status":{"dialogToken":2}}"""));
        Hash("{\"a\":").ShouldBe(0ul);
    }

    [Fact]
    public void Random_bytes_and_mutations_do_no_harm()
    {
        var random = new Random(13);
        var whole = Encoding.UTF8.GetBytes(List);
        for (var round = 0; round < 2_000; round++)
        {
            var mutated = (byte[])whole.Clone();
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            }

            Should.NotThrow(() => Read(Search, mutated, isWhole: random.Next(2) == 0, Two));
            Should.NotThrow(() => AnswerReader.HashOf(mutated, Plan("dialogporten.dialogs.get"), 1));
        }
    }

    internal static AnswerPlan Plan(string operation) => AnswerPlan.Of(QuestionTests.Shipped.Value.Find(operation).ShouldNotBeNull());

    private static AnswerThings Read(string operation, string json, ulong[] parties) => Read(operation, Encoding.UTF8.GetBytes(json), isWhole: true, parties);

    private static AnswerThings Read(string operation, byte[] json, bool isWhole, ulong[] parties)
    {
        var things = new AnswerThings();
        AnswerReader.Read(json, isWhole, Plan(operation), parties, QuestionTests.Keys, things);
        return things;
    }

    private static ulong[] Keys(AnswerThings things) => things.Of(0, 1).ToArray();
}
