using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Outbox;
using Digdir.Altinn.VendorRegistry.Signing;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Digdir.Altinn.VendorRegistry.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Webhooks;

public sealed class WebhooksApiTests
{
    private const string Webhooks = "/vendor/v1/webhooks";
    private readonly ManualClock _clock = new();

    [Theory, OnSqlite, OnPostgres]
    public async Task A_webhook_is_asked_and_tested_and_then_gets_what_it_asked_for_signed_by_the_registry(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await StartAsync(database);
        await using var receiver = await TestReceiver.StartAsync();
        var vendor = registry.AsVendor(Numbers.First);
        var made = await MakeAsync(vendor, new { url = receiver.Address, topics = new[] { "holds" } });
        made.TryGetProperty("secret", out _).ShouldBeFalse();
        await receiver.GotAsync(1);

        await registry.As("caseworker").PutHoldAsync(Numbers.First, new { ground = "excessivePolling", reason = "Sjekker hvert sekund", product = "melding", environment = "production" });
        await registry.As("caseworker").PutHoldAsync(Numbers.Second);
        var got = await receiver.GotAsync(2);

        receiver.Asked.ShouldBe(1);
        got.Select(one => one.Type).ShouldBe(["no.altinn.gateway.webhook.test.v1", "no.altinn.gateway.hold.put.v1"]);
        var hold = got[1];
        hold.Headers["Content-Type"].ShouldStartWith("application/cloudevents+json");
        hold.Event.GetProperty("specversion").GetString().ShouldBe("1.0");
        hold.Event.GetProperty("data").GetProperty("product").GetString().ShouldBe("melding");
        hold.Headers["webhook-id"].ShouldBe(hold.Id);
        Encoding.UTF8.GetString(hold.Body).ShouldNotContain("Sjekker");

        var key = (await vendor.GetJsonAsync($"{Webhooks}/keys")).GetProperty("keys")[0].GetString().ShouldNotBeNull();
        key.ShouldStartWith("whpk_");
        var signature = hold.Headers["webhook-signature"];
        signature.ShouldStartWith("v1a,");
        Ed25519.Verify(Convert.FromBase64String(key[5..]), SignedText(hold), Convert.FromBase64String(signature[4..])).ShouldBeTrue();

        var path = $"{Webhooks}/{IdOf(made)}";
        await Eventually.TrueAsync(async () => (await vendor.GetJsonAsync($"{path}/deliveries?state=delivered")).GetProperty("items").GetArrayLength() == 2);
        (await vendor.GetJsonAsync(path)).GetProperty("state").GetString().ShouldBe("validated");
        registry.Surprises.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_shared_secret_is_shown_once_and_signs_beside_its_successor_for_a_while()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var registry = await StartAsync(database);
        await using var receiver = await TestReceiver.StartAsync();
        var vendor = registry.AsVendor(Numbers.First);
        var made = await MakeAsync(vendor, new { url = receiver.Address, topics = new[] { "holds" }, signature = "hmac" });
        var first = made.GetProperty("secret").GetString().ShouldNotBeNull();
        first.ShouldStartWith("whsec_");
        Signatures((await receiver.GotAsync(1))[0]).ShouldBe([Symmetric(first, receiver.Got[0])]);

        var path = $"{Webhooks}/{IdOf(made)}";
        (await vendor.GetStringAsync(path)).ShouldNotContain(first);
        var rotated = await vendor.PostAsJsonAsync($"{path}/rotate", new { overlapHours = 2 });
        rotated.StatusCode.ShouldBe(HttpStatusCode.OK, await rotated.Content.ReadAsStringAsync());
        var second = (await rotated.JsonAsync()).GetProperty("secret").GetString().ShouldNotBeNull();
        await TestAsync(database, vendor, path);
        Signatures((await receiver.GotAsync(2))[1]).ShouldBe([Symmetric(second, receiver.Got[1]), Symmetric(first, receiver.Got[1])]);

        await SettledAsync(database);
        _clock.Advance(TimeSpan.FromHours(3));
        await TestAsync(database, vendor, path);
        Signatures((await receiver.GotAsync(3))[2]).ShouldBe([Symmetric(second, receiver.Got[2])]);

        await using var db = database.Open();
        var kept = await db.Webhooks.AsNoTracking().SingleAsync();
        kept.Secret.ShouldNotBeNull().ShouldNotContain(second[6..]);
        var audit = string.Concat(await db.Audit.Select(row => row.Change).ToListAsync());
        audit.ShouldNotContain(kept.Secret);
        audit.ShouldNotContain(second);
    }

    [Fact]
    public async Task A_receiver_that_does_not_consent_is_sent_nothing()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var registry = await StartAsync(database);
        await using var receiver = await TestReceiver.StartAsync();
        receiver.Consents = "someone.else.example";
        var vendor = registry.AsVendor(Numbers.First);
        var path = $"{Webhooks}/{IdOf(await MakeAsync(vendor, new { url = receiver.Address, topics = new[] { "holds" } }))}";
        await Eventually.TrueAsync(async () => (await vendor.GetJsonAsync(path)).GetProperty("state").GetString() == "failing");
        (await vendor.GetJsonAsync($"{path}/deliveries")).GetProperty("items")[0].GetProperty("reason").GetString().ShouldBe("no-consent");
        receiver.Got.ShouldBeEmpty();

        receiver.Consents = "altinn.no";
        _clock.Advance(TimeSpan.FromSeconds(6));
        registry.Services.GetRequiredService<OutboxBells>().Due.Ring();
        await receiver.GotAsync(1);
        await Eventually.TrueAsync(async () => (await vendor.GetJsonAsync(path)).GetProperty("state").GetString() == "validated");
    }

    [Fact]
    public async Task A_receiver_that_is_gone_is_dead_and_told_of_by_mail_and_can_be_started_again()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var registry = await StartAsync(database);
        await using var receiver = await TestReceiver.StartAsync();
        receiver.Answer = _ => 410;
        var vendor = registry.AsVendor(Numbers.First);
        var path = $"{Webhooks}/{IdOf(await MakeAsync(vendor, new { url = receiver.Address, topics = new[] { "holds" } }))}";
        await Eventually.TrueAsync(async () => (await vendor.GetJsonAsync(path)).GetProperty("state").GetString() == "dead");
        await using (var db = database.Open())
        {
            var told = await db.Announcements.SingleAsync(row => row.Kind == AnnouncementKinds.WebhookDead.Name);
            told.Vendor.ShouldBe(Numbers.First);
            told.Data.ShouldContain("\"reason\":\"gone\"");
        }

        var operators = registry.As("reader");
        var seen = $"/admin/v1/vendors/{Numbers.First}/webhooks/{path[(Webhooks.Length + 1)..]}";
        var shown = await operators.GetJsonAsync(seen);
        (shown.GetProperty("state").GetString(), shown.GetProperty("stateReason").GetString()).ShouldBe(("dead", "gone"));
        (await operators.GetJsonAsync($"{seen}/deliveries")).GetProperty("items")[0].GetProperty("status").GetInt32().ShouldBe(410);
        (await operators.GetAsync(seen.Replace(Numbers.First, Numbers.Second, StringComparison.Ordinal))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await operators.GetAsync($"{seen}/deliveries".Replace(Numbers.First, Numbers.Second, StringComparison.Ordinal))).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        await registry.As("caseworker").PutHoldAsync(Numbers.First);
        await (await vendor.PostAsync($"{path}/test", null)).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00006");
        receiver.Answer = _ => 200;
        (await vendor.PostAsync($"{path}/resume", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await ReplayAsync(vendor, path, new { from = _clock.GetUtcNow().AddHours(-1) }, 1);
        (await receiver.GotAsync(2))[1].Type.ShouldBe("no.altinn.gateway.hold.put.v1");
        receiver.Asked.ShouldBe(2, "whoever was away is asked again");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_was_sent_can_be_sent_again_by_id_and_by_time_with_the_same_id(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await StartAsync(database);
        await using var receiver = await TestReceiver.StartAsync();
        var vendor = registry.AsVendor(Numbers.First);
        var path = $"{Webhooks}/{IdOf(await MakeAsync(vendor, new { url = receiver.Address, topics = new[] { "hold.put" } }))}";
        await receiver.GotAsync(1);
        var holds = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            await SettledAsync(database);
            _clock.Advance(TimeSpan.FromMinutes(1));
            holds.Add(await registry.As("caseworker").PutHoldAsync(Numbers.First));
            await receiver.GotAsync(2 + i);
        }

        await registry.As("caseworker").PutHoldAsync(Numbers.Second);
        await registry.As("caseworker").LiftHoldAsync(Numbers.First, holds[0]);
        var sent = receiver.Got.Skip(1).Select(one => one.Id).ToList();
        await ReplayAsync(vendor, path, new { id = sent[1] }, 1);
        (await receiver.GotAsync(5))[4].Id.ShouldBe(sent[1]);
        await ReplayAsync(vendor, path, new { from = _clock.GetUtcNow().AddMinutes(-1).AddSeconds(-1) }, 2);
        (await receiver.GotAsync(7)).Skip(5).Select(one => one.Id).ShouldBe(sent.Skip(1), ignoreOrder: true);

        foreach (var wrong in new object[] { new { }, new { id = sent[0], from = _clock.GetUtcNow() }, new { id = sent[0], until = _clock.GetUtcNow() } })
        {
            await (await vendor.PostAsJsonAsync($"{path}/replay", wrong)).ShouldRefuseAsync(HttpStatusCode.BadRequest, "REG-00002");
        }

        await (await vendor.PostAsJsonAsync($"{path}/replay", new { id = Guid.NewGuid() })).ShouldRefuseAsync(HttpStatusCode.NotFound, "REG-00003");
        await using var db = database.Open();
        var others = await db.Announcements.Where(row => row.Vendor == Numbers.Second).Select(row => row.Id).FirstAsync();
        await (await vendor.PostAsJsonAsync($"{path}/replay", new { id = others })).ShouldRefuseAsync(HttpStatusCode.NotFound, "REG-00003");
    }

    [Fact]
    public async Task Another_vendors_webhook_cannot_be_seen_or_touched()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var registry = await StartAsync(database);
        await using var receiver = await TestReceiver.StartAsync();
        var path = $"{Webhooks}/{IdOf(await MakeAsync(registry.AsVendor(Numbers.First), new { url = receiver.Address, topics = new[] { "holds" }, signature = "hmac" }))}";
        var other = registry.AsVendor(Numbers.Second);

        (await other.GetJsonAsync(Webhooks)).GetProperty("items").GetArrayLength().ShouldBe(0);
        foreach (var (method, rest, body) in new (HttpMethod, string, object?)[]
        {
            (HttpMethod.Get, "", null), (HttpMethod.Put, "", new { topics = new[] { "terms" } }), (HttpMethod.Post, "/rotate", new { }), (HttpMethod.Post, "/test", null),
            (HttpMethod.Post, "/pause", null), (HttpMethod.Post, "/resume", null), (HttpMethod.Get, "/deliveries", null), (HttpMethod.Post, "/replay", new { id = Guid.NewGuid() }), (HttpMethod.Delete, "", null),
        })
        {
            await (await other.SendAsync(method, path + rest, body, "*")).ShouldRefuseAsync(HttpStatusCode.NotFound, "REG-00003");
        }

        (await registry.AsVendor(Numbers.First).GetJsonAsync(Webhooks)).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_vendor_pauses_and_changes_and_removes_its_own_and_starts_nothing_that_Digdir_stopped()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var registry = await StartAsync(database);
        await using var receiver = await TestReceiver.StartAsync();
        var vendor = registry.AsVendor(Numbers.First);
        var admin = registry.As("caseworker");
        var id = IdOf(await MakeAsync(vendor, new { url = receiver.Address + "?key=mine", topics = new[] { "holds" } }));
        var path = $"{Webhooks}/{id}";
        await receiver.GotAsync(1);

        (await vendor.PostAsync($"{path}/pause", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await admin.PutHoldAsync(Numbers.First);
        await Eventually.TrueAsync(async () =>
        {
            await using var db = database.Open();
            return await db.OutboxCursors.AnyAsync(cursor => cursor.Channel == WebhookChannel.ChannelName && cursor.Announcement == db.Announcements.Max(one => one.Sequence));
        });
        (await vendor.PostAsync($"{path}/resume", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await vendor.UpdateAsync(HttpMethod.Put, path, new { topics = new[] { "holds" }, products = new[] { "events" } })).StatusCode.ShouldBe(HttpStatusCode.OK);
        await admin.PutHoldAsync(Numbers.First, new { ground = "incident", reason = "x", product = "melding" });
        await admin.PutHoldAsync(Numbers.First, new { ground = "incident", reason = "x", product = "events" });
        (await receiver.GotAsync(2))[1].Event.GetProperty("data").GetProperty("product").GetString().ShouldBe("events");

        var seen = (await admin.GetJsonAsync($"/admin/v1/vendors/{Numbers.First}/webhooks")).GetProperty("items")[0];
        seen.GetProperty("url").GetString().ShouldBe(receiver.Address);
        (await admin.PostAsJsonAsync($"/admin/v1/vendors/{Numbers.First}/webhooks/{id}/disable", new { reason = "Feil adresse" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        await (await vendor.PostAsync($"{path}/resume", null)).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00006");
        (await vendor.GetJsonAsync(path)).GetProperty("stateReason").GetString().ShouldBe("Feil adresse");
        (await vendor.DeleteAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await vendor.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_cannot_be_registered_is_told_why()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var registry = await StartAsync(database, new() { ["Webhooks:SecretKey"] = null, ["Webhooks:MostPerVendor"] = "1", ["Outgoing:AllowLoopback"] = "false", ["Outbox:Enabled"] = "false" });
        var vendor = registry.AsVendor(Numbers.First);
        foreach (var url in new[] { "http://hooks.example.com/", "https://169.254.169.254/", "https://localhost/", "https://a:b@hooks.example.com/", "http://127.0.0.1:5000/", null })
        {
            var answer = await vendor.PostAsJsonAsync(Webhooks, new { url, topics = new[] { "holds" } });
            await answer.ShouldRefuseAsync(HttpStatusCode.BadRequest, "REG-00002");
            (await answer.JsonAsync()).GetProperty("errors").TryGetProperty("url", out _).ShouldBeTrue(url);
        }

        var good = new { url = "https://hooks.example.com/", topics = new[] { "holds" } };
        await (await vendor.PostAsJsonAsync(Webhooks, good with { topics = ["webhook.dead"] })).ShouldRefuseAsync(HttpStatusCode.BadRequest, "REG-00002");
        await (await vendor.PostAsJsonAsync(Webhooks, good with { topics = [] })).ShouldRefuseAsync(HttpStatusCode.BadRequest, "REG-00002");
        await (await vendor.PostAsJsonAsync(Webhooks, new { good.url, good.topics, signature = "hmac" })).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00027");
        (await vendor.PostAsJsonAsync(Webhooks, good)).StatusCode.ShouldBe(HttpStatusCode.Created);
        await (await vendor.PostAsJsonAsync(Webhooks, good)).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00026");
    }

    private async Task<RegistryHost> StartAsync(TestDatabase database, Dictionary<string, string?>? more = null)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Outgoing:AllowLoopback"] = "true",
            ["Outbox:PollInterval"] = "00:01:00",
            ["Signing:Keys:0"] = StandardWebhook.Write(StandardWebhook.PrivatePrefix, Encoding.ASCII.GetBytes("TESTSIGNINGKEYDONOTUSETHISFORANY")),
            ["Webhooks:SecretKey"] = Convert.ToBase64String(new byte[SecretBox.KeyLength]),
        };
        foreach (var (name, value) in more ?? [])
        {
            settings[name] = value;
        }

        var registry = await RegistryHost.StartAsync(database, _clock, settings);
        await registry.As("caseworker").RegisterVendorAsync(Numbers.First);
        await registry.As("caseworker").RegisterVendorAsync(Numbers.Second);
        return registry;
    }

    private static async Task<JsonElement> MakeAsync(HttpClient vendor, object order)
    {
        var made = await vendor.PostAsJsonAsync(Webhooks, order);
        made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        return await made.JsonAsync();
    }

    private async Task TestAsync(TestDatabase database, HttpClient vendor, string path)
    {
        await SettledAsync(database);
        _clock.Advance(TimeSpan.FromSeconds(11));
        (await vendor.PostAsync($"{path}/test", null)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    /// <summary>Waits until nothing is under way: an attempt that is would be taken for one that hangs when the clock is moved.</summary>
    private static Task SettledAsync(TestDatabase database) => Eventually.TrueAsync(async () =>
    {
        await using var db = database.Open();
        return !await db.Deliveries.AnyAsync(row => row.State == DeliveryState.Pending);
    });

    private static async Task ReplayAsync(HttpClient vendor, string path, object order, int count)
    {
        var answer = await vendor.PostAsJsonAsync($"{path}/replay", order);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        (await answer.JsonAsync()).GetProperty("announcements").GetInt32().ShouldBe(count);
    }

    private static string IdOf(JsonElement made) => made.GetProperty("webhook").GetProperty("id").GetString() ?? "";

    private static string[] Signatures(TestReceiver.Delivered got) => got.Headers["webhook-signature"].Split(' ');

    private static byte[] SignedText(TestReceiver.Delivered got)
        => [.. Encoding.UTF8.GetBytes($"{got.Headers["webhook-id"]}.{got.Headers["webhook-timestamp"]}."), .. got.Body];

    private static string Symmetric(string secret, TestReceiver.Delivered got)
        => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[6..]), SignedText(got)))}";
}
