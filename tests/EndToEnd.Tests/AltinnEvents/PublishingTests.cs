using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.DemoVendors;
using Digdir.Altinn.Sandbox.Events;
using Digdir.Altinn.VendorRegistry.AltinnEvents;
using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Outbox;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests.AltinnEvents;

/// <summary>What vendors are told, published with a token from Maskinporten's grant and Altinn's exchange, and brought by Altinn Events to those who subscribe.</summary>
[Collection(SharedSandbox.Name)]
public sealed class PublishingTests(RunningSandbox sandbox)
{
    [Fact]
    public async Task A_vendor_that_subscribes_through_the_gateway_gets_what_is_for_all_and_its_own_and_never_anothers()
    {
        await using var receiver = await SubscribedAsync(Players.GoodStanding.Number);

        var anothers = await PublishAsync("hold.put", Players.EventDriven.Number);
        var forAll = await PublishAsync("notice.published", null);
        var told = await UntilAsync(forAll);
        told["type"].Text().ShouldBe("no.altinn.gateway.notice.published.v1");
        told["resource"].Text().ShouldBe(GatewayHost.NoticesResource);
        told["resourceinstance"].Text().ShouldBe("notices/1");
        told["data"]?["title"].Text().ShouldBe("Feltet fjernes");
        told.AsObject().ContainsKey("subject").ShouldBeFalse();

        var own = await PublishAsync("hold.put", Players.GoodStanding.Number);
        (await UntilAsync(own))["subject"].Text().ShouldBe($"urn:altinn:organization:identifier-no:{Players.GoodStanding.Number}");

        // Other tests' notices may come in between; another vendor's never do.
        async Task<JsonNode> UntilAsync(string id)
        {
            while (true)
            {
                var next = await receiver.NextAsync();
                next["id"].Text().ShouldNotBe(anothers);
                if (next["id"].Text() == id)
                {
                    return next;
                }
            }
        }
    }

    [Fact]
    public async Task What_is_for_all_is_read_by_a_cursor_too()
    {
        await PublishAsync("notice.withdrawn", null);
        var token = await sandbox.TokenAsync("altinn-from-maskinporten-own-org", $"vendor={Players.GoodStanding.Number}");
        using var answer = await sandbox.AskAsync($"/events/api/v1/events?resource={GatewayHost.NoticesResource}&after=0&size=1000", token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.JsonAsync()).AsArray().Select(told => told?["type"].Text()).ShouldContain("no.altinn.gateway.notice.withdrawn.v1");
    }

    [Fact]
    public async Task The_demo_page_shows_what_the_event_driven_vendor_was_told()
    {
        var webhooks = sandbox.Application.StandIns.GetRequiredService<DemoWebhooks>();
        var heard = new TaskCompletionSource<Told>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var hearing = webhooks.Received.Add(told => heard.TrySetResult(told));
        using var answer = await sandbox.Http.PostAsJsonAsync(webhooks.Address, new { type = "no.altinn.gateway.notice.published.v1", source = "http://127.0.0.1/", data = new { title = new { nb = "Feltet <b> fjernes" } } });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await heard.Task).Title.ShouldBe("Feltet <b> fjernes");

        sandbox.Application.StandIns.GetRequiredService<DemoBoard>().Note(Players.EventDriven, "told by Altinn Events: Feltet <b> fjernes");
        (await sandbox.Http.GetStringAsync(new Uri(sandbox.StandIns, "/demo"))).ShouldContain("told by Altinn Events: Feltet &lt;b&gt; fjernes");
    }

    private async Task<Receiver> SubscribedAsync(string vendor)
    {
        var receiver = await Receiver.StartAsync();
        var token = await sandbox.TokenAsync("altinn-from-maskinporten-own-org", $"vendor={vendor}");
        using var wish = JsonContent.Create(new { endPoint = receiver.Address, resourceFilter = GatewayHost.NoticesResource });
        using var made = await sandbox.SendAsync(HttpMethod.Post, new Uri(sandbox.Public, "/events/api/v1/subscriptions"), token, wish);
        made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        (await receiver.NextAsync())["type"].Text().ShouldBe("platform.events.validatesubscription");
        var id = (await made.JsonAsync())["id"]?.GetValue<int>() ?? 0;
        await Eventually.TrueAsync(() => sandbox.Application.StandIns.GetRequiredService<Subscriptions>().Find(id)?.Validated == true, TimeSpan.FromSeconds(30));
        return receiver;
    }

    private async Task<string> PublishAsync(string kind, string? vendor)
    {
        await using var scope = sandbox.Application.Gateway.CreateAsyncScope();
        var channel = scope.ServiceProvider.GetServices<IChannel>().OfType<AltinnEventsChannel>().ShouldHaveSingleItem();
        var told = new Announcement
        {
            Id = Guid.NewGuid(), Kind = kind, Vendor = vendor, Subject = "notices/1", At = TimeProvider.System.GetUtcNow(), Data = """{"title":"Feltet fjernes"}""",
        };
        (await channel.SendAsync(scope.ServiceProvider.GetRequiredService<RegistryDb>(), new VendorRegistry.Outbox.Receiver(AltinnEventsChannel.OnlyReceiver, null), told, 1, CancellationToken.None))
            .Kind.ShouldBe(OutcomeKind.Delivered);
        return told.Id.ToString();
    }
}
