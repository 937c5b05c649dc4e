using System.Runtime.InteropServices;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>
/// The excuses of the reference (1.4), tried in its order, and what they draw on. Tables are made when there is something to put into them, so that a vendor
/// who needs no excuse costs nothing. Owned by one <see cref="PollingWatch"/>; not thread-safe.
/// </summary>
internal sealed class Credits(PollingRules rules)
{
    private Failures? _failures;
    private Cursors? _cursors;
    private OwnWrites? _writes;
    private EventCredits? _events;
    private PersonPace? _persons;
    private Settlings? _settlings;
    private FeedAllowance? _feeds;

    /// <summary>What people have granted.</summary>
    public Concessions Concessions { get; set; } = Concessions.None;

    /// <summary>Bytes held.</summary>
    public long Bytes
        => (_failures?.Bytes ?? 0) + (_cursors?.Bytes ?? 0) + (_writes?.Bytes ?? 0) + (_events?.Bytes ?? 0) + (_persons?.Bytes ?? 0)
            + (_settlings?.Bytes ?? 0) + (_feeds?.Bytes ?? 0);

    /// <summary>Notes a call that changed something.</summary>
    public void NoteWrite(in Observation write)
    {
        if ((write.Facts & ObservationFacts.SubscriptionChange) != 0)
        {
            (_settlings ??= new Settlings(rules)).Note(write.Party, write.At);
        }
        else if (write.Group.Class == ReadClass.Write)
        {
            (_writes ??= new OwnWrites(rules)).Note(write.Party, write.Object, write.At);
        }
    }

    /// <summary>Notes an event delivered, or that failed to be.</summary>
    public void NoteEvent(in EventDelivery delivery, byte product) => (_events ??= new EventCredits(rules)).Note(in delivery, product);

    /// <summary>Notes a failure.</summary>
    /// <param name="call">The call.</param>
    /// <param name="product">The product's number within the watch.</param>
    public void NoteFailure(in Observation call, byte product)
    {
        var kind = (call.Facts & (ObservationFacts.RefusedByLevel | ObservationFacts.CallerLeft)) != 0 ? FailureKind.NoExcuse
            : call.Status == 429 || (call.Facts & ObservationFacts.RefusedByLimit) != 0 ? FailureKind.TooMany
            : FailureKind.Product;
        (_failures ??= new Failures(rules)).Note(call.Fingerprint, kind, call.RetryAfter, call.At);
        if (kind != FailureKind.NoExcuse)
        {
            _events?.Prolong(call.Party, product, call.At, call.At + (Math.Max(0, call.RetryAfter) * 1000L));
        }
    }

    /// <summary>Notes a cursor given out.</summary>
    public void NoteCursor(ulong cursor, in Walk walk, long at) => (_cursors ??= new Cursors(rules)).Give(cursor, in walk, at);

    /// <summary>Notes an answer of the event feed.</summary>
    public void NoteFeed(ulong fingerprint, bool news, long at) => (_feeds ??= new FeedAllowance(rules)).Note(fingerprint, news, at);

    /// <summary>What the call is to a failure before it.</summary>
    public Retry RetryOf(ulong fingerprint, long now) => _failures?.Look(fingerprint, now) ?? default;

    /// <summary>The question has been answered: what failed before is made good.</summary>
    public void Answered(ulong fingerprint) => _failures?.Forget(fingerprint);

    /// <summary>What the vendor wrote for the party a moment ago.</summary>
    public OwnDoing OwnDoingOf(ulong party, long now) => _writes?.Of(party, now) ?? default;

    /// <summary>Something foreign turned up while the vendor awaited its own.</summary>
    public void Vindicate(ulong party, ReadClass kind) => _writes?.Vindicate(party, kind);

    /// <summary>The walk that led to a cursor.</summary>
    public Walk WalkOf(ulong cursor) => _cursors?.WalkOf(cursor) ?? default;

    /// <summary>True when an event called for a read with news, and uses it up.</summary>
    public bool CalledFor(in ReadQuestion question, byte product, long now)
        => _events is not null
            && (_events.CallFor(question.Party, product, now)
                || _events.SpendLate(question.Party, product, now)
                || _events.SpendDeclared(question.Party, question.DeclaredEvent, now));

    /// <summary>True when the caller claims an event that never was.</summary>
    public bool IsFalseClaim(in ReadQuestion question, long now) => _events?.IsFalse(question.Party, question.DeclaredEvent, now) ?? false;

    /// <summary>Uses a cursor up; false when it excuses nothing.</summary>
    public bool SpendCursor(ulong cursor, ulong call, long now) => _cursors?.Spend(cursor, call, now) ?? false;

    /// <summary>Counts a share of a call towards the person's pace; false when that is no person's.</summary>
    public bool TakePace(ulong person, double share, long now) => person != 0 && (_persons ??= new PersonPace(rules)).Take(person, share, now);

    /// <summary>True within announced work.</summary>
    public bool IsDeclaredWork(in ReadQuestion question, long now)
    {
        foreach (var work in Concessions.Work)
        {
            if (now >= work.From && now < work.Until && (work.Party == 0 || work.Party == question.Party) && (work.Group is not { } group || group == question.Group))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>How many times the usual grace the group has, 1 to 24.</summary>
    public double GraceFactor(ReadGroup group, long now)
    {
        double factor = 1;
        foreach (var grace in Concessions.Graces)
        {
            if (now >= grace.From && now < grace.Until && (grace.Group is not { } granted || granted == group))
            {
                factor = Math.Max(factor, Math.Min(24, grace.Factor));
            }
        }

        return factor;
    }

    /// <summary>
    /// As <see cref="Spend"/>, but what something called for comes before a retry and a next page: under the emergency brake those wait and it does not.
    /// </summary>
    public Excuse SpendCalledFirst(in ReadQuestion question, in Circumstances at, ref KeySlot key, GroupWatch group, long now)
        => SpendCalled(in question, in at, in key, group, now) is not Excuse.None and var called ? called : Spend(in question, in at, ref key, group, now);

    /// <summary>The first excuse that applies, used up; <see cref="Excuse.None"/> when none does. Grace comes last: it is the only one that everything else would have spared.</summary>
    public Excuse Spend(in ReadQuestion question, in Circumstances at, ref KeySlot key, GroupWatch group, long now)
    {
        var facts = question.Facts;
        return _failures is not null && _failures.Spend(question.Fingerprint, now) ? Excuse.Retry
            : at.NextPage ? Excuse.Pagination
            : SpendCalled(in question, in at, in key, group, now) is not Excuse.None and var called ? called
            : at.First ? Excuse.FirstContact
            : IsDeclaredWork(in question, now) ? Excuse.DeclaredWork
            : _settlings is not null && _settlings.Covers(question.Party, now) ? Excuse.SubscriptionSettling
            : (facts & ObservationFacts.NoEventExists) != 0 ? Excuse.NoEventExists
            : question.Group.Class == ReadClass.Feed ? SpendFeed(question.Fingerprint, now)
            : SpendGrace(ref key, group, at.Share, in at, now) ? Excuse.Grace
            : Excuse.None;
    }

    /// <summary>Gives an excuse back that was used up for a read under way.</summary>
    public void Return(in ReadQuestion question, Excuse excuse, ref KeySlot key, GroupWatch group, in Circumstances at, long now)
    {
        switch (excuse)
        {
            case Excuse.Retry:
                _failures?.Return(question.Fingerprint);
                break;
            case Excuse.Pagination:
                _cursors?.Return(question.CursorUsed);
                break;
            case Excuse.OwnWrite:
                if (_writes?.Return(question.Party) == false)
                {
                    _writes.Return(question.Customer);
                }

                break;
            case Excuse.Event or Excuse.LateEvent or Excuse.DeclaredEvent:
                _events?.Return(excuse, question.Party, group.Product, question.DeclaredEvent);
                break;
            case Excuse.Person:
                _persons?.Return(question.Person);
                break;
            case Excuse.FirstContact:
                key.Flags &= ~KeyFlags.FirstSetAside;
                break;
            case Excuse.FeedAllowance:
                _feeds?.Return(question.Fingerprint);
                break;
            case Excuse.Grace:
                Graces.Return(ref key, at.Tenths, GraceFactor(group.Group, now), rules);
                group.ReturnHurriedGrace(at.Share, now);
                break;
        }
    }

    private Excuse SpendCalled(in ReadQuestion question, in Circumstances at, in KeySlot key, GroupWatch group, long now)
        => SpendWrite(in question, now) ? Excuse.OwnWrite
            : _events is not null && _events.SpendDelivered(question.Party, group.Product, now) ? Excuse.Event
            : _events is not null && _events.SpendLate(question.Party, group.Product, now) ? Excuse.LateEvent
            : _events is not null && _events.SpendDeclared(question.Party, question.DeclaredEvent, now) ? Excuse.DeclaredEvent
            : at.PersonsPace && !Rhythm.IsMachinePaced(key.Gaps) ? Excuse.Person
            : Excuse.None;

    /// <summary>A write names its party seldom, and then otherwise than a read does: what was written for the customer counts as well.</summary>
    private bool SpendWrite(in ReadQuestion question, long now)
        => _writes is not null
            && (_writes.Spend(question.Party, question.Group.Class, now)
                || (question.Customer != 0 && question.Customer != question.Party && _writes.Spend(question.Customer, question.Group.Class, now)));

    private Excuse SpendFeed(ulong fingerprint, long now)
        => (_feeds ??= new FeedAllowance(rules)).Spend(fingerprint, now) ? Excuse.FeedAllowance : Excuse.None;

    private bool SpendGrace(ref KeySlot key, GroupWatch group, double share, in Circumstances at, long now)
    {
        var factor = GraceFactor(group.Group, now);
        if (!Graces.Has(in key, at.Tenths, factor, rules)
            || (group.Young.IsMachinePaced && Graces.IsHurried(in key, at.Tenths, factor, rules) && !group.TakeHurriedGrace(share, factor, now)))
        {
            return false;
        }

        Graces.Take(ref key, at.Tenths, factor, rules);
        return true;
    }
}

/// <summary>What a read stands in when an excuse is sought for it.</summary>
/// <param name="Tenths">Now, in tenths of a second since the watch's origin.</param>
/// <param name="Share">The share of the call.</param>
/// <param name="NextPage">It is the next page of a walk under way.</param>
/// <param name="PersonsPace">A person makes it, at a person's pace.</param>
/// <param name="First">The key was never answered, and no other read that might be the first is under way.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Circumstances(long Tenths, double Share, bool NextPage, bool PersonsPace, bool First);
