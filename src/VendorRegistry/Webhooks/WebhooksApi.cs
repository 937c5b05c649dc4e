using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Outbox;
using Digdir.Altinn.VendorRegistry.Outgoing;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.SelfService;
using Digdir.Altinn.VendorRegistry.Signing;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Vendors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Webhooks;

/// <summary>Webhooks: vendors register and change their own; operators see them and can stop one.</summary>
internal static class WebhooksApi
{
    /// <summary>Announcements that one replay sends again.</summary>
    internal const int MostReplayed = 500;

    private static readonly TimeSpan BetweenTests = TimeSpan.FromSeconds(10);

    public static void Map(RouteGroupBuilder api)
    {
        var webhooks = api.MapGroup("/vendors/{vendor}/webhooks").WithTags("Webhooks");
        webhooks.MapGet("/", ListAsync).WithSummary("List a vendor's webhooks").RequireAuthorization(OperatorRoles.MayRead);
        webhooks.MapGet("/{id:guid}", SeeAsync).WithSummary("Get a vendor's webhook").RequireAuthorization(OperatorRoles.MayRead);
        webhooks.MapGet("/{id:guid}/deliveries", (
            string vendor, Guid id, RegistryChanges registry, CancellationToken cancellation, string? state = null, string? cursor = null, int? limit = null)
            => WebhookLog.PageAsync(registry.Db, vendor, id, state, cursor, limit, cancellation)).WithSummary("What was sent to a webhook and what waits, the newest first").RequireAuthorization(OperatorRoles.MayRead);
        webhooks.MapPost("/{id:guid}/disable", (string vendor, Guid id, WebhookStop body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
            => StopAsync(vendor, id, WebhookState.Disabled, body, context, registry, cancellation)).WithSummary("Stop a webhook; the vendor cannot start it again").RequireAuthorization(OperatorRoles.MayWork)
            .WithMetadata(new Shows(Answer: WebhookView.Stopped));
        webhooks.MapPost("/{id:guid}/enable", (string vendor, Guid id, WebhookStop body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
            => StopAsync(vendor, id, WebhookState.Active, body, context, registry, cancellation)).WithSummary("Start a stopped webhook again").RequireAuthorization(OperatorRoles.MayWork)
            .WithMetadata(new Shows(Answer: WebhookView.Stopped with { State = WebhookHealth.Unvalidated }));
    }

    public static void MapOwn(RouteGroupBuilder api)
    {
        var webhooks = api.MapGroup("/webhooks").WithTags("Webhooks");
        webhooks.MapGet("/", ListOwnAsync).WithSummary("Your webhooks");
        webhooks.MapPost("/", MakeAsync).WithSummary("Register a webhook; it is asked whether it consents and then sent a test");
        webhooks.MapGet("/keys", (RegistrySigner signer) => TypedResults.Ok(new WebhookKeys(signer.PublicKeys))).WithSummary("The public keys that Ed25519 signatures are checked with");
        webhooks.MapGet("/{id:guid}", GetAsync).WithSummary("Get a webhook");
        webhooks.MapPut("/{id:guid}", ChangeAsync).WithSummary("Change what a webhook gets").WithMetadata(NeedsPrecondition.Mark);
        webhooks.MapDelete("/{id:guid}", DeleteAsync).WithSummary("Remove a webhook; what waits for it is dropped");
        webhooks.MapPost("/{id:guid}/rotate", RotateAsync).WithSummary("Change a webhook's secret; for a while both sign");
        webhooks.MapPost("/{id:guid}/test", TestAsync).WithSummary("Send a signed test");
        webhooks.MapPost("/{id:guid}/pause", (Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
            => MoveAsync(id, WebhookState.Paused, context, registry, cancellation)).WithSummary("Stop deliveries; replay what you missed later");
        webhooks.MapPost("/{id:guid}/resume", (Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
            => MoveAsync(id, WebhookState.Active, context, registry, cancellation)).WithSummary("Start deliveries again, of a paused or dead webhook");
        webhooks.MapGet("/{id:guid}/deliveries", (
            Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation, string? state = null, string? cursor = null, int? limit = null)
            => WebhookLog.PageAsync(registry.Db, VendorLogin.Of(context).Vendor.ToString(), id, state, cursor, limit, cancellation)).WithSummary("What was sent and what waits, the newest first");
        webhooks.MapPost("/{id:guid}/replay", ReplayAsync).WithSummary("Have one announcement, or those of a span of time, sent again");
    }

    private static async Task<Results<Ok<Page<WebhookView>>, Refused>> ListAsync(
        string vendor, RegistryChanges registry, CancellationToken cancellation, string? cursor = null, int? limit = null)
        => await VendorRoute.ExistsAsync(registry.Db, vendor, cancellation)
            ? await PageAsync(vendor, false, registry.Db, cursor, limit, cancellation)
            : new Refused(Problems.NotFound);

    private static Task<Results<Ok<Page<WebhookView>>, Refused>> ListOwnAsync(
        HttpContext context, RegistryChanges registry, CancellationToken cancellation, string? cursor = null, int? limit = null)
        => PageAsync(VendorLogin.Of(context).Vendor.ToString(), true, registry.Db, cursor, limit, cancellation);

    private static async Task<Results<Ok<Page<WebhookView>>, Refused>> PageAsync(string vendor, bool isOwn, RegistryDb db, string? cursor, int? limit, CancellationToken cancellation)
    {
        if (PageRequest.TryRead(cursor, limit, out var page) is { } bad)
        {
            return new Refused(bad);
        }

        var query = db.Webhooks.AsNoTracking().Where(row => row.Vendor == vendor);
        if (page.After is { } after)
        {
            if (!Guid.TryParse(after, out var place))
            {
                return new Refused(PageRequest.BadCursor);
            }

            query = query.Where(row => row.Id.CompareTo(place) > 0);
        }

        var rows = await query.OrderBy(row => row.Id).Take(page.Limit + 1).ToListAsync(cancellation);
        var queues = await VendorWebhooks.QueuesAsync(db, rows, cancellation);
        return TypedResults.Ok(page.Of(rows, row => WebhookView.Of(row, queues.GetValueOrDefault(row.Id.ToString()), isOwn), row => row.Id.ToString()));
    }

    private static async Task<Results<Ok<WebhookView>, Refused>> SeeAsync(string vendor, Guid id, RegistryChanges registry, CancellationToken cancellation)
        => await OwnAsync(registry.Db, vendor, id, cancellation) is { } webhook
            ? TypedResults.Ok(await ViewAsync(registry.Db, webhook, isOwn: false, cancellation))
            : new Refused(Problems.NotFound);

    private static async Task<Results<Ok<WebhookView>, Refused>> StopAsync(
        string vendor, Guid id, WebhookState to, WebhookStop body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var input = new Input();
        var reason = input.Text("reason", body.Reason, Lengths.Long);
        if (input.Refusal is { } bad)
        {
            return new Refused(bad);
        }

        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), to == WebhookState.Disabled ? "webhooks.disable" : "webhooks.enable", cancellation);
        if (await OwnAsync(change.Db, vendor, id, cancellation) is not { } webhook)
        {
            return new Refused(Problems.NotFound);
        }

        webhook.Move(to, byOperator: true, reason, change.Now);
        await registry.CommitAsync(change);
        return TypedResults.Ok(await ViewAsync(change.Db, webhook, isOwn: false, cancellation));
    }

    private static async Task<Results<Created<WebhookWithSecret>, Refused>> MakeAsync(
        WebhookOrder body, HttpContext context, RegistryChanges registry, WebhookSecrets secrets, IOptions<WebhookOptions> options, IOptions<OutgoingOptions> outgoing,
        IOptions<RegistryOptions> known, CancellationToken cancellation)
    {
        var login = VendorLogin.Of(context);
        var input = new Input();
        if (OutgoingUrl.TryRead(body.Url, outgoing.Value, out var address) is { } wrong)
        {
            input.Wrong("url", wrong.Nb, wrong.En);
        }

        var (topics, products) = (TopicsOf(input, body.Topics), ProductsOf(input, body.Products, known.Value));
        if (input.Refusal is { } bad)
        {
            return new Refused(bad);
        }

        var signature = body.Signature ?? WebhookSignature.Ed25519;
        if (!secrets.Can(signature))
        {
            return new Refused(Problems.SignatureUnavailable);
        }

        var vendor = login.Vendor.ToString();
        await using var change = await registry.BeginAsync(login.Actor, "webhooks.make", cancellation);
        if (!await VendorRoute.ExistsAsync(change.Db, vendor, cancellation))
        {
            return new Refused(Problems.VendorNotRegistered);
        }

        if (await change.Db.Webhooks.CountAsync(row => row.Vendor == vendor, cancellation) >= options.Value.MostPerVendor)
        {
            return new Refused(new Refusal(Problems.TooManyWebhooks) { Members = new Dictionary<string, object?>(StringComparer.Ordinal) { ["most"] = options.Value.MostPerVendor } });
        }

        var webhook = change.Db.Webhooks.Add(new Webhook
        {
            Id = Guid.CreateVersion7(change.Now),
            Vendor = vendor,
            Url = address?.AbsoluteUri ?? "",
            Topics = topics,
            Products = products,
            Environment = body.Environment,
            Signature = signature,
            MadeAt = change.Now,
            TestedAt = change.Now,
        }).Entity;
        var secret = signature == WebhookSignature.Hmac ? secrets.Renew(webhook, change.Now) : null;
        Announcement.Tell(change, AnnouncementKinds.WebhookTest, vendor, WebhookChannel.SubjectOf(webhook.Id), new { webhook = webhook.Id, reason = "registered" });
        await registry.CommitAsync(change);
        Precondition.SetTag(context, webhook.Revision);
        return TypedResults.Created($"{VendorApi.Prefix}/webhooks/{webhook.Id}", new WebhookWithSecret(WebhookView.Of(webhook, null, isOwn: true), secret));
    }

    private static async Task<Results<Ok<WebhookView>, Refused>> GetAsync(Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        if (await OwnAsync(registry.Db, VendorLogin.Of(context).Vendor.ToString(), id, cancellation) is not { } webhook)
        {
            return new Refused(Problems.NotFound);
        }

        Precondition.SetTag(context, webhook.Revision);
        return TypedResults.Ok(await ViewAsync(registry.Db, webhook, isOwn: true, cancellation));
    }

    private static async Task<Results<Ok<WebhookView>, Refused>> ChangeAsync(
        Guid id, WebhookChange body, HttpContext context, RegistryChanges registry, IOptions<RegistryOptions> known, CancellationToken cancellation)
    {
        var login = VendorLogin.Of(context);
        var input = new Input();
        var (topics, products) = (TopicsOf(input, body.Topics), ProductsOf(input, body.Products, known.Value));
        if (input.Refusal is { } bad)
        {
            return new Refused(bad);
        }

        await using var change = await registry.BeginAsync(login.Actor, "webhooks.change", cancellation);
        if (await OwnAsync(change.Db, login.Vendor.ToString(), id, cancellation) is not { } webhook)
        {
            return new Refused(Problems.NotFound);
        }

        if (Precondition.Check(context, webhook.Revision) is { } stale)
        {
            return new Refused(stale);
        }

        (webhook.Topics, webhook.Products, webhook.Environment) = (topics, products, body.Environment);
        await registry.CommitAsync(change);
        Precondition.SetTag(context, webhook.Revision);
        return TypedResults.Ok(await ViewAsync(change.Db, webhook, isOwn: true, cancellation));
    }

    private static async Task<Results<NoContent, Refused>> DeleteAsync(Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var login = VendorLogin.Of(context);
        await using var change = await registry.BeginAsync(login.Actor, "webhooks.delete", cancellation);
        if (await OwnAsync(change.Db, login.Vendor.ToString(), id, cancellation) is not { } webhook)
        {
            return new Refused(Problems.NotFound);
        }

        change.Db.Webhooks.Remove(webhook);
        await registry.CommitAsync(change);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<WebhookWithSecret>, Refused>> RotateAsync(
        Guid id, SecretRotation body, HttpContext context, RegistryChanges registry, WebhookSecrets secrets, CancellationToken cancellation)
    {
        var login = VendorLogin.Of(context);
        var input = new Input();
        var hours = input.Number("overlapHours", body.OverlapHours ?? 24, 0, Webhook.LongestOverlap.TotalHours);
        if (input.Refusal is { } bad)
        {
            return new Refused(bad);
        }

        await using var change = await registry.BeginAsync(login.Actor, "webhooks.rotate", cancellation);
        if (await OwnAsync(change.Db, login.Vendor.ToString(), id, cancellation) is not { } webhook)
        {
            return new Refused(Problems.NotFound);
        }

        if (webhook.Signature != WebhookSignature.Hmac || !secrets.Can(WebhookSignature.Hmac))
        {
            return new Refused(Problems.SignatureUnavailable);
        }

        var secret = secrets.Renew(webhook, change.Now.AddHours(hours));
        await registry.CommitAsync(change);
        return TypedResults.Ok(new WebhookWithSecret(await ViewAsync(change.Db, webhook, isOwn: true, cancellation), secret));
    }

    private static async Task<Results<Accepted<WebhookView>, Refused>> TestAsync(Guid id, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var login = VendorLogin.Of(context);
        var vendor = login.Vendor.ToString();
        await using var change = await registry.BeginAsync(login.Actor, "webhooks.test", cancellation);
        if (await OwnAsync(change.Db, vendor, id, cancellation) is not { } webhook)
        {
            return new Refused(Problems.NotFound);
        }

        if (webhook.State != WebhookState.Active)
        {
            return new Refused(NotActive);
        }

        if (change.Now - webhook.TestedAt < BetweenTests)
        {
            return new Refused(new Refusal(Problems.TooOften) { Detail = new("Én test hvert tiende sekund.", "One test every ten seconds.") });
        }

        webhook.TestedAt = change.Now;
        Announcement.Tell(change, AnnouncementKinds.WebhookTest, vendor, WebhookChannel.SubjectOf(id), new { webhook = id, reason = "asked" });
        await registry.CommitAsync(change);
        return TypedResults.Accepted($"{VendorApi.Prefix}/webhooks/{id}/deliveries", await ViewAsync(change.Db, webhook, isOwn: true, cancellation));
    }

    private static async Task<Results<Ok<WebhookView>, Refused>> MoveAsync(Guid id, WebhookState to, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var login = VendorLogin.Of(context);
        await using var change = await registry.BeginAsync(login.Actor, to == WebhookState.Paused ? "webhooks.pause" : "webhooks.resume", cancellation);
        if (await OwnAsync(change.Db, login.Vendor.ToString(), id, cancellation) is not { } webhook)
        {
            return new Refused(Problems.NotFound);
        }

        if (!webhook.Move(to, byOperator: false, reason: null, change.Now))
        {
            return new Refused(NotActive);
        }

        await registry.CommitAsync(change);
        return TypedResults.Ok(await ViewAsync(change.Db, webhook, isOwn: true, cancellation));
    }

    private static async Task<Results<Accepted<ReplayAnswer>, Refused>> ReplayAsync(
        Guid id, ReplayOrder body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        var login = VendorLogin.Of(context);
        if (body.Id is null == body.From is null || (body.Id is not null && body.Until is not null))
        {
            return new Refused(Problems.Invalid("from", new("Oppgi enten «id» eller «from» (og «until»).", "State either \"id\" or \"from\" (and \"until\").")));
        }

        var vendor = login.Vendor.ToString();
        await using var change = await registry.BeginAsync(login.Actor, "webhooks.replay", cancellation);
        if (await OwnAsync(change.Db, vendor, id, cancellation) is not { } webhook)
        {
            return new Refused(Problems.NotFound);
        }

        if (webhook.State != WebhookState.Active)
        {
            return new Refused(NotActive);
        }

        var until = body.Until ?? change.Now.AddMilliseconds(1);
        var query = change.Db.Announcements.AsNoTracking().Where(row => row.Vendor == null || row.Vendor == vendor);
        query = body.Id is { } one ? query.Where(row => row.Id == one) : query.Where(row => row.At >= body.From && row.At < until);
        var found = await query.OrderBy(row => row.Sequence).Take(MostReplayed + 1).ToListAsync(cancellation);
        var again = found.Take(MostReplayed).Where(row => AnnouncementKinds.ByName.TryGetValue(row.Kind, out var kind) && kind.Only is null && new WebhookFilter(row).IsFor(webhook)).ToList();
        if (body.Id is not null && again.Count == 0)
        {
            return new Refused(Problems.NotFound);
        }

        var receiver = new Receiver(id.ToString(), vendor);
        var round = 1 + (await change.Db.Deliveries.Where(row => row.Channel == WebhookChannel.ChannelName && row.Receiver == receiver.Key).MaxAsync(row => (int?)row.Round, cancellation) ?? 0);
        foreach (var announcement in again)
        {
            await OutboxTable.MakeAsync(change.Db, WebhookChannel.ChannelName, announcement, [receiver], round, change.Now, cancellation);
        }

        // Never as it was, or nothing would have changed and nothing be committed: two replays may come in one millisecond.
        webhook.ReplayedAt = webhook.ReplayedAt is { } last && last >= change.Now ? last.AddMilliseconds(1) : change.Now;
        await registry.CommitAsync(change);
        return TypedResults.Accepted($"{VendorApi.Prefix}/webhooks/{id}/deliveries", new ReplayAnswer(again.Count, found.Count > MostReplayed ? found[^1].At : null));
    }

    private static Refusal NotActive => new(Problems.MoveNotAllowed)
    {
        Detail = new("Webhooken er pauset, død eller stanset av Digdir. «state» viser hva.", "The webhook is paused, dead or stopped by Digdir. \"state\" shows which."),
    };

    private static Task<Webhook?> OwnAsync(RegistryDb db, string vendor, Guid id, CancellationToken cancellation)
        => db.Webhooks.SingleOrDefaultAsync(row => row.Id == id && row.Vendor == vendor, cancellation);

    private static async Task<WebhookView> ViewAsync(RegistryDb db, Webhook webhook, bool isOwn, CancellationToken cancellation)
    {
        var key = webhook.Id.ToString();
        return WebhookView.Of(webhook, await db.ReceiverQueues.AsNoTracking().SingleOrDefaultAsync(row => row.Channel == WebhookChannel.ChannelName && row.Receiver == key, cancellation), isOwn);
    }

    private static string TopicsOf(Input input, IReadOnlyList<string>? topics)
    {
        string[] known = [.. AnnouncementKinds.All.Where(kind => kind.Only is null).SelectMany(kind => new[] { kind.Topic, kind.Name }).Distinct(StringComparer.Ordinal)];
        if (topics is not { Count: > 0 } || topics.Any(topic => !known.Contains(topic, StringComparer.Ordinal)))
        {
            var all = string.Join(", ", known);
            input.Wrong("topics", $"Må være minst én av {all}.", $"Must be at least one of {all}.");
            return "";
        }

        return WebhookFilter.Written(topics);
    }

    private static string ProductsOf(Input input, IReadOnlyList<string>? products, RegistryOptions known)
        => WebhookFilter.Written((products ?? []).Select(product => input.RequiredProduct("products", product, known)));
}
