using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Announcements;

/// <summary>
/// Something that happened which vendors are to hear of: written in the transaction of the change that made it happen, so that there is never one without the
/// other. Append only. What brings it to whom is the outbox's business. Holds no personal data.
/// </summary>
internal sealed class Announcement
{
    /// <summary>The order in which things happened: rises with every announcement, given by the database. Changes follow one another, so none appears late.</summary>
    public long Sequence { get; init; }

    /// <summary>The CloudEvents id: the same for every receiver and every attempt.</summary>
    public required Guid Id { get; init; }

    /// <summary>A name of <see cref="AnnouncementKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The one vendor it is for, by organisation number; null when it is for all of them.</summary>
    public string? Vendor { get; init; }

    /// <summary>The CloudEvents subject: what it is about, as a path of ids. Of one subject, a receiver hears things in order.</summary>
    public required string Subject { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>What receivers read: a JSON object of at most <see cref="MaxData"/> UTF-16 units. Thin: it names things, the APIs tell all.</summary>
    public required string Data { get; init; }

    /// <summary>Webhook bodies are to stay under 20 kB (Standard Webhooks).</summary>
    public const int MaxData = 16 * 1024;

    /// <summary>Tells of something within a change.</summary>
    /// <param name="change">The change that makes it happen.</param>
    /// <param name="kind">Which kind of thing.</param>
    /// <param name="vendor">The one vendor it is for; null for all.</param>
    /// <param name="subject">What it is about, as a path of ids.</param>
    /// <param name="data">Written as a JSON object, by the rules of the APIs.</param>
    public static Announcement Tell<T>(RegistryChange change, AnnouncementKind kind, string? vendor, string subject, T data)
    {
        var announcement = new Announcement
        {
            Id = Guid.CreateVersion7(change.Now),
            Kind = kind.Name,
            Vendor = vendor,
            Subject = subject,
            At = change.Now,
            Data = JsonSerializer.Serialize(data, AdminJson.Options),
        };
        if (announcement.Data.Length > MaxData)
        {
            throw new InvalidOperationException($"An announcement of {kind.Name} is too large: name things, do not send them.");
        }

        change.Db.Announcements.Add(announcement);
        return announcement;
    }
}
