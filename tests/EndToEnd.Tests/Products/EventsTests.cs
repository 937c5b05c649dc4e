using System.Net;
using System.Net.Http.Json;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Dialogporten;
using Digdir.Altinn.Sandbox.Events;
using Digdir.Altinn.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests.Products;

[Collection(SharedSandbox.Name)]
public sealed class EventsTests(RunningSandbox sandbox)
{
    private const string Root = "/events/api/v1";
    private readonly string _customer = RunningSandbox.NewCustomer();

    [Fact]
    public async Task A_webhook_is_validated_by_a_handshake_and_then_told_what_happens()
    {
        await using var receiver = await Receiver.StartAsync();
        var created = await SubscribeAsync(receiver.Address);
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        var handshake = await receiver.NextAsync();
        handshake["type"].Text().ShouldBe("platform.events.validatesubscription");
        var id = (await created.JsonAsync())["id"]!.GetValue<int>();
        await Eventually.TrueAsync(() => sandbox.Application.StandIns.GetRequiredService<Subscriptions>().Find(id)?.Validated == true);
        Happen();
        var told = await receiver.NextAsync();
        told["type"].Text().ShouldStartWith("dialogporten.dialog.");
        told["subject"].Text().ShouldEndWith(_customer);
        told["resource"].Text().ShouldBe("urn:altinn:resource:ttd-tilsyn");
    }

    [Fact]
    public async Task The_same_subscription_again_is_the_same()
    {
        await using var receiver = await Receiver.StartAsync();
        var first = await (await SubscribeAsync(receiver.Address)).JsonAsync();
        var second = await SubscribeAsync(receiver.Address);
        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await second.JsonAsync())["id"]!.ToString().ShouldBe(first["id"]!.ToString());
    }

    [Theory]
    [InlineData("http://example.com/hook")]
    [InlineData("not an address")]
    public async Task An_endpoint_that_is_neither_https_nor_here_is_refused_in_plain_words(string endpoint)
    {
        var answer = await SubscribeAsync(endpoint);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("endpoint");
    }

    [Fact]
    public async Task Another_identity_sees_none_of_it()
    {
        await using var receiver = await Receiver.StartAsync();
        var id = (await (await SubscribeAsync(receiver.Address)).JsonAsync())["id"]!.ToString();
        var other = await sandbox.TokenAsync("altinn-from-maskinporten-systemuser", "customer=" + RunningSandbox.NewCustomer());
        (await sandbox.AskStandInAsync($"{Root}/subscriptions/{id}", other)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await sandbox.AskStandInAsync($"{Root}/subscriptions", other).JsonAsync())["count"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task The_feed_goes_on_from_where_one_stopped()
    {
        for (var i = 0; i < 5; i++)
        {
            Happen();
        }

        var path = $"{Root}/events?resource=urn:altinn:resource:ttd-tilsyn&after=0&size=2";
        var seen = new List<string>();
        while (true)
        {
            var page = await sandbox.AskStandInAsync(path, await TokenAsync());
            var ids = (await page.JsonAsync()).AsArray().Select(happened => happened!["id"].Text()).ToList();
            if (ids.Count == 0)
            {
                break;
            }

            seen.AddRange(ids);
            path = new Uri(page.Headers.GetValues("next").Single()).PathAndQuery;
        }

        seen.ShouldBeUnique();
        seen.Count.ShouldBeGreaterThanOrEqualTo(5);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?resource=urn:altinn:resource:x")]
    [InlineData("?after=0")]
    [InlineData("?resource=x&after=0")]
    [InlineData("?resource=urn:altinn:resource:x&after=0&size=0")]
    [InlineData("?resource=urn:altinn:resource:x&after=0&size=1001")]
    public async Task A_malformed_question_is_refused(string query)
        => (await sandbox.AskStandInAsync($"{Root}/events{query}", await TokenAsync())).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_webhook_that_fails_is_tried_again_by_the_ladder()
    {
        var clock = new ManualClock();
        await using var receiver = await Receiver.StartAsync(failures: 3);
        var (log, subscriptions) = (new EventLog(), new Subscriptions());
        using var webhooks = new Webhooks(log, subscriptions, new(clock, 1), clock, new("http://127.0.0.1"), NullLogger<Webhooks>.Instance);
        await webhooks.StartAsync(CancellationToken.None);
        var party = new Parties().Of(_customer);
        var subscription = subscriptions.Add(new(receiver.Address, "urn:altinn:resource:a", null, null, null, null, null), "me", party, clock.GetUtcNow()).Subscription;
        subscriptions.Validate(subscription.Id);
        log.Publish(new() { Id = "1", Type = "t", Time = clock.GetUtcNow(), Resource = "urn:altinn:resource:a", ResourceInstance = "i", Subject = party.Urn, Source = "s", Party = party });
        foreach (var pause in Webhooks.Ladder.Take(3))
        {
            await receiver.NextAsync();

            // The pause begins once the failed answer is back; then only the whole of it will do.
            await Eventually.TrueAsync(() => clock.HasTimerDueIn(pause));
            clock.Advance(pause - TimeSpan.FromMilliseconds(1));
            receiver.HasMore.ShouldBeFalse();
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        (await receiver.NextAsync())["id"].Text().ShouldBe("1");
        await webhooks.StopAsync(CancellationToken.None);
    }

    private void Happen()
    {
        var services = sandbox.Application.StandIns;
        services.GetRequiredService<EventLog>().Publish(new()
        {
            Id = Guid.NewGuid().ToString(),
            Type = "dialogporten.dialog.created.v1",
            Time = TimeProvider.System.GetUtcNow(),
            Resource = ServiceResource.All[0].Urn,
            ResourceInstance = "i",
            Subject = services.GetRequiredService<Parties>().Of(_customer).Urn,
            Source = "s",
            Party = services.GetRequiredService<Parties>().Of(_customer),
        });
    }

    private Task<string> TokenAsync() => sandbox.TokenAsync("altinn-from-maskinporten-systemuser", "customer=" + _customer);

    private async Task<HttpResponseMessage> SubscribeAsync(string endpoint)
    {
        using var content = JsonContent.Create(new { endPoint = endpoint, resourceFilter = "urn:altinn:resource:ttd-tilsyn" });
        return await sandbox.SendAsync(HttpMethod.Post, new Uri(sandbox.StandIns, Root + "/subscriptions"), await TokenAsync(), content);
    }
}
