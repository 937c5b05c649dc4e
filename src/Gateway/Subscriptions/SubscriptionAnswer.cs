using System.Text.Json;

namespace Digdir.Altinn.Gateway.Subscriptions;

/// <summary>Reads what Altinn Events answers about subscriptions: one, or <c>{count, subscriptions}</c>. Pure; what is not understood is left out.</summary>
internal static class SubscriptionAnswer
{
    /// <summary>Most subscriptions read of one answer.</summary>
    public const int Most = 1_000;

    private const int LongestText = 200;

    public static IReadOnlyList<SeenSubscription> Read(ReadOnlyMemory<byte> json, DateTimeOffset now)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return [];
            }

            return root.TryGetProperty("subscriptions", out var several) && several.ValueKind == JsonValueKind.Array
                ? [.. several.EnumerateArray().Take(Most).Select(one => ReadOne(one, now)).OfType<SeenSubscription>()]
                : ReadOne(root, now) is { } only ? [only] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static SeenSubscription? ReadOne(JsonElement one, DateTimeOffset now)
    {
        if (one.ValueKind != JsonValueKind.Object
            || !one.TryGetProperty("id", out var idMember) || idMember.ValueKind != JsonValueKind.Number || !idMember.TryGetInt32(out var id)
            || !one.TryGetProperty("validated", out var validated) || validated.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            return null;
        }

        // A clock that is off must not make a subscription from the future.
        var created = one.TryGetProperty("created", out var at) && at.ValueKind == JsonValueKind.String && at.TryGetDateTimeOffset(out var instant) && instant < now ? instant : now;
        return new SeenSubscription(id, Text(one, "resourceFilter"), Text(one, "typeFilter"), created, validated.GetBoolean(), now);
    }

    private static string? Text(JsonElement one, string name)
        => one.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String && member.GetString() is { Length: > 0 and <= LongestText } text ? text : null;
}
