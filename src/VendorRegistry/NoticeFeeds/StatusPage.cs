using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.VendorRegistry.NoticeFeeds;

/// <summary>
/// Incidents and maintenance in the shape of Statuspage's public API, version 2, so that status pages and the tools that follow them can take them as they are.
/// Breaking changes and information have no place there. Names of members and words are Statuspage's own. Pure.
/// </summary>
internal sealed class StatusPage
{
    public const string ContentType = "application/json; charset=utf-8";
    public const string Path = NoticeFeedsApi.Prefix + "/api/v2";

    /// <summary>As many as Statuspage lists.</summary>
    private const int MostListed = 50;

    private readonly FeedQuestion _question;
    private readonly DateTimeOffset _now;
    private readonly ImmutableArray<NoticePicture> _incidents;
    private readonly ImmutableArray<NoticePicture> _maintenance;
    private readonly List<Dictionary<string, object?>> _components;
    private readonly Dictionary<string, object?> _page;
    private readonly string _pageId = IdOf("page");

    private StatusPage(ShownNotices shown, FeedQuestion question, IReadOnlyList<string> products, DateTimeOffset now)
    {
        _question = question;
        _now = now;
        _incidents = [.. shown.Notices.Where(notice => notice.Kind == NoticeKind.Incident)];
        _maintenance = [.. shown.Notices.Where(notice => notice is { Kind: NoticeKind.Maintenance, StartsAt: not null })];
        _page = new()
        {
            ["id"] = _pageId,
            ["name"] = "Altinn",
            ["url"] = question.Link(NoticeFeedsApi.Prefix),
            ["time_zone"] = "Europe/Oslo",
            ["updated_at"] = Instant(shown.Changed ?? DateTimeOffset.UnixEpoch),
        };
        _components = [.. products.Where(product => question.Product is null || product == question.Product).Select((product, i) => Component(product, i + 1, StatusOf(product)))];
    }

    /// <summary>The documents there are, by the end of their address.</summary>
    public static ImmutableArray<string> Documents { get; } =
    [
        "summary.json", "status.json", "components.json", "incidents.json", "incidents/unresolved.json",
        "scheduled-maintenances.json", "scheduled-maintenances/upcoming.json", "scheduled-maintenances/active.json",
    ];

    /// <summary>One of the <see cref="Documents"/>.</summary>
    public static byte[] Build(string document, ShownNotices shown, FeedQuestion question, IReadOnlyList<string> products, DateTimeOffset now)
    {
        var page = new StatusPage(shown, question, products, now);
        Dictionary<string, object?> body = new() { ["page"] = page._page };
        switch (document)
        {
            case "summary.json":
                body["components"] = page._components;
                body["incidents"] = page.Incidents(page._incidents.Where(page.IsUnresolved));
                body["scheduled_maintenances"] = page.Maintenances(page._maintenance.Where(notice => page.MaintenanceStatus(notice) != "completed"));
                body["status"] = page.Status();
                break;
            case "status.json":
                body["status"] = page.Status();
                break;
            case "components.json":
                body["components"] = page._components;
                break;
            case "incidents.json":
                body["incidents"] = page.Incidents(page._incidents);
                break;
            case "incidents/unresolved.json":
                body["incidents"] = page.Incidents(page._incidents.Where(page.IsUnresolved));
                break;
            case "scheduled-maintenances.json":
                body["scheduled_maintenances"] = page.Maintenances(page._maintenance);
                break;
            case "scheduled-maintenances/upcoming.json":
                body["scheduled_maintenances"] = page.Maintenances(page._maintenance.Where(notice => page.MaintenanceStatus(notice) == "scheduled"));
                break;
            default:
                body["scheduled_maintenances"] = page.Maintenances(page._maintenance.Where(page.IsActive));
                break;
        }

        return JsonSerializer.SerializeToUtf8Bytes(body, JsonNoticeFeed.Json);
    }

    /// <summary>Statuspage's ids are twelve small letters and digits; these follow from what they name, so that every node gives the same.</summary>
    public static string IdOf(string name)
    {
        const string Letters = "0123456789abcdefghijklmnopqrstuvwxyz";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(name));
        return string.Create(12, hash, static (id, bytes) =>
        {
            for (var i = 0; i < id.Length; i++)
            {
                id[i] = Letters[((bytes[2 * i] << 8) | bytes[(2 * i) + 1]) % Letters.Length];
            }
        });
    }

    private IEnumerable<object> Incidents(IEnumerable<NoticePicture> notices) => notices.Take(MostListed).Select(notice => Incident(notice, IncidentStatus(notice), notice.Impact.Word()));

    private IEnumerable<object> Maintenances(IEnumerable<NoticePicture> notices) => notices.Take(MostListed).Select(notice =>
    {
        var written = Incident(notice, MaintenanceStatus(notice), "maintenance");
        written["scheduled_for"] = Instant(notice.StartsAt);
        written["scheduled_until"] = Instant(notice.EndsAt);
        return written;
    });

    private Dictionary<string, object?> Incident(NoticePicture notice, string status, string impact)
    {
        var id = IdOf($"notice {notice.Id:D}");
        var over = status is "resolved" or "completed";
        var monitoring = notice.Timeline.LastOrDefault(update => update.Phase == "monitoring");
        return new()
        {
            ["id"] = id,
            ["name"] = _question.In(notice.Title),
            ["status"] = status,
            ["created_at"] = Instant(notice.PublishedAt),
            ["updated_at"] = Instant(notice.UpdatedAt),
            ["monitoring_at"] = Instant(monitoring?.At),
            ["resolved_at"] = over ? Instant(notice.Kind == NoticeKind.Maintenance && notice.Stands ? notice.EndsAt : notice.UpdatedAt) : null,
            ["impact"] = impact,
            ["shortlink"] = _question.PageOf(notice.Id),
            ["started_at"] = Instant(notice.StartsAt ?? notice.PublishedAt),
            ["page_id"] = _pageId,
            ["incident_updates"] = Updates(notice, id, status),
            ["components"] = _components.Where((_, i) => Concerns(notice, i)),
        };
    }

    private bool Concerns(NoticePicture notice, int component) => notice.Products.IsEmpty || notice.Products.Any(product => IdOf($"component {product}") == (string?)_components[component]["id"]);

    /// <summary>The latest first. Where nothing has been told since publication, the notice's own text is what was told.</summary>
    private List<object> Updates(NoticePicture notice, string incident, string status)
    {
        var told = notice.Timeline is { IsEmpty: false } timeline ? timeline : [new NoticeUpdatePicture(notice.PublishedAt, "published", notice.Text)];
        var word = notice.Kind == NoticeKind.Maintenance ? "scheduled" : "investigating";
        List<object> written = [];
        for (var i = 0; i < told.Length; i++)
        {
            var update = told[i];
            word = Word(update.Phase, notice.Kind, word);
            written.Add(new Dictionary<string, object?>
            {
                ["id"] = IdOf($"update {notice.Id:D} {i}"),
                ["status"] = word,
                ["body"] = i == 0 && update.Phase == "published" ? _question.In(notice.Text) : _question.In(update.Text),
                ["incident_id"] = incident,
                ["created_at"] = Instant(update.At),
                ["updated_at"] = Instant(update.At),
                ["display_at"] = Instant(update.At),
                ["affected_components"] = _components.Where((_, at) => Concerns(notice, at)).Select(component => new Dictionary<string, object?>
                {
                    ["code"] = component["id"],
                    ["name"] = component["name"],
                    ["old_status"] = i == 0 ? "operational" : Hit(notice, status),
                    ["new_status"] = Hit(notice, word),
                }),
                ["deliver_notifications"] = true,
                ["custom_tweet"] = null,
                ["tweet_id"] = null,
            });
        }

        written.Reverse();
        return written;
    }

    private static string Word(string phase, NoticeKind kind, string before) => (phase, kind) switch
    {
        ("started", NoticeKind.Maintenance) => "in_progress",
        ("completed" or "resolved" or "withdrawn", NoticeKind.Maintenance) => "completed",
        ("completed" or "resolved" or "withdrawn", _) => "resolved",
        ("investigating" or "identified" or "monitoring", NoticeKind.Incident) => phase,
        ("monitoring", NoticeKind.Maintenance) => "verifying",
        _ => before,
    };

    /// <summary>What a component is while a notice that hits it has the status.</summary>
    private static string Hit(NoticePicture notice, string status) => (notice.Kind, status) switch
    {
        (_, "resolved" or "completed" or "scheduled") => "operational",
        (NoticeKind.Maintenance, _) => "under_maintenance",
        _ => notice.Impact switch
        {
            NoticeImpact.Critical => "major_outage",
            NoticeImpact.Major => "partial_outage",
            NoticeImpact.Minor => "degraded_performance",
            _ => "operational",
        },
    };

    private Dictionary<string, object?> Component(string product, int position, string status) => new()
    {
        ["id"] = IdOf($"component {product}"),
        ["name"] = ProductNames.Of(product),
        ["status"] = status,
        ["created_at"] = Instant(DateTimeOffset.UnixEpoch),
        ["updated_at"] = _page["updated_at"],
        ["position"] = position,
        ["description"] = null,
        ["showcase"] = false,
        ["start_date"] = null,
        ["group_id"] = null,
        ["page_id"] = _pageId,
        ["group"] = false,
        ["only_show_if_degraded"] = false,
    };

    private string StatusOf(string product)
    {
        var hits = _incidents.Where(notice => IsUnresolved(notice) && (notice.Products.IsEmpty || notice.Products.Contains(product))).ToList();
        return hits.Count > 0 && hits.MaxBy(notice => notice.Impact) is { Impact: not NoticeImpact.None } worst ? Hit(worst, "investigating")
            : _maintenance.Any(notice => IsActive(notice) && (notice.Products.IsEmpty || notice.Products.Contains(product))) ? "under_maintenance"
            : "operational";
    }

    private Dictionary<string, object?> Status()
    {
        var worst = _incidents.Where(IsUnresolved).Select(notice => notice.Impact).DefaultIfEmpty(NoticeImpact.None).Max();
        var (indicator, description) = worst switch
        {
            NoticeImpact.Critical => ("critical", "Major System Outage"),
            NoticeImpact.Major => ("major", "Partial System Outage"),
            NoticeImpact.Minor => ("minor", "Minor Service Outage"),
            _ when _maintenance.Any(IsActive) => ("maintenance", "Service Under Maintenance"),
            _ => ("none", "All Systems Operational"),
        };
        return new() { ["indicator"] = indicator, ["description"] = description };
    }

    private bool IsUnresolved(NoticePicture notice) => IncidentStatus(notice) != "resolved";

    private bool IsActive(NoticePicture notice) => MaintenanceStatus(notice) is "in_progress" or "verifying";

    private string IncidentStatus(NoticePicture notice)
        => notice.At(_now) == NoticeStanding.Over ? "resolved" : notice.Timeline.Aggregate("investigating", (word, update) => Word(update.Phase, notice.Kind, word));

    private string MaintenanceStatus(NoticePicture notice)
    {
        if (notice.At(_now) == NoticeStanding.Over)
        {
            return "completed";
        }

        var told = notice.Timeline.Aggregate("scheduled", (word, update) => Word(update.Phase, notice.Kind, word));
        return told == "scheduled" && notice.At(_now) == NoticeStanding.Current ? "in_progress" : told;
    }

    private static DateTime? Instant(DateTimeOffset? at) => at?.UtcDateTime;
}
