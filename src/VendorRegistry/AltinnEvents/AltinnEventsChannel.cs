using System.Net;
using System.Net.Http.Headers;
using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Outbox;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.AltinnEvents;

/// <summary>
/// Publishes announcements through Altinn Events, where vendors already subscribe: the channel has one receiver, Altinn, which brings each event to whoever may
/// have it. What is for one vendor carries that vendor as <c>subject</c>, so that only those with rights at the vendor get it; what is for all is published only
/// when its topic is one that all may see. Off where it is not configured. Thread-safe.
/// </summary>
internal sealed class AltinnEventsChannel(PublisherToken token, HttpClient http, IOptions<AltinnEventsOptions> options, TimeProvider clock) : IChannel, IDisposable
{
    /// <summary>The channel's only receiver.</summary>
    public const string OnlyReceiver = "altinn-events";

    private static readonly string[] PublicTopics = ["notices", "terms"];

    /// <inheritdoc/>
    public string Name => "altinn-events";

    /// <inheritdoc/>
    public int MostAtOnce => 1;

    /// <inheritdoc/>
    public Task<IReadOnlyList<Receiver>> ReceiversAsync(RegistryDb db, Announcement announcement, string after, int most, CancellationToken cancellation)
    {
        var isFor = options.Value.Platform is not null && string.CompareOrdinal(after, OnlyReceiver) < 0 && Publishes(announcement);
        return Task.FromResult<IReadOnlyList<Receiver>>(isFor ? [new Receiver(OnlyReceiver, Vendor: null)] : []);
    }

    /// <inheritdoc/>
    public async Task<Outcome> SendAsync(RegistryDb db, Receiver receiver, Announcement announcement, int attempt, CancellationToken cancellation)
    {
        var settings = options.Value;
        if (settings is not { Platform: { } platform, Source: { } source, Resource: { } resource })
        {
            return new Outcome(OutcomeKind.Failed, Reason: "off");
        }

        using var patience = new CancellationTokenSource(settings.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            var (bearer, reason) = await token.GetAsync(either.Token);
            if (bearer is null)
            {
                return new Outcome(OutcomeKind.Failed, Reason: reason);
            }

            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(platform, "/events/api/v1/events"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
            request.Content = new ByteArrayContent(Body(announcement, source, resource, settings.GeneralSubject));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(AnnouncementEvent.ContentType);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (answer.StatusCode == HttpStatusCode.Unauthorized)
            {
                token.Forget(bearer);
            }

            return OutcomeOf(answer, clock.GetUtcNow());
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new Outcome(OutcomeKind.Failed, Reason: "timeout");
        }
        catch (HttpRequestException)
        {
            return new Outcome(OutcomeKind.Failed, Reason: "connection");
        }
    }

    public void Dispose()
    {
        token.Dispose();
        http.Dispose();
    }

    /// <summary>Whether an announcement goes through Altinn Events at all.</summary>
    public static bool Publishes(Announcement announcement)
        => AnnouncementKinds.ByName.TryGetValue(announcement.Kind, out var kind) && (announcement.Vendor is not null || PublicTopics.Contains(kind.Topic, StringComparer.Ordinal));

    /// <summary>The event with Altinn's own attributes (reference: Altinn Events, publishing).</summary>
    public static byte[] Body(Announcement announcement, Uri source, string resource, string? generalSubject)
        => AnnouncementEvent.Write(
            announcement,
            source.AbsoluteUri,
            announcement.Vendor is { } vendor ? $"urn:altinn:organization:identifier-no:{vendor}" : generalSubject,
            ("resource", resource),
            ("resourceinstance", announcement.Subject));

    /// <summary>
    /// Only an event that is wrong in itself is rejected for good; a token, a right or an address that Altinn does not accept is ours to mend, and everything waits
    /// until it is.
    /// </summary>
    private static Outcome OutcomeOf(HttpResponseMessage answer, DateTimeOffset now)
    {
        var status = (int)answer.StatusCode;
        var pause = answer.Headers.RetryAfter switch { { Delta: { } delta } => delta, { Date: { } date } => date - now, _ => (TimeSpan?)null };
        return answer.IsSuccessStatusCode ? new Outcome(OutcomeKind.Delivered, Status: status)
            : status is 400 or 413 or 415 or 422 ? new Outcome(OutcomeKind.Rejected, Status: status, Reason: "status")
            : new Outcome(OutcomeKind.Failed, pause > TimeSpan.Zero ? pause : null, status, "status");
    }
}
