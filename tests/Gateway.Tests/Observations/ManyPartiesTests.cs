using Digdir.Altinn.Gateway.Observations;
using Digdir.Altinn.Gateway.Vendors;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Observations;

/// <summary>What calls for many parties come to: from the request through the mapper and a gate's batch to the vendor's conduct.</summary>
public sealed class ManyPartiesTests
{
    private const long Second = 1000;
    private static readonly ReadGroup Lists = new("dialogporten", ReadClass.List);
    private static readonly string[] Parties = [.. Enumerable.Range(0, 100).Select(number => $"{310_000_000 + number}")];
    private static readonly RouteValueDictionary NoPath = [];
    private static readonly ObservationMapper Mapper = new(QuestionTests.Keys);
    private static readonly Caller Machine = new() { Vendor = null, System = "991825827_system", Client = "c", CustomerKey = 7, ClientKey = 8 };
    private static readonly Caller Accountant = Machine with { PersonKey = 9 };

    private readonly VendorConduct _conduct = new(new ConductRules(), new ConductSettings { Mode = ConductMode.Enforce });
    private readonly Hearing _hearing;
    private long _now = new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private long _sequence;

    public ManyPartiesTests() => _hearing = new Hearing(_conduct);

    private GroupView Group => _conduct.Look(_now).Groups.ShouldHaveSingleItem();

    [Fact]
    public void A_first_walk_through_sixty_pages_of_a_hundred_parties_weighs_nothing()
    {
        for (var page = 0; page < 60; page++)
        {
            _now += Second;
            var fresh = Parties[page];
            Read(Machine, Parties, page == 0 ? "" : $"&continuationToken=page-{page}", party => party == fresh ? 1 : 0, next: $"page-{page + 1}", revision: (ulong)page);
        }

        Group.Penalty.ShouldBe(0);
        Group.Level.ShouldBe(Level.Clear);
    }

    [Fact]
    public void A_cursor_used_by_one_call_is_used_up_for_the_next()
    {
        for (var read = 0; read < 40; read++)
        {
            _now += 60 * Second;
            Read(Machine, Parties, read == 0 ? "" : "&continuationToken=last", _ => 0, next: read == 0 ? "last" : null);
        }

        Group.Penalty.ShouldBeGreaterThan(5);
    }

    [Fact]
    public void A_list_of_a_hundred_parties_is_one_thing_that_a_person_did()
    {
        for (var read = 0; read < 8; read++)
        {
            _now += 10 * Second;
            Read(Machine, Parties, "", _ => 1);
        }

        _conduct.Settings = _conduct.Settings with { Decisions = [new GroupDecision(_now, Lists, Level.Soft, 1)] };
        _now += 300 * Second;
        Read(Accountant, Parties, "", _ => 1);

        var judgement = _conduct.Judge(Mapper.Ask(Ask(Accountant, Parties[..1], "")), _now);

        (judgement.Level, judgement.Passes, judgement.Credit).ShouldBe((Level.Soft, true, Excuse.Person));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(57)]
    [InlineData(99)]
    public void An_event_of_one_of_the_parties_is_no_false_claim_for_the_others(int owner)
    {
        var claimed = Ask(Machine, Parties, "") with { DeclaredEvent = 77 };
        _conduct.Hear(new EventDelivery(_now, claimed.Parties[owner], "dialogporten", 77, Delivered: true));
        _now += Second;
        Hear(claimed, _ => 1);

        Group.Figures.FalseClaims.ShouldBe(0, 1e-6);

        _now += Second;
        Hear(Ask(Machine, [.. Parties.Where(party => QuestionTests.Keys.OfParty(party) != claimed.Parties[owner])], "") with { DeclaredEvent = 77 }, _ => 1);

        Group.Figures.FalseClaims.ShouldBe(1, 0.01);
    }

    [Fact]
    public void A_poll_weighs_the_same_however_many_made_up_parties_it_names()
    {
        for (var read = 0; read < 180; read++)
        {
            _now += 60 * Second;
            var madeUp = Enumerable.Range(0, 20).Select(number => $"{910_000_000 + (read * 20) + number}");
            Read(Machine, ["310010693", .. madeUp], "", party => party == "310010693" ? 1 : 0);
        }

        Group.Level.ShouldBe(Level.Notice);
        Group.Penalty.ShouldBeGreaterThan(100);
        Group.Reads.ShouldBe(180, 20);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void A_call_is_counted_once_however_many_parties_it_names(int parties)
    {
        for (var call = 0; call < 50; call++)
        {
            _now += 60 * Second;
            Read(Machine, Parties[..parties], "", party => party == Parties[0] ? 1 : 0);
        }

        Group.Calls.ShouldBe(50);
        _conduct.Look(_now).MedianPerHour.ShouldBe(50, "the emergency brake is measured by calls");
        _now += 60 * Second;
        Read(Machine, [.. Parties[..parties], .. Enumerable.Range(0, 20).Select(number => $"{910_000_000 + number}")], "", _ => 0);
        Group.Calls.ShouldBe(51);
    }

    private static CallQuestion Ask(Caller caller, string[] parties, string query, long at = 0)
    {
        var question = default(CallQuestion);
        Mapper.Read(
            new CallFacts
            {
                Operation = QuestionTests.Shipped.Value.Operations.Single(operation => operation.Id == "dialogporten.dialogs.search"),
                At = at,
                Path = NoPath,
                Query = "?" + string.Join('&', parties.Select(party => $"party=urn:altinn:organization:identifier-no:{party}")) + query,
                Caller = caller,
            },
            ref question);
        question.SortParties();
        return question;
    }

    private void Read(Caller caller, string[] parties, string query, Func<string, int> things, string? next = null, ulong revision = 0)
    {
        var listed = parties.ToDictionary(party => QuestionTests.Keys.OfParty(party), things);
        Hear(Ask(caller, parties, query), key => listed[key], next, revision);
    }

    private void Hear(CallQuestion question, Func<ulong, int> things, string? next = null, ulong revision = 0)
    {
        question.At = _now;
        var answer = new AnswerFacts { Status = 200, CursorGiven = next is null ? 0 : QuestionTests.Keys.OfText(next) };
        var observations = new List<Observation>();
        var listed = new List<ulong>();
        var ends = new List<int>();
        for (var i = 0; i < question.PartyCount; i++)
        {
            var party = question.Parties[i];
            var count = things(party);
            observations.Add(Mapper.Observe(question, i, answer, count));
            listed.AddRange(Enumerable.Range(0, count).Select(thing => QuestionTests.Keys.Join([party, (ulong)thing, revision])));
            ends.Add(listed.Count);
        }

        _hearing.Hear(new ObservationBatch(1, ++_sequence, observations.ToArray(), ends.ToArray(), listed.ToArray(), default), _now);
    }
}
