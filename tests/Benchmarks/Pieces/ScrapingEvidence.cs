using BenchmarkDotNet.Attributes;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.Grains.Scraping;

namespace Digdir.Altinn.Benchmarks.Pieces;

/// <summary>What one observed call costs the vendor's grain in scraping evidence, weighing included, once the tables have grown. 200 holders in rotation.</summary>
[MemoryDiagnoser]
public class ScrapingEvidence
{
    private const ulong Holders = 200;
    private const long Start = 1_791_849_600_000;

    private static readonly ReadOutcome Outcome = new(Counted: true, Novel: true, Excuse.None, 0);

    private readonly ulong[] _things = new ulong[100];

    // Nothing is proposed: that happens once, not per call.
    private ScrapingWatch _watch = Fresh();
    private Observation _list;
    private Observation _open;
    private ulong _turn;

    [GlobalSetup]
    public void Setup()
    {
        _watch = Fresh();
        _turn = 0;
        for (var i = 0; i < _things.Length; i++)
        {
            _things[i] = Mixer.Mix((ulong)i);
        }

        _list = new Observation
        {
            At = Start, Group = new ReadGroup("dialogporten", ReadClass.List), Operation = 1, Fingerprint = 1, RawQuery = 1, Number = -1, Status = 200, Weight = 1, Things = 0, Bytes = 4_000,
        };
        _open = _list with { Group = new ReadGroup("dialogporten", ReadClass.Thing), Operation = 2, Things = -1 };
        for (var i = 0; i < 100_000; i++)
        {
            Thing_of_a_machine();
            Thing_of_a_person();
        }
    }

    [Benchmark]
    public void List_of_a_customers_own() => Hear(_list, holder: 1_000_000 + (Next() % Holders), thing: 0, person: 0, []);

    [Benchmark]
    public void List_of_a_hundred_things() => Hear(_list, holder: Next() % Holders, thing: 0, person: 0, _things);

    [Benchmark]
    public void Thing_of_a_machine() => Hear(_open, holder: Next() % Holders, thing: 1 + (_turn % 20_000), person: 0, []);

    [Benchmark]
    public void Thing_of_a_person() => Hear(_open, holder: Next() % Holders, thing: 1 + (_turn % 20_000), person: 1 + (_turn % Holders), []);

    private static ScrapingWatch Fresh() => new(ScrapingRules.Default with { Prior = -100 }, 1, ScrapingMemory.None);

    private ulong Next() => ++_turn;

    private void Hear(in Observation call, ulong holder, ulong thing, ulong person, ReadOnlySpan<ulong> things)
    {
        // A call a millisecond: hours and days go by as in life.
        var party = Mixer.Mix(holder);
        var one = call with
        {
            At = Start + (long)_turn,
            Holder = party,
            Party = party,
            Customer = party,
            Object = thing == 0 ? 0 : Mixer.Mix(thing),
            Person = person == 0 ? 0 : Mixer.Mix(person),
        };
        _watch.Hear(one, Outcome, things);
    }
}
