using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Digdir.Altinn.Gateway.ApiDiff;
using Digdir.Altinn.Sandbox;
using Digdir.Altinn.Sandbox.Events;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests.Notices;

/// <summary>A breaking change from its first draft to the day it is made, on the whole platform. The clock is ours, so that two months take seconds.</summary>
public sealed class BreakingChangeTests : IAsyncLifetime
{
    private const string Removed = "/dialogporten/api/v1/enduser/parties";
    private const string Successor = "/dialogporten/api/v2/enduser/parties";

    private readonly LeapingClock _clock = new();
    private readonly RunningSandbox _sandbox;
    private readonly Servicedesk _servicedesk;
    private Receiver? _webhook;
    private Receiver? _events;

    public BreakingChangeTests()
    {
        _sandbox = new RunningSandbox(RunningSandbox.Options with
        {
            Clock = _clock,
            Gateway = new Dictionary<string, string?> { ["Traffic:FlushInterval"] = "00:00:01", ["Registry:Notices:CheckInterval"] = "00:00:01" },
        });
        _servicedesk = new Servicedesk(_sandbox);
    }

    public async Task InitializeAsync()
    {
        await _sandbox.InitializeAsync();
        _webhook = await Receiver.StartAsync();
        _events = await Receiver.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await (_webhook?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_events?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _sandbox.DisposeAsync();
    }

    [Fact]
    public async Task A_breaking_change_is_told_of_in_every_way_tried_out_and_made()
    {
        var (careful, careless) = (await _servicedesk.RegisterAsync(), await _servicedesk.RegisterAsync());
        await ListenAsync(careful);
        await MailToAsync(careless);
        foreach (var vendor in new[] { careful, careless })
        {
            await Eventually.TrueAsync(async () => (await CallAsync(vendor)).StatusCode == HttpStatusCode.OK);
        }

        // Drafted from what the API's description will say; refused at 55 days, accepted at 56.
        var effective = _clock.GetUtcNow().AddDays(56).AddMinutes(10);
        var draft = await DraftAsync();
        draft["successor"] = Successor;
        draft["startsAt"] = Told(effective.AddDays(-1));
        var (id, tag) = await PostAsync("notices", draft);
        using (var refused = await MoveAsync(id, "publish", tag))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            (await refused.JsonAsync())["detail"].Text().ShouldContain("55");
        }

        draft["startsAt"] = Told(effective);
        var brownout = effective.AddDays(-5);
        draft["brownouts"] = new JsonArray(new JsonObject { ["environment"] = "test", ["from"] = Told(brownout), ["until"] = Told(brownout.AddMinutes(10)) });
        tag = await PutAsync(id, draft, tag);
        using (var published = await MoveAsync(id, "publish", tag))
        {
            published.StatusCode.ShouldBe(HttpStatusCode.OK, await published.Content.ReadAsStringAsync());
        }

        // The vendor that calls hears in the protocol, by webhook, through Altinn Events and by mail.
        using (var answer = await CallAsync(careful))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            answer.Headers.GetValues("Deprecation").ShouldHaveSingleItem().ShouldStartWith("@");
            DateTimeOffset.Parse(answer.Headers.GetValues("Sunset").ShouldHaveSingleItem(), CultureInfo.InvariantCulture).ShouldBe(Seconds(effective));
            string.Join(',', answer.Headers.GetValues("Link")).ShouldContain("successor-version");
        }

        (await NextAsync(_webhook, "no.altinn.gateway.notice.published.v1"))["data"]?["id"].Text().ShouldBe(id);
        (await NextAsync(_events, "no.altinn.gateway.notice.published.v1"))["resourceinstance"].Text().ShouldContain(id);
        await Eventually.TrueAsync(async () => (await MailsAsync(careful)).Count > 0 && (await MailsAsync(careless)).Count > 0);

        // The careful one says it is ready; the other goes on calling, and is reminded.
        (await OwnAsync(careful, HttpMethod.Post, $"notices/{id}/acknowledge", new { })).StatusCode.ShouldBe(HttpStatusCode.OK);
        var told = (await MailsAsync(careful)).Count;
        _clock.LeapTo(effective.AddDays(-29));
        (await CallAsync(careless)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await CallAsync(careful)).StatusCode.ShouldBe(HttpStatusCode.OK);
        // Both were concerned before; a round of reminders asks for the calls of the last week, so these must have been told of.
        await Eventually.TrueAsync(async () => (await DoneAsync($"notices/{id}/concerned"))["items"]?.AsArray().Count(one => one?["thisWeek"]?.GetValue<long>() > 0) == 2);
        var before = (await MailsAsync(careless)).Count;
        _clock.LeapTo(effective.AddDays(-28).AddMinutes(1));
        await Eventually.TrueAsync(async () => (await MailsAsync(careless)).Count > before);
        (await MailsAsync(careful)).Count.ShouldBe(told, "who has acknowledged is left alone");

        // A brownout refuses for its minutes, and no longer.
        _clock.LeapTo(brownout.AddMinutes(1));
        await Eventually.TrueAsync(async () => await CodeAsync(careless) == "GWY-00033");
        _clock.LeapTo(brownout.AddMinutes(11));
        await Eventually.TrueAsync(async () => (await CallAsync(careless)).StatusCode == HttpStatusCode.OK);

        // At its time the operation is gone, and says what took its place.
        _clock.LeapTo(effective);
        await Eventually.TrueAsync(async () => await CodeAsync(careless) == "GWY-00032");
        using (var gone = await CallAsync(careless))
        {
            gone.StatusCode.ShouldBe(HttpStatusCode.Gone);
            (await gone.JsonAsync())["successor"].Text().ShouldEndWith(Successor);
        }

        // Everybody can read it, and show later what was announced.
        using (var archive = await _sandbox.SendAsync(HttpMethod.Get, new Uri(_sandbox.Public, "/notices/archive.json"), null))
        {
            (await archive.JsonAsync())["notices"]?.AsArray().ShouldHaveSingleItem()?["id"].Text().ShouldBe(id);
        }

        using (var signature = await _sandbox.SendAsync(HttpMethod.Get, new Uri(_sandbox.Public, "/notices/archive.json.sig"), null))
        {
            signature.Content.Headers.ContentLength.ShouldBe(64);
        }

        // Every step is in the audit chain, and the chain holds.
        (await DoneAsync("audit/verification"))["isIntact"]?.GetValue<bool>().ShouldBeTrue();
        var actions = (await DoneAsync("audit?limit=500"))["items"]?.AsArray().Select(entry => entry?["action"].Text()).ToList() ?? [];
        actions.ShouldContain("notices.draft");
        actions.ShouldContain("notices.publish");
        actions.ShouldContain(action => action != null && action.Contains("acknowledge", StringComparison.Ordinal));
        actions.ShouldContain(action => action != null && action.Contains("remind", StringComparison.Ordinal));
    }

    private static string Told(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static DateTimeOffset Seconds(DateTimeOffset instant) => DateTimeOffset.FromUnixTimeSeconds(instant.ToUnixTimeSeconds());

    /// <summary>What api-diff drafts from the description as it is and as it will be.</summary>
    private static async Task<JsonObject> DraftAsync()
    {
        var folder = Directory.CreateTempSubdirectory("breaking-change-");
        try
        {
            var (older, newer, draft) = (Path.Combine(folder.FullName, "old.json"), Path.Combine(folder.FullName, "new.json"), Path.Combine(folder.FullName, "notice.json"));
            await File.WriteAllTextAsync(older, Description("/dialogporten/api/v1/enduser/dialogs", Removed));
            await File.WriteAllTextAsync(newer, Description("/dialogporten/api/v1/enduser/dialogs"));
            using var output = new StringWriter();
            (await ApiDiffCommand.RunAsync([older, newer, "--notice", draft], () => Stream.Null, output, output)).ShouldBe(1, output.ToString());
            var read = JsonNode.Parse(await File.ReadAllTextAsync(draft))?.AsObject() ?? [];
            read["operations"]?.AsArray().ShouldHaveSingleItem()?.GetValue<string>().ShouldBe("dialogporten.parties.list");
            read["removes"]?.GetValue<bool>().ShouldBeTrue();
            return read;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Description(params string[] paths) => new JsonObject
    {
        ["openapi"] = "3.0.1",
        ["info"] = new JsonObject { ["title"] = "Dialogporten", ["version"] = "1" },
        ["paths"] = new JsonObject(paths.Select(path => KeyValuePair.Create<string, JsonNode?>(
            path, JsonNode.Parse("""{"get":{"responses":{"200":{"description":"OK"}}}}""")))),
    }.ToJsonString();

    /// <summary>The vendor asks to be told by webhook, through Altinn Events and by mail.</summary>
    private async Task ListenAsync(string vendor)
    {
        var made = await OwnAsync(vendor, HttpMethod.Post, "webhooks", new { url = _webhook?.Address, topics = new[] { "notices" } });
        made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        await MailToAsync(vendor);

        var token = await _sandbox.TokenAsync("altinn-from-maskinporten-own-org", $"vendor={vendor}");
        using var wish = JsonContent.Create(new { endPoint = _events?.Address, resourceFilter = GatewayHost.NoticesResource });
        using var subscribed = await _sandbox.SendAsync(HttpMethod.Post, new Uri(_sandbox.Public, "/events/api/v1/subscriptions"), token, wish);
        subscribed.StatusCode.ShouldBe(HttpStatusCode.Created, await subscribed.Content.ReadAsStringAsync());
        var id = (await subscribed.JsonAsync())["id"]?.GetValue<int>() ?? 0;
        await Eventually.TrueAsync(() => _sandbox.Application.StandIns.GetRequiredService<Subscriptions>().Find(id)?.Validated == true, TimeSpan.FromSeconds(30));
    }

    private async Task MailToAsync(string vendor)
        => (await OwnAsync(vendor, HttpMethod.Post, "contacts", new { address = AddressOf(vendor) })).StatusCode.ShouldBe(HttpStatusCode.Created);

    private static string AddressOf(string vendor) => $"drift{vendor}@example.no";

    private async Task<JsonArray> MailsAsync(string vendor) => (await _sandbox.AskStandInAsync($"/mailbox/mails?to={AddressOf(vendor)}", null).JsonAsync()).AsArray();

    private static async Task<JsonNode> NextAsync(Receiver? receiver, string type)
    {
        while (receiver is not null)
        {
            var told = await receiver.NextAsync();
            if (told["type"].Text() == type)
            {
                return told;
            }
        }

        throw new InvalidOperationException("Nobody listens.");
    }

    private async Task<HttpResponseMessage> CallAsync(string vendor) => await _sandbox.AskAsync(Removed, await _sandbox.TokenAsync("maskinporten-systemuser", $"vendor={vendor}"));

    private async Task<string> CodeAsync(string vendor)
    {
        using var answer = await CallAsync(vendor);
        return answer.IsSuccessStatusCode ? "" : (await answer.JsonAsync())["code"].Text();
    }

    private async Task<HttpResponseMessage> OwnAsync(string vendor, HttpMethod method, string path, object body)
    {
        var token = await _sandbox.TokenAsync("maskinporten-own-org", $"vendor={vendor}&scope=altinn:vendorgateway");
        using var content = JsonContent.Create(body);
        return await _sandbox.SendAsync(method, new Uri(_sandbox.Public, "/vendor/v1/" + path), token, content);
    }

    private async Task<string> DeskAsync() => await _sandbox.TokenAsync("servicedesk", "role=caseworker,approver,auditor,reader");

    private async Task<JsonNode> DoneAsync(string path)
    {
        using var answer = await _sandbox.SendAsync(HttpMethod.Get, new Uri(_sandbox.Management, "/admin/v1/" + path), await DeskAsync());
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.JsonAsync();
    }

    private async Task<(string Id, string Tag)> PostAsync(string path, JsonNode body)
    {
        using var content = JsonContent.Create(body);
        using var answer = await _sandbox.SendAsync(HttpMethod.Post, new Uri(_sandbox.Management, "/admin/v1/" + path), await DeskAsync(), content);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return ((await answer.JsonAsync())["id"].Text(), answer.Headers.ETag?.ToString() ?? "");
    }

    private async Task<string> PutAsync(string id, JsonNode body, string tag)
    {
        using var content = JsonContent.Create(body);
        using var answer = await _sandbox.SendAsync(HttpMethod.Put, new Uri(_sandbox.Management, $"/admin/v1/notices/{id}"), await DeskAsync(), content, ("If-Match", tag));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return answer.Headers.ETag?.ToString() ?? "";
    }

    private async Task<HttpResponseMessage> MoveAsync(string id, string move, string tag)
        => await _sandbox.SendAsync(HttpMethod.Post, new Uri(_sandbox.Management, $"/admin/v1/notices/{id}/{move}"), await DeskAsync(), null, ("If-Match", tag));

    /// <summary>Life's clock with what was leapt over: timers go as in life, instants do not.</summary>
    private sealed class LeapingClock : TimeProvider
    {
        private long _leapt;

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _leapt));

        public void LeapTo(DateTimeOffset instant) => Interlocked.Add(ref _leapt, (instant - GetUtcNow()).Ticks);
    }
}
