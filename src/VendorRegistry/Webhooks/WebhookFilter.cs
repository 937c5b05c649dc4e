using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Announcements;

namespace Digdir.Altinn.VendorRegistry.Webhooks;

/// <summary>
/// Which webhooks an announcement is for. What it is about it says itself, in the members <c>product</c> or <c>products</c> and <c>environment</c> or
/// <c>environments</c> of its data; one that names none is about all of them. Pure.
/// </summary>
internal sealed class WebhookFilter
{
    private readonly string _topic;
    private readonly string _kind;
    private readonly HashSet<string> _products;
    private readonly HashSet<string> _environments;

    public WebhookFilter(Announcement announcement)
    {
        _kind = announcement.Kind;
        _topic = AnnouncementKinds.ByName.GetValueOrDefault(announcement.Kind)?.Topic ?? "";
        using var data = JsonDocument.Parse(announcement.Data);
        (_products, _environments) = (Named(data.RootElement, "product"), Named(data.RootElement, "environment"));
    }

    /// <summary>A list as a webhook keeps it: each between spaces.</summary>
    public static string Written(IEnumerable<string> names) => string.Join(' ', names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)) is { Length: > 0 } text ? $" {text} " : "";

    /// <summary>The list again.</summary>
    public static IReadOnlyList<string> Read(string written) => written.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>True when the webhook asked for it.</summary>
    public bool IsFor(Webhook webhook)
        => (Holds(webhook.Topics, _topic) || Holds(webhook.Topics, _kind))
        && (webhook.Products.Length == 0 || _products.Count == 0 || _products.Any(product => Holds(webhook.Products, product)))
        && (webhook.Environment is not { } environment || _environments.Count == 0 || _environments.Contains(JsonNamingPolicy.CamelCase.ConvertName(environment.ToString())));

    private static bool Holds(string written, string name) => written.Contains($" {name} ", StringComparison.Ordinal);

    private static HashSet<string> Named(JsonElement data, string member)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (data.ValueKind == JsonValueKind.Object)
        {
            if (data.TryGetProperty(member, out var one) && one.ValueKind == JsonValueKind.String)
            {
                names.Add(one.GetString() ?? "");
            }

            if (data.TryGetProperty(member + "s", out var many) && many.ValueKind == JsonValueKind.Array)
            {
                names.UnionWith(many.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString() ?? ""));
            }
        }

        return names;
    }
}
