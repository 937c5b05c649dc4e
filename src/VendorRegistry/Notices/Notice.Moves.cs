using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <content>The moves from draft to end.</content>
internal sealed partial class Notice
{
    /// <summary>Writes in a notice that is not public. Approval and schedule were for what it said before, and fall away.</summary>
    public Refusal? Edit(NoticeContent content, string by, DateTimeOffset now)
    {
        if (!IsUnpublished)
        {
            return Wrong("Varselet er ikke lenger et utkast; det som er publisert, endres med amend.", "The notice is a draft no more; what is published is changed by amending.");
        }

        Put(content);
        Unapprove();
        (State, ScheduledFor, Obstacle, EditedBy) = (NoticeState.Drafted, null, null, by);
        Touch(now);
        return null;
    }

    /// <summary>Approves the emergency ground: by somebody who has not written it.</summary>
    public Refusal? Approve(string by, DateTimeOffset now)
    {
        if (!IsUnpublished || Ground is null)
        {
            return Wrong("Varselet har ingen nødgrunn som venter på godkjenning.", "The notice has no emergency ground that waits for approval.");
        }

        if (by == DraftedBy || by == EditedBy)
        {
            return Problems.SamePerson;
        }

        (ApprovedBy, ApprovedAt, Obstacle) = (by, now, null);
        Touch(now);
        return null;
    }

    /// <summary>Lets it publish itself at a time. The rules are asked now, for that time, and again then.</summary>
    public Refusal? Schedule(DateTimeOffset at, bool isCritical, DateTimeOffset now)
    {
        if (!IsUnpublished)
        {
            return Wrong("Bare et varsel som ikke har vært publisert eller trukket, kan publiseres.", "Only a notice that was neither published nor withdrawn can be published.");
        }

        if (at <= now)
        {
            return Problems.Invalid("publishAt", new("Må ligge fram i tid.", "Must lie ahead."));
        }

        if (MayBePublished(at, isCritical) is { } refused)
        {
            return refused;
        }

        (State, ScheduledFor, Obstacle) = (NoticeState.Scheduled, at, null);
        Touch(now);
        return null;
    }

    /// <summary>Makes it public now.</summary>
    public Refusal? Publish(bool isCritical, DateTimeOffset now)
    {
        if (!IsUnpublished)
        {
            return Wrong("Bare et varsel som ikke har vært publisert eller trukket, kan publiseres.", "Only a notice that was neither published nor withdrawn can be published.");
        }

        if (MayBePublished(now, isCritical) is { } refused)
        {
            return refused;
        }

        StartsAt ??= Kind == NoticeKind.Incident ? now : null;
        (State, PublishedAt, ScheduledFor, Obstacle) = (NoticeState.Published, now, null, null);
        foreach (var brownout in _brownouts)
        {
            brownout.AnnouncedAt = now;
        }

        Tell(NoticePhase.Published, NoticeUpdate.Plain(NoticePhase.Published), now);
        return null;
    }

    /// <summary>Tells the author that it could not publish itself, and why. It stays scheduled, and is not tried again before somebody does something.</summary>
    public void HoldBack(Refusal why, DateTimeOffset now)
    {
        Obstacle = why.Problem.Code;
        Touch(now);
    }

    /// <summary>Changes a public notice. A breaking change moves later only, and comes to concern more only while there is time to give notice of that.</summary>
    public Refusal? Amend(NoticeContent content, NoticeText what, bool isCritical, DateTimeOffset now)
    {
        if (!Stands)
        {
            return Wrong("Bare et varsel som står, kan endres.", "Only a notice that stands can be amended.");
        }

        var refused = NoticeRules.Complete(Kind, content, PublishedAt ?? now)
            ?? AmendmentRules.Check(Kind, Content, content, isCritical, now)
            ?? BrownoutRules.Check(_brownouts, content.Environments, content.StartsAt ?? now, now);
        if (refused is not null)
        {
            return refused;
        }

        Put(content);
        State = NoticeState.Amended;
        Tell(NoticePhase.Amended, what, now);
        return null;
    }

    /// <summary>Adds to the timeline.</summary>
    public Refusal? Update(NoticePhase phase, NoticeText text, DateTimeOffset now)
    {
        if (!Stands)
        {
            return Wrong("Bare et varsel som står, kan oppdateres.", "Only a notice that stands can be updated.");
        }

        Tell(phase, text, now);
        return null;
    }

    /// <summary>Ends it: the change is made, the maintenance done, the incident resolved.</summary>
    public Refusal? Complete(NoticeText? text, DateTimeOffset now)
    {
        if (!Stands)
        {
            return Wrong("Bare et varsel som står, kan gjennomføres.", "Only a notice that stands can be completed.");
        }

        if (Kind is NoticeKind.BreakingChange or NoticeKind.Maintenance && StartsAt > now)
        {
            return Wrong("Det har ikke begynt; trekk varselet i stedet.", "It has not begun; withdraw the notice instead.");
        }

        EndsAt = Kind == NoticeKind.Incident ? EndsAt ?? now : EndsAt > now && Kind == NoticeKind.Maintenance ? now : EndsAt;
        (State, EndedAt) = (NoticeState.Completed, now);
        Tell(NoticePhase.Completed, text ?? NoticeUpdate.Plain(NoticePhase.Completed), now);
        return null;
    }

    /// <summary>Takes it back. What nobody outside has seen goes without a word.</summary>
    public Refusal? Withdraw(NoticeText text, DateTimeOffset now)
    {
        if (!Stands && !IsUnpublished)
        {
            return Wrong("Varselet er over.", "The notice is over.");
        }

        var isTold = Stands;
        (State, ScheduledFor, Obstacle, EndedAt) = (NoticeState.Withdrawn, null, null, now);
        if (isTold)
        {
            Tell(NoticePhase.Withdrawn, text, now);
        }
        else
        {
            Touch(now);
        }

        return null;
    }

    private Refusal? MayBePublished(DateTimeOffset at, bool isCritical)
    {
        var content = Content;
        return NoticeRules.Complete(Kind, content, at)
            ?? (Kind == NoticeKind.BreakingChange && StartsAt is { } effective ? EightWeeks.Check(effective, Ground, ApprovedBy is not null, at) : null)
            ?? (isCritical && CriticalPeriodReason is null ? Refusal.FromProblem(Problems.CriticalPeriod) : null)
            ?? (_brownouts.Count == 0 ? null
                : Kind != NoticeKind.BreakingChange ? new Refusal(Problems.BrownoutNotAllowed)
                : BrownoutRules.Check(_brownouts, content.Environments, StartsAt ?? at, at));
    }
}
