using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>
/// A notice (varsling): drafted, perhaps scheduled, published, perhaps amended, then completed or withdrawn; nothing comes back from there. Only its moves
/// (Notice.Moves.cs, Notice.Brownouts.cs) change it, and each asks the rules: <see cref="EightWeeks"/>, <see cref="NoticeRules"/>, <see cref="AmendmentRules"/> and
/// <see cref="BrownoutRules"/>. Lists are words in a column.
/// </summary>
internal sealed partial class Notice : IAudited, IRevised
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

    /// <summary>When it is over by itself; null when a person has to say so.</summary>
    public DateTimeOffset? CompletesAt => Kind switch
    {
        NoticeKind.Maintenance => EndsAt,
        NoticeKind.BreakingChange => StartsAt + CompletesAfter,
        _ => null,
    };

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

    private bool IsUnpublished => State is NoticeState.Drafted or NoticeState.Scheduled;

    public static Notice Draft(Guid id, NoticeKind kind, NoticeContent content, string by, DateTimeOffset now)
    {
        var notice = new Notice { Id = id, Kind = kind, DraftedBy = by, DraftedAt = now, EditedBy = by };
        notice.Put(content);
        notice.UpdatedAt = now;
        return notice;
    }

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
