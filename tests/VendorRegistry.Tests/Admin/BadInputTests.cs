using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Admin;

public sealed class BadInputTests(SharedRegistry shared) : IClassFixture<SharedRegistry>
{
    private static readonly string[] Malformed =
    [
        "", "{", "nonsense", "[]]", "\"text\"", "42", "null", "{\"a\":1,}", "{'name':'x'}", "{\"name\":\"\\ud800\"}", "{\"unknown\":1}", "{\"name\":\"a\",\"name\":\"b\"}",
        "{\"name\":{\"deep\":[1]},\"mode\":7,\"rate\":\"1\",\"ground\":9,\"reason\":[],\"version\":1,\"product\":1,\"environment\":1,\"purpose\":1}",
        new string('[', 200), "{\"name\":\"\u0001\"}", "\uFEFF{}",
    ];

    [Fact]
    public async Task Whatever_is_thrown_at_a_door_comes_back_as_a_clear_problem_and_changes_nothing()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var registry = await RegistryHost.StartAsync(database);
        var admin = registry.AsEveryone();
        await admin.RegisterVendorAsync(Numbers.First);
        var before = registry.Picture.Version;
        foreach (var door in Door.Of(registry).Where(door => door.TakesBody))
        {
            foreach (var body in Malformed)
            {
                using var answer = await SendAsync(admin, door, body, "application/json");
                ((int)answer.StatusCode).ShouldBeInRange(400, 499, $"{door} {body}");
                (answer.Content.Headers.ContentType?.MediaType).ShouldBe("application/problem+json", $"{door} {body}");
                (await answer.Content.ReadAsStringAsync()).ShouldContain("REG-0000", customMessage: $"{door} {body}");
            }

            foreach (var type in new[] { "text/plain", "application/xml", "application/x-www-form-urlencoded", null })
            {
                await (await SendAsync(admin, door, "{}", type)).ShouldRefuseAsync(HttpStatusCode.UnsupportedMediaType, "REG-00009");
            }
        }

        registry.Picture.Version.ShouldBe(before);
        await using var db = database.Open();
        (await db.Audit.CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_body_of_ten_megabytes_is_too_large_for_every_door()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var registry = await RegistryHost.StartAsync(database);
        var admin = registry.AsEveryone();
        var huge = "{\"name\":\"" + new string('x', 10 * 1024 * 1024) + "\"}";
        foreach (var door in Door.Of(registry).Where(door => door.TakesBody))
        {
            await (await SendAsync(admin, door, huge, "application/json")).ShouldRefuseAsync(HttpStatusCode.RequestEntityTooLarge, "REG-00010");
        }

        // Without a length told ahead the limit holds just the same.
        using var chunked = new HttpRequestMessage(HttpMethod.Post, "/admin/v1/vendors") { Content = new StreamContent(new Unsized(Encoding.UTF8.GetBytes(huge[..((1024 * 1024) + 1)]))) };
        chunked.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        chunked.Headers.TransferEncodingChunked = true;
        await (await admin.SendAsync(chunked)).ShouldRefuseAsync(HttpStatusCode.RequestEntityTooLarge, "REG-00010");
    }

    [Fact]
    public async Task An_import_may_be_larger_than_other_bodies()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var registry = await RegistryHost.StartAsync(database);
        var admin = registry.AsEveryone();
        await admin.RegisterVendorAsync(Numbers.First);
        var systems = string.Join(',', Enumerable.Range(0, 10_000).Select(place =>
            $$$"""{"id":"{{{Numbers.Second}}}_{{{place}}}","vendor":{"ID":"0192:{{{Numbers.Second}}}"},"name":{"nb":"{{{new string('n', 200)}}}"}}"""));
        systems.Length.ShouldBeGreaterThan(2 * 1024 * 1024);
        using var answer = await admin.PostAsync("/admin/v1/systems/import", new StringContent($"[{systems}]", Encoding.UTF8, "application/json"));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.JsonAsync()).GetProperty("skippedUnregistered").GetInt32().ShouldBe(10_000);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("123456789")]
    [InlineData("310000004'--")]
    [InlineData("9223372036854775807")]
    [InlineData("%F0%9F%98%80")]
    public async Task An_unknown_vendor_is_not_found_behind_any_door(string vendor)
    {
        var registry = shared.Host;
        var admin = registry.AsEveryone();
        foreach (var door in Door.Of(registry).Where(door => door.Pattern.Contains("{vendor}", StringComparison.Ordinal)))
        {
            using var answer = await SendAsync(admin, door, Valid(door), "application/json", vendor);
            await answer.ShouldRefuseAsync(HttpStatusCode.NotFound, "REG-00003");
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Unknown_ids_are_not_found(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        var admin = registry.AsEveryone();
        await admin.RegisterVendorAsync(Numbers.First);
        foreach (var door in Door.Of(registry).Where(door =>
            (door.Pattern.Contains("{id:guid}", StringComparison.Ordinal) && !(door.Method == "PUT" && door.Pattern.EndsWith("/holds/{id:guid}", StringComparison.Ordinal)))
            || door.Pattern.Contains("{version}", StringComparison.Ordinal)))
        {
            await (await SendAsync(admin, door, Valid(door), "application/json")).ShouldRefuseAsync(HttpStatusCode.NotFound, "REG-00003");
            using var noId = await SendAsync(admin, door, Valid(door), "application/json", Numbers.First, "not-a-guid");
            noId.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        foreach (var nothing in new[] { "/admin/v1/policies/nonsense/test", "/admin/v1/policies/terms/moon", "/admin/v1/nothing", "/admin/other", $"/admin/v1/vendors/{Numbers.First}/nothing" })
        {
            await (await admin.GetAsync(nothing)).ShouldRefuseAsync(HttpStatusCode.NotFound, "REG-00003");
        }
    }

    [Theory]
    [InlineData("POST", "/vendors", """{"organisationNumber":"123456789","name":"A"}""", "organisationNumber")]
    [InlineData("POST", "/vendors", """{"organisationNumber":"974760673"}""", "name")]
    [InlineData("POST", "/vendors", """{"organisationNumber":"974760673","name":"LONG201"}""", "name")]
    [InlineData("POST", "/vendors", """{"organisationNumber":"974760673","name":"  "}""", "name")]
    [InlineData("POST", "/vendors", """{"organisationNumber":"974760673","name":"a\u0000b"}""", "name")]
    [InlineData("PUT", "/vendors/V/plan", """{"rate":0,"burst":1}""", "rate")]
    [InlineData("PUT", "/vendors/V/plan", """{"rate":1e400,"burst":1}""", "rate")]
    [InlineData("PUT", "/vendors/V/plan", """{"rate":2,"burst":0.5}""", "burst")]
    [InlineData("PUT", "/vendors/V/plan", """{"rate":2,"burst":1,"maxRate":1}""", "maxRate")]
    [InlineData("POST", "/vendors/V/holds", """{"reason":"x"}""", "ground")]
    [InlineData("POST", "/vendors/V/holds", """{"ground":"incident"}""", "reason")]
    [InlineData("POST", "/vendors/V/holds", """{"ground":"nonsense","reason":"x"}""", null)]
    [InlineData("POST", "/vendors/V/holds", """{"ground":"0","reason":"x"}""", null)]
    [InlineData("POST", "/vendors/V/holds", """{"ground":"incident","reason":"x","product":"Melding"}""", "product")]
    [InlineData("POST", "/vendors/V/holds", """{"ground":"incident","reason":"x","customer":"12345"}""", "customer")]
    [InlineData("POST", "/vendors/V/holds", """{"ground":"incident","reason":"x","client":"a b"}""", "client")]
    [InlineData("POST", "/vendors/V/holds", """{"ground":"incident","reason":"x","until":"2020-01-01T00:00:00Z"}""", "until")]
    [InlineData("POST", "/vendors/V/holds", """{"ground":"incident","reason":"x","until":"2030-01-01T00:00:00"}""", null)]
    [InlineData("POST", "/vendors/V/holds", """{"ground":"incident","reason":"x","until":"0001-01-01T00:00:00+14:00"}""", null)]
    [InlineData("POST", "/vendors/V/holds", """{"ground":"incident","reason":"x","environment":"prod"}""", null)]
    [InlineData("POST", "/vendors/V/holds", """{"ground":"incident","reason":"LONG4001"}""", "reason")]
    [InlineData("POST", "/vendors/V/integrations", """{"product":"melding","purpose":"x"}""", "environment")]
    [InlineData("POST", "/vendors/V/integrations", """{"environment":"test","purpose":"x"}""", "product")]
    [InlineData("POST", "/vendors/V/integrations", """{"product":"melding","environment":"test","purpose":"x","system":"nothing"}""", "system")]
    [InlineData("POST", "/vendors/V/acceptances", """{"version":"nothing"}""", "version")]
    [InlineData("POST", "/vendors/V/contacts", """{"kind":"technical"}""", "address")]
    [InlineData("POST", "/vendors/V/contacts", """{"address":"a@b.no","topics":["gossip"]}""", "topics")]
    [InlineData("POST", "/vendors/V/contacts", """{"address":"a@b.no","function":"a\u0001"}""", "function")]
    [InlineData("POST", "/vendors/V/contacts", """{"address":"a@b.no","language":"se"}""", null)]
    [InlineData("POST", "/terms", """{"version":"00 4","inForceFrom":"2030-01-01T00:00:00Z","changeLogNb":"a","changeLogEn":"b"}""", "version")]
    [InlineData("POST", "/terms", """{"version":"004","changeLogNb":"a","changeLogEn":"b"}""", "inForceFrom")]
    [InlineData("POST", "/terms", """{"version":"004","inForceFrom":"2030-01-01T00:00:00Z","acceptanceDue":"2029-01-01T00:00:00Z","changeLogNb":"a","changeLogEn":"b"}""", "acceptanceDue")]
    [InlineData("POST", "/maintenance", """{"environment":"test","reasonNb":"a"}""", "reasonEn")]
    [InlineData("POST", "/maintenance", """{"environment":"test","until":"2020-01-01T00:00:00Z","reasonNb":"a","reasonEn":"b"}""", "until")]
    [InlineData("PUT", "/policies/terms/test", """{"mode":"loud","reason":"x"}""", null)]
    [InlineData("PUT", "/policies/terms/test", """{"mode":"shadow"}""", "reason")]
    [InlineData("POST", "/notices", """{"title":{"nb":"a"}}""", "kind")]
    [InlineData("POST", "/notices", """{"kind":"rumour"}""", null)]
    [InlineData("POST", "/notices", """{"kind":"information","title":{"nb":"LONG201"}}""", "title.nb")]
    [InlineData("POST", "/notices", """{"kind":"information","text":{"en":"LONG4001"}}""", "text.en")]
    [InlineData("POST", "/notices", """{"kind":"information","title":{"da":"a"}}""", null)]
    [InlineData("POST", "/notices", """{"kind":"information","products":["Melding"]}""", "products")]
    [InlineData("POST", "/notices", """{"kind":"information","products":[null]}""", "products")]
    [InlineData("POST", "/notices", """{"kind":"information","operations":["a b"]}""", "operations")]
    [InlineData("POST", "/notices", """{"kind":"information","fields":["LONG201"]}""", "fields")]
    [InlineData("POST", "/notices", """{"kind":"information","serviceOwners":[""]}""", "serviceOwners")]
    [InlineData("POST", "/notices", """{"kind":"information","environments":[null]}""", "environments")]
    [InlineData("POST", "/notices", """{"kind":"information","environments":["moon"]}""", null)]
    [InlineData("POST", "/notices", """{"kind":"breakingChange","successor":"http://example.org/"}""", "successor")]
    [InlineData("POST", "/notices", """{"kind":"breakingChange","successor":"//example.org/"}""", "successor")]
    [InlineData("POST", "/notices", """{"kind":"breakingChange","successor":"https://a:b@example.org/"}""", "successor")]
    [InlineData("POST", "/notices", """{"kind":"breakingChange","supersedes":"6f1cb1a1-5f4c-4b0f-8d4c-2d3cbb5a0001"}""", "supersedes")]
    [InlineData("POST", "/notices", """{"kind":"breakingChange","brownouts":[{"environment":"test","from":"2030-01-01T00:00:00Z"}]}""", "brownouts[0].until")]
    [InlineData("GET", "/notices?kind=rumour", "", "kind")]
    [InlineData("GET", "/notices?state=lost", "", "state")]
    [InlineData("GET", "/notices?product=x", "", "product")]
    [InlineData("GET", "/notices?cursor=YWJj", "", "cursor")]
    [InlineData("PUT", "/vendors/V/clients/a%20b", "", "client")]
    [InlineData("GET", "/vendors?limit=0", "", "limit")]
    [InlineData("GET", "/vendors?limit=501", "", "limit")]
    [InlineData("GET", "/vendors?limit=x", "", null)]
    [InlineData("GET", "/vendors?cursor=***", "", "cursor")]
    [InlineData("GET", "/vendors?cursor=gA", "", "cursor")]
    [InlineData("GET", "/vendors?search=%00", "", "search")]
    [InlineData("GET", "/vendors/V/holds?inForce=maybe", "", null)]
    [InlineData("GET", "/audit?cursor=YWJj", "", "cursor")]
    [InlineData("GET", "/vendors/V/holds?cursor=YWJj", "", "cursor")]
    [InlineData("GET", "/vendors/V/holds?cursor=MX54", "", "cursor")]
    [InlineData("GET", "/vendors/V/acceptances?cursor=OTIyMzM3MjAzNjg1NDc3NTgwN34x", "", "cursor")]
    [InlineData("GET", "/audit?vendor=1", "", "vendor")]
    [InlineData("GET", "/audit/export", "", "vendor")]
    [InlineData("GET", "/audit/verification?sequence=1", "", "hash")]
    public async Task A_field_that_is_wrong_is_named(string method, string path, string body, string? field)
    {
        var admin = shared.Host.AsEveryone();
        var text = body.Replace("LONG201", new string('x', 201), StringComparison.Ordinal).Replace("LONG4001", new string('x', 4001), StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(method), "/admin/v1" + path.Replace("/V/", $"/{Numbers.First}/", StringComparison.Ordinal));
        request.Content = text.Length == 0 ? null : new StringContent(text, Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var answer = await admin.SendAsync(request);
        await answer.ShouldRefuseAsync(HttpStatusCode.BadRequest, field is null ? "REG-00001" : "REG-00002");
        if (field is not null)
        {
            (await answer.JsonAsync()).GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe([field]);
        }
    }

    [Theory]
    [InlineData("nb", "Finnes ikke")]
    [InlineData("en-GB,nb;q=0.5", "Not found")]
    public async Task Problems_come_in_the_callers_language(string language, string title)
    {
        var admin = shared.Host.AsEveryone();
        admin.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", language);
        using var answer = await admin.GetAsync($"/admin/v1/vendors/{Numbers.Second}");
        (await answer.JsonAsync()).GetProperty("title").GetString().ShouldBe(title);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient admin, Door door, string body, string? type, string? vendor = null, string id = "6f1cb1a1-5f4c-4b0f-8d4c-2d3cbb5a0001")
    {
        using var request = new HttpRequestMessage(new HttpMethod(door.Method), door.Path(vendor ?? Numbers.First, id));
        if (door.TakesBody)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        }

        if (door.NeedsTag)
        {
            request.Headers.TryAddWithoutValidation("If-Match", "*");
        }

        return await admin.SendAsync(request);
    }

    /// <summary>A body that only its address keeps from being taken.</summary>
    private static string Valid(Door door) => door.Pattern.Split('/', StringSplitOptions.RemoveEmptyEntries)[^1] switch
    {
        "plan" => """{"rate":1,"burst":10}""",
        "acceptances" => """{"version":"003"}""",
        "integrations" => """{"product":"melding","environment":"test","purpose":"x"}""",
        "holds" => """{"ground":"incident","reason":"x"}""",
        "lift" or "accept" or "dismiss" or "disable" or "enable" => """{"reason":"x"}""",
        "decide" => """{"outcome":"upheld","answer":"x"}""",
        "concessions" => """{"kind":"grace","factor":2,"until":"2030-01-01T00:00:00Z","reason":"x"}""",
        "ceiling" => """{"level":"notice","reason":"x"}""",
        "contacts" => """{"address":"drift@example.no"}""",
        "protected-days" => """{"name":"x","first":"2030-01-01"}""",
        "{version}" => """{"inForceFrom":"2030-01-01T00:00:00Z","changeLogNb":"a","changeLogEn":"b"}""",
        "reply" => """{"wishedUntil":"2030-01-01T00:00:00Z","outcome":"declined","reply":"x"}""",
        "approve" => """{"emergencyGround":"criticalFault"}""",
        "schedule" => """{"publishAt":"2030-01-01T00:00:00Z"}""",
        "amend" => """{"notice":{"kind":"information"},"what":{"nb":"a","nn":"b","en":"c"}}""",
        "updates" => """{"phase":"monitoring","text":{"nb":"a","nn":"b","en":"c"}}""",
        "complete" or "withdraw" => """{"text":{"nb":"a","nn":"b","en":"c"}}""",
        "brownouts" => """{"environment":"test","from":"2030-01-01T00:00:00Z","until":"2030-01-01T00:10:00Z"}""",
        "{id:guid}" when door.Pattern.Contains("/notices/", StringComparison.Ordinal) => """{"kind":"information"}""",
        "{id:guid}" when door.Pattern.Contains("/holds/", StringComparison.Ordinal) => """{"ground":"incident","reason":"x"}""",
        "{id:guid}" when door.Pattern.Contains("/contacts/", StringComparison.Ordinal) => """{"address":"drift@example.no"}""",
        "{id:guid}" when door.Pattern.Contains("/integrations/", StringComparison.Ordinal) => """{"purpose":"x"}""",
        "{id:guid}" => """{"from":"2030-01-01T00:00:00Z","reasonNb":"a","reasonEn":"b"}""",
        _ => """{"name":"x"}""",
    };

    /// <summary>A stream that does not say how long it is.</summary>
    private sealed class Unsized(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
