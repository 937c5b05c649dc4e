using System.Buffers.Binary;
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
    private readonly ScrapingWatch _scraping;
    private readonly EmergencyBrake _brake;
    private readonly HourCounts _calls = new(7 * 24);
    private readonly Promises _promises = new();
    private readonly Promises _braked = new();
    private readonly Dictionary<ReadGroup, GroupConduct> _groups = [];
    private readonly List<GroupConduct> _order = [];
    private readonly List<ConductEvent> _outbox = [];
    private ConductSettings _settings;
    private ConductLevels? _levels;
    private int _version;
    private long _sequence;
    private long _now;

    /// <summary>Starts with nothing known, or goes on from a snapshot.</summary>
    public VendorConduct(ConductRules rules, ConductSettings settings, ConductSnapshot? snapshot = null)
    {
        _rules = rules;
        _settings = settings;
        _polling = new PollingWatch(rules.Polling, snapshot?.Polling);
        _scraping = new ScrapingWatch(rules.Scraping, rules.SampleSeed, snapshot?.Scraping ?? ScrapingMemory.None) { Knowledge = settings.Knowledge };
        _brake = new EmergencyBrake(snapshot?.Brake ?? default);
        _polling.Adopt(settings.Concessions);
        if (snapshot is not null)
        {
            _now = snapshot.At;
            _sequence = snapshot.Sequence;
            _calls.Restore(snapshot.Hour, snapshot.Calls);
            _outbox.AddRange(snapshot.Outbox);
            foreach (var memory in snapshot.Groups)
            {
                Add(new ReadGroup(memory.Product, memory.Class), memory);
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
            _levels = null;
            _version++;
        }
    }

    /// <summary>Rises with every change of a level that counts: whoever keeps snapshots must not refuse by a level that none of them holds.</summary>
    public long Changes { get; private set; }

    /// <summary>What happened and was not taken or acknowledged, the oldest first.</summary>
    public IReadOnlyList<ConductEvent> Outbox => _outbox;

    /// <summary>Takes in one observed call, refused ones included.</summary>
    /// <param name="observation">The call.</param>
    /// <param name="things">Hashes of id and revision of what the answer listed; empty where it was no list.</param>
    /// <returns>What the read came to; nothing where the group is off.</returns>
    public ReadOutcome Hear(in Observation observation, ReadOnlySpan<ulong> things)
    {
        ReadOutcome outcome;
        var now = _now = observation.At;
        if (!IsRead(observation.Group.Class))
        {
            if (_settings.ModeOf(observation.Group) == ConductMode.Off)
            {
                return default;
            }

            Count(observation, now);
            outcome = _polling.Hear(observation, things);
            _scraping.Hear(observation, outcome, things);
            return outcome;
        }

        var group = GroupOf(observation.Group, now);
        if (group.Mode == ConductMode.Off)
        {
            return default;
        }

        Count(observation, now);
        group.Calls.Add(now);
        Settle(group, now);
        outcome = _polling.Hear(observation, things);
        _scraping.Hear(observation, outcome, things);
        if (outcome.Cost > 0)
        {
            group.Spend(outcome.Cost, now);
            if (group.Ladder.Hear(_polling.Penalty(group.Group, now), TermsOf(group, now), now, out var step))
            {
                Follow(group, step);
            }
        }

        return outcome;
    }

    /// <summary>Takes in an event that reached the vendor, or should have.</summary>
    public void Hear(in EventDelivery delivery)
    {
        _now = delivery.At;
        _polling.Hear(delivery);
    }

    /// <summary>Says whether a read may be forwarded now; when it says yes, it counts on the read being forwarded.</summary>
    public Judgement Judge(in ReadQuestion question, long now)
    {
        _now = now;
        if (!IsRead(question.Group.Class))
        {
            return Judgement.Clear;
        }

        var level = Level.Clear;
        var slowed = false;
        if (_groups.TryGetValue(question.Group, out var group))
        {
            Refresh(group, now);
            Settle(group, now);
            level = group.Ladder.Level;
            slowed = level >= Level.Soft && Counts(group) && !_settings.IsProtected(now);
        }

        var braked = _settings.MayBrake && _brake.IsOn(now);
        if (!slowed && !braked)
        {
            return new Judgement(level, Passes: true, Excuse.None, 0, 0);
        }

        var credit = _polling.CreditOf(question, now);
        if (credit == Excuse.None && _braked.Of(KeyOf(question)) <= now)
        {
            // Only the brake stood in its way, since it had a credit then, and that is what it was told.
            credit = Excuse.Retry;
        }

        var brakeWait = braked && !IsEarned(credit) ? _brake.WaitMs(now) : 0;
        var (wait, interval) = slowed && group is not null ? WaitOf(group, question, credit, now) : default;
        if (wait > 0 || brakeWait > 0)
        {
            if (wait == 0 && slowed)
            {
                _braked.Make(KeyOf(question), now + brakeWait);
            }

            return new Judgement(level, Passes: false, Excuse.None, Math.Max(wait, brakeWait), interval, Braked: wait == 0);
        }

        if (braked && !IsEarned(credit))
        {
            _brake.Take(now);
        }

        _braked.Keep(KeyOf(question));
        if (slowed && group is not null)
        {
            Admit(group, question, credit, now);
        }

        return new Judgement(level, Passes: true, credit, 0, interval);
    }

    /// <summary>Lets time pass: levels fall, decisions are carried out and patterns are looked for without anybody calling. Every few seconds is often enough.</summary>
    public void Pass(long now)
    {
        _now = now;
        foreach (var group in _order)
        {
            Refresh(group, now);
            Settle(group, now);
            if (group.Mode != ConductMode.Off && Math.Abs(now - group.SearchedAt) >= _rules.FindEvery.TotalMilliseconds && group.Calls.Sum(now) > 0)
            {
                Search(group, now);
            }
        }

        if (_levels is { Braked: true } && !_brake.IsOn(now))
        {
            _levels = null;
        }

        Collect();
    }

    /// <summary>Pulls the emergency brake, or holds it for another hour (reference 5.2). The caller has seen that a product is overrun and that this vendor is half of it.</summary>
    /// <returns>False when the brake is disabled for the vendor.</returns>
    public bool Brake(long now)
    {
        _now = now;
        if (!_settings.MayBrake)
        {
            return false;
        }

        _brake.Pull(Math.Max(_rules.LeastBraked, _rules.BrakeOfMedian * _calls.Median(now)), now);
        _levels = null;
        Changes++;
        Tell(new ConductEvent { Id = NextId(now), At = now, Kind = ConductEventKind.Braked, Deadline = _brake.State.Until, PerHour = _brake.State.PerHour });
        return true;
    }

    /// <summary>Lets go of the emergency brake.</summary>
    public void Release(long now)
    {
        _now = now;
        if (_brake.IsOn(now))
        {
            _brake.Release(now);
            _levels = null;
            Tell(new ConductEvent { Id = NextId(now), At = now, Kind = ConductEventKind.BrakeReleased });
        }
    }

    /// <summary>What gates must know. The same instance as long as nothing changes.</summary>
    public ConductLevels Levels(long now)
    {
        var braked = _settings.MayBrake && _brake.IsOn(now);
        if (_levels is not null && _levels.Braked == braked)
        {
            return _levels;
        }

        List<GroupLevel>? groups = null;
        foreach (var group in _order)
        {
            Refresh(group, now);
            if (group.Ladder.Level >= Level.Notice && Counts(group))
            {
                (groups ??= []).Add(new GroupLevel(group.Group, group.Ladder.Level));
            }
        }

        return _levels = groups is null && !braked ? ConductLevels.Clear : new ConductLevels(groups ?? [], braked);
    }

    /// <summary>How things stand.</summary>
    public ConductView Look(long now)
    {
        Pass(now);
        var views = new List<GroupView>(_order.Count);
        foreach (var group in _order)
        {
            views.Add(ViewOf(group, now));
        }

        views.Sort(static (one, other) => (other.Level, other.Penalty).CompareTo((one.Level, one.Penalty)));
        var braked = _settings.MayBrake && _brake.IsOn(now);
        return new ConductView(now, views, _polling.Total(now), _scraping.Look(now))
        {
            BrakedUntil = braked ? _brake.State.Until : 0,
            BrakedPerHour = braked ? _brake.State.PerHour : 0,
            MedianPerHour = _calls.Median(now),
        };
    }

    /// <summary>What happened since the last time this was asked, the oldest first.</summary>
    public IReadOnlyList<ConductEvent> TakeEvents()
    {
        Collect();
        if (_outbox.Count == 0)
        {
            return [];
        }

        var taken = _outbox.ToArray();
        _outbox.Clear();
        return taken;
    }

    /// <summary>The registry has heard of these: they are not told again.</summary>
    public void Acknowledge(IReadOnlyList<ConductEvent> events)
    {
        foreach (var heard in events)
        {
            _outbox.RemoveAll(waiting => waiting.Id == heard.Id);
        }
    }

    /// <summary>What is to outlive a restart.</summary>
    public ConductSnapshot Snapshot(long now)
    {
        Pass(now);
        var (hour, calls) = _calls.Save();
        var groups = new GroupMemory[_order.Count];
        for (var i = 0; i < groups.Length; i++)
        {
            groups[i] = _order[i].Save();
        }

        return new ConductSnapshot(now)
        {
            Polling = _polling.Snapshot(now),
            Scraping = _scraping.Save(),
            Groups = groups,
            Brake = _brake.State,
            Hour = hour,
            Calls = calls,
            Sequence = _sequence,
            Outbox = [.. _outbox],
        };
    }

    /// <summary>Goes on from a snapshot. What was read before is forgotten, so that every first answer is news: nobody pays for our restart.</summary>
    public static VendorConduct Restore(ConductSnapshot snapshot, ConductRules rules, ConductSettings settings) => new(rules, settings, snapshot);

    /// <summary>Reads that the ladder is about.</summary>
    private static bool IsRead(ReadClass kind) => kind is ReadClass.List or ReadClass.Thing or ReadClass.Status or ReadClass.Lookup or ReadClass.Feed;

    /// <summary>Credits that come of something the vendor or its customers did; what is granted to everybody is not among them.</summary>
    private static bool IsEarned(Excuse credit)
        => credit is Excuse.OwnWrite or Excuse.Event or Excuse.LateEvent or Excuse.DeclaredEvent or Excuse.Person or Excuse.NoEventExists or Excuse.SubscriptionSettling
            or Excuse.FeedAllowance;

    private static ulong KeyOf(in ReadQuestion question)
        => ((question.Party ^ (ulong)(uint)question.Group.GetHashCode()) * 0x9E3779B97F4A7C15) | 1;

    private static bool Counts(GroupConduct group) => group.Mode == ConductMode.Enforce && !group.Ladder.State.Shadow;

    private void Count(in Observation observation, long now)
    {
        if ((observation.Facts & (ObservationFacts.RefusedByLevel | ObservationFacts.RefusedByLimit)) == 0)
        {
            _calls.Add(now);
        }
    }

    private (long Wait, long Interval) WaitOf(GroupConduct group, in ReadQuestion question, Excuse credit, long now)
    {
        var own = _polling.ObservedInterval(question);
        own = own <= 0 || (group.OwnIntervalMs > 0 && group.OwnIntervalMs < own) ? group.OwnIntervalMs : own;
        var interval = Math.Max(
            _rules.IntervalMs(group.Ladder.Level),
            group.OwnIntervalMs <= 0 ? 0 : (long)Math.Min(_rules.OfObserved * own, _rules.LongestInterval.TotalMilliseconds));
        if (credit != Excuse.None)
        {
            return (0, interval);
        }

        var wait = _polling.WaitFor(question, interval, now);
        if (wait > 0)
        {
            var key = KeyOf(question);
            var promised = _promises.Of(key);
            wait = promised <= now ? 0 : Math.Min(wait, promised - now);
            if (wait > 0)
            {
                _promises.Make(key, now + wait);
            }
        }

        return (group.Ladder.Level >= Level.Hard ? Math.Max(wait, group.Cap.WaitMs(now)) : wait, interval);
    }

    private void Admit(GroupConduct group, in ReadQuestion question, Excuse credit, long now)
    {
        if (credit == Excuse.None)
        {
            _polling.Passed(question, now);
            _promises.Keep(KeyOf(question));
            group.Cap.Take(now);
        }
        else if (IsEarned(credit))
        {
            group.Cap.Credit(now);
        }
    }

    private GroupConduct GroupOf(in ReadGroup key, long now)
    {
        var group = _groups.TryGetValue(key, out var known) ? known : Add(key, null);
        Refresh(group, now);
        return group;
    }

    private GroupConduct Add(in ReadGroup key, GroupMemory? memory)
    {
        var group = new GroupConduct(key, _rules, memory);
        if (_groups.TryAdd(key, group))
        {
            _order.Add(group);
        }

        return group;
    }

    /// <summary>Follows changed settings.</summary>
    private void Refresh(GroupConduct group, long now)
    {
        if (group.Version == _version)
        {
            return;
        }

        group.Version = _version;
        group.Mode = _settings.ModeOf(group.Group);
        foreach (var decision in _settings.Decisions)
        {
            if (decision.Group != group.Group || decision.At <= group.DecidedAt)
            {
                continue;
            }

            group.DecidedAt = decision.At;
            _polling.Forgive(group.Group, Math.Clamp(decision.PenaltyFactor, 0, 1));
            if (decision.Level is { } level && group.Ladder.Decide(level, _polling.Penalty(group.Group, now).Penalty, now, out var step))
            {
                Follow(group, step);
            }
        }
    }

    private LadderTerms TermsOf(GroupConduct group, long now)
        => new(group.Mode == ConductMode.Shadow, _settings.Ceiling, _settings.FrozenUntil, _settings.Allowances.Count == 0 ? 1 : _settings.AllowanceOf(group.Group, now));

    /// <summary>Takes every step down that is due.</summary>
    private void Settle(GroupConduct group, long now)
    {
        var ladder = group.Ladder;
        if (group.Mode == ConductMode.Off
            || (ladder.Level == Level.Clear && ladder.State.Strikes == 0 && ladder.State.Shadow == (group.Mode == ConductMode.Shadow)))
        {
            return;
        }

        var terms = TermsOf(group, now);
        var penalty = _polling.Penalty(group.Group, now).Penalty;
        while (ladder.Pass(penalty, terms, now, out var step))
        {
            Follow(group, step);
        }

        Lengthen(group, now);
    }

    private void Lengthen(GroupConduct group, long now)
    {
        if (group.Factor != group.Ladder.HalfLifeFactor)
        {
            group.Factor = group.Ladder.HalfLifeFactor;
            _polling.Lengthen(group.Group, group.Factor, now);
        }
    }

    /// <summary>What a change of level entails.</summary>
    private void Follow(GroupConduct group, in LadderStep step)
    {
        _levels = null;
        var state = group.Ladder.State;
        Changes += state.Shadow ? 0 : 1;
        var risen = step.To > step.From;
        var figures = risen ? _polling.Figures(group.Group, step.At) : null;
        group.OwnIntervalMs = step.To < Level.Soft ? 0 : step.From < Level.Soft && figures is not null ? figures.PeriodMs : group.OwnIntervalMs;
        Tell(EventOf(risen ? ConductEventKind.LevelRisen : ConductEventKind.LevelFallen, step));
        if (risen && step.To == Level.Notice && !state.Shadow && step.Cause == StepCause.Penalty)
        {
            Tell(EventOf(ConductEventKind.NoticeDue, step));
        }

        if (risen && step.To == Level.ClosureCase && step.Cause == StepCause.Penalty)
        {
            Tell(EventOf(ConductEventKind.CaseProposed, step));
        }

        Lengthen(group, step.At);

        ConductEvent EventOf(ConductEventKind kind, in LadderStep taken) => new()
        {
            Id = NextId(taken.At),
            At = taken.At,
            Kind = kind,
            Group = group.Group,
            From = taken.From,
            To = taken.To,
            Cause = taken.Cause,
            Shadow = state.Shadow,
            Deadline = taken.To == Level.Notice && risen ? state.Deadline : 0,
            Figures = figures,
        };
    }

    /// <summary>Looks for companion patterns and tells of those that are new, or go on for long.</summary>
    private void Search(GroupConduct group, long now)
    {
        group.SearchedAt = now;
        var figures = _polling.Figures(group.Group, now);
        foreach (var finding in figures.Findings)
        {
            var told = group.Told[(int)finding.Pattern];
            if (told > 0 && Math.Abs(now - told) < _rules.FindAgain.TotalMilliseconds)
            {
                continue;
            }

            group.Told[(int)finding.Pattern] = now;
            Tell(new ConductEvent
            {
                Id = NextId(now),
                At = now,
                Kind = ConductEventKind.Finding,
                Group = group.Group,
                From = group.Ladder.Level,
                To = group.Ladder.Level,
                Shadow = !Counts(group),
                Figures = figures,
                Pattern = finding,
            });
        }
    }

    private void Collect()
    {
        foreach (var proposal in _scraping.TakeProposals())
        {
            Tell(new ConductEvent { Id = NextId(proposal.At), At = proposal.At, Kind = ConductEventKind.ScrapingProposed, Scraping = proposal });
        }
    }

    private void Tell(ConductEvent happened)
    {
        if (_outbox.Count >= _rules.Outbox)
        {
            _outbox.RemoveAt(0);
        }

        _outbox.Add(happened);
    }

    /// <summary>The same each time for the same history, so that replays agree.</summary>
    private Guid NextId(long at)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, at);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], ++_sequence);
        return new Guid(bytes, bigEndian: true);
    }

    private GroupView ViewOf(GroupConduct group, long now)
    {
        var ladder = group.Ladder;
        var figures = _polling.Figures(group.Group, now);
        var penalty = figures.Penalty.Penalty;
        var allowance = _settings.AllowanceOf(group.Group, now);
        var perDay = group.ExcessPerDay(now);
        var slowed = ladder.Level >= Level.Soft && Counts(group) && !_settings.IsProtected(now);
        return new GroupView
        {
            Group = group.Group,
            Mode = group.Mode,
            Level = ladder.Level,
            Figures = figures,
            Since = ladder.State.Since,
            Deadline = ladder.State.Deadline,
            Strikes = ladder.State.Strikes,
            Calls = group.Calls.Sum(now),
            IntervalMs = slowed ? _rules.IntervalMs(ladder.Level) : 0,
            NextLevelAt = ladder.Level == Level.ClosureCase ? 0 : _rules.Ladder.EnterAt(ladder.Level + 1) * allowance,
            ExcessPerDay = perDay,
            ToNextLevelMs = ladder.Level >= _settings.Ceiling ? null : Forecast.ToNext(ladder, _rules.Ladder, penalty, perDay, allowance, now),
            ToLowerLevelMs = Forecast.ToLower(ladder, _rules.Ladder, penalty, allowance, now),
            ToForgivenessMs = Forecast.ToForgiveness(ladder, _rules.Ladder, penalty, allowance, now),
        };
    }
}
