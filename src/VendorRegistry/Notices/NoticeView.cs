using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>A notice in a list.</summary>
internal sealed record NoticeLine(
    Guid Id, NoticeKind Kind, NoticeState State, NoticeText Title, NoticeImpact Impact, IReadOnlyList<string> Products, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt,
    DateTimeOffset? PublishedAt, DateTimeOffset UpdatedAt) : IExample<NoticeLine>
{
    public static NoticeLine Example { get; } = new(
        Examples.Id, NoticeKind.BreakingChange, NoticeState.Published, NoticeView.Example.Title, NoticeImpact.Major, ["dialogporten"], NoticeView.Example.StartsAt, EndsAt: null,
        Examples.At.AddMinutes(10), Examples.At.AddMinutes(10));

    public static NoticeLine Of(Notice row) => new(
        row.Id, row.Kind, row.State, new(row.TitleNb, row.TitleNn, row.TitleEn), row.Impact, Words.Split(row.Products), row.StartsAt, row.EndsAt, row.PublishedAt, row.UpdatedAt);
}

/// <summary>A brownout.</summary>
internal sealed record BrownoutView(long Number, AltinnEnvironment Environment, DateTimeOffset From, DateTimeOffset Until, DateTimeOffset? AnnouncedAt, DateTimeOffset? CalledOffAt);

/// <summary>An entry of the timeline.</summary>
internal sealed record NoticeUpdateView(long Number, DateTimeOffset At, NoticePhase Phase, NoticeText Text);

/// <summary>Something the author should know. It hinders nothing by itself; publication may.</summary>
/// <param name="Code">The problem that publication would be refused with.</param>
/// <param name="Nb">In bokmål.</param>
/// <param name="En">In English.</param>
/// <param name="Earliest">For short notice: the earliest effective time of what is published now.</param>
internal sealed record NoticeWarning(string Code, string Nb, string En, DateTimeOffset? Earliest = null);

/// <summary>A notice as the servicedesk sees it.</summary>
internal sealed record NoticeView(
    Guid Id, NoticeKind Kind, NoticeState State, NoticeText Title, NoticeText Text, NoticeImpact Impact,
    IReadOnlyList<string> Products, IReadOnlyList<string> Operations, IReadOnlyList<string> Fields, IReadOnlyList<AltinnEnvironment> Environments, IReadOnlyList<string> ServiceOwners,
    DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, bool Removes, string? Successor, EmergencyGround? EmergencyGround, string? GroundReason, string? CriticalPeriodReason, Guid? Supersedes,
    string DraftedBy, DateTimeOffset DraftedAt, string EditedBy, string? ApprovedBy, DateTimeOffset? ApprovedAt, DateTimeOffset? ScheduledFor, string? Obstacle,
    DateTimeOffset? PublishedAt, DateTimeOffset UpdatedAt, DateTimeOffset? EndedAt,
    IReadOnlyList<BrownoutView> Brownouts, IReadOnlyList<NoticeUpdateView> Timeline, IReadOnlyList<NoticeWarning> Warnings) : IExample<NoticeView>
{
    /// <summary>As drafted.</summary>
    public static NoticeView Example { get; } = Of(Drafted(), [], Examples.At);

    /// <summary>As it is after some moves.</summary>
    public static NoticeView After(params Func<Notice, Refusal?>[] moves)
    {
        var notice = Drafted();
        foreach (var move in moves)
        {
            move(notice);
        }

        return Of(notice, [], notice.UpdatedAt);
    }

    public static NoticeView Of(Notice row, IReadOnlyList<CriticalSpan> critical, DateTimeOffset now)
    {
        var content = row.Content;
        return new(
            row.Id, row.Kind, row.State, content.Title, content.Text, content.Impact,
            content.Products, content.Operations, content.Fields, content.Environments, content.ServiceOwners,
            content.StartsAt, content.EndsAt, content.Removes, content.Successor, content.Ground, content.GroundReason, content.CriticalPeriodReason, content.Supersedes,
            row.DraftedBy, row.DraftedAt, row.EditedBy, row.ApprovedBy, row.ApprovedAt, row.ScheduledFor, row.Obstacle,
            row.PublishedAt, row.UpdatedAt, row.EndedAt,
            [.. row.Brownouts.OrderBy(brownout => brownout.Number).Select(brownout => new BrownoutView(
                brownout.Number, brownout.Environment, brownout.From, brownout.Until, brownout.AnnouncedAt, brownout.CalledOffAt))],
            [.. row.Updates.OrderBy(update => update.Number).Select(update => new NoticeUpdateView(update.Number, update.At, update.Phase, update.Text))],
            [.. NoticeWarnings.Of(row, critical, now)]);
    }

    internal static Notice Drafted()
    {
        var input = new Input();
        var notice = Notice.Draft(Examples.Id, NoticeKind.BreakingChange, NoticeInput.Read(NoticeDraft.Example, input, new RegistryOptions()), "operator-1", Examples.At);
        notice.Replan(NoticeInput.Brownouts(input, NoticeDraft.Example.Brownouts) ?? []);
        return notice;
    }
}
