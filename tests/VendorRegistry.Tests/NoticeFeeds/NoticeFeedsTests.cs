using System.Net;
using System.Text.Json;
using Digdir.Altinn.VendorRegistry.NoticeFeeds;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.NoticeFeeds;

/// <summary>What caches, filters and machines without a calendar are told.</summary>
public sealed class NoticeFeedsTests
{
    // The first key of RFC 8032 7.1.
    private const string SigningKey = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";

    public static TheoryData<string> Addresses => ["/notices", "/notices/feed.atom", "/notices/feed.json", "/notices/calendar.ics", "/notices/api/v2/summary.json", $"/notices/{Notices.Change.Id}", $"/notices/{Notices.Change.Id}.json", "/notices/archive.json", "/notices/archive.json.sig"];

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task A_copy_that_is_still_right_is_not_sent_again(string address)
    {
        await using var host = await FeedHost.StartAsync(Notices.All, SigningKey);
        using var first = await host.SendAsync(address);
        var (tag, changed) = (first.Headers.ETag?.ToString() ?? "", first.Content.Headers.LastModified.ShouldNotBeNull());
        first.Headers.CacheControl?.ToString().ShouldBe("public, max-age=60");

        foreach (var field in (List<(string, string)>)[("If-None-Match", tag), ("If-None-Match", $"\"other\", W/{tag}"), ("If-None-Match", "*"), ("If-Modified-Since", changed.ToString("R")), ("If-Modified-Since", changed.AddSeconds(5).ToString("R"))])
        {
            using var again = await host.SendAsync(address, fields: field);
            again.StatusCode.ShouldBe(HttpStatusCode.NotModified, field.ToString());
            again.Headers.ETag?.ToString().ShouldBe(tag);
            (await again.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        }

        foreach (var fields in (List<(string, string)[]>)[[("If-None-Match", "\"other\"")], [("If-None-Match", "\"other\""), ("If-Modified-Since", changed.ToString("R"))], [("If-Modified-Since", changed.AddSeconds(-1).ToString("R"))], [("If-Modified-Since", "yesterday")]])
        {
            using var again = await host.SendAsync(address, fields: fields);
            again.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Head_says_what_get_would_and_sends_nothing(string address)
    {
        await using var host = await FeedHost.StartAsync(Notices.All, SigningKey);
        using var get = await host.SendAsync(address);
        using var head = await host.SendAsync(address, HttpMethod.Head);

        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.Content.Headers.ContentLength.ShouldBe(get.Content.Headers.ContentLength);
        head.Headers.ETag.ShouldBe(get.Headers.ETag);
        (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_new_notice_is_a_new_feed_and_another_change_of_the_registry_is_not()
    {
        await using var host = await FeedHost.StartAsync([Notices.Change]);
        using var first = await host.SendAsync("/notices/feed.json");

        host.Take(Notices.Change);
        using var same = await host.SendAsync("/notices/feed.json");
        host.Take(Notices.Incident, Notices.Change);
        using var other = await host.SendAsync("/notices/feed.json", fields: ("If-None-Match", first.Headers.ETag?.ToString() ?? ""));

        same.Headers.ETag.ShouldBe(first.Headers.ETag);
        other.StatusCode.ShouldBe(HttpStatusCode.OK);
        other.Content.Headers.LastModified.ShouldBe(Notices.Incident.UpdatedAt);
    }

    [Fact]
    public async Task What_time_alone_changes_is_a_new_answer_with_a_new_date()
    {
        await using var host = await FeedHost.StartAsync([Notices.Maintenance]);
        using var before = await host.SendAsync("/notices/api/v2/summary.json");

        host.Clock.Advance(TimeSpan.FromHours(2) - TimeSpan.FromSeconds(20));
        using (var last = await host.SendAsync("/notices/api/v2/summary.json"))
        {
            last.Headers.CacheControl?.MaxAge.ShouldBe(TimeSpan.FromSeconds(20), "it is not to be used once it is wrong");
        }

        host.Clock.Advance(TimeSpan.FromSeconds(20));
        using var during = await host.SendAsync("/notices/api/v2/summary.json", fields: ("If-Modified-Since", before.Content.Headers.LastModified?.ToString("R") ?? ""));

        during.StatusCode.ShouldBe(HttpStatusCode.OK);
        during.Content.Headers.LastModified.ShouldBe(Notices.Maintenance.StartsAt);
    }

    [Fact]
    public async Task A_notice_that_is_over_leaves_the_feeds_after_a_while_and_its_page_stays()
    {
        await using var host = await FeedHost.StartAsync([Notices.Resolved]);
        (await ItemsAsync(host, "")).ShouldHaveSingleItem();

        host.Clock.Advance(TimeSpan.FromDays(60));

        (await ItemsAsync(host, "")).ShouldBeEmpty();
        using var page = await host.SendAsync($"/notices/{Notices.Resolved.Id}");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("?product=dialogporten", 2)]
    [InlineData("?product=events", 2)]
    [InlineData("?product=apps", 1)]
    [InlineData("?environment=production", 3)]
    [InlineData("?environment=test", 2)]
    [InlineData("?environment=test&product=melding", 1)]
    [InlineData("?utm_source=somewhere", 4)]
    public async Task Filters_leave_what_concerns_the_product_and_the_environment(string query, int left)
    {
        await using var host = await FeedHost.StartAsync(Notices.All);

        (await ItemsAsync(host, query)).Count.ShouldBe(left);
    }

    [Theory]
    [InlineData("?product=nothing", "product")]
    [InlineData("?product=", "product")]
    [InlineData("?product=events&product=apps", "product")]
    [InlineData("?environment=prod", "environment")]
    [InlineData("?lang=sv", "lang")]
    [InlineData("?page=0", "page")]
    [InlineData("?page=-1", "page")]
    [InlineData("?page=99999999999", "page")]
    public async Task A_filter_that_means_nothing_is_refused_by_name(string query, string field)
    {
        await using var host = await FeedHost.StartAsync(Notices.All);

        foreach (var address in (string[])["/notices", "/notices/feed.atom", "/notices/calendar.ics", "/notices/api/v2/status.json"])
        {
            using var response = await host.SendAsync(address + query);
            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
            JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("/notices/0199aaaa-0000-7000-8000-00000000ffff")]
    [InlineData("/notices/0199aaaa-0000-7000-8000-00000000ffff.json")]
    [InlineData("/notices/elsewhere")]
    [InlineData("/notices/api/v2/subscribers.json")]
    [InlineData("/notices/archive.json")]
    [InlineData("/notices/archive.json.sig")]
    [InlineData("/notices/archive.pem")]
    public async Task What_is_not_there_is_a_problem(string address)
    {
        await using var host = await FeedHost.StartAsync(Notices.All);

        using var response = await host.SendAsync(address);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Json_feed_has_what_version_1_1_demands_and_what_machines_act_on()
    {
        await using var host = await FeedHost.StartAsync(Notices.All);
        using var response = await host.SendAsync("/notices/feed.json");
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/feed+json");
        var feed = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

        feed.GetProperty("version").GetString().ShouldBe("https://jsonfeed.org/version/1.1");
        feed.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        feed.GetProperty("feed_url").GetString().ShouldBe($"{host.Address}/notices/feed.json");
        feed.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()).ShouldBeUnique();
        var change = feed.GetProperty("items")[1];
        change.GetProperty("content_text").GetString().ShouldNotBeNull().ShouldContain("<samme> svar & er");
        change.GetProperty("url").GetString().ShouldBe($"{host.Address}/notices/{Notices.Change.Id}");
        change.GetProperty("date_published").GetDateTimeOffset().ShouldBe(Notices.Change.PublishedAt);
        change.GetProperty("_altinn").GetProperty("startsAt").GetDateTimeOffset().ShouldBe(Notices.Change.StartsAt.ShouldNotBeNull());
        change.GetProperty("_altinn").GetProperty("brownouts")[0].GetProperty("environment").GetString().ShouldBe("test");
    }

    [Fact]
    public async Task The_archive_is_signed_and_anybody_can_check_it()
    {
        await using var host = await FeedHost.StartAsync(Notices.All, SigningKey);
        var archive = await host.Client.GetByteArrayAsync("/notices/archive.json");
        var signature = await host.Client.GetByteArrayAsync("/notices/archive.json.sig");
        var pem = await host.Client.GetStringAsync("/notices/archive.pem");

        var key = (Ed25519PublicKeyParameters)PublicKeyFactory.CreateKey(Convert.FromBase64String(string.Concat(pem.Split('\n').Where(line => !line.StartsWith('-')))));
        Convert.ToHexStringLower(key.GetEncoded()).ShouldBe("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        Verifies(archive).ShouldBeTrue();
        archive[^1] ^= 1;
        Verifies(archive).ShouldBeFalse();
        archive[^1] ^= 1;
        JsonDocument.Parse(archive).RootElement.GetProperty("notices").EnumerateArray().Select(notice => notice.GetProperty("id").GetGuid())
            .ShouldBe(Notices.All.OrderBy(notice => notice.PublishedAt).Select(notice => notice.Id));

        bool Verifies(byte[] message)
        {
            var signer = new Ed25519Signer();
            signer.Init(forSigning: false, key);
            signer.BlockUpdate(message, 0, message.Length);
            return signer.VerifySignature(signature);
        }
    }

    [Fact]
    public void An_archive_that_is_read_is_the_one_that_was_written()
    {
        var written = NoticeArchive.Build(Notices.All);

        NoticeArchive.Build(NoticeArchive.Read(written).ShouldNotBeNull()).ShouldBe(written);
        NoticeArchive.Read("[]"u8.ToArray()).ShouldBeNull();
        NoticeArchive.Read("{}"u8.ToArray()).ShouldBeNull();
    }

    [Theory]
    [InlineData("", "nb")]
    [InlineData("sv", "nb")]
    [InlineData("en-GB,nb;q=0.5", "en")]
    [InlineData("nn-NO, nb;q=0.9, en;q=0.8", "nn")]
    [InlineData("no", "nb")]
    public async Task The_language_follows_the_readers_preference(string preference, string language)
    {
        await using var host = await FeedHost.StartAsync(Notices.All);

        using var response = await host.SendAsync("/notices", fields: ("Accept-Language", preference));

        response.Content.Headers.ContentLanguage.ShouldBe([language]);
        response.Headers.Vary.ShouldContain("Accept-Language");
        (await response.Content.ReadAsStringAsync()).ShouldContain($"<html lang=\"{language}\">");
    }

    private static async Task<List<JsonElement>> ItemsAsync(FeedHost host, string query)
        => [.. JsonDocument.Parse(await host.Client.GetStringAsync($"/notices/feed.json{query}")).RootElement.GetProperty("items").EnumerateArray()];
}
