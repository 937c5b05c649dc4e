using Digdir.Altinn.Gateway.Levels;
using Digdir.Altinn.Gateway.Replay;
using Digdir.Altinn.Gateway.Tests.Observations;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Replay;

/// <summary>A month of calls for several parties, judged and heard of as a node does it, recorded, and replayed: the same levels at the same times, the same refusals.</summary>
public sealed class ManyPartiesReplayTests
{
    private const long Minute = 60_000;
    private static readonly ReadGroup Lists = new("dialogporten", ReadClass.List);

    private readonly VendorConduct _conduct = new(ConductRules.Default, ConductSettings.Shadow with { Mode = ConductMode.Enforce });
    private readonly Hearing _hearing;
    private readonly List<TraceLine> _trace = [];
    private readonly Random _random = new(7);
    private long _now = new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private long _sequence;

    public ManyPartiesReplayTests() => _hearing = new Hearing(_conduct);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Live_and_replayed_come_to_the_same(bool enforce)
    {
        var refused = 0;
        for (var call = 0; call < 30 * 24 * 6; call++)
        {
            _now += 10 * Minute;
            _conduct.Pass(_now);
            refused += Call() ? 0 : 1;
        }

        var lived = _conduct.TakeEvents().Where(told => told.Kind is ConductEventKind.LevelRisen or ConductEventKind.LevelFallen).Select(told => (told.At, told.To)).ToList();
        lived.Select(step => step.To).ShouldContain(Level.Soft);
        refused.ShouldBeGreaterThan(1_000);

        var replayer = new Replayer(QuestionTests.Shipped.Value, ConductRules.Default, enforce);
        _trace.ForEach(replayer.Hear);
        replayer.End();

        var vendor = replayer.Vendors.ShouldHaveSingleItem();
        vendor.Levels.Select(step => (step.At, step.Level)).ShouldBe(lived);
        vendor.Refusals.ShouldBe(refused);
        vendor.CreditedRefused.ShouldBe(0);
        vendor.Reads.ShouldBe((30 * 24 * 6) - refused);
    }

    /// <summary>Two of four customers' parties, the way a poller rotates them, and some that are made up; true when it passes.</summary>
    private bool Call()
    {
        ulong[] parties = [.. Enumerable.Range(0, 4).OrderBy(_ => _random.Next()).Take(2).Select(party => (ulong)party + 1), .. Enumerable.Range(0, 3).Select(_ => (ulong)_random.NextInt64() | (1UL << 62))];
        Array.Sort(parties);
        var question = (ulong)_random.NextInt64() | 1;
        var seen = Array.ConvertAll(parties, party => new Observation
        {
            At = _now,
            Group = Lists,
            Operation = 7,
            Party = party,
            Fingerprint = party ^ 0x55,
            RawQuery = question,
            Body = 3,
            Status = 200,
            Bytes = 300,
            Weight = 1f / parties.Length,
            Things = party <= 4 ? 1 : 0,
            Number = -1,
        });
        var turns = new PartyTurns(parties.Length);
        while (turns.Take(_conduct.Judge(ReadQuestion.Of(in seen[turns.Party], turns.Part), _now)))
        {
        }

        var judgement = turns.Judgement;
        if (!judgement.Passes)
        {
            seen = Array.ConvertAll(seen, one => one with
            {
                Status = 429,
                Body = 0,
                Bytes = 0,
                Things = -1,
                RetryAfter = (int)((judgement.RetryAfterMs + 999) / 1000),
                Facts = ObservationFacts.RefusedByLevel,
            });
        }

        var things = new List<ulong>();
        var ends = new List<int>();
        foreach (var one in seen)
        {
            ulong[] own = one.Things > 0 ? [one.Party] : [];
            _trace.Add(new TraceLine
            {
                Type = "request",
                Time = DateTimeOffset.FromUnixTimeMilliseconds(_now),
                Vendor = "310000001",
                Method = "GET",
                Path = "/",
                Status = one.Status,
                Bytes = one.Bytes,
                RetryAfter = one.RetryAfter,
                Seen = SeenCall.Of(one, first: ends.Count == 0, own),
            });
            things.AddRange(own);
            ends.Add(things.Count);
        }

        _hearing.Hear(new ObservationBatch(1, ++_sequence, seen, ends.ToArray(), things.ToArray(), default), _now);
        return judgement.Passes;
    }
}
