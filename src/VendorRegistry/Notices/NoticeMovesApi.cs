using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>What makes notices public, changes them then, and ends them. What vendors are to hear of is told in the same change.</summary>
internal static class NoticeMovesApi
{
    public static void Map(RouteGroupBuilder notices)
    {
        Move(notices, "approve", ApproveAsync, "Approve the emergency ground of a notice that somebody else wrote", NoticeExamples.Approved, OperatorRoles.MayDecide);
        Move(notices, "schedule", ScheduleAsync, "Let a notice publish itself at a time", NoticeExamples.Scheduled);
        Move(notices, "publish", PublishAsync, "Publish a notice now", NoticeExamples.Published);
        Move(notices, "amend", AmendAsync, "Change a public notice; a breaking change only moves later", NoticeExamples.Amended);
        Move(notices, "complete", CompleteAsync, "The change is made, the maintenance done, the incident resolved", NoticeExamples.Completed);
        Move(notices, "withdraw", WithdrawAsync, "Take a notice back", NoticeExamples.Withdrawn);
        notices.MapPost("/{id:guid}/updates", UpdateAsync).WithSummary("Add to a public notice's timeline").RequireAuthorization(OperatorRoles.MayWork)
            .WithMetadata(new Shows(Answer: NoticeExamples.Updated));
    }

    private static void Move(RouteGroupBuilder notices, string name, Delegate handler, string summary, NoticeView shown, string rule = OperatorRoles.MayWork)
        => notices.MapPost($"/{{id:guid}}/{name}", handler).WithSummary(summary).RequireAuthorization(rule).WithMetadata(NeedsPrecondition.Mark, new Shows(Answer: shown));

    private static Task<Results<Ok<NoticeView>, Refused>> ApproveAsync(Guid id, NoticeApproval body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var input = new Input();
        if (body.EmergencyGround is null)
        {
            input.Wrong("emergencyGround", "Må fylles ut.", "Must be filled in.");
        }

        return MoveAsync(input, id, "notices.approve", context, registry, (notice, change) => Task.FromResult(
            notice.Ground != body.EmergencyGround ? Problems.Invalid("emergencyGround", new("Varselet har ikke denne nødgrunnen.", "The notice does not have this ground."))
            : notice.Approve(OperatorOf.Actor(context), change.Now)), cancellation);
    }

    private static Task<Results<Ok<NoticeView>, Refused>> ScheduleAsync(Guid id, NoticeSchedule body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var input = new Input();
        var at = input.Instant("publishAt", body.PublishAt);
        return MoveAsync(input, id, "notices.schedule", context, registry, async (notice, change) =>
            notice.Schedule(at, await IsCriticalAsync(change.Db, notice, notice.Content, cancellation), change.Now), cancellation);
    }

    private static Task<Results<Ok<NoticeView>, Refused>> PublishAsync(Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
        => MoveAsync(new Input(), id, "notices.publish", context, registry, async (notice, change) =>
            notice.Publish(await IsCriticalAsync(change.Db, notice, notice.Content, cancellation), change.Now) ?? Told(change, AnnouncementKinds.NoticePublished, notice), cancellation);

    private static Task<Results<Ok<NoticeView>, Refused>> AmendAsync(
        Guid id, NoticeAmendment body, HttpContext context, RegistryChanges registry, IOptions<RegistryOptions> options, CancellationToken cancellation)
    {
        var input = new Input();
        var what = NoticeInput.Required(input, "what", body.What);
        var kind = input.Choice("notice.kind", body.Notice?.Kind);
        var content = NoticeInput.Read(body.Notice ?? new NoticeDraft(kind), input, options.Value);
        if (body.Notice?.Brownouts is not null)
        {
            input.Wrong("notice.brownouts", "Prøveavslag i et publisert varsel legges til og avlyses hver for seg.", "Brownouts of a public notice are added and called off by themselves.");
        }

        return MoveAsync(input, id, "notices.amend", context, registry, async (notice, change) =>
            NoticesApi.SameKind(notice, kind) ?? await NoticesApi.SupersededAsync(change.Db, content, cancellation)
            ?? notice.Amend(content, what, await IsCriticalAsync(change.Db, notice, content, cancellation), change.Now) ?? Told(change, AnnouncementKinds.NoticeAmended, notice), cancellation);
    }

    private static Task<Results<Ok<NoticeView>, Refused>> UpdateAsync(Guid id, NoticeUpdateOrder body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var input = new Input();
        var text = NoticeInput.Required(input, "text", body.Text);
        var phase = input.Choice("phase", body.Phase);
        if (body.Phase is not null && !NoticeUpdate.IsTold(phase))
        {
            input.Wrong("phase", "Må være investigating, identified, monitoring, started eller resolved.", "Must be investigating, identified, monitoring, started or resolved.");
        }

        return MoveAsync(input, id, "notices.update", context, registry, (notice, change) => Task.FromResult(
            notice.Update(phase, text, change.Now) ?? Told(change, AnnouncementKinds.NoticeAmended, notice)), cancellation, needsTag: false);
    }

    private static Task<Results<Ok<NoticeView>, Refused>> CompleteAsync(Guid id, NoticeEnd body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var input = new Input();
        var text = NoticeInput.Required(input, "text", body.Text);
        return MoveAsync(input, id, "notices.complete", context, registry, (notice, change) => Task.FromResult(
            notice.Complete(text, change.Now) ?? Told(change, AnnouncementKinds.NoticeCompleted, notice)), cancellation);
    }

    private static Task<Results<Ok<NoticeView>, Refused>> WithdrawAsync(Guid id, NoticeEnd body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var input = new Input();
        var text = NoticeInput.Required(input, "text", body.Text);
        return MoveAsync(input, id, "notices.withdraw", context, registry, (notice, change) => Task.FromResult(
            notice.Withdraw(text, change.Now) ?? (notice.PublishedAt is null ? null : Told(change, AnnouncementKinds.NoticeWithdrawn, notice))), cancellation);
    }

    private static Task<Results<Ok<NoticeView>, Refused>> MoveAsync(
        Input input, Guid id, string action, HttpContext context, RegistryChanges registry, Func<Notice, RegistryChange, Task<Refusal?>> move, CancellationToken cancellation, bool needsTag = true)
        => input.Refusal is { } bad
            ? Task.FromResult<Results<Ok<NoticeView>, Refused>>(new Refused(bad))
            : NoticesApi.MoveAsync(id, action, context, registry, async (notice, change) => (needsTag ? Precondition.Check(context, notice.Revision) : null) ?? await move(notice, change), cancellation);

    internal static Refusal? Told(RegistryChange change, AnnouncementKind kind, Notice notice)
    {
        NoticeNews.Tell(change, kind, notice);
        return null;
    }

    private static async Task<bool> IsCriticalAsync(RegistryDb db, Notice notice, NoticeContent content, CancellationToken cancellation)
        => (await CriticalSpans.OfAsync(db, notice.Kind, content, cancellation)).Count > 0;
}

/// <summary>An approval.</summary>
/// <param name="EmergencyGround">The ground that is approved: the one the notice states.</param>
internal sealed record NoticeApproval(EmergencyGround? EmergencyGround) : IExample<NoticeApproval>
{
    public static NoticeApproval Example { get; } = new(Notices.EmergencyGround.CriticalFault);
}

/// <summary>When a notice is to publish itself.</summary>
/// <param name="PublishAt">An instant ahead. The rules are asked now and again then; when they do not hold then, it stays scheduled and says why.</param>
internal sealed record NoticeSchedule(DateTimeOffset? PublishAt) : IExample<NoticeSchedule>
{
    public static NoticeSchedule Example { get; } = new(Examples.At.AddDays(14));
}

/// <summary>A change of a public notice.</summary>
/// <param name="Notice">The whole notice as it is to be; without brownouts.</param>
/// <param name="What">What changed, for the timeline.</param>
internal sealed record NoticeAmendment(NoticeDraft? Notice, NoticeWords? What) : IExample<NoticeAmendment>
{
    public static NoticeAmendment Example { get; } = new(
        NoticeDraft.Example with { StartsAt = new DateTimeOffset(2027, 4, 1, 5, 0, 0, TimeSpan.Zero), Brownouts = null },
        new("Ikrafttredelsen er utsatt til 1. april.", "Ikraftsetjinga er utsett til 1. april.", "The effective time is put off to 1 April."));
}

/// <summary>An entry of the timeline.</summary>
/// <param name="Phase"><c>investigating</c>, <c>identified</c>, <c>monitoring</c>, <c>started</c> or <c>resolved</c>.</param>
/// <param name="Text">What is told, at most 4000 characters in each language.</param>
internal sealed record NoticeUpdateOrder(NoticePhase? Phase, NoticeWords? Text) : IExample<NoticeUpdateOrder>
{
    public static NoticeUpdateOrder Example { get; } = new(NoticePhase.Monitoring, new("Vi følger med på bruken.", "Vi følgjer med på bruken.", "We watch the usage."));
}

/// <summary>What is said at the end of a notice.</summary>
/// <param name="Text">At most 4000 characters in each language.</param>
internal sealed record NoticeEnd(NoticeWords? Text) : IExample<NoticeEnd>
{
    public static NoticeEnd Example { get; } = new(new NoticeWords("Dette er over.", "Dette er over.", "This is over."));
}
