using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.Grains.Scraping;

namespace Digdir.Altinn.Grains.Conduct;

/// <summary>
/// All that is known of one vendor's conduct, and what follows from it: what its reads came to, how far up the ladder it is, and whether its next read passes.
/// Pure: no I/O, no clock. Not thread-safe; the engine lets one call in at a time. Times are milliseconds since 1970 and may step back.
/// </summary>
internal sealed class VendorConduct
{
    private readonly ConductRules _rules;
    private readonly PollingWatch _polling;
    private readonly ScrapingWatches _scraping;
    private readonly EmergencyBrake _brake;
    private readonly CallCounts _calls = new(7 * 24);
    private readonly ConductOutbox _outbox;
    private readonly ConductGroups _groups;
    private readonly ReadJudge _judge;
    private readonly Action<ProposedCase, bool> _propose;
    private ConductSettings _settings;
    private Overrun? _overrun;
    private long _brakings;

    /// <summary>Starts with nothing known, or goes on from a snapshot.</summary>
    public VendorConduct(ConductRules rules, ConductSettings settings, ConductSnapshot? snapshot = null)
    {
        _rules = rules;
        _settings = settings;
        _polling = new PollingWatch(rules.Polling, snapshot?.Polling);
        _scraping = new ScrapingWatches(rules.Scraping, rules.SampleSeed, settings.Knowledge, snapshot?.Scraping, snapshot?.ShadowedScraping);
        _propose = Propose;
        _brake = new EmergencyBrake(snapshot?.Brake ?? default);
        _overrun = snapshot?.BrakedFor;
        _outbox = new ConductOutbox(rules.Outbox);
        _groups = new ConductGroups(rules, _polling, _outbox, settings);
        _judge = new ReadJudge(rules, _polling, _brake);
        _polling.Adopt(settings.Concessions);
        if (snapshot is not null)
        {
            _calls.Restore(snapshot.Hour, snapshot.Calls);
            _outbox.Restore(snapshot.Sequence, snapshot.Outbox);
            foreach (var memory in snapshot.Groups)
            {
                _groups.Add(new ReadGroup(memory.Product, memory.Class), memory);
            }
        }
    }

    /// <summary>With the reference's numbers, and everything in shadow.</summary>
    public VendorConduct()
        : this(ConductRules.Default, ConductSettings.Shadow)
    {
    }

    /// <summary>The numbers.</summary>
    public ConductRules Rules => _rules;

    /// <summary>What people have decided, as far as it holds now. A new value is followed from the next call on.</summary>
    public ConductSettings Settings
    {
        get => _settings;
        set
        {
            if (ReferenceEquals(_settings, value))
            {
                return;
            }

            if (!ReferenceEquals(_settings.Concessions, value.Concessions))
            {
                _polling.Adopt(value.Concessions);
            }

            _settings = value;
            _scraping.Knowledge = value.Knowledge;
            _groups.Adopt(value);
        }
    }

    /// <summary>Rises with every change of a level that counts: whoever keeps snapshots must not refuse by a level that none of them holds.</summary>
    public long Changes => _groups.Changes + _brakings;

    /// <summary>What happened and was not taken or acknowledged, the oldest first.</summary>
    public IReadOnlyList<ConductEvent> Outbox => _outbox.Waiting;

    /// <summary>Takes in one observed call, refused ones included.</summary>
    /// <param name="observation">The call.</param>
    /// <param name="things">Hashes of id and revision of what the answer listed; empty where it was no list.</param>
    /// <returns>What the read came to; nothing where the group is off.</returns>
    public ReadOutcome Hear(in Observation observation, ReadOnlySpan<ulong> things)
    {
        // A portal session is a person's: what is done with it may be scraping, but is nobody's polling.
        var outcome = (observation.Facts & ObservationFacts.PortalSession) == 0 ? HearPolling(observation, things) : default;
        _scraping.Hear(_settings.ScrapingModeOf(observation.Group.Product), observation, outcome, things);
        return outcome;
    }

    /// <summary>True when the party has been read in the group before.</summary>
    public bool HasRead(in ReadGroup group, ulong party) => _polling.HasRead(group, party);

    /// <summary>Takes in an event that reached the vendor, or should have.</summary>
    public void Hear(in EventDelivery delivery) => _polling.Hear(delivery);

    /// <summary>Says whether a read may be forwarded now; when it says yes, it counts on the read being forwarded.</summary>
    public Judgement Judge(in ReadQuestion question, long now)
    {
        if (!IsRead(question.Group.Class))
        {
            return Judgement.Clear;
        }

        var level = Level.Clear;
        GroupConduct? slowed = null;
        if (_groups.TryGet(question.Group, now, out var group))
        {
            _groups.Settle(group, now);
            level = group.Ladder.Level;
            slowed = level >= Level.Soft && group.Counts && !_settings.IsProtected(now) ? group : null;
        }

        var braked = _settings.MayBrake && _brake.IsOn(now);
        return slowed is null && !braked ? new Judgement(level, Passes: true, Excuse.None, 0, 0) : _judge.Judge(question, level, slowed, braked, now);
    }

    /// <summary>Lets time pass: levels fall, decisions are carried out and patterns are looked for without anybody calling. Every few seconds is often enough.</summary>
    public void Pass(long now)
    {
        _groups.Pass(now);
        Collect();
    }

    /// <summary>Pulls the emergency brake, or holds it for another hour (reference 5.2). The caller has seen that a product is overrun and that this vendor is half of it.</summary>
    /// <param name="now">The present.</param>
    /// <param name="overrun">What a monitor saw; null when a person pulls. A monitor neither holds a brake that is on for longer, nor pulls one in shadow.</param>
    /// <returns>False when the brake is disabled for the vendor.</returns>
    public bool Brake(long now, Overrun? overrun = null)
    {
        if (!_settings.MayBrake)
        {
            return false;
        }

        if (overrun is { Shadow: true })
        {
            _brakings++;
            _outbox.Tell(new ConductEvent { Id = _outbox.NextId(now), At = now, Kind = ConductEventKind.Braked, Shadow = true, Overrun = overrun });
            return true;
        }

        if (overrun is not null && _brake.IsOn(now))
        {
            return true;
        }

        _overrun = overrun;
        _brake.Pull(Math.Max(_rules.LeastBraked, _rules.BrakeOfMedian * _calls.Median(now)), now);
        _brakings++;
        _outbox.Tell(new ConductEvent { Id = _outbox.NextId(now), At = now, Kind = ConductEventKind.Braked, Overrun = overrun, Deadline = _brake.State.Until, PerHour = _brake.State.PerHour });
        return true;
    }

    /// <summary>Lets go of the emergency brake.</summary>
    public void Release(long now)
    {
        if (_brake.IsOn(now))
        {
            _brake.Release(now);
            _outbox.Tell(new ConductEvent { Id = _outbox.NextId(now), At = now, Kind = ConductEventKind.BrakeReleased });
        }
    }

    /// <summary>What gates must know. The same instance as long as nothing changes.</summary>
    public ConductLevels Levels(long now) => _groups.Levels(_settings.MayBrake && _brake.IsOn(now), now);

    /// <summary>How things stand.</summary>
    public ConductView Look(long now)
    {
        Pass(now);
        var views = new List<GroupView>(_groups.All.Count);
        foreach (var group in _groups.All)
        {
            views.Add(GroupViews.Of(group, _polling.Figures(group.Group, now), _rules, _settings, now));
        }

        views.Sort(static (one, other) => (other.Level, other.Penalty).CompareTo((one.Level, one.Penalty)));
        var braked = _settings.MayBrake && _brake.IsOn(now);
        return new ConductView(now, views, _polling.Total(now), _scraping.Look(now))
        {
            BrakedUntil = braked ? _brake.State.Until : 0,
            BrakedPerHour = braked ? _brake.State.PerHour : 0,
            BrakedFor = braked ? _overrun : null,
            MedianPerHour = _calls.Median(now),
        };
    }

    /// <summary>What happened since the last time this was asked, the oldest first.</summary>
    public IReadOnlyList<ConductEvent> TakeEvents()
    {
        Collect();
        return _outbox.Take();
    }

    /// <summary>The registry has heard of these: they are not told again.</summary>
    public void Acknowledge(IReadOnlyList<ConductEvent> events) => _outbox.Acknowledge(events);

    /// <summary>What is to outlive a restart.</summary>
    public ConductSnapshot Snapshot(long now)
    {
        Pass(now);
        var (hour, calls) = _calls.Save();
        var (enforced, shadowed) = _scraping.Save();
        var groups = new GroupMemory[_groups.All.Count];
        for (var i = 0; i < groups.Length; i++)
        {
            groups[i] = _groups.All[i].Save();
        }

        return new ConductSnapshot(now)
        {
            Polling = _polling.Snapshot(now),
            Scraping = enforced,
            ShadowedScraping = shadowed,
            Groups = groups,
            Brake = _brake.State,
            BrakedFor = _brake.IsOn(now) ? _overrun : null,
            Hour = hour,
            Calls = calls,
            Sequence = _outbox.Sequence,
            Outbox = [.. _outbox.Waiting],
        };
    }

    /// <summary>Goes on from a snapshot. What was read before is forgotten, so that every first answer is news: nobody pays for our restart.</summary>
    public static VendorConduct Restore(ConductSnapshot snapshot, ConductRules rules, ConductSettings settings) => new(rules, settings, snapshot);

    /// <summary>Reads that the ladder is about.</summary>
    private static bool IsRead(ReadClass kind) => kind is ReadClass.List or ReadClass.Thing or ReadClass.Status or ReadClass.Lookup or ReadClass.Feed;

    private ReadOutcome HearPolling(in Observation observation, ReadOnlySpan<ulong> things)
    {
        var now = observation.At;
        if (!IsRead(observation.Group.Class))
        {
            if (_settings.ModeOf(observation.Group) == ConductMode.Off)
            {
                return default;
            }

            Count(observation, now);
            return _polling.Hear(observation, things);
        }

        var group = _groups.Of(observation.Group, now);
        if (group.Mode == ConductMode.Off)
        {
            return default;
        }

        Count(observation, now);
        group.Calls.Add(observation.Weight, now);
        _groups.Settle(group, now);
        var outcome = _polling.Hear(observation, things);
        if (outcome.Cost > 0)
        {
            _groups.Spend(group, outcome.Cost, now);
        }

        return outcome;
    }

    private void Count(in Observation observation, long now)
    {
        if ((observation.Facts & (ObservationFacts.RefusedByLevel | ObservationFacts.RefusedByLimit)) == 0)
        {
            _calls.Add(observation.Weight, now);
        }
    }

    private void Collect() => _scraping.TakeProposals(_propose);

    private void Propose(ProposedCase proposal, bool shadow)
        => _outbox.Tell(new ConductEvent { Id = _outbox.NextId(proposal.At), At = proposal.At, Kind = ConductEventKind.ScrapingProposed, Scraping = proposal, Shadow = shadow });
}
