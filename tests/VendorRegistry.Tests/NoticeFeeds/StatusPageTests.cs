using System.Text.Json;
using Digdir.Altinn.VendorRegistry.NoticeFeeds;
using Digdir.Altinn.VendorRegistry.Pictures;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.NoticeFeeds;

/// <summary>The documents have the members, words and ids that Statuspage documents for version 2 of its public API.</summary>
public sealed class StatusPageTests
{
    private static readonly string[] Page = ["id", "name", "url", "time_zone", "updated_at"];
    private static readonly string[] Component = ["id", "name", "status", "created_at", "updated_at", "position", "description", "showcase", "start_date", "group_id", "page_id", "group", "only_show_if_degraded"];
    private static readonly string[] Incident = ["id", "name", "status", "created_at", "updated_at", "monitoring_at", "resolved_at", "impact", "shortlink", "started_at", "page_id", "incident_updates", "components"];
    private static readonly string[] Update = ["id", "status", "body", "incident_id", "created_at", "updated_at", "display_at", "affected_components", "deliver_notifications", "custom_tweet", "tweet_id"];
    private static readonly string[] Affected = ["code", "name", "old_status", "new_status"];

    [Theory]
    [InlineData("summary.json", "components", "incidents", "scheduled_maintenances", "status")]
    [InlineData("status.json", "status")]
    [InlineData("components.json", "components")]
    [InlineData("incidents.json", "incidents")]
    [InlineData("incidents/unresolved.json", "incidents")]
    [InlineData("scheduled-maintenances.json", "scheduled_maintenances")]
    [InlineData("scheduled-maintenances/upcoming.json", "scheduled_maintenances")]
    [InlineData("scheduled-maintenances/active.json", "scheduled_maintenances")]
    public async Task Every_document_has_its_members_and_every_thing_in_it_its_own(string document, params string[] members)
    {
        await using var host = await FeedHost.StartAsync(Notices.All);

        var body = await ReadAsync(host, document);

        Names(body).ShouldBe(["page", .. members]);
        Names(body.GetProperty("page")).ShouldBe(Page);
        foreach (var component in Each(body, "components"))
        {
            Names(component).ShouldBe(Component);
        }

        foreach (var incident in Each(body, "incidents"))
        {
            Names(incident).ShouldBe(Incident);
            CheckUpdates(incident);
        }

        foreach (var maintenance in Each(body, "scheduled_maintenances"))
        {
            Names(maintenance).ShouldBe([.. Incident, "scheduled_for", "scheduled_until"]);
            maintenance.GetProperty("impact").GetString().ShouldBe("maintenance");
            CheckUpdates(maintenance);
        }
    }

    [Fact]
    public async Task An_incident_tells_its_story_the_latest_first()
    {
        await using var host = await FeedHost.StartAsync(Notices.All);

        var incident = (await ReadAsync(host, "incidents/unresolved.json")).GetProperty("incidents").EnumerateArray().ShouldHaveSingleItem();

        incident.GetProperty("status").GetString().ShouldBe("monitoring");
        incident.GetProperty("impact").GetString().ShouldBe("major");
        incident.GetProperty("monitoring_at").GetDateTimeOffset().ShouldBe(Notices.Now.AddHours(-1));
        incident.GetProperty("started_at").GetDateTimeOffset().ShouldBe(Notices.Now.AddHours(-6));
        incident.GetProperty("resolved_at").ValueKind.ShouldBe(JsonValueKind.Null);
        incident.GetProperty("incident_updates").EnumerateArray().Select(update => (update.GetProperty("status").GetString(), update.GetProperty("body").GetString())).ShouldBe(
            [("monitoring", "Rettet, vi følger med."), ("identified", "Funnet."), ("investigating", "Vi leter etter årsaken.")]);
        incident.GetProperty("components").EnumerateArray().ShouldHaveSingleItem().GetProperty("name").GetString().ShouldBe("Altinn Events");
    }

    [Fact]
    public async Task Maintenance_goes_from_scheduled_over_in_progress_to_completed_by_time_alone()
    {
        await using var host = await FeedHost.StartAsync([Notices.Maintenance]);
        (await CountsAsync(host)).ShouldBe((1, 0, "none", "operational", "scheduled"));

        host.Clock.Advance(TimeSpan.FromHours(2));
        (await CountsAsync(host)).ShouldBe((0, 1, "maintenance", "under_maintenance", "in_progress"));

        host.Clock.Advance(TimeSpan.FromHours(2));
        (await CountsAsync(host)).ShouldBe((0, 0, "none", "operational", "completed"));
    }

    [Theory]
    [InlineData(NoticeImpact.None, "none", "operational")]
    [InlineData(NoticeImpact.Minor, "minor", "degraded_performance")]
    [InlineData(NoticeImpact.Major, "major", "partial_outage")]
    [InlineData(NoticeImpact.Critical, "critical", "major_outage")]
    public async Task The_worst_incident_decides_the_status_of_its_components_and_of_the_whole(NoticeImpact impact, string indicator, string component)
    {
        await using var host = await FeedHost.StartAsync([Notices.Incident with { Impact = impact }, Notices.Incident with { Id = Guid.NewGuid(), Impact = NoticeImpact.None }]);

        var summary = await ReadAsync(host, "summary.json");

        summary.GetProperty("status").GetProperty("indicator").GetString().ShouldBe(indicator);
        Each(summary, "components").Single(one => one.GetProperty("name").GetString() == "Altinn Events").GetProperty("status").GetString().ShouldBe(component);
        Each(summary, "components").Single(one => one.GetProperty("name").GetString() == "Altinn Melding").GetProperty("status").GetString().ShouldBe("operational");
    }

    [Fact]
    public async Task Trouble_in_the_test_environment_is_no_trouble_in_production()
    {
        await using var host = await FeedHost.StartAsync([Notices.Incident with { Environments = [AltinnEnvironment.Test] }]);

        (await ReadAsync(host, "status.json")).GetProperty("status").GetProperty("indicator").GetString().ShouldBe("none");
        (await ReadAsync(host, "status.json?environment=test")).GetProperty("status").GetProperty("indicator").GetString().ShouldBe("major");
    }

    [Fact]
    public void Ids_are_twelve_small_letters_and_digits_that_follow_from_what_they_name()
    {
        StatusPage.IdOf("page").ShouldBe(StatusPage.IdOf("page"));
        Enumerable.Range(0, 5000).Select(i => StatusPage.IdOf($"notice {i}")).ToHashSet().Count.ShouldBe(5000);
        StatusPage.IdOf("component melding").ShouldMatch("^[0-9a-z]{12}$");
    }

    private static async Task<(int Upcoming, int Active, string? Indicator, string? Component, string? Status)> CountsAsync(FeedHost host)
    {
        var all = Each(await ReadAsync(host, "scheduled-maintenances.json"), "scheduled_maintenances").ShouldHaveSingleItem();
        var summary = await ReadAsync(host, "summary.json");
        return (
            Each(await ReadAsync(host, "scheduled-maintenances/upcoming.json"), "scheduled_maintenances").Count(),
            Each(await ReadAsync(host, "scheduled-maintenances/active.json"), "scheduled_maintenances").Count(),
            summary.GetProperty("status").GetProperty("indicator").GetString(),
            Each(summary, "components").Single(one => one.GetProperty("name").GetString() == "Altinn Melding").GetProperty("status").GetString(),
            all.GetProperty("status").GetString());
    }

    private static void CheckUpdates(JsonElement incident)
    {
        incident.GetProperty("id").GetString().ShouldNotBeNull().ShouldMatch("^[0-9a-z]{12}$");
        incident.GetProperty("status").GetString().ShouldBeOneOf("investigating", "identified", "monitoring", "resolved", "scheduled", "in_progress", "verifying", "completed");
        foreach (var update in incident.GetProperty("incident_updates").EnumerateArray())
        {
            Names(update).ShouldBe(Update);
            update.GetProperty("incident_id").GetString().ShouldBe(incident.GetProperty("id").GetString());
            foreach (var affected in update.GetProperty("affected_components").EnumerateArray())
            {
                Names(affected).ShouldBe(Affected);
            }
        }
    }

    private static IEnumerable<string> Names(JsonElement holder) => holder.EnumerateObject().Select(member => member.Name);

    private static JsonElement.ArrayEnumerator Each(JsonElement body, string name) => body.TryGetProperty(name, out var list) ? list.EnumerateArray() : default;

    private static async Task<JsonElement> ReadAsync(FeedHost host, string document)
    {
        using var response = await host.SendAsync($"/notices/api/v2/{document}");
        response.EnsureSuccessStatusCode();
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/json");
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.Clone();
    }
}
