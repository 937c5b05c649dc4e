using System.Collections.Immutable;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>All signals, in the reference's order; S20 to S23 go beyond its table (docs/adr/0012). Thread-safe.</summary>
internal static class Signals
{
    /// <summary>The signals.</summary>
    public static ImmutableArray<Signal> All { get; } =
    [
        new MissingFetchMetadata(),
        new ImpossibleFetchMetadata(),
        new AutomationAgent(),
        new InconsistentFields(),
        new OddFieldOrder(),
        new NakedData(),
        new NoRefererChain(),
        new MachinePace(),
        new NoHumanRhythm(),
        new ViewingCapacity(),
        new NeverRests(),
        new Breadth(),
        new Coverage(),
        new Enumeration(),
        new SequentialIds(),
        new ListOrderCrawl(),
        new ArchiveMining(),
        new DivideAndConquer(),
        new TransitionEntropy(),
        new HumanPauses(),
        new CalledForByEvents(),
        new DeclaredSync(),
        new AccountantOrAuditor(),
        new Harvest(),
        new OneScheduler(),
        new TokenSweep(),
    ];
}
