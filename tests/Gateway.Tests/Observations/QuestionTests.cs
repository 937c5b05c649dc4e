using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Observations;
using Digdir.Altinn.Gateway.Vendors;
using Digdir.Altinn.Grains.Observations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Observations;

/// <summary>When two calls ask the same, and for whom they ask.</summary>
public sealed class QuestionTests
{
    private const string Search = "dialogporten.dialogs.search";
    private const string Org = "310010693";
    private const string Person = "08844397713";
    internal static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    internal static readonly Lazy<OperationCatalogue> Shipped = new(() => OperationCatalogue.Join(CatalogueFolder.Read(Path.Combine(AppContext.BaseDirectory, "Catalogue")).Files).Catalogue.ShouldNotBeNull());
    internal static readonly IdentityHash Keys = new("a secret of the test, long enough");
    internal static readonly ObservationMapper Mapper = new(Keys);
    internal static readonly RouteValueDictionary NoPath = [];
    internal static readonly Caller Machine = new() { Vendor = null, System = "991825827_system", Client = "c", CustomerKey = 7, ClientKey = 8 };

    [Theory]
    [InlineData("?party=urn:altinn:organization:identifier-no:310010693&status=New", "?status=New&party=urn%3Aaltinn%3Aorganization%3Aidentifier-no%3A310010693")]
    [InlineData("?status=New&org=ttd", "org=ttd&STATUS=New")]
    [InlineData("?status=New", "?status=New&limit=10&continuationToken=abc&_=1793606400&nonce=aaa&whatever=1")]
    [InlineData("?createdAfter=2026-11-22T09:55:00Z", "?createdAfter=2026-11-22T09:53:00%2B00:00")]
    [InlineData("?status=New", "?%73tatus=%4Eew")]
    public void Two_ways_of_writing_one_question_are_the_same(string one, string other)
    {
        Fingerprint(Search, one).ShouldBe(Fingerprint(Search, other));
        Ask(Search, one).RawQuery.ShouldNotBe(Ask(Search, other).RawQuery);
    }

    [Theory]
    [InlineData("?status=New", "?status=Completed")]
    [InlineData("?status=New", "?status=New&org=ttd")]
    [InlineData("?party=310010693", "?party=991825827")]
    [InlineData("?createdAfter=2026-11-22T09:55:00Z", "?createdAfter=2026-11-01T00:00:00Z")]
    [InlineData("?createdAfter=2026-11-22T09:55:00Z", "?updatedAfter=2026-11-22T09:55:00Z")]
    public void Different_questions_are_different(string one, string other) => Fingerprint(Search, one).ShouldNotBe(Fingerprint(Search, other));

    [Fact]
    public void A_window_that_moves_with_the_clock_asks_the_same_each_time()
    {
        var first = Fingerprint(Search, "?updatedAfter=2026-11-22T09:55:00Z", at: Now);
        var later = Fingerprint(Search, "?updatedAfter=2026-11-22T15:55:00Z", at: Now.AddHours(6));

        later.ShouldBe(first);
        Ask(Search, "?updatedAfter=2026-11-22T09:55:00Z").Facts.ShouldBe(ObservationFacts.TimeFiltered);
    }

    [Fact]
    public void A_call_for_several_parties_is_one_observation_for_each_with_its_share()
    {
        var question = Ask(Search, $"?party=urn:altinn:organization:identifier-no:{Org}&party=urn:altinn:person:identifier-no:{Person}&party=0192:{Org}");

        question.Parties.ToArray().ShouldBe([Keys.OfParty(Org), Keys.OfPerson(Person)]);
        var seen = Mapper.Observe(question, 1, new AnswerFacts { Status = 200 }, things: 3);
        seen.Party.ShouldBe(Keys.OfPerson(Person));
        seen.Weight.ShouldBe(0.5f);
        seen.Things.ShouldBe(3);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.2, 1)]
    [InlineData(40.5, 40)]
    [InlineData(-3, 1)]
    [InlineData(100_000, 65_535)]
    public void The_age_of_what_is_opened_is_told_in_whole_days(double days, int age)
    {
        var question = Ask("dialogporten.dialogs.get", "", path: new() { ["dialogId"] = "0194fe82-9280-77a5-a7cd-5ff0e6a6fa07" });
        question.At = 20_000_000_000_000;

        Mapper.Observe(question, 0, new AnswerFacts { Status = 200, CreatedAt = days == 0 ? 0 : question.At - (long)(days * 86_400_000) }, things: 1).AgeDays.ShouldBe((ushort)age);
        Mapper.Observe(Ask(Search, ""), 0, new AnswerFacts { Status = 200, CreatedAt = 1 }, things: 1).AgeDays.ShouldBe((ushort)0);
    }

    [Theory]
    [InlineData("?party=urn:altinn:organization:identifier-no:310010693", true, false)]
    [InlineData("?party=urn:altinn:organization:identifier-no:310010694", true, true)]
    [InlineData("?party=urn:altinn:person:identifier-no:08844397713", true, false)]
    [InlineData("?party=urn:altinn:person:identifier-no:08844397714", true, true)]
    [InlineData("?party=310010694&party=310010693", false, false)]
    [InlineData("?serviceResource=urn:altinn:resource:310010694", false, false)]
    public void A_party_that_cannot_be_one_is_told_by_its_check_digits(string query, bool isNumber, bool isBad)
    {
        var facts = Ask(Search, query).Facts;

        facts.HasFlag(ObservationFacts.IdentityNumber).ShouldBe(isNumber);
        facts.HasFlag(ObservationFacts.BadIdentityNumber).ShouldBe(isBad);
    }

    [Fact]
    public void Ten_thousand_parties_are_a_hundred()
        => Ask(Search, "?" + string.Join('&', Enumerable.Range(0, 10_000).Select(number => $"party={number}"))).PartyCount.ShouldBe(CallQuestion.MostParties);

    [Fact]
    public void Where_no_party_is_named_the_customer_is_the_party()
        => Ask(Search, "?serviceResource=urn:altinn:resource:a").Parties.ToArray().ShouldBe([7ul]);

    [Fact]
    public void One_organisation_has_one_key_however_it_is_named()
    {
        foreach (var name in new[] { Org, "0192:" + Org, "urn:altinn:organization:identifier-no:" + Org, "/org/" + Org, " " + Org })
        {
            Keys.OfParty(name).ShouldBe(Keys.OfOrganisation(Grains.OrganisationNumber.Parse(Org)));
        }

        Keys.OfParty("urn:altinn:person:identifier-no:" + Person).ShouldBe(Keys.OfPerson(Person));
        Keys.OfParty("/person/" + Person).ShouldBe(Keys.OfPerson(Person));
        Keys.OfParty("/party/51186218").ShouldBe(Keys.OfParty("51186218"));
    }

    [Theory]
    [InlineData("apps.storage.search", "?instanceOwner.partyId=51186218", null, "51186218")]
    [InlineData("events.appevents.party", "?after=0", "person", Person)]
    [InlineData("events.events.list", "?after=0&resource=a", "Altinn-AlternativeSubject", "/org/310010693")]
    [InlineData("melding.correspondences.list", "?onBehalfOf=310010693&role=recipient", null, Org)]
    public void The_catalogue_says_where_the_party_is_named(string operation, string query, string? field, string party)
    {
        var fields = new HeaderDictionary();
        if (field is not null)
        {
            fields[field] = party;
        }

        Ask(operation, query, fields: fields).Parties.ToArray().ShouldBe([Keys.OfParty(party)]);
    }

    [Fact]
    public void The_party_of_an_instance_stands_in_its_path()
    {
        var question = Ask("apps.instances.get", "", path: new() { ["org"] = "ttd", ["app"] = "a", ["instanceOwnerPartyId"] = "51186218", ["instanceGuid"] = "0194FE82-9280-77a5-a7cd-5ff0e6a6fa07" });

        question.Parties.ToArray().ShouldBe([Keys.OfParty("51186218")]);
        question.Object.ShouldBe(Keys.OfText("0194fe82-9280-77a5-a7cd-5ff0e6a6fa07"));
        question.Number.ShouldBe(51186218);
    }

    [Theory]
    [InlineData(Person)]
    [InlineData(Org)]
    [InlineData("12345678901234567890")]
    [InlineData("-5")]
    [InlineData("0194fe82-9280-77a5-a7cd-5ff0e6a6fa07")]
    public void Neither_identity_nor_organisation_numbers_are_kept_as_numbers(string id)
        => Ask("dialogporten.dialogs.get", "", path: new() { ["dialogId"] = id }).Number.ShouldBe(-1);

    [Theory]
    [InlineData(Search, nameof(ReadClass.List))]
    [InlineData("dialogporten.dialogs.get", nameof(ReadClass.Thing))]
    [InlineData("melding.correspondences.content", nameof(ReadClass.Thing))]
    [InlineData("apps.process.get", nameof(ReadClass.Status))]
    [InlineData("dialogporten.parties.list", nameof(ReadClass.Lookup))]
    [InlineData("events.events.list", nameof(ReadClass.Feed))]
    [InlineData("melding.correspondences.confirm", nameof(ReadClass.Write))]
    [InlineData("autentisering.token.exchange", nameof(ReadClass.Other))]
    [InlineData("apps.pages.home", nameof(ReadClass.Other))]
    [InlineData("events.subscriptions.list", nameof(ReadClass.Other))]
    public void Kinds_of_operations_have_their_classes(string operation, string expected) => Ask(operation, "").Group.Class.ToString().ShouldBe(expected);

    [Fact]
    public void Every_kind_has_a_class()
    {
        foreach (var kind in Enum.GetValues<OperationKind>())
        {
            Should.NotThrow(() => QuestionPlan.ClassOf(kind));
        }
    }

    [Theory]
    [InlineData("events.subscriptions.create", nameof(ObservationFacts.SubscriptionChange))]
    [InlineData("events.subscriptions.delete", nameof(ObservationFacts.SubscriptionChange))]
    [InlineData("events.subscriptions.list", nameof(ObservationFacts.None))]
    [InlineData("melding.correspondences.list", nameof(ObservationFacts.WrongInterface))]
    [InlineData("systembruker.requests.get", nameof(ObservationFacts.NoEventExists))]
    [InlineData("apps.filescan.get", nameof(ObservationFacts.NoEventExists))]
    [InlineData("events.events.list", nameof(ObservationFacts.None))]
    public void The_catalogue_tells_what_speaks_for_or_against_a_call(string operation, string expected) => Ask(operation, "").Facts.ToString().ShouldBe(expected);

    [Fact]
    public void A_service_owner_listing_what_it_sent_uses_the_right_interface()
        => Ask("melding.correspondences.list", "", caller: Machine with { IsServiceOwner = true }).Facts.ShouldBe(ObservationFacts.ServiceOwner);

    [Fact]
    public void The_event_a_caller_names_is_known_by_its_hash()
    {
        var fields = new HeaderDictionary { ["Altinn-Event-Id"] = "B6D2F5A0-0000-4000-8000-000000000000" };

        Ask(Search, "", fields: fields).DeclaredEvent.ShouldBe(Keys.OfText("b6d2f5a0-0000-4000-8000-000000000000"));
        Ask(Search, "", fields: new HeaderDictionary { ["Altinn-Event-Id"] = new string('a', 257) }).DeclaredEvent.ShouldBe(0ul);
    }

    [Fact]
    public void A_page_within_a_walk_names_the_cursor_it_was_given()
        => Ask(Search, "?continuationToken=createdat_2026-11-22T09%3A55%3A00.0000000Z%2Cid_0194").CursorUsed.ShouldBe(Keys.OfText("createdat_2026-11-22T09:55:00.0000000Z,id_0194"));

    [Fact]
    public void System_users_of_two_customers_hold_their_tokens_apart()
        => Ask(Search, "", caller: Machine with { CustomerKey = 9 }).Holder.ShouldNotBe(Ask(Search, "").Holder);

    [Theory]
    [InlineData("")]
    [InlineData("?")]
    [InlineData("?&&&=&==&a&=b&%&%z&%00&%ff%fe=%ff&party=&party=%")]
    [InlineData("?createdAfter=&createdAfter=%&createdAfter=9999-99-99&createdAfter=gte:&createdAfter=0001-01-01T00:00:00-14:00&createdAfter=99999999999999999999999999999999999999999")]
    public void Odd_queries_do_no_harm(string query) => Ask(Search, query).PartyCount.ShouldBeInRange(1, 2);

    private static ulong Fingerprint(string operation, string query, DateTimeOffset? at = null) => Mapper.Ask(Ask(operation, query, at)).Fingerprint;

    private static CallQuestion Ask(
        string operation, string query, DateTimeOffset? at = null, IHeaderDictionary? fields = null, RouteValueDictionary? path = null, Caller? caller = null)
    {
        var question = default(CallQuestion);
        Mapper.Read(Facts(operation, query, at ?? Now, fields, path, caller ?? Machine), ref question);
        return question;
    }

    internal static CallFacts Facts(string operation, string query, DateTimeOffset at, IHeaderDictionary? fields, RouteValueDictionary? path, Caller caller) => new()
    {
        Operation = Shipped.Value.Find(operation).ShouldNotBeNull(),
        At = at.ToUnixTimeMilliseconds(),
        Path = path ?? [],
        Query = query,
        Fields = fields,
        Caller = caller,
    };
}
