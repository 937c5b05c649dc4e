using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Announcements;

namespace Digdir.Altinn.VendorRegistry.Webhooks;

/// <summary>
/// An announcement as a CloudEvent 1.0 in structured JSON. A notice of a breaking change carries the extension attributes <c>deprecated</c>,
/// <c>deprecationfrom</c>, <c>deprecationsunset</c> and <c>deprecationmigration</c>, where its data says so. Pure.
/// </summary>
internal static class CloudEvent
{
    public const string MediaType = "application/cloudevents+json";

    public static byte[] Write(Announcement announcement, string source)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        using (var data = JsonDocument.Parse(announcement.Data))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", announcement.Id);
            json.WriteString("source", source);
            json.WriteString("type", AnnouncementKinds.ByName.TryGetValue(announcement.Kind, out var kind) ? kind.EventType : announcement.Kind);
            json.WriteString("subject", announcement.Subject);
            json.WriteString("time", announcement.At.UtcDateTime);
            json.WriteString("datacontenttype", "application/json");
            Deprecation(json, announcement, data.RootElement);
            json.WritePropertyName("data");
            data.RootElement.WriteTo(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Deprecation(Utf8JsonWriter json, Announcement announcement, JsonElement data)
    {
        if (!announcement.Kind.StartsWith("notice.", StringComparison.Ordinal) || TextOf(data, "kind") != "breakingChange")
        {
            return;
        }

        json.WriteBoolean("deprecated", TextOf(data, "state") != "withdrawn");
        json.WriteString("deprecationfrom", announcement.At.UtcDateTime);
        if (TextOf(data, "effective") is { } effective)
        {
            json.WriteString("deprecationsunset", effective);
        }

        if ((TextOf(data, "successor") ?? TextOf(data, "link")) is { } migration)
        {
            json.WriteString("deprecationmigration", migration);
        }
    }

    private static string? TextOf(JsonElement data, string member)
        => data.ValueKind == JsonValueKind.Object && data.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
