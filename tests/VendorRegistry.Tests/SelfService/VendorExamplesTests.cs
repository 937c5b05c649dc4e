using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Notices;
using Digdir.Altinn.VendorRegistry.SelfService;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Notices;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.SelfService;

/// <summary>What the vendor API's description shows can be sent by a vendor, and is what comes back.</summary>
public sealed class VendorExamplesTests
{
    /// <summary>The order in which the examples tell their tale; operations that only read follow.</summary>
    private static readonly string[] Tale =
    [
        "POST /declared-work", "POST /appeals", "POST /contacts", "PUT /contacts/{id}", "POST /notices/{id}/acknowledge", "POST /notices/{id}/ready", "POST /notices/{id}/more-time",
        "POST /webhooks", "POST /webhooks/{id}/rotate", "POST /webhooks/{id}/test", "POST /webhooks/{id}/replay", "PUT /webhooks/{id}", "POST /webhooks/{id}/pause", "POST /webhooks/{id}/resume",
    ];

    private static readonly string[] End = ["POST /declared-work/{id}/withdraw", "POST /appeals/{id}/withdraw", "DELETE /contacts/{id}", "DELETE /webhooks/{id}"];

    [Fact]
    public async Task Every_operation_shows_what_to_send_and_what_comes_back()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var registry = await RegistryHost.StartAsync(database);
        foreach (var operation in await ReadAsync(registry))
        {
            operation.ShouldShowEverything();
            operation.Json["summary"]?.GetValue<string>().ShouldNotBeNullOrEmpty(operation.Name);
            foreach (var status in new[] { "401", "403", "503" })
            {
                operation.Json["responses"]?[status]?["content"]?["application/problem+json"].ShouldNotBeNull($"{operation.Name} {status}");
            }
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
        var notice = await PrepareAsync(registry);
        var vendor = registry.AsVendor(Examples.Vendor);
        var operations = await ReadAsync(registry);
        var reads = operations.Select(operation => operation.Name).Where(name => name.StartsWith("GET ", StringComparison.Ordinal));
        string[] order = [.. Tale, .. reads, .. End];
        order.ShouldBe(operations.Select(operation => operation.Name), ignoreOrder: true);

        var ids = new Dictionary<string, string>(StringComparer.Ordinal) { ["/notices"] = notice };
        foreach (var operation in order.Select(name => operations.Single(operation => operation.Name == name)))
        {
            if (operation.Name == "POST /webhooks/{id}/test")
            {
                // Registered a moment ago, it has just been sent one.
                clock.Step(clock.GetUtcNow().AddSeconds(20));
            }

            using var request = operation.ToRequest(name => name == "id" ? ids[operation.Path[..operation.Path.IndexOf("/{id}", StringComparison.Ordinal)]] : null);
            using var answer = await vendor.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            answer.IsSuccessStatusCode.ShouldBeTrue($"{operation.Name}: {text}");
            if (text.Length == 0)
            {
                continue;
            }

            var json = JsonNode.Parse(text).ShouldNotBeNull();
            if (operation.Method == "POST" && (json["id"] ?? json["webhook"]?["id"])?.GetValue<string>() is { } id)
            {
                ids[operation.Path] = id;
            }

            DescribedOperation.ShapeOf(json).ShouldBe(DescribedOperation.ShapeOf(operation.Shown((int)answer.StatusCode)), $"{operation.Name}: {text}");
        }
    }

    /// <summary>What the servicedesk has done before the vendor's own tale begins.</summary>
    /// <returns>The id of the notice that it has published.</returns>
    private static async Task<string> PrepareAsync(RegistryHost registry)
    {
        var admin = registry.AsEveryone();
        await admin.RegisterVendorAsync(Examples.Vendor);
        await admin.PutHoldAsync(Examples.Vendor, new { ground = "incident", reason = "Nøkler på avveie", product = "melding" });
        (await admin.PostAsJsonAsync($"/admin/v1/vendors/{Examples.Vendor}/integrations", new { product = "dialogporten", environment = "test", purpose = "Vise innboksen i fagsystemet." }))
            .IsSuccessStatusCode.ShouldBeTrue();
        await registry.CallAsync(Examples.Vendor, Examples.At.AddHours(-1), 120, system: Examples.System, customer: Examples.Customer);
        return (await admin.PublishedAsync(JsonSerializer.SerializeToNode(NoticeDraft.Example, AdminJson.Options))).Split('/')[^1];
    }

    private static async Task<IReadOnlyList<DescribedOperation>> ReadAsync(RegistryHost registry)
        => DescribedOperation.Read(await registry.Anonymous().GetStringAsync("/vendor/v1/openapi.json"), VendorApi.Prefix);
}
