using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;

namespace Digdir.Altinn.Grains.Conduct;

/// <summary>
/// All that is known of one vendor's conduct, and what follows from it: what its reads came to, how far up the ladder it is, and whether its next read passes.
/// Pure: no I/O, no clock. Not thread-safe; the engine lets one call in at a time. Times are milliseconds since 1970; one that lies before an earlier one means
/// that no time has passed.
/// </summary>
internal sealed class VendorConduct(ConductRules rules, ConductSettings settings)
{
    private readonly List<ConductEvent> _events = [];
    private long _now;

    /// <summary>With the reference's numbers, and everything in shadow.</summary>
    public VendorConduct()
        : this(new ConductRules(), ConductSettings.Shadow)
    {
    }

    /// <summary>The numbers.</summary>
    public ConductRules Rules => rules;

    /// <summary>What people have decided, as far as it holds now.</summary>
    public ConductSettings Settings { get; set; } = settings;

    /// <summary>Takes in one observed call, refused ones included.</summary>
    /// <param name="observation">The call.</param>
    /// <param name="things">Hashes of id and revision of what the answer listed; empty where it was no list.</param>
    /// <returns>What the read came to; nothing where the group is off.</returns>
    public ReadOutcome Hear(in Observation observation, ReadOnlySpan<ulong> things)
    {
        MoveTo(observation.At);
        return default;
    }

    /// <summary>Takes in an event that reached the vendor, or should have.</summary>
    public void Hear(in EventDelivery delivery) => MoveTo(delivery.At);

    /// <summary>Says whether a read may be forwarded now.</summary>
    public Judgement Judge(in ReadQuestion question, long now)
    {
        MoveTo(now);
        return Judgement.Clear;
    }

    /// <summary>Lets time pass: deadlines run out and penalties decay without anybody calling.</summary>
    public void Pass(long now) => MoveTo(now);

    /// <summary>How things stand.</summary>
    public ConductView Look(long now)
    {
        MoveTo(now);
        return new ConductView(_now, []);
    }

    /// <summary>What happened since the last time this was asked, the oldest first.</summary>
    public IReadOnlyList<ConductEvent> TakeEvents()
    {
        if (_events.Count == 0)
        {
            return [];
        }

        var taken = _events.ToArray();
        _events.Clear();
        return taken;
    }

    /// <summary>What is to outlive a restart.</summary>
    public ConductSnapshot Snapshot(long now)
    {
        MoveTo(now);
        return new ConductSnapshot(_now);
    }

    /// <summary>Goes on from a snapshot. What was read before is forgotten, so that every first answer is news: nobody pays for our restart.</summary>
    public static VendorConduct Restore(ConductSnapshot snapshot, ConductRules rules, ConductSettings settings)
        => new(rules, settings) { _now = snapshot.At };

    private void MoveTo(long now) => _now = Math.Max(_now, now);
}
