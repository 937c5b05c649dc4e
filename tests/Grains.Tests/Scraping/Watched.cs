using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.Grains.Scraping;

namespace Digdir.Altinn.Grains.Tests.Scraping;

/// <summary>A watch and whoever calls: a small language for tests. Time passes only when told to.</summary>
internal sealed class Watched(ScrapingRules? rules = null, ScrapingMemory? memory = null)
{
    public const long Second = 1_000;
    public const long Minute = 60 * Second;
    public const long Hour = 60 * Minute;
    public const long Day = 24 * Hour;

    /// <summary>A Tuesday at midnight, UTC.</summary>
    public const long Midnight = 1_791_849_600_000;

    private static readonly ReadGroup Lists = new("dialogporten", ReadClass.List);
    private static readonly ReadGroup Things = new("dialogporten", ReadClass.Thing);

    public ScrapingWatch Watch { get; } = new(rules ?? ScrapingRules.Default, seed: 42, memory ?? ScrapingMemory.None);

    /// <summary>The instant of the next call.</summary>
    public long Now { get; set; } = Midnight + (8 * Hour);

    /// <summary>Everything proposed so far.</summary>
    public List<ProposedCase> Proposals { get; } = [];

    /// <summary>The keyed hash of a numbered thing, party or holder.</summary>
    public static ulong Hash(ulong number) => Mixer.Mix(number + 1);

    /// <summary>One that opens a thing.</summary>
    public static Observation Open(ulong thing, ulong holder = 1, ulong party = 1, int status = 200) => new()
    {
        At = 0,
        Group = Things,
        Operation = 22,
        Party = Hash(1_000_000 + party),
        Holder = Hash(2_000_000 + holder),
        Fingerprint = Hash(thing),
        RawQuery = Hash(thing),
        Object = Hash(thing),
        Number = -1,
        Status = status,
        Bytes = 2_000,
        Weight = 1,
        Things = -1,
    };

    /// <summary>One that lists.</summary>
    public static Observation List(ulong holder = 1, ulong party = 1) => Open(0, holder, party) with
    {
        Group = Lists, Operation = 11, Object = 0, Fingerprint = Hash(party), RawQuery = Hash(party), Things = 0,
    };

    /// <summary>The same with a person's token.</summary>
    public static Observation ByPerson(Observation call, ulong person = 1)
        => call with { Person = Hash(3_000_000 + person), Facts = call.Facts | ObservationFacts.Person };

    /// <summary>The same in a portal session.</summary>
    public static Observation InPortal(Observation call, BrowserSigns signs, ulong person = 1)
        => call with { Person = Hash(3_000_000 + person), Facts = call.Facts | ObservationFacts.PortalSession | ObservationFacts.Person, Browser = signs | BrowserSigns.Examined };

    public ProposedCase? Hear(Observation call, bool byEvent = false, ulong[]? things = null)
    {
        var count = things?.Length ?? call.Things;
        var outcome = new ReadOutcome(Counted: true, Novel: true, Excuse.None, 0) { CalledForByEvent = byEvent };
        Watch.Hear(call with { At = Now, Things = count }, outcome, things ?? []);
        Proposals.AddRange(Watch.TakeProposals());
        return Proposals.Count > 0 ? Proposals[^1] : null;
    }

    /// <summary>The view of one subject; null when nothing speaks against it.</summary>
    public SubjectView? Of(Surface surface) => Watch.Look(Now).Subjects.FirstOrDefault(subject => subject.Surface == surface);
}
