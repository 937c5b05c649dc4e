using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Outbox;
using Digdir.Altinn.VendorRegistry.Outgoing;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Webhooks;

/// <summary>Delivers announcements to vendors' webhooks: CloudEvents in structured JSON, with Standard Webhooks signatures. A webhook is a receiver by its id. Thread-safe.</summary>
internal sealed class WebhookChannel(OutgoingClient client, WebhookSecrets secrets, IOptions<WebhookOptions> options, TimeProvider clock) : IChannel
{
    /// <summary>The channel's name, here and in tables.</summary>
    public const string ChannelName = "webhook";

    private const string Actor = "gateway";

    /// <summary>Messages kept ready: more than are announced in the seconds that one announcement takes to everybody.</summary>
    private const int MostMessages = 64;

    private readonly ConcurrentDictionary<(Guid Announcement, long Second), WebhookMessage> _messages = new();

    /// <summary>A webhook that took something since then is not dead, although it would not take one thing.</summary>
    private static readonly TimeSpan Alive = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public string Name => ChannelName;

    /// <summary>The subject of what concerns a webhook itself.</summary>
    public static string SubjectOf(Guid webhook) => $"webhooks/{webhook}";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Receiver>> ReceiversAsync(RegistryDb db, Announcement announcement, string after, int most, CancellationToken cancellation)
    {
        var isTest = announcement.Kind == AnnouncementKinds.WebhookTest.Name;
        var filter = new WebhookFilter(announcement);
        var found = new List<Receiver>();
        for (Guid? place = Guid.TryParse(after, out var start) ? start : null; found.Count < most;)
        {
            var query = db.Webhooks.AsNoTracking().Where(row => row.State == WebhookState.Active);
            query = announcement.Vendor is { } vendor ? query.Where(row => row.Vendor == vendor) : query;
            query = place is { } last ? query.Where(row => row.Id.CompareTo(last) > 0) : query;
            var rows = await query.OrderBy(row => row.Id).Take(most).ToListAsync(cancellation);
            found.AddRange(rows.Where(row => isTest ? announcement.Subject == SubjectOf(row.Id) : filter.IsFor(row)).Select(row => new Receiver(row.Id.ToString(), row.Vendor)));
            if (rows.Count < most)
            {
                break;
            }

            place = rows[^1].Id;
        }

        return found.Count > most ? found[..most] : found;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, Receiver>> KnowAsync(RegistryDb db, IReadOnlyList<Receiver> receivers, CancellationToken cancellation)
    {
        var ids = receivers.Select(receiver => Guid.Parse(receiver.Key)).ToArray();
        var rows = await db.Webhooks.AsNoTracking().Where(row => ids.Contains(row.Id)).ToListAsync(cancellation);
        return rows.ToDictionary(row => row.Id.ToString(), row => new Receiver(row.Id.ToString(), row.Vendor) { Known = row }, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public async Task<Outcome> SendAsync(RegistryDb db, Receiver receiver, Announcement announcement, int attempt, CancellationToken cancellation)
    {
        var id = Guid.Parse(receiver.Key);
        if ((receiver.Known as Webhook ?? await db.Webhooks.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellation)) is not { State: WebhookState.Active } webhook)
        {
            return new Outcome(OutcomeKind.Rejected, Reason: "stopped");
        }

        var address = new Uri(webhook.Url);
        if (webhook.ValidatedAt is null && await AskAsync(db, webhook, address, cancellation) is { } refused)
        {
            return refused;
        }

        var now = clock.GetUtcNow();
        var message = MessageOf(announcement, now);
        if (secrets.Sign(webhook, message, now) is not { Length: > 0 } signatures)
        {
            return new Outcome(OutcomeKind.Failed, Reason: "no-key");
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(message.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(AnnouncementEvent.ContentType, "utf-8");
        request.Headers.TryAddWithoutValidation("webhook-id", message.Id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("webhook-signature", signatures);
        request.Headers.TryAddWithoutValidation("WebHook-Request-Origin", options.Value.Origin);
        return OutcomeOf(await client.SendAsync(request, cancellation), webhook.Rate, now);
    }

    /// <inheritdoc/>
    public async Task LostAsync(RegistryDb db, Receiver receiver, Announcement announcement, OutcomeKind why, CancellationToken cancellation)
    {
        var id = Guid.Parse(receiver.Key);
        db.ChangeTracker.Clear();
        await using var change = await RegistryChange.BeginAsync(db, Actor, "webhooks.lose", clock.GetUtcNow(), cancellation);
        if (await db.Webhooks.SingleOrDefaultAsync(row => row.Id == id, cancellation) is not { State: WebhookState.Active } webhook)
        {
            return;
        }

        var alive = change.Now - Alive;
        var isDead = why == OutcomeKind.Gone || !await db.ReceiverQueues.AnyAsync(row => row.Channel == ChannelName && row.Receiver == receiver.Key && row.DeliveredAt > alive, cancellation);
        var told = $"{SubjectOf(id)}/lost/{announcement.Id}";
        if (await db.Announcements.AnyAsync(row => row.Vendor == webhook.Vendor && row.Subject == told, cancellation))
        {
            return;
        }

        if (isDead)
        {
            webhook.Move(WebhookState.Dead, byOperator: false, why == OutcomeKind.Gone ? "gone" : "no-answer", change.Now);
        }

        webhook.LostAt = change.Now;
        var host = new Uri(webhook.Url).Host;
        Announcement.Tell(change, isDead ? AnnouncementKinds.WebhookDead : AnnouncementKinds.WebhookLost, webhook.Vendor, isDead ? SubjectOf(id) : told, new
        {
            webhook = id,
            host,
            reason = why == OutcomeKind.Gone ? "gone" : "noAnswer",
            announcement = announcement.Id,
        });
        await change.CommitAsync(cancellation);
    }

    /// <summary>What an answer means (CloudEvents HTTP webhooks, section 2.2; Standard Webhooks). Pure.</summary>
    internal static Outcome OutcomeOf(OutgoingAnswer answer, long? rate, DateTimeOffset now)
    {
        // The rate that the receiver asked for is kept by leaving it alone for as long as one delivery may take of its minute.
        TimeSpan? pause = rate is { } perMinute ? TimeSpan.FromMinutes(1) / perMinute : null;
        return answer.Status switch
        {
            0 => new Outcome(OutcomeKind.Failed, pause, 0, answer.Reason),
            >= 200 and < 300 => new Outcome(OutcomeKind.Delivered, pause, answer.Status),
            410 => new Outcome(OutcomeKind.Gone, null, answer.Status, "gone"),
            >= 300 and < 400 => new Outcome(OutcomeKind.Failed, pause, answer.Status, "redirect"),
            _ => new Outcome(OutcomeKind.Failed, Longer(RetryAfter(answer.Field("Retry-After"), now), pause), answer.Status, "status"),
        };
    }

    /// <summary>What is sent of an announcement within one second: the same to everybody, so it is written, and signed with the registry's keys, once.</summary>
    private WebhookMessage MessageOf(Announcement announcement, DateTimeOffset now)
    {
        var key = (announcement.Id, now.ToUnixTimeSeconds());
        if (_messages.TryGetValue(key, out var known))
        {
            return known;
        }

        if (_messages.Count >= MostMessages)
        {
            _messages.Clear();
        }

        var message = new WebhookMessage(announcement.Id, now, AnnouncementEvent.Write(announcement, options.Value.Source, announcement.Subject), secrets);
        return _messages.GetOrAdd(key, message);
    }

    private static TimeSpan? Longer(TimeSpan? one, TimeSpan? other) => one is null || one < other ? other ?? one : one;

    /// <summary>RFC 9110, 10.2.3: seconds, or a date.</summary>
    private static TimeSpan? RetryAfter(string? field, DateTimeOffset now)
        => RetryConditionHeaderValue.TryParse(field, out var asked) ? asked.Delta ?? (asked.Date is { } date && date > now ? date - now : null) : null;

    private async Task<Outcome?> AskAsync(RegistryDb db, Webhook webhook, Uri address, CancellationToken cancellation)
    {
        using var question = Handshake.Ask(address, options.Value);
        var answer = await client.SendAsync(question, cancellation);
        if (!Handshake.IsConsent(answer, options.Value, out var rate))
        {
            var outcome = OutcomeOf(answer, null, clock.GetUtcNow());
            return outcome with { Kind = outcome.Kind == OutcomeKind.Gone ? OutcomeKind.Gone : OutcomeKind.Failed, Reason = answer.Status is >= 200 and < 300 ? "no-consent" : answer.Reason ?? "handshake" };
        }

        await using var change = await RegistryChange.BeginAsync(db, Actor, "webhooks.validate", clock.GetUtcNow(), cancellation);
        if (await db.Webhooks.SingleOrDefaultAsync(row => row.Id == webhook.Id && row.State == WebhookState.Active, cancellation) is { } row)
        {
            row.Validate(rate, change.Now);
            await change.CommitAsync(cancellation);
            webhook.Validate(rate, change.Now);
        }

        return null;
    }
}
