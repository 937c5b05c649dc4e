using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Cast;

namespace Digdir.Altinn.Sandbox.Events;

/// <summary>An event as Altinn Events keeps it. Immutable.</summary>
internal sealed record CloudEvent
{
    /// <summary>Place in the log, from 1; what <c>after</c> counts by.</summary>
    public long Sequence { get; init; }

    public required string Id { get; init; }

    public required string Type { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary><c>urn:altinn:resource:…</c></summary>
    public required string Resource { get; init; }

    public required string ResourceInstance { get; init; }

    /// <summary>What it is about, a party above all; null when it concerns everybody.</summary>
    public string? Subject { get; init; }

    public string? AlternativeSubject { get; init; }

    public required string Source { get; init; }

    public JsonObject? Data { get; init; }

    /// <summary>Whom it concerns: decides who may get it. Null when everybody may.</summary>
    public required Party? Party { get; init; }

    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = Id,
            ["type"] = Type,
            ["time"] = Time.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            ["resource"] = Resource,
            ["resourceinstance"] = ResourceInstance,
            ["source"] = Source,
        };
        if (Subject is not null)
        {
            json["subject"] = Subject;
        }

        if (AlternativeSubject is not null)
        {
            json["alternativesubject"] = AlternativeSubject;
        }

        if (Data is not null)
        {
            json["data"] = Data.DeepClone();
        }

        return json;
    }
}
