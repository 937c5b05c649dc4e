using Digdir.Altinn.Gateway.Levels;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Levels;

/// <summary>Which of a call's parties decides about it, met by the real conduct of a vendor that is slowed.</summary>
public sealed class PartyTurnsTests
{
    private const long Minute = 60_000;
    private const int Known = 20;
    private static readonly ReadGroup Lists = new("dialogporten", ReadClass.List);

    // Grace would cover for what is tested.
    private readonly VendorConduct _conduct = new(new ConductRules { Polling = PollingRules.Default with { GracePerDay = 0, GraceOfNewKeys = 0 } }, new ConductSettings { Mode = ConductMode.Enforce });
    private long _now = new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <summary>All parties are known.</summary>
    public PartyTurnsTests()
    {
        for (var round = 0; round < 2; round++)
        {
            _now += 10_000;
            for (var party = 1; party <= Known; party++)
            {
                Hear(party);
            }
        }

        _conduct.Settings = _conduct.Settings with { Decisions = [new GroupDecision(_now, Lists, Level.Soft, 1)] };
        _now += 60 * Minute;
    }

    [Fact]
    public void A_party_is_read_once_in_its_interval_whichever_others_are_named_beside_it()
    {
        var passed = 0;
        for (var minute = 0; minute < 60; minute++)
        {
            _now += Minute;
            passed += Read(1 + (minute % (Known - 1)), Known) ? 1 : 0;
        }

        passed.ShouldBe(4);
    }

    [Fact]
    public void Calls_at_the_same_time_do_not_each_pass_with_another_party()
    {
        var passed = 0;
        for (var beside = 1; beside < Known; beside++)
        {
            passed += Ask([beside, Known]).Passes ? 1 : 0;
        }

        passed.ShouldBe(1);
    }

    [Fact]
    public void Whoever_waits_as_long_as_told_passes_and_is_told_the_longest_wait_of_its_parties()
    {
        Read(1, 2).ShouldBeTrue();
        _now += 5 * Minute;
        Read(3, 4).ShouldBeTrue();
        _now += Minute;

        var refused = Ask([1, 2, 3, 4]);

        refused.Passes.ShouldBeFalse();
        refused.RetryAfterMs.ShouldBeInRange((14 * Minute) - 200, 14 * Minute);
        _now += refused.RetryAfterMs - 1;
        Ask([1, 2, 3, 4]).Passes.ShouldBeFalse();
        _now += 1;
        Ask([1, 2, 3, 4]).Passes.ShouldBeTrue();
    }

    [Fact]
    public void Parties_never_read_before_neither_lift_the_interval_nor_lengthen_it()
    {
        Read(1).ShouldBeTrue();
        _now += Minute;
        Ask([101, 102, 1]).Passes.ShouldBeFalse();
        Ask([101, 102, 103]).Passes.ShouldBeTrue();
        Ask([101, 102, 2]).Passes.ShouldBeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void An_event_of_any_of_them_lets_the_call_pass(int party)
    {
        Read(1, 2, 3).ShouldBeTrue();
        _now += Minute;
        Ask([1, 2, 3]).Passes.ShouldBeFalse();
        _conduct.Hear(new EventDelivery(_now, Key(party), Lists.Product, 0, Delivered: true));
        _now += 1_000;

        var judgement = Ask([1, 2, 3]);

        (judgement.Passes, judgement.Credit).ShouldBe((true, Excuse.Event));
    }

    [Fact]
    public void A_vendor_that_is_not_slowed_is_asked_about_once()
    {
        var turns = new PartyTurns(100);

        turns.Take(Judgement.Clear).ShouldBeFalse();

        turns.Judgement.Passes.ShouldBeTrue();
    }

    private static ulong Key(int party) => (ulong)party * 0x9E3779B97F4A7C15;

    /// <summary>Asks, and hears of the answer when it passes.</summary>
    private bool Read(params int[] parties)
    {
        if (!Ask(parties).Passes)
        {
            return false;
        }

        foreach (var party in parties)
        {
            Hear(party, 1f / parties.Length);
        }

        return true;
    }

    private Judgement Ask(int[] parties)
    {
        var turns = new PartyTurns(parties.Length);
        while (turns.Take(_conduct.Judge(
            new ReadQuestion { Group = Lists, Party = Key(parties[turns.Party]), Fingerprint = Key(parties[turns.Party]) ^ 0x55, Part = turns.Part }, _now)))
        {
        }

        return turns.Judgement;
    }

    private void Hear(int party, float weight = 1) => _conduct.Hear(
        new Observation { At = _now, Group = Lists, Operation = 7, Party = Key(party), Fingerprint = Key(party) ^ 0x55, RawQuery = 9, Status = 200, Weight = weight, Things = 1, Bytes = 300 },
        [Key(party)]);
}
