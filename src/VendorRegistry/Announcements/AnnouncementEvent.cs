using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Digdir.Altinn.VendorRegistry.Announcements;

/// <summary>
/// An announcement as a CloudEvent 1.0 in structured JSON: the same id, type and data by every channel. It carries no extension attributes of its own; those of the
/// deprecation extension are about types of events that go away, not about what an event tells of. Pure.
/// </summary>
internal static class AnnouncementEvent
{
    /// <summary>The media type of structured CloudEvents.</summary>
    public const string ContentType = "application/cloudevents+json";

    /// <summary>Writes it.</summary>
    /// <param name="announcement">What is told.</param>
    /// <param name="source">The gateway; together with the id it is unique.</param>
    /// <param name="subject">The CloudEvents subject; none when null.</param>
    /// <param name="extensions">Extension attributes that the channel demands.</param>
    public static byte[] Write(Announcement announcement, string source, string? subject, params ReadOnlySpan<(string Name, string Value)> extensions)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        using (var data = JsonDocument.Parse(announcement.Data))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", announcement.Id);
            json.WriteString("source", source);
            json.WriteString("type", AnnouncementKinds.ByName.TryGetValue(announcement.Kind, out var kind) ? kind.EventType : new AnnouncementKind(announcement.Kind, "").EventType);
            if (subject is not null)
            {
                json.WriteString("subject", subject);
            }

            json.WriteString("time", announcement.At.UtcDateTime);
            json.WriteString("datacontenttype", "application/json");
            foreach (var (name, value) in extensions)
            {
                json.WriteString(name, value);
            }

            json.WritePropertyName("data");
            data.RootElement.WriteTo(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
