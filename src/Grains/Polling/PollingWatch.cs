using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Polling;

#pragma warning disable CA1822 // Only the outline stands yet.

/// <summary>
/// Watches one vendor's reads for polling: reading in order to discover a change that could have been announced (reference 1). It judges by redundancy, weighs
/// by timing, and adds up costs; it never refuses. Pure: no clock, no I/O. Not thread-safe: the owner's lock guards it. Times are milliseconds since 1970 (UTC)
/// and may step back.
/// </summary>
internal sealed class PollingWatch
{
    private readonly List<ReadGroup> _groups = [];

    /// <summary>Starts with nothing seen, and with the penalties of a snapshot, if there is one.</summary>
    public PollingWatch(PollingRules? rules = null, PollingSnapshot? snapshot = null)
    {
        Rules = rules ?? PollingRules.Default;
        _ = snapshot;
    }

    /// <summary>The numbers it goes by.</summary>
    public PollingRules Rules { get; }

    /// <summary>The read groups heard of, oldest first. Grows, never shrinks.</summary>
    public IReadOnlyList<ReadGroup> Groups => _groups;

    /// <summary>Takes in what a call showed, with the hashes of the things its answer listed.</summary>
    public ReadOutcome Hear(in Observation observation, ReadOnlySpan<ulong> things)
    {
        _ = things;
        if (!_groups.Contains(observation.Group))
        {
            _groups.Add(observation.Group);
        }

        return new ReadOutcome(Counted: false, Novel: false, Excuse.None, 0);
    }

    /// <summary>Takes in an event that reached the vendor, or failed to.</summary>
    public void Hear(in EventDelivery delivery) => _ = delivery;

    /// <summary>
    /// The excuse that the read has if it turns out to bring no news; <see cref="Excuse.None"/> when it has none. The credit is set aside until the read is heard
    /// of, or for a minute, so that many reads at once do not all rest on one.
    /// </summary>
    public Excuse CreditOf(in ReadQuestion question, long now) => question.Party == 0 && now < 0 ? Excuse.None : Excuse.FirstContact;

    /// <summary>Milliseconds until the party may be read again in this group at the interval; 0 for now, never more than the interval.</summary>
    public long WaitFor(in ReadQuestion question, long intervalMs, long now) => question.Fingerprint == 0 && now < 0 ? intervalMs : 0;

    /// <summary>Notes that the read was let through: the interval runs from here.</summary>
    public void Passed(in ReadQuestion question, long now) => _ = (question, now);

    /// <summary>Typical milliseconds between readings of the party in this group; 0 when unknown.</summary>
    public long ObservedInterval(in ReadQuestion question) => (long)question.Party & 0;

    /// <summary>How much weighs on the group now. Cheap: no allocation.</summary>
    public PenaltyReading Penalty(ReadGroup group, long now) => default;

    /// <summary>How much weighs on the vendor as a whole.</summary>
    public PenaltyReading Total(long now) => default;

    /// <summary>The group's figures. Walks all its keys: for views and reports, at most once a minute or so.</summary>
    public GroupFigures Figures(ReadGroup group, long now)
        => new() { Group = group, At = now, Penalty = Penalty(group, now), HalfLifeMs = Rules.HalfLife.TotalMilliseconds };

    /// <summary>Multiplies the group's penalty, its parties' shares included: 0 takes it away (an appeal upheld), 0.5 halves it.</summary>
    /// <param name="group">The group.</param>
    /// <param name="factor">0 to 1.</param>
    public void Forgive(ReadGroup group, double factor) => ArgumentOutOfRangeException.ThrowIfNegative(factor);

    /// <summary>Sets how many times the usual half-life the group's penalty decays with: strikes lengthen it (reference 5.3).</summary>
    /// <param name="group">The group.</param>
    /// <param name="factor">1 to 16.</param>
    /// <param name="now">Now.</param>
    public void Lengthen(ReadGroup group, double factor, long now) => ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);

    /// <summary>Takes over what people have granted the vendor.</summary>
    public void Adopt(Concessions concessions) => ArgumentNullException.ThrowIfNull(concessions);

    /// <summary>What must outlive a restart.</summary>
    public PollingSnapshot Snapshot(long now) => new(now, [], 0, 0);
}
