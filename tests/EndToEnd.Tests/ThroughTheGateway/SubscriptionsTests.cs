using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Events;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests.ThroughTheGateway;

/// <summary>What passes through the gateway about a vendor's subscriptions is what the vendor reads about its webhooks.</summary>
[Collection(SharedSandbox.Name)]
public sealed class SubscriptionsTests(RunningSandbox sandbox)
{
    private const string Root = "/events/api/v1/subscriptions";

    [Fact]
    public async Task A_vendor_reads_which_of_its_webhooks_answered_the_handshake()
    {
        await using var receiver = await Receiver.StartAsync();
        var good = await SubscribeAsync(receiver.Address);
        var silent = await SubscribeAsync("http://127.0.0.1:1/nobody");
        await Eventually.TrueAsync(() => sandbox.Application.StandIns.GetRequiredService<Subscriptions>().Find(good)?.Validated == true, TimeSpan.FromSeconds(30));
        (await StateOfAsync(good)).ShouldBe("pending", "nobody has looked since");

        using (var asked = await sandbox.AskAsync(Root, await AltinnAsync()))
        {
            asked.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        // What the answer held is read after it has gone out.
        await Eventually.TrueAsync(async () => await StateOfAsync(good) == "validated");
        (await StateOfAsync(silent)).ShouldBe("pending");

        using (var removed = await sandbox.SendAsync(HttpMethod.Delete, new Uri(sandbox.Public, $"{Root}/{silent}"), await AltinnAsync()))
        {
            removed.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await Eventually.TrueAsync(async () => await StateOfAsync(silent) is null);
        (await ReportAsync(Players.HumanPaced.Number))["webhooks"]?["subscriptions"]?.AsArray().ShouldBeEmpty("another vendor's never show");
    }

    private async Task<int> SubscribeAsync(string address)
    {
        using var wish = JsonContent.Create(new { endPoint = address, resourceFilter = "urn:altinn:resource:ttd-tilsyn" });
        using var made = await sandbox.SendAsync(HttpMethod.Post, new Uri(sandbox.Public, Root), await AltinnAsync(), wish);
        made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        return (await made.JsonAsync())["id"]?.GetValue<int>() ?? 0;
    }

    private async Task<string?> StateOfAsync(int id)
    {
        var report = await ReportAsync(Players.GoodStanding.Number);
        report.ToJsonString().ShouldNotContain("127.0.0.1", customMessage: "an address may hold a secret");
        var found = report["webhooks"]?["subscriptions"]?.AsArray().FirstOrDefault(one => one?["id"]?.GetValue<int>() == id);
        return (string?)found?["state"];
    }

    private async Task<JsonNode> ReportAsync(string vendor) => await sandbox.AskAsync("/vendor/v1/usage", await sandbox.TokenAsync("maskinporten-own-org", $"vendor={vendor}")).JsonAsync();

    private Task<string> AltinnAsync() => sandbox.TokenAsync("altinn-from-maskinporten-own-org", $"vendor={Players.GoodStanding.Number}");
}
