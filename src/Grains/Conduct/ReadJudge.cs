using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;

namespace Digdir.Altinn.Grains.Conduct;

/// <summary>Says whether a slowed or braked vendor's read passes, and keeps what refused callers were told (reference 5.2). Pure; not thread-safe.</summary>
internal sealed class ReadJudge(ConductRules rules, PollingWatch polling, EmergencyBrake brake)
{
    private readonly Promises _promises = new();
    private readonly Promises _braked = new();

    /// <summary>Judges a read. A yes counts on the read being forwarded.</summary>
    /// <param name="question">The read.</param>
    /// <param name="level">Its group's level.</param>
    /// <param name="slowed">Its group, where that is slowed; null elsewhere.</param>
    /// <param name="braked">True while the brake holds.</param>
    /// <param name="now">The present.</param>
    public Judgement Judge(in ReadQuestion question, Level level, GroupConduct? slowed, bool braked, long now)
    {
        if (question.Part is PartyPart.Waits or PartyPart.Follows)
        {
            return Beside(question, level, slowed, now);
        }

        var credit = polling.CreditOf(question, now, calledFirst: braked);
        if (question.Part == PartyPart.Supports && !IsEarned(credit))
        {
            polling.GiveBack(question, now);
            return new Judgement(level, Passes: false, Excuse.None, 0, 0);
        }

        if (question.Part == PartyPart.DecidesWhenKnown && credit == Excuse.FirstContact)
        {
            return new Judgement(level, Passes: true, credit, 0, 0);
        }

        if (credit == Excuse.None && _braked.Of(KeyOf(question)) <= now)
        {
            // Only the brake stood in its way, since it had a credit then, and that is what it was told.
            credit = Excuse.Retry;
        }

        var brakeWait = braked && !IsEarned(credit) ? brake.WaitMs(now) : 0;
        var (wait, interval) = slowed is not null ? WaitOf(slowed, question, credit, now) : default;
        if (wait > 0 || brakeWait > 0)
        {
            if (wait == 0 && slowed is not null)
            {
                _braked.Make(KeyOf(question), now + brakeWait);
            }

            return new Judgement(level, Passes: false, Excuse.None, Math.Max(wait, brakeWait), interval, Braked: wait == 0);
        }

        if (braked && !IsEarned(credit))
        {
            brake.Take(now);
        }

        _braked.Keep(KeyOf(question));
        if (slowed is not null)
        {
            Admit(slowed, question, credit, now);
        }

        return new Judgement(level, Passes: true, credit, 0, interval);
    }

    /// <summary>Credits that come of something the vendor or its customers did; what is granted to everybody is not among them.</summary>
    private static bool IsEarned(Excuse credit)
        => credit is Excuse.OwnWrite or Excuse.Event or Excuse.LateEvent or Excuse.DeclaredEvent or Excuse.Person or Excuse.NoEventExists or Excuse.SubscriptionSettling
            or Excuse.FeedAllowance;

    /// <summary>Not by the hash codes of strings, which differ from process to process: a replay is to come to the same end each time.</summary>
    private static ulong KeyOf(in ReadQuestion question)
    {
        var group = (ulong)question.Group.Class;
        foreach (var letter in question.Group.Product)
        {
            group = (group * 31) + letter;
        }

        return Hash64.Of(question.Party, group) | 1;
    }

    /// <summary>What there is to say of a party that does not decide.</summary>
    private Judgement Beside(in ReadQuestion question, Level level, GroupConduct? slowed, long now)
    {
        if (slowed is null)
        {
            return new Judgement(level, Passes: true, Excuse.None, 0, 0, Braked: true);
        }

        if (question.Part == PartyPart.Follows)
        {
            _promises.Keep(KeyOf(question));
            if (polling.HasRead(question.Group, question.Party))
            {
                polling.Passed(question, now);
            }

            return new Judgement(level, Passes: true, Excuse.None, 0, 0);
        }

        var interval = IntervalOf(slowed, question);
        return new Judgement(level, Passes: true, Excuse.None, IntervalWait(question, interval, now), interval);
    }

    private long IntervalOf(GroupConduct group, in ReadQuestion question)
    {
        var own = polling.ObservedInterval(question);
        own = own <= 0 || (group.OwnIntervalMs > 0 && group.OwnIntervalMs < own) ? group.OwnIntervalMs : own;
        return rules.IntervalMs(group.Ladder.Level, group.OwnIntervalMs <= 0 ? 0 : own);
    }

    /// <summary>Milliseconds until the interval is over, or what the caller was promised, if that is sooner.</summary>
    private long IntervalWait(in ReadQuestion question, long interval, long now)
    {
        var wait = polling.WaitFor(question, interval, now);
        if (wait == 0)
        {
            return 0;
        }

        var promised = _promises.Of(KeyOf(question));
        return promised <= now ? 0 : Math.Min(wait, promised - now);
    }

    private (long Wait, long Interval) WaitOf(GroupConduct group, in ReadQuestion question, Excuse credit, long now)
    {
        var interval = IntervalOf(group, question);
        if (credit != Excuse.None)
        {
            return (0, interval);
        }

        var wait = IntervalWait(question, interval, now);
        if (wait > 0)
        {
            _promises.Make(KeyOf(question), now + wait);
        }

        return (group.Ladder.Level >= Level.Hard ? Math.Max(wait, group.Cap.WaitMs(now, polling.Parties(group.Group))) : wait, interval);
    }

    private void Admit(GroupConduct group, in ReadQuestion question, Excuse credit, long now)
    {
        if (credit == Excuse.None)
        {
            polling.Passed(question, now);
            _promises.Keep(KeyOf(question));
            group.Cap.Take(now);
        }
        else if (IsEarned(credit))
        {
            group.Cap.Credit(now);
        }
    }
}
