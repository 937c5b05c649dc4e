using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>
/// A notice (varsling): drafted, perhaps scheduled, published, perhaps amended, then completed or withdrawn; nothing comes back from there. Only the moves here
/// change it, and each asks the rules: <see cref="EightWeeks"/>, <see cref="NoticeRules"/> and <see cref="BrownoutRules"/>. Lists are words in a column.
/// </summary>
internal sealed class Notice : IAudited, IRevised
{
    /// <summary>So long after its effect a breaking change is over by itself; until then it can be withdrawn, when it had to be undone.</summary>
    public static readonly TimeSpan CompletesAfter = TimeSpan.FromDays(30);

    private readonly List<Brownout> _brownouts = [];
    private readonly List<NoticeUpdate> _updates = [];

    public required Guid Id { get; init; }

    public required NoticeKind Kind { get; init; }

    public NoticeState State { get; private set; }

    public string TitleNb { get; private set; } = "";

    public string TitleNn { get; private set; } = "";

    public string TitleEn { get; private set; } = "";

    public string TextNb { get; private set; } = "";

    public string TextNn { get; private set; } = "";

    public string TextEn { get; private set; } = "";

    public NoticeImpact Impact { get; private set; }

    public string Products { get; private set; } = "";

    public string Operations { get; private set; } = "";

    public string Fields { get; private set; } = "";

    public string Environments { get; private set; } = "";

    public string ServiceOwners { get; private set; } = "";

    /// <summary>When a breaking change takes effect, maintenance starts or an incident began.</summary>
    public DateTimeOffset? StartsAt { get; private set; }

    public DateTimeOffset? EndsAt { get; private set; }

    public bool Removes { get; private set; }

    public string? Successor { get; private set; }

    public EmergencyGround? Ground { get; private set; }

    public string? GroundReason { get; private set; }

    public string? CriticalPeriodReason { get; private set; }

    public Guid? Supersedes { get; private set; }

    public required string DraftedBy { get; init; }

    public required DateTimeOffset DraftedAt { get; init; }

    /// <summary>Who last wrote in it before it was published.</summary>
    public required string EditedBy { get; set; }

    /// <summary>Who approved the emergency ground, for the notice as it stands: writing in it takes the approval away.</summary>
    public string? ApprovedBy { get; private set; }

    public DateTimeOffset? ApprovedAt { get; private set; }

    /// <summary>When it is to publish itself.</summary>
    public DateTimeOffset? ScheduledFor { get; private set; }

    /// <summary>The code of the problem that kept it from publishing itself at its time; null when nothing did.</summary>
    public string? Obstacle { get; private set; }

    public DateTimeOffset? PublishedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public long Revision { get; set; }

    public IReadOnlyList<Brownout> Brownouts => _brownouts;

    public IReadOnlyList<NoticeUpdate> Updates => _updates;

    public string Subject => $"notices/{Id}";

    public string? OfVendor => null;

    /// <summary>True while it is public and neither over nor taken back.</summary>
    public bool Stands => State is NoticeState.Published or NoticeState.Amended;

    /// <summary>What it says.</summary>
    public NoticeContent Content => new()
    {
        Title = new(TitleNb, TitleNn, TitleEn),
        Text = new(TextNb, TextNn, TextEn),
        Impact = Impact,
        Products = Words.Split(Products),
        Operations = Words.Split(Operations),
        Fields = Words.Split(Fields),
        Environments = [.. Words.Split(Environments).Select(word => Enum.Parse<AltinnEnvironment>(word, ignoreCase: true)).Order()],
        ServiceOwners = Words.Split(ServiceOwners),
        StartsAt = StartsAt,
        EndsAt = EndsAt,
        Removes = Removes,
        Successor = Successor,
        Ground = Ground,
        GroundReason = GroundReason,
        CriticalPeriodReason = CriticalPeriodReason,
        Supersedes = Supersedes,
    };

    public static Notice Draft(Guid id, NoticeKind kind, NoticeContent content, string by, DateTimeOffset now)
    {
        var notice = new Notice { Id = id, Kind = kind, DraftedBy = by, DraftedAt = now, EditedBy = by };
        notice.Put(content);
        notice.UpdatedAt = now;
        return notice;
    }

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
            ?? (Kind == NoticeKind.BreakingChange ? MayBeAmended(content, now) : null)
            ?? (Kind == NoticeKind.Maintenance ? MayBeReplanned(content, isCritical, now) : null)
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

    /// <summary>Plans brownouts instead of those of a draft.</summary>
    public void Replan(IReadOnlyList<BrownoutPlan> plans)
    {
        if (_brownouts.Select(brownout => new BrownoutPlan(brownout.Environment, brownout.From, brownout.Until)).SequenceEqual(plans))
        {
            return;
        }

        // Numbers are not used again, so that the record shows which one was meant.
        var number = NextBrownout;
        _brownouts.Clear();
        foreach (var plan in plans)
        {
            Plan(plan, number++, announced: null);
        }
    }

    /// <summary>Adds a brownout.</summary>
    public Refusal? AddBrownout(BrownoutPlan plan, DateTimeOffset now)
    {
        if (Kind != NoticeKind.BreakingChange || !(Stands || IsUnpublished) || (Stands && StartsAt <= now))
        {
            return Wrong("Prøveavslag settes bare foran endringer uten bakoverkompatibilitet som ikke har trådt i kraft.", "Brownouts are only set before breaking changes that have not taken effect.");
        }

        var added = Plan(plan, NextBrownout, Stands ? now : null);
        if (Stands)
        {
            if (BrownoutRules.Check(_brownouts, Content.Environments, StartsAt ?? now, now) is { } refused)
            {
                _brownouts.Remove(added);
                return refused;
            }

            State = NoticeState.Amended;
            Tell(NoticePhase.Amended, new("Et prøveavslag er lagt til.", "Eit prøveavslag er lagt til.", "A brownout was added."), now);
            return null;
        }

        Touch(now);
        return null;
    }

    /// <summary>Calls off one brownout, or all of them, at once; those in production that are left without an earlier one in test go with it. Safe to repeat.</summary>
    /// <returns>Whether anything was called off.</returns>
    public bool CallOff(long? number, DateTimeOffset now)
    {
        var off = _brownouts.Where(brownout => brownout.IsAhead(now) && (number is null || brownout.Number == number)).ToList();
        off.ForEach(brownout => brownout.CalledOffAt = now);
        if (off.Count == 0)
        {
            return false;
        }

        foreach (var brownout in _brownouts.Where(brownout => brownout.IsAhead(now) && BrownoutRules.IsUntried(brownout, _brownouts)))
        {
            brownout.CalledOffAt = now;
        }

        if (Stands)
        {
            State = NoticeState.Amended;
            Tell(NoticePhase.Amended, new("Prøveavslag er avlyst.", "Prøveavslag er avlyste.", "Brownouts were called off."), now);
        }
        else
        {
            Touch(now);
        }

        return true;
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

    /// <summary>When it is over by itself; null when a person has to say so.</summary>
    public DateTimeOffset? CompletesAt => Kind switch
    {
        NoticeKind.Maintenance => EndsAt,
        NoticeKind.BreakingChange => StartsAt + CompletesAfter,
        _ => null,
    };

    private bool IsUnpublished => State is NoticeState.Drafted or NoticeState.Scheduled;

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

    private Refusal? MayBeAmended(NoticeContent content, DateTimeOffset now)
    {
        var (from, to) = (StartsAt ?? now, content.StartsAt ?? now);
        if (content.Ground != Ground || content.GroundReason != GroundReason)
        {
            return Problems.Invalid("emergencyGround", new("Nødgrunnen ble godkjent med varselet og kan ikke endres.", "The ground was approved with the notice and cannot change."));
        }

        var widens = Words.Widens(Products, Words.Join(content.Products)) || Words.Widens(Operations, Words.Join(content.Operations))
            || Words.Widens(Fields, Words.Join(content.Fields)) || Words.Widens(Environments, NamesOf(content)) || Words.Widens(ServiceOwners, Words.Join(content.ServiceOwners))
            || (content.Removes && !Removes);
        return EightWeeks.CheckMove(from, content.StartsAt, now) ?? (widens ? EightWeeks.CheckWidening(to, now) : null);
    }

    private Refusal? MayBeReplanned(NoticeContent content, bool isCritical, DateTimeOffset now)
        => StartsAt <= now && content.StartsAt != StartsAt ? Wrong("Vedlikeholdet har startet; starten kan ikke endres.", "The maintenance has started; its start cannot change.")
        : content.EndsAt <= now ? Problems.Invalid("endsAt", new("Må ligge fram i tid. Er det over, så gjennomfør varselet.", "Must lie ahead. When it is over, complete the notice."))
        : isCritical && content.CriticalPeriodReason is null ? Refusal.FromProblem(Problems.CriticalPeriod)
        : null;

    private void Put(NoticeContent content)
    {
        (TitleNb, TitleNn, TitleEn) = content.Title;
        (TextNb, TextNn, TextEn) = content.Text;
        Impact = content.Impact;
        Products = Words.Join(content.Products);
        Operations = Words.Join(content.Operations);
        Fields = Words.Join(content.Fields);
        Environments = NamesOf(content);
        ServiceOwners = Words.Join(content.ServiceOwners);
        (StartsAt, EndsAt) = (content.StartsAt, content.EndsAt);
        (Removes, Successor) = (content.Removes, content.Successor);
        (Ground, GroundReason) = (content.Ground, content.GroundReason);
        CriticalPeriodReason = content.CriticalPeriodReason;
        Supersedes = content.Supersedes;
    }

    private void Unapprove() => (ApprovedBy, ApprovedAt) = (null, null);

    private long NextBrownout => _brownouts.Count == 0 ? 1 : _brownouts.Max(brownout => brownout.Number) + 1;

    private Brownout Plan(BrownoutPlan plan, long number, DateTimeOffset? announced)
    {
        var brownout = new Brownout
        {
            Notice = Id,
            Number = number,
            Environment = plan.Environment,
            From = plan.From,
            Until = plan.Until,
            AnnouncedAt = announced,
        };
        _brownouts.Add(brownout);
        return brownout;
    }

    private void Tell(NoticePhase phase, NoticeText text, DateTimeOffset now)
    {
        Touch(now);
        _updates.Add(new NoticeUpdate
        {
            Notice = Id,
            Number = _updates.Count + 1,
            At = now,
            Phase = phase,
            TextNb = text.Nb,
            TextNn = text.Nn,
            TextEn = text.En,
        });
    }

    /// <summary>Rises with every change, so that one within the same instant is seen too: by preconditions and by pictures.</summary>
    private void Touch(DateTimeOffset now) => UpdatedAt = now > UpdatedAt ? now : UpdatedAt.AddMilliseconds(1);

    private static string NamesOf(NoticeContent content) => Words.Join(content.Environments.Select(where => JsonNamingPolicy.CamelCase.ConvertName(where.ToString())));

    private static Refusal Wrong(string nb, string en) => new(Problems.MoveNotAllowed) { Detail = new(nb, en) };
}
