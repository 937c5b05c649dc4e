using System.Globalization;
using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>Notices in the admin API: listed, read and written. What makes them public and ends them is in <see cref="NoticeMovesApi"/>.</summary>
internal static class NoticesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var notices = api.MapGroup("/notices").WithTags("Notices");
        notices.MapGet("/", ListAsync).WithSummary("List notices, the newest first").RequireAuthorization(OperatorRoles.MayRead);
        notices.MapPost("/", DraftAsync).WithSummary("Draft a notice").RequireAuthorization(OperatorRoles.MayWork);
        notices.MapGet("/{id:guid}", GetAsync).WithSummary("Get a notice").RequireAuthorization(OperatorRoles.MayRead)
            .WithMetadata(new Shows(Answer: NoticeExamples.CalledOff));
        notices.MapPut("/{id:guid}", EditAsync).WithSummary("Write in a notice that is not public; approval and schedule fall away").RequireAuthorization(OperatorRoles.MayWork)
            .WithMetadata(NeedsPrecondition.Mark);
        NoticeMovesApi.Map(notices);
        BrownoutsApi.Map(notices);
        ConcernedApi.Map(notices);
    }

    private static async Task<Results<Ok<Page<NoticeLine>>, Refused>> ListAsync(
        RegistryChanges registry, IOptions<RegistryOptions> options, CancellationToken cancellation,
        string? kind = null, string? state = null, string? product = null, string? cursor = null, int? limit = null)
    {
        var input = new Input();
        var (ofKind, inState) = (input.Named<NoticeKind>("kind", kind), input.Named<NoticeState>("state", state));
        input.Product("product", product, options.Value);
        if (input.Refusal is { } wrong)
        {
            return new Refused(wrong);
        }

        if (PageRequest.TryRead(cursor, limit, out var page) is { } bad)
        {
            return new Refused(bad);
        }

        var query = registry.Db.Notices.AsNoTracking();
        query = ofKind is null ? query : query.Where(row => row.Kind == ofKind);
        query = inState is null ? query : query.Where(row => row.State == inState);
        query = product is null ? query : query.Concerning(product);
        if (page.After is { } after)
        {
            // Ids of version 7 rise with time, so the id alone is the place.
            if (!Guid.TryParse(after, CultureInfo.InvariantCulture, out var place))
            {
                return new Refused(PageRequest.BadCursor);
            }

            query = query.Where(row => row.Id.CompareTo(place) < 0);
        }

        var rows = await query.OrderByDescending(row => row.Id).Take(page.Limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(page.Of(rows, NoticeLine.Of, row => row.Id.ToString()));
    }

    private static async Task<Results<Ok<NoticeView>, Refused>> GetAsync(Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        if (await registry.Db.Notices.AsNoTracking().Whole().SingleOrDefaultAsync(row => row.Id == id, cancellation) is not { } found)
        {
            return new Refused(Problems.NotFound);
        }

        Precondition.SetTag(context, found.Revision);
        return TypedResults.Ok(await ViewAsync(registry.Db, found, registry.Now, cancellation));
    }

    private static async Task<Results<Created<NoticeView>, Refused>> DraftAsync(
        NoticeDraft body, HttpContext context, RegistryChanges registry, IOptions<RegistryOptions> options, CancellationToken cancellation)
    {
        var input = new Input();
        var kind = input.Choice("kind", body.Kind);
        var content = NoticeInput.Read(body, input, options.Value);
        var brownouts = NoticeInput.Brownouts(input, body.Brownouts);
        if (input.Refusal is { } bad)
        {
            return new Refused(bad);
        }

        var actor = OperatorOf.Actor(context);
        await using var change = await registry.BeginAsync(actor, "notices.draft", cancellation);
        if (await SupersededAsync(change.Db, content, cancellation) is { } missing)
        {
            return new Refused(missing);
        }

        var notice = Notice.Draft(Guid.CreateVersion7(change.Now), kind, content, actor, change.Now);
        notice.Replan(brownouts ?? []);
        change.Db.Notices.Add(notice);
        await registry.CommitAsync(change);
        Precondition.SetTag(context, notice.Revision);
        return TypedResults.Created($"{AdminApi.Prefix}/notices/{notice.Id}", await ViewAsync(change.Db, notice, change.Now, cancellation));
    }

    private static Task<Results<Ok<NoticeView>, Refused>> EditAsync(
        Guid id, NoticeDraft body, HttpContext context, RegistryChanges registry, IOptions<RegistryOptions> options, CancellationToken cancellation)
    {
        var input = new Input();
        var kind = input.Choice("kind", body.Kind);
        var content = NoticeInput.Read(body, input, options.Value);
        var brownouts = NoticeInput.Brownouts(input, body.Brownouts);
        return input.Refusal is { } bad ? Task.FromResult<Results<Ok<NoticeView>, Refused>>(new Refused(bad)) : MoveAsync(id, "notices.edit", context, registry, Edit, cancellation);

        async Task<Refusal?> Edit(Notice notice, RegistryChange change)
        {
            var refused = Precondition.Check(context, notice.Revision) ?? SameKind(notice, kind) ?? await SupersededAsync(change.Db, content, cancellation)
                ?? notice.Edit(content, OperatorOf.Actor(context), change.Now);
            if (refused is null && brownouts is not null)
            {
                notice.Replan(brownouts);
            }

            return refused;
        }
    }

    /// <summary>Makes one move of one notice in one change.</summary>
    internal static async Task<Results<Ok<NoticeView>, Refused>> MoveAsync(
        Guid id, string action, HttpContext context, RegistryChanges registry, Func<Notice, RegistryChange, Task<Refusal?>> move, CancellationToken cancellation)
    {
        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), action, cancellation);
        if (await change.Db.Notices.Whole().SingleOrDefaultAsync(row => row.Id == id, cancellation) is not { } notice)
        {
            return new Refused(Problems.NotFound);
        }

        if (await move(notice, change) is { } refused)
        {
            return new Refused(refused);
        }

        await registry.CommitAsync(change);
        Precondition.SetTag(context, notice.Revision);
        return TypedResults.Ok(await ViewAsync(change.Db, notice, change.Now, cancellation));
    }

    internal static async Task<NoticeView> ViewAsync(RegistryDb db, Notice notice, DateTimeOffset now, CancellationToken cancellation)
        => NoticeView.Of(notice, notice.PublishedAt is null ? await CriticalSpans.OfAsync(db, notice.Kind, notice.Content, cancellation) : [], now);

    internal static Refusal? SameKind(Notice notice, NoticeKind kind)
        => notice.Kind == kind ? null : Problems.Invalid("kind", new("Kan ikke endres.", "Cannot change."));

    internal static async Task<Refusal?> SupersededAsync(RegistryDb db, NoticeContent content, CancellationToken cancellation)
        => content.Supersedes is not { } old || await db.Notices.AnyAsync(row => row.Id == old, cancellation) ? null
        : Problems.Invalid("supersedes", new("Varselet finnes ikke.", "There is no such notice."));
}
