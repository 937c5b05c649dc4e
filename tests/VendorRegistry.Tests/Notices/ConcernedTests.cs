using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Notices;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Shouldly;
using Xunit;
using static Digdir.Altinn.VendorRegistry.Tests.Notices.NoticeCalls;

namespace Digdir.Altinn.VendorRegistry.Tests.Notices;

public sealed class ConcernedTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Effective = new(2027, 1, 20, 8, 0, 0, TimeSpan.Zero);

    [Theory, OnSqlite, OnPostgres]
    public async Task The_servicedesk_sees_who_calls_what_will_change_how_often_when_last_and_whether_it_declines(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, new ManualClock(Monday));
        var admin = registry.AsEveryone();
        foreach (var place in Enumerable.Range(0, 7))
        {
            await admin.RegisterVendorAsync(Numbers.At(place));
            await registry.CallAsync(Numbers.At(place), Monday.AddDays(-place), 10, operation: place == 6 ? "dialogporten.dialogs.get" : Search, system: "s1", customer: Numbers.At(40));
        }

        await registry.CallAsync(Numbers.First, Monday.AddDays(-10), 100, system: "s2");
        await registry.CallAsync(Numbers.Second, Monday.AddDays(-31), 100);
        await registry.CallAsync(Numbers.At(2), Monday.AddDays(-1), 7, environment: AltinnEnvironment.Production);
        var draft = await admin.DraftAsync(Change(Effective, ("environments", new[] { "test" })));

        var whole = (await admin.GetJsonAsync($"{draft}/concerned?limit=500")).GetProperty("items").EnumerateArray().ToList();
        whole.ConvertAll(vendor => vendor.GetProperty("vendor").GetString()).ShouldBe(Enumerable.Range(0, 6).Select(Numbers.At));
        whole[0].GetProperty("calls").GetInt64().ShouldBe(110);
        whole[0].GetProperty("thisWeek").GetInt64().ShouldBe(10);
        whole[0].GetProperty("lastWeek").GetInt64().ShouldBe(100);
        whole[0].GetProperty("trend").GetString().ShouldBe("falling");
        whole[0].GetProperty("lastAt").GetDateTimeOffset().ShouldBe(Monday);
        whole[1].GetProperty("calls").GetInt64().ShouldBe(10, "what is older than thirty days is not asked for");
        whole[2].GetProperty("calls").GetInt64().ShouldBe(10, "nor what is in another environment");
        (await admin.GetJsonAsync($"{draft}/concerned?days=60")).GetProperty("items")[1].GetProperty("calls").GetInt64().ShouldBe(110);

        foreach (var limit in new[] { 1, 2, 5 })
        {
            (await ReadAsync(admin, $"{draft}/concerned", limit)).ShouldBe(whole.ConvertAll(vendor => vendor.ToString()));
        }

        var calls = (await admin.GetJsonAsync($"{draft}/concerned/{Numbers.First}")).GetProperty("items").EnumerateArray().ToList();
        calls.ConvertAll(row => row.GetProperty("system").GetString()).ShouldBe(["s1", "s2"]);
        calls[0].GetProperty("customer").GetString().ShouldBe(Numbers.At(40));
        calls[1].GetProperty("trend").GetString().ShouldBe("stopped");
        (await ReadAsync(admin, $"{draft}/concerned/{Numbers.First}", 1)).Count.ShouldBe(2);

        // A notice about whole products asks for every operation of theirs.
        var wide = await admin.DraftAsync(new { kind = "maintenance", impact = "minor", products = new[] { "dialogporten", "melding" }, environments = Both });
        (await admin.GetJsonAsync($"{wide}/concerned")).GetProperty("items").GetArrayLength().ShouldBe(7);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_vendor_reads_what_concerns_it_answers_and_sees_no_other_vendors_anything(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var clock = new ManualClock(Monday);
        await using var registry = await RegistryHost.StartAsync(database, clock);
        var admin = registry.AsEveryone();
        foreach (var number in new[] { Numbers.First, Numbers.Second, Numbers.At(2) })
        {
            await admin.RegisterVendorAsync(number);
        }

        (await admin.PostAsJsonAsync($"/admin/v1/vendors/{Numbers.Second}/integrations", new { product = "melding", environment = "production", purpose = "Levere" })).StatusCode.ShouldBe(HttpStatusCode.Created);
        await registry.CallAsync(Numbers.First, Monday.AddHours(-2), 12, system: "first-system", customer: Numbers.At(41));
        await registry.CallAsync(Numbers.At(2), Monday.AddHours(-3), 99, system: "third-system", customer: Numbers.At(42));
        var change = (await admin.PublishedAsync(Change(Effective))).Split('/')[^1];
        var works = (await admin.PublishedAsync(Works(Effective, Effective.AddHours(1)))).Split('/')[^1];
        var all = (await admin.PublishedAsync(new { kind = "information", title = Words("Nytt"), text = Words("Nytt"), environments = Both })).Split('/')[^1];
        await admin.DraftAsync(Change(Effective));

        var (first, second, third) = (registry.AsVendor(Numbers.First), registry.AsVendor(Numbers.Second), registry.AsVendor(Numbers.At(2)));
        (await IdsAsync(first)).ShouldBe([all, change], ignoreOrder: true);
        (await IdsAsync(second)).ShouldBe([all, works], ignoreOrder: true);
        (await ReadAsync(first, "/vendor/v1/notices", 1)).Count.ShouldBe(2);

        (await first.PostAsync($"/vendor/v1/notices/{change}/acknowledge", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await first.PostAsJsonAsync($"/vendor/v1/notices/{change}/ready", new { from = Monday.AddDays(30) })).StatusCode.ShouldBe(HttpStatusCode.OK);
        await (await first.PostAsJsonAsync($"/vendor/v1/notices/{change}/more-time", new { until = Effective, reason = "x" })).ShouldRefuseAsync(HttpStatusCode.BadRequest, "REG-00002");
        (await first.PostAsJsonAsync($"/vendor/v1/notices/{change}/more-time", new { until = Effective.AddDays(9), reason = "Sen kunde" })).StatusCode.ShouldBe(HttpStatusCode.OK);

        var waiting = (await admin.GetJsonAsync($"{NoticeCalls.Path}/{change}/answers?outcome=open")).GetProperty("items");
        waiting.GetArrayLength().ShouldBe(1);
        waiting[0].GetProperty("wishReason").GetString().ShouldBe("Sen kunde");
        var reply = $"{NoticeCalls.Path}/{change}/answers/{Numbers.First}/reply";
        await (await admin.PostAsJsonAsync(reply, new { wishedUntil = Effective.AddDays(8), outcome = "granted", reply = "Ja" })).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00006");
        (await admin.PostAsJsonAsync(reply, new { wishedUntil = Effective.AddDays(9), outcome = "granted", reply = "Ja" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        await (await admin.PostAsJsonAsync(reply, new { wishedUntil = Effective.AddDays(9), outcome = "declined", reply = "Nei" })).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00006");

        var own = await first.GetJsonAsync($"/vendor/v1/notices/{change}");
        own.GetProperty("calls").GetProperty("calls").GetInt64().ShouldBe(12);
        own.GetProperty("answer").GetProperty("reply").GetString().ShouldBe("Ja");
        own.GetProperty("notice").GetProperty("title").GetProperty("nn").GetString().ShouldBe("Søket fjernes (nn)");
        foreach (var other in new[] { second, third })
        {
            foreach (var path in new[] { "/vendor/v1/notices", $"/vendor/v1/notices/{change}", $"/vendor/v1/notices/{change}/calls", $"/vendor/v1/notices/{all}" })
            {
                var text = await other.GetStringAsync(path);
                text.ShouldNotContain("first-system");
                text.ShouldNotContain(Numbers.First);
                text.ShouldNotContain(Numbers.At(41));
                text.ShouldNotContain("Sen kunde");
                text.ShouldNotContain("acknowledgedAt");
            }
        }

        (await first.GetStringAsync($"/vendor/v1/notices/{change}/calls")).ShouldNotContain("third-system");
        (await third.GetJsonAsync($"/vendor/v1/notices/{change}/calls")).GetProperty("items")[0].GetProperty("calls").GetInt64().ShouldBe(99);
        (await second.GetAsync($"/vendor/v1/notices/{Guid.NewGuid()}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        await admin.DoneAsync($"{NoticeCalls.Path}/{change}", "withdraw", new { text = Words("Trukket") });
        await (await first.PostAsync($"/vendor/v1/notices/{change}/acknowledge", null)).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00006");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_vendors_notices_come_in_pages_among_many_that_are_not_its_own_and_long_after_their_end(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var clock = new ManualClock(Monday);
        await using var registry = await RegistryHost.StartAsync(database, clock);
        var admin = registry.AsEveryone();
        await admin.RegisterVendorAsync(Numbers.First);

        // Past what is looked at in one go, several in one instant, and a draft that is nobody's yet.
        var theirs = new List<Guid>();
        await using (var db = database.Open())
        {
            await using var change = await RegistryChange.BeginAsync(db, "test", "test", Monday, CancellationToken.None);
            for (var i = 0; i < 230; i++)
            {
                var isTheirs = i % 40 == 7;
                var text = new NoticeText("Nb", "Nn", "En");
                var notice = Notice.Draft(
                    Guid.CreateVersion7(Monday.AddMinutes(i)), NoticeKind.Information,
                    new NoticeContent { Title = text, Text = text, Environments = [AltinnEnvironment.Test], Products = isTheirs ? [] : ["melding"] }, "operator-1", Monday);
                if (i != 229)
                {
                    notice.Publish(isCritical: false, Monday.AddMinutes(i / 3)).ShouldBeNull();
                    notice.Withdraw(text, Monday.AddHours(5));
                }

                db.Notices.Add(notice);
                if (isTheirs)
                {
                    theirs.Add(notice.Id);
                }
            }

            await change.CommitAsync(CancellationToken.None);
        }

        clock.Step(Monday.AddDays(200));
        var vendor = registry.AsVendor(Numbers.First);
        var read = await ReadAsync(vendor, "/vendor/v1/notices", 4);
        read.Select(item => JsonDocument.Parse(item).RootElement.GetProperty("id").GetGuid()).ShouldBe(theirs.AsEnumerable().Reverse());
        (await vendor.GetJsonAsync($"/vendor/v1/notices/{theirs[0]}")).GetProperty("notice").GetProperty("state").GetString().ShouldBe("withdrawn");
    }

    [Theory]
    [InlineData(0, 0, CallTrend.None)]
    [InlineData(5, 0, CallTrend.Started)]
    [InlineData(0, 5, CallTrend.Stopped)]
    [InlineData(111, 100, CallTrend.Rising)]
    [InlineData(110, 100, CallTrend.Steady)]
    [InlineData(90, 100, CallTrend.Steady)]
    [InlineData(89, 100, CallTrend.Falling)]
    internal void A_trend_is_this_week_against_the_last(long thisWeek, long lastWeek, CallTrend trend) => CallTrends.Of(thisWeek, lastWeek).ShouldBe(trend);

    private static async Task<List<string?>> IdsAsync(HttpClient vendor)
        => [.. (await vendor.GetJsonAsync("/vendor/v1/notices")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString())];

    private static async Task<List<string>> ReadAsync(HttpClient client, string list, int limit)
    {
        var all = new List<string>();
        for (var (cursor, isLast) = ("", false); !isLast;)
        {
            var page = await client.GetJsonAsync($"{list}?limit={limit}{cursor}");
            all.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.ToString()));
            isLast = !page.TryGetProperty("next", out var next);
            cursor = isLast ? "" : $"&cursor={next.GetString()}";
        }

        return all;
    }
}
