using System.Net;
using System.Net.Http.Json;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Dialogporten;
using Digdir.Altinn.Sandbox.Events;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests.ThroughTheGateway;

[Collection(SharedSandbox.Name)]
public sealed class StreamsTests(RunningSandbox sandbox)
{
    private readonly string _customer = RunningSandbox.NewCustomer();

    [Fact]
    public async Task What_happens_in_an_open_dialog_comes_through_at_once()
    {
        var token = await sandbox.TokenAsync("maskinporten-systemuser", "customer=" + _customer);
        var found = await sandbox.AskAsync("/dialogporten/api/v1/enduser/dialogs?limit=1&party=urn:altinn:organization:identifier-no:" + _customer, token).JsonAsync();
        var id = found["items"]![0]!["id"].Text();
        var dialogToken = (await sandbox.AskAsync("/dialogporten/api/v1/enduser/dialogs/" + id, token).JsonAsync())["dialogToken"].Text();
        using var follow = JsonContent.Create(new { query = $$"""subscription { dialogEvents(dialogId: "{{id}}") { id type } }""" });
        using var stream = await sandbox.SendAsync(
            HttpMethod.Post, new Uri(sandbox.Public, "/dialogporten/graphql"), token, follow, ("Digdir-Dialog-Token", dialogToken), ("Accept", "text/event-stream"));
        stream.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync()).ShouldBe(":");
        sandbox.Application.StandIns.GetRequiredService<DialogStore>().Changes.Tell(Guid.Parse(id));
        var lines = new List<string?> { await reader.ReadLineAsync(), await reader.ReadLineAsync(), await reader.ReadLineAsync() };
        lines.ShouldContain(line => line != null && line.Contains("DIALOG_UPDATED"));
    }

    [Fact]
    public async Task A_subscription_made_through_the_gateway_delivers_to_the_vendors_webhook()
    {
        await using var receiver = await Receiver.StartAsync();
        var token = await sandbox.TokenAsync("altinn-from-maskinporten-systemuser", "customer=" + _customer);
        using var wish = JsonContent.Create(new { endPoint = receiver.Address, resourceFilter = ServiceResource.All[0].Urn });
        var created = await sandbox.SendAsync(HttpMethod.Post, new Uri(sandbox.Public, "/events/api/v1/subscriptions"), token, wish);
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await receiver.NextAsync())["type"].Text().ShouldBe("platform.events.validatesubscription");
        var id = (await created.JsonAsync())["id"]!.ToString();
        await Eventually.TrueAsync(async () => (await sandbox.AskAsync("/events/api/v1/subscriptions/" + id, token).JsonAsync())["validated"]!.GetValue<bool>());
        var services = sandbox.Application.StandIns;
        var party = services.GetRequiredService<Parties>().Of(_customer);
        var random = new Random(1);
        while (!receiver.HasMore)
        {
            services.GetRequiredService<DialogStore>().Happen(party, random);
        }

        var told = await receiver.NextAsync();
        told["subject"].Text().ShouldBe(party.Urn);
        var source = new Uri(told["source"].Text());
        (await sandbox.AskAsync(source.PathAndQuery, await sandbox.TokenAsync("maskinporten-systemuser", "customer=" + _customer))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_next_page_of_events_is_where_the_field_says()
    {
        var token = await sandbox.TokenAsync("altinn-from-maskinporten-systemuser", "customer=" + _customer);
        var services = sandbox.Application.StandIns;
        services.GetRequiredService<EventLog>().Publish(new()
        {
            Id = Guid.NewGuid().ToString(),
            Type = "dialogporten.dialog.created.v1",
            Time = TimeProvider.System.GetUtcNow(),
            Resource = ServiceResource.All[0].Urn,
            ResourceInstance = "i",
            Subject = "s",
            Source = "s",
            Party = services.GetRequiredService<Parties>().Of(_customer),
        });
        var page = await sandbox.AskAsync($"/events/api/v1/events?resource={ServiceResource.All[0].Urn}&after=0", token);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        var next = new Uri(page.Headers.GetValues("next").Single());
        next.Authority.ShouldBe(sandbox.Public.Authority);
        (await sandbox.AskAsync(next.PathAndQuery, token)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
