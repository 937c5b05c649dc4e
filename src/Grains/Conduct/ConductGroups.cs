using System.Diagnostics.CodeAnalysis;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;

namespace Digdir.Altinn.Grains.Conduct;

/// <summary>A vendor's groups of reads on their ladders: follows decisions, takes the steps that are due, and tells what each entails. Pure; not thread-safe.</summary>
internal sealed class ConductGroups(ConductRules rules, PollingWatch polling, ConductOutbox outbox, ConductSettings settings)
{
    private readonly Dictionary<ReadGroup, GroupConduct> _groups = [];
    private readonly List<GroupConduct> _order = [];
    private ConductSettings _settings = settings;
    private ConductLevels? _levels;
    private int _version;

    /// <summary>The groups heard of, the oldest first.</summary>
    public IReadOnlyList<GroupConduct> All => _order;

    /// <summary>How many changes of a level counted.</summary>
    public long Changes { get; private set; }

    /// <summary>Goes by other decisions from now on.</summary>
    public void Adopt(ConductSettings settings)
    {
        _settings = settings;
        _levels = null;
        _version++;
    }

    /// <summary>The group, if it was ever heard of, as it stands now.</summary>
    public bool TryGet(in ReadGroup key, long now, [NotNullWhen(true)] out GroupConduct? group)
    {
        if (!_groups.TryGetValue(key, out group))
        {
            return false;
        }

        Refresh(group, now);
        return true;
    }

    /// <summary>The group, under the decisions that hold now.</summary>
    public GroupConduct Of(in ReadGroup key, long now)
    {
        var group = _groups.TryGetValue(key, out var known) ? known : Add(key, null);
        Refresh(group, now);
        return group;
    }

    /// <summary>Adds a group that is not there yet, with what was saved of it.</summary>
    public GroupConduct Add(in ReadGroup key, GroupMemory? memory)
    {
        var group = new GroupConduct(key, rules, memory);
        if (_groups.TryAdd(key, group))
        {
            _order.Add(group);
        }

        return group;
    }

    /// <summary>What gates must know. The same instance as long as nothing changes.</summary>
    public ConductLevels Levels(bool braked, long now)
    {
        if (_levels is not null && _levels.Braked == braked)
        {
            return _levels;
        }

        List<GroupLevel>? groups = null;
        foreach (var group in _order)
        {
            Refresh(group, now);
            if (group.Ladder.Level >= Level.Notice && group.Counts)
            {
                (groups ??= []).Add(new GroupLevel(group.Group, group.Ladder.Level));
            }
        }

        return _levels = groups is null && !braked ? ConductLevels.Clear : new ConductLevels(groups ?? [], braked);
    }

    /// <summary>Lets time pass for all groups.</summary>
    public void Pass(long now)
    {
        foreach (var group in _order)
        {
            Refresh(group, now);
            Settle(group, now);
            if (group.Mode != ConductMode.Off && Math.Abs(now - group.SearchedAt) >= rules.FindEvery.TotalMilliseconds && group.Calls.Sum(now) > 0)
            {
                Search(group, now);
            }
        }
    }

    /// <summary>Notes an avoidable read, and takes the step up that it leads to.</summary>
    public void Spend(GroupConduct group, double cost, long now)
    {
        group.Spend(cost, now);
        if (group.Ladder.Hear(polling.Penalty(group.Group, now), TermsOf(group, now), now, out var step))
        {
            Follow(group, step);
        }
    }

    /// <summary>Takes every step down that is due.</summary>
    public void Settle(GroupConduct group, long now)
    {
        var ladder = group.Ladder;
        if (group.Mode == ConductMode.Off
            || (ladder.Level == Level.Clear && ladder.State.Strikes == 0 && ladder.State.Shadow == (group.Mode == ConductMode.Shadow)))
        {
            return;
        }

        var terms = TermsOf(group, now);
        var penalty = polling.Penalty(group.Group, now).Penalty;
        while (ladder.Pass(penalty, terms, now, out var step))
        {
            Follow(group, step);
        }

        Lengthen(group, now);
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
            polling.Forgive(group.Group, Math.Clamp(decision.PenaltyFactor, 0, 1));
            if (decision.Level is { } level && group.Ladder.Decide(level, polling.Penalty(group.Group, now).Penalty, now, out var step))
            {
                Follow(group, step);
            }
        }
    }

    private LadderTerms TermsOf(GroupConduct group, long now)
        => new(group.Mode == ConductMode.Shadow, _settings.Ceiling, _settings.FrozenUntil, _settings.Allowances.Count == 0 ? 1 : _settings.AllowanceOf(group.Group, now));

    private void Lengthen(GroupConduct group, long now)
    {
        if (group.Factor != group.Ladder.HalfLifeFactor)
        {
            group.Factor = group.Ladder.HalfLifeFactor;
            polling.Lengthen(group.Group, group.Factor, now);
        }
    }

    /// <summary>What a change of level entails.</summary>
    private void Follow(GroupConduct group, in LadderStep step)
    {
        _levels = null;
        var state = group.Ladder.State;
        Changes += state.Shadow ? 0 : 1;
        var risen = step.To > step.From;
        var figures = risen ? polling.Figures(group.Group, step.At) : null;
        group.OwnIntervalMs = step.To < Level.Soft ? 0 : step.From < Level.Soft && figures is not null ? figures.PeriodMs : group.OwnIntervalMs;
        outbox.Tell(EventOf(risen ? ConductEventKind.LevelRisen : ConductEventKind.LevelFallen, step));
        if (risen && step.To == Level.Notice && !state.Shadow && step.Cause == StepCause.Penalty)
        {
            outbox.Tell(EventOf(ConductEventKind.NoticeDue, step));
        }

        if (risen && step.To == Level.ClosureCase && step.Cause == StepCause.Penalty)
        {
            outbox.Tell(EventOf(ConductEventKind.CaseProposed, step));
        }

        Lengthen(group, step.At);

        ConductEvent EventOf(ConductEventKind kind, in LadderStep taken) => new()
        {
            Id = outbox.NextId(taken.At),
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
        var figures = polling.Figures(group.Group, now);
        foreach (var finding in figures.Findings)
        {
            var told = group.Told[(int)finding.Pattern];
            if (told > 0 && Math.Abs(now - told) < rules.FindAgain.TotalMilliseconds)
            {
                continue;
            }

            group.Told[(int)finding.Pattern] = now;
            outbox.Tell(new ConductEvent
            {
                Id = outbox.NextId(now),
                At = now,
                Kind = ConductEventKind.Finding,
                Group = group.Group,
                From = group.Ladder.Level,
                To = group.Ladder.Level,
                Shadow = !group.Counts,
                Figures = figures,
                Pattern = finding,
            });
        }
    }
}
