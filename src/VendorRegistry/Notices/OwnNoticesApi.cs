using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.SelfService;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Traffic;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>
/// Notices as a vendor meets them: those that concern it, also those that ended long ago, its own calls to what they are about, and its answers. Every question names
/// the vendor that asks, and no other's rows are read.
/// </summary>
internal static class OwnNoticesApi
{
    private const int Days = 30;

    public static void Map(RouteGroupBuilder api)
    {
        var notices = api.MapGroup("/notices").WithTags("Notices");
        notices.MapGet("/", ListAsync).WithSummary("Notices that concern you, the latest first: by what you have stated that you use, and by what you call");
        notices.MapGet("/{id:guid}", GetAsync).WithSummary("A notice, what you call of what it is about, and what you have answered");
        notices.MapGet("/{id:guid}/calls", CallsAsync).WithSummary("Your own calls to what a notice is about, by system, customer and operation");
        notices.MapPost("/{id:guid}/acknowledge", AcknowledgeAsync).WithSummary("Say that you have read a notice: you are reminded no more, unless you call in the last days")
            .WithMetadata(new Shows(Answer: AnswerView.Example with { ReadyFrom = null, WishedUntil = null, WishReason = null, WishedAt = null, Outcome = null }));
        notices.MapPost("/{id:guid}/ready", ReadyAsync).WithSummary("Say from when you are ready")
            .WithMetadata(new Shows(Answer: AnswerView.Example with { WishedUntil = null, WishReason = null, WishedAt = null, Outcome = null }));
        notices.MapPost("/{id:guid}/more-time", AskAsync).WithSummary("Ask for more time; the servicedesk answers");
    }

    private static async Task<Results<Ok<Page<OwnNoticeLine>>, Refused>> ListAsync(
        HttpContext context, RegistryChanges registry, IPictures pictures, CancellationToken cancellation, string? cursor = null, int? limit = null)
    {
        if (PageRequest.TryRead(cursor, limit, out var page) is { } bad)
        {
            return new Refused(bad);
        }

        if (PagePlace<Guid>.TryRead(page, out var place) is { } unread)
        {
            return new Refused(unread);
        }

        var (number, since) = (Own(context), TrafficHour.HourOf(registry.Now.AddDays(-Days)));
        var called = await registry.Db.Traffic.AsNoTracking().Where(hour => hour.Vendor == number && hour.Hour >= since)
            .Select(hour => new { hour.Operation, hour.Environment }).Distinct().ToListAsync(cancellation);
        var calls = called.ConvertAll(call => (call.Operation, call.Environment));
        var integrations = pictures.Current.Vendors[VendorLogin.Of(context).Vendor].Integrations;
        var rows = await registry.Db.Notices.PublishedAsync(content => NoticeConcern.Concerns(content, integrations, calls), place, page.Limit + 1, cancellation);
        var ids = rows.ConvertAll(notice => notice.Id);
        var answers = await registry.Db.Acknowledgements.AsNoTracking().Where(row => row.Vendor == number && ids.Contains(row.Notice)).ToDictionaryAsync(row => row.Notice, cancellation);
        return TypedResults.Ok(page.Of(
            rows, notice => OwnNoticeLine.Of(notice, answers.GetValueOrDefault(notice.Id)), notice => PagePlace.Of(notice.PublishedAt.GetValueOrDefault(), notice.Id)));
    }

    private static async Task<Results<Ok<OwnNotice>, Refused>> GetAsync(Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        if (await registry.Db.Notices.AsNoTracking().Whole().SingleOrDefaultAsync(row => row.Id == id && row.PublishedAt != null, cancellation) is not { } notice)
        {
            return new Refused(Problems.NotFound);
        }

        var number = Own(context);
        var answer = await registry.Db.Acknowledgements.AsNoTracking().SingleOrDefaultAsync(row => row.Notice == id && row.Vendor == number, cancellation);
        var calls = await NoticeTraffic.TotalAsync(registry.Db, notice.Content, number, Days, registry.Now, cancellation);
        return TypedResults.Ok(OwnNotice.Of(NoticePictures.PictureOf(notice), calls, answer));
    }

    private static async Task<Results<Ok<Page<CallsView>>, Refused>> CallsAsync(
        Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation, int? days = null, string? cursor = null, int? limit = null)
        => await FindAsync(registry.Db, id, cancellation) is { } notice
            ? await ConcernedApi.CallsAsync(notice.Content, Own(context), registry, days, cursor, limit, cancellation)
            : new Refused(Problems.NotFound);

    private static Task<Results<Ok<AnswerView>, Refused>> AcknowledgeAsync(Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
        => AnswerAsync(id, "notices.acknowledge", new Input(), context, registry, (_, _, _) => null, cancellation);

    private static Task<Results<Ok<AnswerView>, Refused>> ReadyAsync(Guid id, Readiness body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var input = new Input();
        var from = input.Instant("from", body.From);
        return AnswerAsync(id, "notices.ready", input, context, registry, (answer, _, _) =>
        {
            answer.StateReady(from);
            return null;
        }, cancellation);
    }

    private static Task<Results<Ok<AnswerView>, Refused>> AskAsync(Guid id, MoreTime body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var input = new Input();
        var until = input.Instant("until", body.Until);
        var reason = input.Text("reason", body.Reason, Lengths.Long);
        return AnswerAsync(id, "notices.moreTime", input, context, registry, (answer, notice, change) =>
        {
            if (until <= notice.StartsAt)
            {
                return Problems.Invalid("until", new("Må være etter tiden som er varslet.", "Must be after the time that was told."));
            }

            // The servicedesk hears of a vendor that waits for an answer, not of every word it changes meanwhile.
            var waits = answer.Outcome == WishOutcome.Open;
            answer.Wish(until, reason, change.Now);
            if (!waits)
            {
                NoticeNews.TellWish(change, notice, answer);
            }

            return null;
        }, cancellation);
    }

    private static async Task<Results<Ok<AnswerView>, Refused>> AnswerAsync(
        Guid id, string action, Input input, HttpContext context, RegistryChanges registry, Func<Acknowledgement, Notice, RegistryChange, Refusal?> say, CancellationToken cancellation)
    {
        if (input.Refusal is { } bad)
        {
            return new Refused(bad);
        }

        var (login, number) = (VendorLogin.Of(context), Own(context));
        await using var change = await registry.BeginAsync(login.Actor, action, cancellation);
        if (await FindAsync(change.Db, id, cancellation) is not { } notice)
        {
            return new Refused(Problems.NotFound);
        }

        if (!notice.Stands)
        {
            return new Refused(new Refusal(Problems.MoveNotAllowed) { Detail = new("Varselet er over.", "The notice is over.") });
        }

        var answer = await change.Db.Acknowledgements.SingleOrDefaultAsync(row => row.Notice == id && row.Vendor == number, cancellation)
            ?? change.Db.Acknowledgements.Add(new Acknowledgement { Notice = id, Vendor = number, AcknowledgedAt = change.Now, AcknowledgedBy = login.Actor }).Entity;
        if (say(answer, notice, change) is { } refused)
        {
            return new Refused(refused);
        }

        await registry.CommitAsync(change);
        return TypedResults.Ok(AnswerView.Of(answer));
    }

    private static string Own(HttpContext context) => VendorLogin.Of(context).Vendor.ToString();

    private static Task<Notice?> FindAsync(RegistryDb db, Guid id, CancellationToken cancellation)
        => db.Notices.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id && row.PublishedAt != null, cancellation);
}

/// <summary>From when a vendor is ready.</summary>
/// <param name="From">An instant, past or ahead.</param>
internal sealed record Readiness(DateTimeOffset? From) : IExample<Readiness>
{
    public static Readiness Example { get; } = new(new DateTimeOffset(2027, 2, 1, 0, 0, 0, TimeSpan.Zero));
}

/// <summary>A wish for more time.</summary>
/// <param name="Until">Until when the change should wait.</param>
/// <param name="Reason">Why, at most 4000 characters. Write no personal data.</param>
internal sealed record MoreTime(DateTimeOffset? Until, string? Reason) : IExample<MoreTime>
{
    public static MoreTime Example { get; } = new(new DateTimeOffset(2027, 4, 15, 0, 0, 0, TimeSpan.Zero), "Kundene våre oppdaterer én gang i kvartalet.");
}

/// <summary>A notice in a vendor's list.</summary>
internal sealed record OwnNoticeLine(
    Guid Id, NoticeKind Kind, NoticeState State, NoticeText Title, NoticeImpact Impact, IReadOnlyList<string> Products, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt,
    DateTimeOffset PublishedAt, DateTimeOffset UpdatedAt, DateTimeOffset? AcknowledgedAt, DateTimeOffset? ReadyFrom) : IExample<OwnNoticeLine>
{
    public static OwnNoticeLine Example { get; } = new(
        Examples.Id, NoticeKind.BreakingChange, NoticeState.Published, NoticeView.Example.Title, NoticeImpact.Major, ["dialogporten"], NoticeView.Example.StartsAt, EndsAt: null,
        Examples.At.AddMinutes(10), Examples.At.AddMinutes(10), Examples.At.AddDays(1), Readiness.Example.From);

    public static OwnNoticeLine Of(Notice notice, Acknowledgement? answer) => new(
        notice.Id, notice.Kind, notice.State, notice.Content.Title, notice.Impact, Words.Split(notice.Products), notice.StartsAt, notice.EndsAt, notice.PublishedAt.GetValueOrDefault(), notice.UpdatedAt,
        answer?.AcknowledgedAt, answer?.ReadyFrom);
}

/// <summary>A vendor's own calls to what a notice is about, all together.</summary>
internal sealed record OwnCalls(long Calls, DateTimeOffset LastAt, long ThisWeek, long LastWeek, CallTrend Trend);

/// <summary>A notice as a vendor reads it.</summary>
/// <param name="Notice">What it says; the same for everybody.</param>
/// <param name="Calls">Your calls to what it is about, the last thirty days; missing when there are none.</param>
/// <param name="Answer">What you have answered; missing when nothing.</param>
internal sealed record OwnNotice(PublicNotice Notice, OwnCalls? Calls, AnswerView? Answer) : IExample<OwnNotice>
{
    public static OwnNotice Example { get; } = new(PublicNotice.Example, new OwnCalls(120, Examples.At.AddHours(-1), 120, 0, CallTrend.Started), AnswerView.Example);

    public static OwnNotice Of(NoticePicture notice, CallCount? calls, Acknowledgement? answer) => new(
        PublicNotice.Of(notice), calls is null ? null : new OwnCalls(calls.Calls, calls.LastAt, calls.ThisWeek, calls.LastWeek, CallTrends.Of(calls.ThisWeek, calls.LastWeek)),
        answer is null ? null : AnswerView.Of(answer));
}

/// <summary>What a public notice says.</summary>
internal sealed record PublicNotice(
    Guid Id, NoticeKind Kind, NoticeState State, NoticeText Title, NoticeText Text, NoticeImpact Impact,
    IReadOnlyList<string> Products, IReadOnlyList<string> Operations, IReadOnlyList<string> Fields, IReadOnlyList<AltinnEnvironment> Environments, IReadOnlyList<string> ServiceOwners,
    DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, bool Removes, string? Successor, string? EmergencyGround, DateTimeOffset PublishedAt, DateTimeOffset UpdatedAt,
    IReadOnlyList<BrownoutPicture> Brownouts, IReadOnlyList<NoticeUpdatePicture> Timeline)
{
    public static PublicNotice Example { get; } = Of(NoticePictures.PictureOf(NoticeExamples.Standing));

    public static PublicNotice Of(NoticePicture notice) => new(
        notice.Id, notice.Kind, notice.State, notice.Title, notice.Text, notice.Impact, notice.Products, notice.Operations, notice.Fields, notice.Environments, notice.ServiceOwners,
        notice.StartsAt, notice.EndsAt, notice.Removes, notice.Successor, notice.EmergencyGround, notice.PublishedAt, notice.UpdatedAt, notice.Brownouts, notice.Timeline);
}
