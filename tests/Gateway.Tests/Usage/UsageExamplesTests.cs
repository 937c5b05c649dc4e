using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Subscriptions;
using Digdir.Altinn.Gateway.Usage;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Usage;

/// <summary>What the descriptions show of how calls are judged is of the form that comes back.</summary>
public sealed partial class UsageExamplesTests
{
    private static readonly JsonSerializerOptions WithNulls = new(AdminJson.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.Never };

    [Fact]
    public async Task Every_operation_about_usage_shows_what_to_send_and_what_comes_back()
    {
        await using var gateway = await ServingGateway.StartAsync();
        var own = await OwnAsync(gateway);
        var servicedesks = DescribedOperation.Read(await gateway.Management.GetStringAsync("/admin/v1/openapi.json"), "/admin/v1")
            .Where(operation => operation.Path.Contains("/usage", StringComparison.Ordinal)).ToList();

        own.Count.ShouldBeGreaterThan(3);
        servicedesks.Count.ShouldBe(5);
        foreach (var operation in own.Concat(servicedesks))
        {
            operation.ShouldShowEverything();
        }
    }

    [Fact]
    public async Task A_vendor_that_sends_what_is_shown_is_answered_in_the_form_shown()
    {
        await using var gateway = await ServingGateway.StartAsync();
        foreach (var operation in (await OwnAsync(gateway)).Where(operation => operation.Path.StartsWith("/usage", StringComparison.Ordinal)))
        {
            using var request = operation.ToRequest(_ => null);
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {gateway.Token("altinn:vendorgateway")}");
            using var answer = await gateway.Public.SendAsync(request);

            var text = await answer.Content.ReadAsStringAsync();
            answer.IsSuccessStatusCode.ShouldBeTrue($"{operation.Name}: {text}");
            if (answer.Content.Headers.ContentType?.MediaType == "text/markdown")
            {
                operation.Shown(200)?.GetValue<string>().ShouldStartWith("# Varsel om unødige kall – Regnskap AS", Case.Sensitive, operation.Name);
                text.ShouldStartWith("# Varsel om unødige kall – ");
                continue;
            }

            // Nobody has called yet, so what is read of is told by the next test, and no party is in the report.
            DescribedOperation.ShapeOf(JsonNode.Parse(text), "groups", "subscriptions", "own", "keys").ShouldBe(DescribedOperation.ShapeOf(operation.Shown(200), "groups", "subscriptions", "own", "keys"), operation.Name);
        }
    }

    [Fact]
    public async Task What_is_shown_of_a_group_that_was_read_and_of_a_suspect_is_what_the_reports_hold()
    {
        await using var gateway = await ServingGateway.StartAsync();
        var catalogue = gateway.Services.GetRequiredService<ICatalogue>().Current;
        var report = UsageReport.Of(ServingGateway.Vendor, UsageTests.View(Grains.Levels.Level.Notice), catalogue, new(Seen.SeenAt, [Seen], Seen.SeenAt), own: [WebhookView.Example]);

        Names(UsageReport.Example).ShouldBe(Names(report));
        Names(ScrapingReport.Example).ShouldBe(Names(ScrapingReport.Of(ServingGateway.Vendor, UsageTests.Suspected)));
    }

    private static readonly SeenSubscription Seen = new(1, "urn:altinn:resource:x", "y", DateTimeOffset.UnixEpoch, IsValidated: false, DateTimeOffset.UnixEpoch);

    /// <summary>The names alone: what is null in one may be told in the other.</summary>
    private static string Names<T>(T value)
        => Kinds().Replace(DescribedOperation.ShapeOf(JsonSerializer.SerializeToNode(value, WithNulls), "credited", "subscription"), ": ");

    private static async Task<IReadOnlyList<DescribedOperation>> OwnAsync(ServingGateway gateway)
        => DescribedOperation.Read(await gateway.Public.GetStringAsync("/vendor/v1/openapi.json"), "/vendor/v1");

    [GeneratedRegex(":(?:Null|Number|String|flag) ", RegexOptions.NonBacktracking)]
    private static partial Regex Kinds();
}
