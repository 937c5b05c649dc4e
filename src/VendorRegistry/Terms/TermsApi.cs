using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Terms;

/// <summary>Versions of the terms in the admin API.</summary>
internal static class TermsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var terms = api.MapGroup("/terms").WithTags("Terms");
        terms.MapGet("/", ListAsync).WithSummary("List the versions of the terms, oldest first").RequireAuthorization(OperatorRoles.MayRead);
        terms.MapGet("/{version}", GetAsync).WithSummary("Get a version of the terms").RequireAuthorization(OperatorRoles.MayRead);
        terms.MapPost("/", AnnounceAsync).WithSummary("Announce a version of the terms").RequireAuthorization(OperatorRoles.MayDecide);
        terms.MapPut("/{version}", ChangeAsync).WithSummary("Change a version's dates or change log").RequireAuthorization(OperatorRoles.MayDecide).WithMetadata(NeedsPrecondition.Mark);
    }

    private static async Task<Results<Ok<Page<TermsView>>, Refused>> ListAsync(RegistryChanges registry, CancellationToken cancellation, string? cursor = null, int? limit = null)
    {
        if (PageRequest.TryRead(cursor, limit, out var page) is { } bad)
        {
            return new Refused(bad);
        }

        if (PagePlace<string>.TryRead(page, out var place) is { } unread)
        {
            return new Refused(unread);
        }

        var query = registry.Db.Terms.AsNoTracking();
        if (place is { } after)
        {
            query = query.Where(row => row.InForceFrom > after.At);
        }

        var rows = await query.OrderBy(row => row.InForceFrom).Take(page.Limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(page.Of(rows, row => TermsView.Of(row, registry.Now), row => PagePlace.Of(row.InForceFrom, row.Version)));
    }

    private static async Task<Results<Ok<TermsView>, Refused>> GetAsync(string version, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        if (!Input.IsId(version, Lengths.Version) || await registry.Db.Terms.AsNoTracking().SingleOrDefaultAsync(row => row.Version == version, cancellation) is not { } found)
        {
            return new Refused(Problems.NotFound);
        }

        Precondition.SetTag(context, found.Revision);
        return TypedResults.Ok(TermsView.Of(found, registry.Now));
    }

    private static async Task<Results<Created<TermsView>, Refused>> AnnounceAsync(TermsAnnouncement body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var input = new Input();
        var version = input.Id("version", body.Version ?? "", Lengths.Version) ?? "";
        var inForceFrom = input.Instant("inForceFrom", body.InForceFrom);
        var changeLog = new Text(input.Text("changeLogNb", body.ChangeLogNb, Lengths.Long), input.Text("changeLogEn", body.ChangeLogEn, Lengths.Long));
        if (input.Refusal is { } bad)
        {
            return new Refused(bad);
        }

        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), "terms.announce", cancellation);
        if (await change.Db.Terms.AnyAsync(row => row.Version == version || row.InForceFrom == inForceFrom, cancellation))
        {
            return new Refused(Problems.AlreadyExists);
        }

        var terms = new TermsVersion { Version = version };
        if (terms.Announce(inForceFrom, Instants.Whole(body.AcceptanceDue), changeLog, change.Now) is { } refused)
        {
            return new Refused(refused);
        }

        change.Db.Terms.Add(terms);
        Announcement.Tell(change, AnnouncementKinds.TermsPublished, vendor: null, $"terms/{version}", new { version, terms.InForceFrom, terms.AcceptanceDue });
        await registry.CommitAsync(change);
        Precondition.SetTag(context, terms.Revision);
        return TypedResults.Created($"{AdminApi.Prefix}/terms/{version}", TermsView.Of(terms, change.Now));
    }

    private static async Task<Results<Ok<TermsView>, Refused>> ChangeAsync(
        string version, TermsChange body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var input = new Input();
        var inForceFrom = input.Instant("inForceFrom", body.InForceFrom);
        var changeLog = new Text(input.Text("changeLogNb", body.ChangeLogNb, Lengths.Long), input.Text("changeLogEn", body.ChangeLogEn, Lengths.Long));
        if (input.Refusal is { } bad)
        {
            return new Refused(bad);
        }

        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), "terms.change", cancellation);
        if (!Input.IsId(version, Lengths.Version) || await change.Db.Terms.SingleOrDefaultAsync(row => row.Version == version, cancellation) is not { } terms)
        {
            return new Refused(Problems.NotFound);
        }

        if (Precondition.Check(context, terms.Revision) is { } stale)
        {
            return new Refused(stale);
        }

        if (await change.Db.Terms.AnyAsync(row => row.Version != version && row.InForceFrom == inForceFrom, cancellation))
        {
            return new Refused(Problems.AlreadyExists);
        }

        var told = (terms.InForceFrom, terms.AcceptanceDue);
        if (terms.Announce(inForceFrom, Instants.Whole(body.AcceptanceDue), changeLog, change.Now) is { } refused)
        {
            return new Refused(refused);
        }

        if (told != (terms.InForceFrom, terms.AcceptanceDue))
        {
            Announcement.Tell(change, AnnouncementKinds.TermsChanged, vendor: null, $"terms/{version}", new { version, terms.InForceFrom, terms.AcceptanceDue });
        }

        await registry.CommitAsync(change);
        Precondition.SetTag(context, terms.Revision);
        return TypedResults.Ok(TermsView.Of(terms, change.Now));
    }
}

/// <summary>A version of the terms to announce.</summary>
/// <param name="Version">Its name, for example <c>003</c>.</param>
/// <param name="InForceFrom">From when it is the version in force.</param>
/// <param name="AcceptanceDue">From when vendors must have accepted it or a later one; left out when earlier acceptances still do.</param>
/// <param name="ChangeLogNb">What changed, in bokmål, at most 4000 characters.</param>
/// <param name="ChangeLogEn">What changed, in English, at most 4000 characters.</param>
internal sealed record TermsAnnouncement(string? Version, DateTimeOffset? InForceFrom, DateTimeOffset? AcceptanceDue, string? ChangeLogNb, string? ChangeLogEn) : IExample<TermsAnnouncement>
{
    public static TermsAnnouncement Example { get; } = new(
        Examples.Version, TermsView.Example.InForceFrom, TermsView.Example.AcceptanceDue, TermsView.Example.ChangeLogNb, TermsView.Example.ChangeLogEn);
}

/// <summary>New dates and change log for a version of the terms.</summary>
/// <param name="InForceFrom">From when it is the version in force; cannot change once passed.</param>
/// <param name="AcceptanceDue">From when vendors must have accepted it or a later one.</param>
/// <param name="ChangeLogNb">What changed, in bokmål.</param>
/// <param name="ChangeLogEn">What changed, in English.</param>
internal sealed record TermsChange(DateTimeOffset? InForceFrom, DateTimeOffset? AcceptanceDue, string? ChangeLogNb, string? ChangeLogEn) : IExample<TermsChange>
{
    public static TermsChange Example { get; } = new(
        TermsView.Example.InForceFrom, TermsView.Example.AcceptanceDue, TermsView.Example.ChangeLogNb, TermsView.Example.ChangeLogEn);
}

/// <summary>A version of the terms.</summary>
internal sealed record TermsView(string Version, DateTimeOffset InForceFrom, DateTimeOffset? AcceptanceDue, string ChangeLogNb, string ChangeLogEn, bool IsInForce) : IExample<TermsView>
{
    public static TermsView Example { get; } = new(
        Examples.Version, new(2029, 12, 31, 23, 0, 0, TimeSpan.Zero), new(2030, 2, 28, 23, 0, 0, TimeSpan.Zero), "Punkt 1.2.4 sier hvor ofte det kan spørres.", "Clause 1.2.4 says how often one may ask.", IsInForce: false);

    public static TermsView Of(TermsVersion terms, DateTimeOffset now)
        => new(terms.Version, terms.InForceFrom, terms.AcceptanceDue, terms.ChangeLogNb, terms.ChangeLogEn, terms.InForceFrom <= now);
}
