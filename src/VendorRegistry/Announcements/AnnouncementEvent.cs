using System.Text.Json.Nodes;

namespace Digdir.Altinn.VendorRegistry.Announcements;

/// <summary>An announcement as a CloudEvent 1.0 in structured JSON: the same id, type and data by every channel. Pure.</summary>
internal static class AnnouncementEvent
{
    /// <summary>The media type of structured CloudEvents.</summary>
    public const string ContentType = "application/cloudevents+json";

    /// <summary>Makes it.</summary>
    /// <param name="announcement">What is told.</param>
    /// <param name="source">The gateway; together with the id it is unique.</param>
    public static JsonObject Of(Announcement announcement, Uri source) => new()
    {
        ["specversion"] = "1.0",
        ["id"] = announcement.Id.ToString(),
        ["source"] = source.AbsoluteUri,
        ["type"] = AnnouncementKinds.ByName.TryGetValue(announcement.Kind, out var kind) ? kind.EventType : new AnnouncementKind(announcement.Kind, "").EventType,
        ["subject"] = announcement.Subject,
        ["time"] = announcement.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture),
        ["datacontenttype"] = "application/json",
        ["data"] = JsonNode.Parse(announcement.Data),
    };
}
