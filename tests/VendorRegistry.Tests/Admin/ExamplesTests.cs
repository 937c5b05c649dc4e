using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Notices;
using Digdir.Altinn.VendorRegistry.Outbox;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Cases;
using Digdir.Altinn.VendorRegistry.Tests.Notices;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Digdir.Altinn.VendorRegistry.Webhooks;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Admin;

/// <summary>What the description shows can be sent, and is what comes back.</summary>
public sealed class ExamplesTests
{
    /// <summary>The order in which the examples tell their tale; operations that only read follow.</summary>
    private static readonly string[] Tale =
    [
        "POST /vendors", "PUT /vendors/{vendor}", "PUT /vendors/{vendor}/clients/{client}", "DELETE /vendors/{vendor}/clients/{client}", "POST /systems/import", "POST /terms",
        "PUT /terms/{version}", "POST /vendors/{vendor}/acceptances", "POST /vendors/{vendor}/integrations", "PUT /vendors/{vendor}/integrations/{id}", "PUT /vendors/{vendor}/plan",
        "POST /vendors/{vendor}/holds", "PUT /vendors/{vendor}/holds/{id}", "PUT /policies/{policy}/{environment}", "POST /maintenance", "PUT /maintenance/{id}",
        "POST /vendors/{vendor}/concessions", "PUT /ceiling", "PUT /vendors/{vendor}/ceiling", "POST /protected-days",
        "POST /vendors/{vendor}/contacts", "PUT /vendors/{vendor}/contacts/{id}",
        "POST /notices", "PUT /notices/{id}", "POST /notices/{id}/schedule", "POST /notices/{id}/publish", "POST /notices/{id}/amend", "POST /notices/{id}/updates", "POST /notices/{id}/brownouts",
        "POST /notices/{id}/brownouts/{number}/call-off", "POST /notices/{id}/brownouts/call-off",
    ];

    private static readonly string[] FreeForm = ["change", "figures", "rights", "accessPackages", "allowedRedirectUrls"];

    private static readonly string[] End =
    [
        "POST /vendors/{vendor}/holds/{id}/lift", "POST /maintenance/{id}/start", "POST /maintenance/{id}/end", "DELETE /vendors/{vendor}/integrations/{id}", "DELETE /vendors/{vendor}/plan",
        "DELETE /policies/{policy}/{environment}", "POST /vendors/{vendor}/concessions/{id}/withdraw", "DELETE /ceiling", "DELETE /vendors/{vendor}/ceiling", "DELETE /protected-days/{id}",
        "DELETE /vendors/{vendor}/contacts/{id}", "POST /cases/{id}/accept", "POST /cases/{id}/dismiss", "POST /appeals/{id}/decide",
        "POST /vendors/{vendor}/webhooks/{id}/disable", "POST /vendors/{vendor}/webhooks/{id}/enable",
        "POST /notices/{id}/answers/{vendor}/reply", "POST /notices/{id}/withdraw", "POST /notices/{id}/approve", "POST /notices/{id}/complete",
    ];

    [Fact]
    public async Task Every_operation_shows_what_to_send_and_what_comes_back()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var registry = await RegistryHost.StartAsync(database);
        foreach (var operation in await ReadAsync(registry))
        {
            operation.ShouldShowEverything();
        }
    }

    [Fact]
    public void Every_example_is_read_back_as_it_was_written()
    {
        var types = typeof(AdminApi).Assembly.GetTypes().Where(type => !type.ContainsGenericParameters && Examples.Of(type) is not null).ToList();
        types.Count.ShouldBeGreaterThan(20);
        foreach (var type in types)
        {
            var json = JsonSerializer.Serialize(Examples.Of(type), type, AdminJson.Options);
            JsonSerializer.Serialize(JsonSerializer.Deserialize(json, type, AdminJson.Options), type, AdminJson.Options).ShouldBe(json, type.Name);
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_examples_are_accepted_one_after_the_other_and_answered_as_they_say(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var clock = new ManualClock();
        await using var registry = await RegistryHost.StartAsync(database, clock, new()
        {
            ["Signing:Keys:0"] = "whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=",
            ["Webhooks:SecretKey"] = Convert.ToBase64String(new byte[32]),
            ["Outbox:Enabled"] = "false",
        });
        var admin = registry.AsEveryone();
        var operations = await ReadAsync(registry);
        var reads = operations.Select(operation => operation.Name).Where(name => name.StartsWith("GET ", StringComparison.Ordinal));
        string[] order = [.. Tale, .. reads, .. End];
        order.ShouldBe(operations.Select(operation => operation.Name), ignoreOrder: true);

        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var operation in order.Select(name => operations.Single(operation => operation.Name == name)))
        {
            if (operation.Name is "PUT /vendors/{vendor}" or "POST /cases/{id}/dismiss")
            {
                await TellAsync(registry, admin, ids);
            }

            if (operation.Name is "POST /notices/{id}/amend")
            {
                await AnswerAsync(registry, clock, ids["/notices"]);
            }

            if (operation.Name is "GET /vendors/{vendor}/webhooks/{id}/deliveries")
            {
                await QueueAsync(database, clock, ids["/vendors/{vendor}/webhooks"]);
            }

            var client = operation.Name switch
            {
                "POST /notices/{id}/approve" => await AnotherAsync(registry, admin, ids),
                "POST /notices/{id}/complete" => await LaterAsync(registry, clock, ids),
                _ => admin,
            };
            using var answer = await SendAsync(client, operation, ids);
            var text = await answer.Content.ReadAsStringAsync();
            answer.IsSuccessStatusCode.ShouldBeTrue($"{operation.Name}: {text}");
            if (text.Length == 0)
            {
                continue;
            }

            var json = JsonNode.Parse(text.Split('\n')[0]).ShouldNotBeNull();
            if (operation.Name.StartsWith("POST ", StringComparison.Ordinal) && json["id"]?.GetValue<string>() is { } id)
            {
                ids[operation.Path] = id;
            }

            DescribedOperation.ShapeOf(json, FreeForm).ShouldBe(DescribedOperation.ShapeOf(operation.Shown((int)answer.StatusCode), FreeForm), $"{operation.Name}: {text}");
        }
    }

    /// <summary>What does not come from operators: the detectors' evidence with its case, and a vendor's appeal.</summary>
    private static async Task TellAsync(RegistryHost registry, HttpClient admin, Dictionary<string, string> ids)
    {
        await registry.TellAsync(Examples.Vendor, CasesApiTests.Scraping(5.5));
        ids["/cases"] = (await admin.GetJsonAsync("/admin/v1/cases?state=proposed")).GetProperty("items")[0].GetProperty("id").GetString() ?? "";
        var appeal = await registry.AsVendor(Examples.Vendor).PostAsJsonAsync("/vendor/v1/appeals", new { product = "melding", statement = "Vi leser bare når kunden åpner meldingen." });
        var webhook = await registry.AsVendor(Examples.Vendor).PostAsJsonAsync("/vendor/v1/webhooks", WebhookOrder.Example, AdminJson.Options);
        ids["/vendors/{vendor}/webhooks"] = (await webhook.JsonAsync()).GetProperty("webhook").GetProperty("id").GetString() ?? "";
        ids["/appeals"] = (await appeal.JsonAsync()).GetProperty("id").GetString() ?? "";
    }

    /// <summary>What the outbox does when a vendor has something sent again.</summary>
    private static async Task QueueAsync(TestDatabase database, ManualClock clock, string webhook)
    {
        await using var db = database.Open();
        await using var transaction = await db.BeginWriteAsync(CancellationToken.None);
        await OutboxTable.MakeAsync(db, WebhookChannel.ChannelName, await db.Announcements.OrderBy(row => row.Sequence).FirstAsync(), [new Receiver(webhook, Examples.Vendor)], 1, clock.GetUtcNow(), CancellationToken.None);
        await transaction.CommitAsync();
    }

    /// <summary>What a vendor does when a notice is public: it calls what the notice is about, is ready, and asks for more time.</summary>
    private static async Task AnswerAsync(RegistryHost registry, ManualClock clock, string notice)
    {
        await registry.CallAsync(Examples.Vendor, clock.GetUtcNow().AddHours(-1), 120, system: Examples.System, customer: Examples.Customer);
        var vendor = registry.AsVendor(Examples.Vendor);
        (await vendor.PostAsJsonAsync($"/vendor/v1/notices/{notice}/ready", JsonSerializer.SerializeToNode(Readiness.Example, AdminJson.Options))).IsSuccessStatusCode.ShouldBeTrue();
        (await vendor.PostAsJsonAsync($"/vendor/v1/notices/{notice}/more-time", JsonSerializer.SerializeToNode(MoreTime.Example, AdminJson.Options))).IsSuccessStatusCode.ShouldBeTrue();
    }

    /// <summary>An emergency that one operator has written, for another to approve.</summary>
    private static async Task<HttpClient> AnotherAsync(RegistryHost registry, HttpClient admin, Dictionary<string, string> ids)
    {
        var draft = JsonSerializer.SerializeToNode(NoticeDraft.Example with { EmergencyGround = EmergencyGround.CriticalFault, GroundReason = "Feil", Brownouts = null, StartsAt = Examples.At.AddDays(3) }, AdminJson.Options);
        using var answer = await admin.PostAsJsonAsync("/admin/v1/notices", draft);
        ids["/notices"] = (await answer.JsonAsync()).GetProperty("id").GetString() ?? "";
        return registry.AsAnother();
    }

    /// <summary>The example notice once more, when its change has taken effect.</summary>
    private static async Task<HttpClient> LaterAsync(RegistryHost registry, ManualClock clock, Dictionary<string, string> ids)
    {
        var admin = registry.AsEveryone();
        using var answer = await admin.PostAsJsonAsync("/admin/v1/notices", JsonSerializer.SerializeToNode(NoticeDraft.Example, AdminJson.Options));
        ids["/notices"] = (await answer.JsonAsync()).GetProperty("id").GetString() ?? "";
        await admin.DoneAsync($"/admin/v1/notices/{ids["/notices"]}", "publish");
        clock.Step(NoticeDraft.Example.StartsAt.GetValueOrDefault().AddHours(1));
        return registry.AsEveryone();
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient admin, DescribedOperation operation, Dictionary<string, string> ids)
    {
        // An id is the registry's to give; the one that a caller gives is the example's.
        var isGiven = operation.Name.StartsWith("PUT /vendors/{vendor}/holds", StringComparison.Ordinal);
        using var request = operation.ToRequest(
            name => name == "id" && !isGiven ? ids[operation.Path[..operation.Path.IndexOf("/{id}", StringComparison.Ordinal)]] : null,
            operation.Path.EndsWith("/export", StringComparison.Ordinal) ? $"?vendor={Examples.Vendor}" : "");
        return await admin.SendAsync(request);
    }

    private static async Task<IReadOnlyList<DescribedOperation>> ReadAsync(RegistryHost registry)
        => DescribedOperation.Read(await registry.Anonymous().GetStringAsync("/admin/v1/openapi.json"), AdminApi.Prefix);
}
