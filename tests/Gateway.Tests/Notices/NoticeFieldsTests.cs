using System.Globalization;
using Digdir.Altinn.Gateway.Notices;
using Digdir.Altinn.Gateway.Throttling;
using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Notices;

/// <summary>The fields, against the examples of the RFCs that define them.</summary>
public sealed class NoticeFieldsTests
{
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(3);
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_change_is_told_as_in_the_example_of_RFC_9745()
    {
        // RFC 9745 section 4: deprecated on Friday, June 30, 2023 at 23:59:59 UTC, gone a year later.
        var removal = NoticeSamples.Removal(Now) with
        {
            PublishedAt = new(2023, 6, 30, 23, 59, 59, TimeSpan.Zero),
            StartsAt = new(2024, 6, 30, 23, 59, 59, TimeSpan.Zero),
        };

        var headers = Headers(Fields(removal));

        headers["Deprecation"].ToString().ShouldBe("@1688169599");
        headers["Sunset"].ToString().ShouldBe("Sun, 30 Jun 2024 23:59:59 GMT");
    }

    [Fact]
    public void Dates_are_written_and_read_as_in_RFC_9651()
    {
        // RFC 9651 section 3.3.7.
        StructuredFields.Date(DateTimeOffset.FromUnixTimeSeconds(1659578233)).ShouldBe("@1659578233");
        StructuredFields.TryReadDate("@1659578233", out var read).ShouldBeTrue();
        read.ToUnixTimeSeconds().ShouldBe(1659578233);
        StructuredFields.TryReadDate("@-62;a=1", out read).ShouldBeTrue();
        read.ToUnixTimeSeconds().ShouldBe(-62);
        foreach (var other in new[] { "", "@", "true", "?1", "1659578233", "@1659578233.5", "@+1", "@ 1", "@1, @2", "Sun, 11 Nov 2018 23:59:59 GMT", "@99999999999999999999" })
        {
            StructuredFields.TryReadDate(other, out _).ShouldBeFalse(other);
        }
    }

    [Fact]
    public void Links_lead_to_the_notice_and_to_what_comes_instead()
    {
        var links = Headers(Fields(NoticeSamples.Removal(Now), "https://gw.example/")).Link.ToArray();

        const string Notice = "https://gw.example/notices/0194fe82-9280-77a5-a7cd-5ff0e6a6fa07";
        const string Page = "type=\"text/html\"; hreflang=\"nb\"; hreflang=\"nn\"; hreflang=\"en\"";
        links.ShouldBe(
        [
            $"<{Notice}>; rel=\"deprecation\"; {Page}",
            $"<{Notice}>; rel=\"sunset\"; {Page}",
            "<https://gw.example/dialogporten/api/v2/enduser/parties>; rel=\"successor-version\"",
            $"<{Notice}.json>; rel=\"describedby\"; type=\"application/json\"",
        ]);
        Headers(Fields(NoticeSamples.Removal(Now))).Link[0].ShouldNotBeNull().ShouldStartWith("</notices/");
    }

    [Theory]
    [InlineData("https://docs.example/a>; rel=\"next\"\r\nX-Evil: 1", "https://docs.example/a%3E;%20rel=%22next%22%0D%0AX-Evil:%201")]
    [InlineData("https://docs.example/ny søk", "https://docs.example/ny%20s%C3%B8k")]
    [InlineData("//other.example/a", "//other.example/a")]
    public void Nothing_an_author_writes_breaks_out_of_a_link(string successor, string written)
        => Headers(Fields(NoticeSamples.Removal(Now) with { Successor = successor })).Link[2].ShouldBe($"<{written}>; rel=\"successor-version\"");

    [Fact]
    public void A_change_that_removes_nothing_has_no_sunset_and_is_told_until_it_takes_effect()
    {
        var change = NoticeSamples.Change(Now);

        var before = Fields(change);
        Headers(before).ContainsKey("Sunset").ShouldBeFalse();
        Headers(before).Link.ToString().ShouldNotContain("sunset");
        before.Until.ShouldBe(change.StartsAt.GetValueOrDefault());
        Of([change], [], change.StartsAt.GetValueOrDefault()).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Of_several_the_earliest_dates_are_told_and_the_links_of_all()
    {
        var first = NoticeSamples.Removal(Now) with { PublishedAt = Now.AddDays(-2), StartsAt = Now.AddDays(90) };
        var second = NoticeSamples.Removal(Now) with { Id = Guid.NewGuid(), PublishedAt = Now.AddDays(-30), StartsAt = Now.AddDays(60) };
        var third = NoticeSamples.Change(Now) with { Id = Guid.NewGuid(), PublishedAt = Now.AddDays(-40), StartsAt = Now.AddDays(70) };

        var headers = Headers(Of([second, third, first], [], Now));

        headers["Deprecation"].ToString().ShouldBe($"@{Now.AddDays(-40).ToUnixTimeSeconds()}");
        headers["Sunset"].ToString().ShouldBe(Now.AddDays(60).ToString("r", CultureInfo.InvariantCulture));
        headers.Link.Count(link => link?.Contains("rel=\"deprecation\"", StringComparison.Ordinal) == true).ShouldBe(3);
    }

    [Fact]
    public void However_many_notices_there_are_the_answer_stays_within_what_proxies_take()
        => Headers(Of([.. Enumerable.Range(0, 100).Select(_ => NoticeSamples.Removal(Now) with { Id = Guid.NewGuid() })], [], Now))
            .Link.Sum(link => link?.Length ?? 0).ShouldBeLessThan(4096);

    [Fact]
    public void An_emergency_that_took_effect_before_it_was_told_is_not_gone_before_it_was_deprecated()
    {
        var headers = Headers(Fields(NoticeSamples.Removal(Now) with { PublishedAt = Now, StartsAt = Now.AddHours(-1) }));

        headers["Deprecation"].ToString().ShouldBe($"@{Now.ToUnixTimeSeconds()}");
        headers["Sunset"].ToString().ShouldBe(Now.ToString("r", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(null, null, "@1793520000", "Mon, 28 Dec 2026 08:00:00 GMT")]
    [InlineData("@1700000000", null, "@1700000000", "Mon, 28 Dec 2026 08:00:00 GMT")]
    [InlineData(null, "Fri, 01 Jan 2027 00:00:00 GMT", "@1793520000", "Fri, 01 Jan 2027 00:00:00 GMT")]
    [InlineData("@1700000000", "Fri, 01 Jan 2027 00:00:00 GMT", "@1700000000", "Fri, 01 Jan 2027 00:00:00 GMT")]
    // The product's sunset lies before our deprecation, and its deprecation after our sunset: in either case ours gives way.
    [InlineData(null, "Wed, 01 Jan 2025 00:00:00 GMT", "@1735689600", "Wed, 01 Jan 2025 00:00:00 GMT")]
    [InlineData("@1900000000", null, "@1793520000", "Mon, 28 Dec 2026 08:00:00 GMT")]
    // What cannot be read is left as it is.
    [InlineData("true", null, "true", "Mon, 28 Dec 2026 08:00:00 GMT")]
    [InlineData(null, "tomorrow", "@1793520000", "tomorrow")]
    public void What_the_product_says_itself_stays(string? deprecation, string? sunset, string expectedDeprecation, string expectedSunset)
    {
        IHeaderDictionary headers = new HeaderDictionary { ["Link"] = "<https://product.example/help>; rel=\"help\"" };
        if (deprecation is not null)
        {
            headers["Deprecation"] = deprecation;
        }

        if (sunset is not null)
        {
            headers["Sunset"] = sunset;
        }

        Fields(NoticeSamples.Removal(Now)).AddTo(headers);

        headers["Deprecation"].ToString().ShouldBe(expectedDeprecation);
        headers["Sunset"].ToString().ShouldBe(expectedSunset);
        headers.Link[0].ShouldBe("<https://product.example/help>; rel=\"help\"");
        headers.Link.Count.ShouldBe(5);
    }

    [Fact]
    public void Maintenance_is_announced_some_days_ahead_and_until_it_is_over()
    {
        var starts = Now.AddDays(10);
        var work = new PlannedWork(Guid.NewGuid(), starts, starts.AddHours(2), NoticeSamples.Work(starts));
        var later = new PlannedWork(Guid.NewGuid(), starts.AddDays(1), null, null);

        var none = Of([], [work, later], Now);
        none.IsEmpty.ShouldBeTrue();
        none.Until.ShouldBe(starts - Ahead);

        var ahead = Of([], [work, later], starts - Ahead);
        Headers(ahead)["Altinn-Maintenance"].ToString().ShouldBe($"starts=@{starts.ToUnixTimeSeconds()}, ends=@{starts.AddHours(2).ToUnixTimeSeconds()}, notice=\"{work.Id}\"");
        Headers(ahead).Link.ToString().ShouldContain("rel=\"status\"");
        Headers(ahead).ContainsKey("Deprecation").ShouldBeFalse();
        ahead.Until.ShouldBe(later.From - Ahead);

        var next = Of([], [work, later], starts.AddHours(2));
        Headers(next)["Altinn-Maintenance"].ToString().ShouldBe($"starts=@{later.From.ToUnixTimeSeconds()}, window=\"{later.Id}\"");
        next.Until.ShouldBe(DateTimeOffset.MaxValue);
    }

    private static NoticeFields Fields(NoticePicture change, string? publicAddress = null) => Of([change], [], Now, publicAddress);

    private static NoticeFields Of(NoticePicture[] changes, PlannedWork[] maintenance, DateTimeOffset now, string? publicAddress = null)
        => NoticeFields.Of(new OperationNotices([.. changes], [.. maintenance], []), Links(publicAddress), Ahead, now);

    private static NoticeLinks Links(string? publicAddress)
        => new(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Gateway:PublicAddress"] = publicAddress }).Build());

    private static IHeaderDictionary Headers(NoticeFields fields)
    {
        IHeaderDictionary headers = new HeaderDictionary();
        fields.AddTo(headers);
        return headers;
    }
}
