using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>Who is concerned by a notice, drafts included: who calls what it is about, what they have answered, and answering those who ask for more time.</summary>
internal static class ConcernedApi
{
    private const int DefaultDays = 30;

    public static void Map(RouteGroupBuilder notices)
    {
        notices.MapGet("/{id:guid}/concerned", ListAsync).WithSummary("Vendors that call what a notice is about, and what they have answered").RequireAuthorization(OperatorRoles.MayRead);
        notices.MapGet("/{id:guid}/concerned/{vendor}", GetAsync).WithSummary("A vendor's calls to what a notice is about, by system, customer and operation").RequireAuthorization(OperatorRoles.MayRead);
        notices.MapGet("/{id:guid}/answers", AnswersAsync).WithSummary("What vendors have answered to a notice").RequireAuthorization(OperatorRoles.MayRead);
        notices.MapPost("/{id:guid}/answers/{vendor}/reply", ReplyAsync).WithSummary("Answer a vendor that asks for more time; it reads the answer").RequireAuthorization(OperatorRoles.MayWork)
            .WithMetadata(new Shows(Answer: AnswerView.Example with { Outcome = WishOutcome.Granted, Reply = WishReply.Example.Reply, RepliedAt = Examples.At.AddDays(2) }));
    }

    private static async Task<Results<Ok<Page<ConcernedView>>, Refused>> ListAsync(
        Guid id, RegistryChanges registry, CancellationToken cancellation, int? days = null, string? cursor = null, int? limit = null)
    {
        if (Read(days, cursor, limit, out var span, out var page) is { } bad)
        {
            return new Refused(bad);
        }

        if (await registry.Db.Notices.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellation) is not { } notice)
        {
            return new Refused(Problems.NotFound);
        }

        var counts = await NoticeTraffic.VendorsAsync(registry.Db, notice.Content, span, page.After ?? "", page.Limit + 1, registry.Now, cancellation);
        var vendors = counts.ConvertAll(count => count.Key);
        var names = await registry.Db.Vendors.Where(row => vendors.Contains(row.Number)).ToDictionaryAsync(row => row.Number, row => row.Name, StringComparer.Ordinal, cancellation);
        var answers = await registry.Db.Acknowledgements.AsNoTracking().Where(row => row.Notice == id && vendors.Contains(row.Vendor)).ToDictionaryAsync(row => row.Vendor, StringComparer.Ordinal, cancellation);
        return TypedResults.Ok(page.Of(counts, count => ConcernedView.Of(count, names.GetValueOrDefault(count.Key), answers.GetValueOrDefault(count.Key)), count => count.Key));
    }

    private static async Task<Results<Ok<Page<CallsView>>, Refused>> GetAsync(
        Guid id, string vendor, RegistryChanges registry, CancellationToken cancellation, int? days = null, string? cursor = null, int? limit = null)
        => await registry.Db.Notices.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellation) is { } notice
            ? await CallsAsync(notice.Content, vendor, registry, days, cursor, limit, cancellation)
            : new Refused(Problems.NotFound);

    /// <summary>A vendor's own calls: the same for the servicedesk and for the vendor itself.</summary>
    internal static async Task<Results<Ok<Page<CallsView>>, Refused>> CallsAsync(
        NoticeContent content, string vendor, RegistryChanges registry, int? days, string? cursor, int? limit, CancellationToken cancellation)
    {
        if (Read(days, cursor, limit, out var span, out var page) is { } bad)
        {
            return new Refused(bad);
        }

        var place = (page.After ?? "~~").Split('~');
        if (place.Length != 3)
        {
            return new Refused(PageRequest.BadCursor);
        }

        var counts = await NoticeTraffic.OfVendorAsync(registry.Db, content, vendor, span, (place[0], place[1], place[2]), page.Limit + 1, registry.Now, cancellation);
        return TypedResults.Ok(page.Of(counts, CallsView.Of, count => $"{count.Key}~{count.Customer}~{count.Operation}"));
    }

    private static async Task<Results<Ok<Page<AnswerView>>, Refused>> AnswersAsync(
        Guid id, RegistryChanges registry, CancellationToken cancellation, string? outcome = null, string? cursor = null, int? limit = null)
    {
        var input = new Input();
        var wanted = input.Named<WishOutcome>("outcome", outcome);
        if (input.Refusal is { } wrong)
        {
            return new Refused(wrong);
        }

        if (PageRequest.TryRead(cursor, limit, out var page) is { } bad)
        {
            return new Refused(bad);
        }

        if (!await registry.Db.Notices.AnyAsync(row => row.Id == id, cancellation))
        {
            return new Refused(Problems.NotFound);
        }

        var after = page.After ?? "";
        var query = registry.Db.Acknowledgements.AsNoTracking().Where(row => row.Notice == id && row.Vendor.CompareTo(after) > 0);
        query = wanted is null ? query : query.Where(row => row.Outcome == wanted);
        var rows = await query.OrderBy(row => row.Vendor).Take(page.Limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(page.Of(rows, AnswerView.Of, row => row.Vendor));
    }

    private static async Task<Results<Ok<AnswerView>, Refused>> ReplyAsync(
        Guid id, string vendor, WishReply body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var input = new Input();
        var reply = input.Text("reply", body.Reply, Lengths.Long);
        var wished = input.Instant("wishedUntil", body.WishedUntil);
        var outcome = input.Choice("outcome", body.Outcome);
        if (body.Outcome == WishOutcome.Open)
        {
            input.Wrong("outcome", "Må være granted eller declined.", "Must be granted or declined.");
        }

        if (input.Refusal is { } bad)
        {
            return new Refused(bad);
        }

        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), "notices.reply", cancellation);
        if (await change.Db.Acknowledgements.SingleOrDefaultAsync(row => row.Notice == id && row.Vendor == vendor, cancellation) is not { } found)
        {
            return new Refused(Problems.NotFound);
        }

        if (found.Answer(wished, outcome, reply, OperatorOf.Actor(context), change.Now) is { } refused)
        {
            return new Refused(refused);
        }

        NoticeNews.TellAnswer(change, await change.Db.Notices.AsNoTracking().SingleAsync(row => row.Id == id, cancellation), found);
        await registry.CommitAsync(change);
        return TypedResults.Ok(AnswerView.Of(found));
    }

    private static Refusal? Read(int? days, string? cursor, int? limit, out int span, out PageRequest page)
    {
        span = days ?? DefaultDays;
        return PageRequest.TryRead(cursor, limit, out page)
            ?? (span is < 1 or > NoticeTraffic.MostDays
                ? Problems.Invalid("days", new($"Må være fra 1 til {NoticeTraffic.MostDays}.", $"Must be from 1 to {NoticeTraffic.MostDays}."))
                : null);
    }
}

/// <summary>How the use of something develops, this week against the last.</summary>
internal enum CallTrend
{
    /// <summary>No calls in either week.</summary>
    None = 0,

    /// <summary>None the week before.</summary>
    Started = 1,

    /// <summary>More than a tenth more.</summary>
    Rising = 2,

    /// <summary>Much the same.</summary>
    Steady = 3,

    /// <summary>More than a tenth fewer.</summary>
    Falling = 4,

    /// <summary>None this week.</summary>
    Stopped = 5,
}

/// <summary>Names the trend. Pure.</summary>
internal static class CallTrends
{
    public static CallTrend Of(long thisWeek, long lastWeek) => (thisWeek, lastWeek) switch
    {
        (0, 0) => CallTrend.None,
        (_, 0) => CallTrend.Started,
        (0, _) => CallTrend.Stopped,
        _ when thisWeek > lastWeek * 1.1 => CallTrend.Rising,
        _ when thisWeek < lastWeek * 0.9 => CallTrend.Falling,
        _ => CallTrend.Steady,
    };
}

/// <summary>A vendor that calls what a notice is about.</summary>
/// <param name="Vendor">Its organisation number.</param>
/// <param name="Name">Its registered name; missing when it is not registered.</param>
/// <param name="Calls">Calls in the days asked for.</param>
/// <param name="LastAt">The last of them.</param>
/// <param name="ThisWeek">Calls the last seven days.</param>
/// <param name="LastWeek">Calls the seven days before.</param>
/// <param name="Trend">This week against the last.</param>
/// <param name="AcknowledgedAt">When it said that it has read the notice.</param>
/// <param name="ReadyFrom">From when it says that it is ready.</param>
/// <param name="WishedUntil">Until when it wishes that the change waits.</param>
internal sealed record ConcernedView(
    string Vendor, string? Name, long Calls, DateTimeOffset LastAt, long ThisWeek, long LastWeek, CallTrend Trend, DateTimeOffset? AcknowledgedAt, DateTimeOffset? ReadyFrom, DateTimeOffset? WishedUntil)
    : IExample<ConcernedView>
{
    public static ConcernedView Example { get; } = new(
        Examples.Vendor, "Eksempel fagsystem AS", 120, Examples.At.AddHours(-1), 120, 0, CallTrend.Started, Examples.At.AddDays(1), new(2027, 2, 1, 0, 0, 0, TimeSpan.Zero), AnswerView.Example.WishedUntil);

    public static ConcernedView Of(CallCount count, string? name, Acknowledgement? answer) => new(
        count.Key, name, count.Calls, count.LastAt, count.ThisWeek, count.LastWeek, CallTrends.Of(count.ThisWeek, count.LastWeek), answer?.AcknowledgedAt, answer?.ReadyFrom, answer?.WishedUntil);
}

/// <summary>Calls of one system for one customer to one operation.</summary>
/// <param name="System">The system's id; missing when the token named none.</param>
/// <param name="Customer">The customer's organisation number; missing for persons, and when customers were not told apart.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Calls">Calls in the days asked for.</param>
/// <param name="LastAt">The last of them.</param>
/// <param name="ThisWeek">Calls the last seven days.</param>
/// <param name="LastWeek">Calls the seven days before.</param>
/// <param name="Trend">This week against the last.</param>
internal sealed record CallsView(string? System, string? Customer, string Operation, long Calls, DateTimeOffset LastAt, long ThisWeek, long LastWeek, CallTrend Trend) : IExample<CallsView>
{
    public static CallsView Example { get; } = new(
        Examples.System, Examples.Customer, "dialogporten.dialogs.search", 120, Examples.At.AddHours(-1), 120, 0, CallTrend.Started);

    public static CallsView Of(CallCount count) => new(
        count.Key.Length > 0 ? count.Key : null, count.Customer.Length > 0 ? count.Customer : null, count.Operation, count.Calls, count.LastAt, count.ThisWeek, count.LastWeek,
        CallTrends.Of(count.ThisWeek, count.LastWeek));
}

/// <summary>What a vendor has answered to a notice, and what it was told.</summary>
internal sealed record AnswerView(
    string Vendor, DateTimeOffset AcknowledgedAt, DateTimeOffset? ReadyFrom, DateTimeOffset? WishedUntil, string? WishReason, DateTimeOffset? WishedAt, WishOutcome? Outcome, string? Reply, DateTimeOffset? RepliedAt)
    : IExample<AnswerView>
{
    public static AnswerView Example { get; } = new(
        Examples.Vendor, Examples.At.AddDays(1), new(2027, 2, 1, 0, 0, 0, TimeSpan.Zero), MoreTime.Example.Until, MoreTime.Example.Reason, Examples.At.AddDays(1), WishOutcome.Open, Reply: null, RepliedAt: null);

    public static AnswerView Of(Acknowledgement row) => new(
        row.Vendor, row.AcknowledgedAt, row.ReadyFrom, row.WishedUntil, row.WishReason, row.WishedAt, row.Outcome, row.Reply, row.RepliedAt);
}

/// <summary>The servicedesk's answer to a vendor that asks for more time.</summary>
/// <param name="WishedUntil">The wish that is answered: as the vendor put it.</param>
/// <param name="Outcome"><c>granted</c> (amend the notice too, when its time is to move) or <c>declined</c>.</param>
/// <param name="Reply">Why, at most 4000 characters. The vendor reads it.</param>
internal sealed record WishReply(DateTimeOffset? WishedUntil, WishOutcome? Outcome, string? Reply) : IExample<WishReply>
{
    public static WishReply Example { get; } = new(MoreTime.Example.Until, WishOutcome.Granted, "Ikrafttredelsen flyttes til 1. april.");
}
