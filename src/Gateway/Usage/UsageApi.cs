using Digdir.Altinn.Gateway.Vendors;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Engines;
using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Evidence;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.SelfService;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Digdir.Altinn.Gateway.Usage;

/// <summary>How a vendor's calls are judged: for the vendor itself, and for the servicedesk, which sees the evidence of scraping too and pulls the emergency brake.</summary>
internal static class UsageApi
{
    private const int MostParties = 1000;
    private const int LongestParty = 100;

    private static readonly Shows NoticeShown = new(Answer: UsageNotice.Write(UsageReport.Example, "Regnskap AS", Language.Norwegian));

    public static void AddUsage(this IServiceCollection services) => services.AddSingleton<UsageCoverage>().AddSingleton<UsageReports>();

    /// <summary>The vendor's own: <c>/vendor/v1/usage</c>.</summary>
    public static void MapOwnUsage(this RouteGroupBuilder api)
    {
        var usage = api.MapGroup("/usage").WithTags("Usage");
        usage.MapGet("/", GetOwnAsync).WithSummary("How your calls are judged: news, penalty, level, what comes next and what to subscribe to");
        usage.MapGet("/notice", GetOwnNoticeAsync).WithSummary("The same as a document to read, in bokmål or English by Accept-Language").Produces<string>(StatusCodes.Status200OK, "text/markdown").WithMetadata(NoticeShown);
        usage.MapPost("/parties", GetKeysAsync).WithSummary("Which keyed hashes your parties have in your report");
    }

    /// <summary>The servicedesk's: <c>/admin/v1/vendors/{vendor}/usage</c>.</summary>
    public static void MapUsage(this RouteGroupBuilder api)
    {
        var usage = api.MapGroup("/vendors/{vendor}/usage").WithTags("Usage");
        usage.MapGet("/", GetAsync).WithSummary("How a vendor's calls are judged").RequireAuthorization(OperatorRoles.MayRead);
        usage.MapGet("/notice", GetNoticeAsync).WithSummary("The notice a vendor reads").RequireAuthorization(OperatorRoles.MayRead).Produces<string>(StatusCodes.Status200OK, "text/markdown").WithMetadata(NoticeShown);
        usage.MapGet("/scraping", GetScrapingAsync).WithSummary("Evidence of scraping by signal").RequireAuthorization(OperatorRoles.MayRead);
        usage.MapPost("/brake", PullAsync).WithSummary("Pull the emergency brake for an hour, or hold it for another").RequireAuthorization(OperatorRoles.MayWork);
        usage.MapPost("/brake/release", ReleaseAsync).WithSummary("Let go of the emergency brake").RequireAuthorization(OperatorRoles.MayWork);
    }

    private static async Task<Ok<UsageReport>> GetOwnAsync(HttpContext context, UsageReports reports, CancellationToken cancellation)
    {
        var vendor = VendorLogin.Of(context).Vendor;
        return TypedResults.Ok(await reports.OfAsync(vendor, cancellation));
    }

    private static async Task<ContentHttpResult> GetOwnNoticeAsync(HttpContext context, UsageReports reports, IPictures pictures, CancellationToken cancellation)
        => await NoticeAsync(VendorLogin.Of(context).Vendor, context, reports, pictures, cancellation);

    private static async Task<Results<Ok<PartyKeys>, Refused>> GetKeysAsync(PartyList body, HttpContext context, UsageReports reports, IdentityHash keys, CancellationToken cancellation)
    {
        var input = new Input();
        if (body.Parties is not { Count: > 0 and <= MostParties } parties || parties.Any(party => string.IsNullOrWhiteSpace(party) || party.Length > LongestParty))
        {
            input.Wrong("parties", $"Må være 1 til {MostParties} aktører, hver på høyst {LongestParty} tegn.", $"Must be 1 to {MostParties} parties of at most {LongestParty} characters each.");
            return new Refused(input.Refusal ?? new Refusal(VendorRegistry.Problems.InvalidFields));
        }

        // Hashes are the same in all vendors' evidence: whoever could have any number's could tell whose evidence speaks of it.
        var told = (await reports.OfAsync(VendorLogin.Of(context).Vendor, cancellation)).PartyKeys();

        // In the order asked, without repeating what was sent: identity numbers are not echoed.
        return TypedResults.Ok(new PartyKeys([.. parties.Select(party => PartyUsage.KeyOf(keys.OfParty(party))).Select(key => told.Contains(key) ? key : null)]));
    }

    private static async Task<Results<Ok<UsageReport>, Refused>> GetAsync(string vendor, UsageReports reports, CancellationToken cancellation)
        => VendorId.TryParse(vendor, out var id)
            ? TypedResults.Ok(await reports.OfAsync(id, cancellation))
            : new Refused(VendorRegistry.Problems.NotFound);

    private static async Task<Results<ContentHttpResult, Refused>> GetNoticeAsync(
        string vendor, HttpContext context, UsageReports reports, IPictures pictures, CancellationToken cancellation)
        => VendorId.TryParse(vendor, out var id)
            ? await NoticeAsync(id, context, reports, pictures, cancellation)
            : new Refused(VendorRegistry.Problems.NotFound);

    private static async Task<Results<Ok<ScrapingReport>, Refused>> GetScrapingAsync(string vendor, IGrainEngine grains, CancellationToken cancellation)
        => VendorId.TryRead(vendor, out var id)
            ? TypedResults.Ok(ScrapingReport.Of(id, (await grains.LookAsync(id, cancellation)).Scraping))
            : new Refused(VendorRegistry.Problems.NotFound);

    private static Task<Results<Ok<UsageReport>, Refused>> PullAsync(
        string vendor, HttpContext context, RegistryChanges registry, IConductSettings conduct, IGrainEngine grains, UsageReports reports, CancellationToken cancellation)
        => BrakeAsync(vendor, pull: true, context, registry, conduct, grains, reports, cancellation);

    private static Task<Results<Ok<UsageReport>, Refused>> ReleaseAsync(
        string vendor, HttpContext context, RegistryChanges registry, IConductSettings conduct, IGrainEngine grains, UsageReports reports, CancellationToken cancellation)
        => BrakeAsync(vendor, pull: false, context, registry, conduct, grains, reports, cancellation);

    private static async Task<Results<Ok<UsageReport>, Refused>> BrakeAsync(
        string vendor, bool pull, HttpContext context, RegistryChanges registry, IConductSettings conduct, IGrainEngine grains, UsageReports reports, CancellationToken cancellation)
    {
        if (!VendorId.TryParse(vendor, out var id))
        {
            return new Refused(VendorRegistry.Problems.NotFound);
        }

        if (pull && !conduct.Of(id).MayBrake)
        {
            return Disabled();
        }

        // Who did it comes first: nobody is braked by hand without the audit log saying by whose.
        await using (var change = await registry.BeginAsync(OperatorOf.Actor(context), pull ? "usage.brake" : "usage.release-brake", cancellation))
        {
            change.Db.Evidence.Add(new EvidenceRecord
            {
                Id = Guid.CreateVersion7(change.Now),
                Vendor = id.ToString(),
                At = change.Now,
                Kind = pull ? EvidenceKind.Braked : EvidenceKind.BrakeReleased,
                Finding = "by-hand",
                Figures = "{}",
            });
            await registry.CommitAsync(change);
        }

        return await grains.BrakeAsync(id, pull, cancellation) ? TypedResults.Ok(await reports.OfAsync(id, cancellation)) : Disabled();
    }

    private static Refused Disabled()
        => new(new Refusal(VendorRegistry.Problems.MoveNotAllowed) { Detail = new("Nødbremsen er slått av for leverandøren.", "The emergency brake is disabled for the vendor.") });

    private static async Task<ContentHttpResult> NoticeAsync(
        VendorId vendor, HttpContext context, UsageReports reports, IPictures pictures, CancellationToken cancellation)
    {
        var language = ProblemResponse.LanguageOf(context);
        var report = await reports.OfAsync(vendor, cancellation);
        var name = pictures.Current.Vendors.TryGetValue(vendor, out var picture) ? picture.Name : vendor.ToString();
        context.Response.Headers.ContentLanguage = language == Language.English ? "en" : "nb";
        context.Response.Headers.Vary = "Accept-Language";
        return TypedResults.Text(UsageNotice.Write(report, name, language), "text/markdown; charset=utf-8");
    }
}

/// <summary>Parties whose keyed hashes are asked for.</summary>
/// <param name="Parties">Organisation numbers, identity numbers or party ids, as in the calls; at most 1000. They are neither kept nor logged.</param>
internal sealed record PartyList(IReadOnlyList<string>? Parties) : IExample<PartyList>
{
    public static PartyList Example { get; } = new([Examples.Customer]);
}

/// <summary>Keyed hashes, in the order of the parties asked for.</summary>
/// <param name="Keys">Each party's keyed hash; null for a party that is not in your report as it is now.</param>
internal sealed record PartyKeys(IReadOnlyList<string?> Keys) : IExample<PartyKeys>
{
    public static PartyKeys Example { get; } = new([PartyUsage.Example.Party]);
}
