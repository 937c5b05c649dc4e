using BenchmarkDotNet.Attributes;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;

namespace Digdir.Altinn.Benchmarks.Pieces;

/// <summary>What polling detection costs per call: one party in the processor's nearest cache, and a hundred thousand in rotation.</summary>
[MemoryDiagnoser]
public class PollingDetection
{
    private static readonly ReadGroup Lists = new("dialogporten", ReadClass.List);

    private readonly PollingWatch _watch = new();
    private readonly ulong[] _things = [.. Enumerable.Range(1, 20).Select(i => Hash64.Spread((ulong)i))];
    private readonly ulong[] _body = [];
    private long _now = 1_760_000_400_000;
    private ulong _turn;

    /// <summary>Parties read in rotation.</summary>
    [Params(1, 100_000)]
    public int Parties { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        // Twice through, so that tables have their size and every read is redundant.
        for (var i = 0; i < 20 * Math.Max(Parties, 1000); i++)
        {
            A_list_that_is_unchanged();
        }
    }

    [Benchmark]
    public double A_list_that_is_unchanged() => _watch.Hear(Next() with { Things = 20 }, _things).Cost;

    [Benchmark]
    public double A_body_that_is_unchanged() => _watch.Hear(Next() with { Things = -1, Body = 7 }, _body).Cost;

    [Benchmark]
    public byte A_read_judged()
    {
        var read = Next();
        var question = new ReadQuestion { Group = read.Group, Party = read.Party, Fingerprint = read.Fingerprint };
        return (byte)((byte)_watch.CreditOf(in question, read.At) + _watch.WaitFor(in question, 900_000, read.At) + (long)_watch.Penalty(Lists, read.At).Penalty);
    }

    private Observation Next()
    {
        _now += 10;
        _turn = (_turn + 1) % (ulong)Parties;
        var party = Hash64.Spread(_turn + 1);
        return new Observation { At = _now, Group = Lists, Operation = 1, Party = party, Fingerprint = party + 1, RawQuery = party + 2, Status = 200, Weight = 1 };
    }
}
