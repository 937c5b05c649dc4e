using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.NoticeFeeds;

/// <summary>The feed as the rules of RFC 4287 want it.</summary>
public sealed class AtomFeedTests
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    [Fact]
    public async Task Every_notice_is_an_entry_with_what_the_standard_demands()
    {
        await using var host = await FeedHost.StartAsync(Notices.All);

        var feed = await ReadAsync(host, "/notices/feed.atom");

        feed.Elements(Atom + "entry").Select(entry => entry.Element(Atom + "id")?.Value).ShouldBe(Notices.All.Select(notice => $"urn:uuid:{notice.Id}"));
        var change = feed.Elements(Atom + "entry").ElementAt(1);
        change.Element(Atom + "title")?.Value.ShouldBe(Notices.Change.Title.Nb);
        change.Element(Atom + "content")?.Value.ShouldContain("som står i <samme> svar & er bedre.");
        change.Element(Atom + "link")?.Attribute("href")?.Value.ShouldBe($"{host.Address}/notices/{Notices.Change.Id}");
        change.Elements(Atom + "category").Select(category => category.Attribute("term")?.Value).ShouldBe(["breakingChange", "published", "dialogporten"]);
        feed.Attribute(XNamespace.Xml + "lang")?.Value.ShouldBe("nb");
    }

    [Fact]
    public async Task An_empty_feed_is_a_feed()
    {
        await using var host = await FeedHost.StartAsync([]);

        (await ReadAsync(host, "/notices/feed.atom")).Elements(Atom + "entry").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_long_feed_comes_in_pages_that_lead_to_each_other_and_hold_every_notice_once()
    {
        var many = Enumerable.Range(0, 120).Select(i => Notices.Change with { Id = Guid.NewGuid(), PublishedAt = Notices.Now.AddHours(-i), UpdatedAt = Notices.Now.AddHours(-i) }).ToList();
        await using var host = await FeedHost.StartAsync([.. many]);

        List<string?> ids = [];
        string? next = "/notices/feed.atom?product=dialogporten";
        while (next is not null)
        {
            var page = await ReadAsync(host, next);
            ids.AddRange(page.Elements(Atom + "entry").Select(entry => entry.Element(Atom + "id")?.Value));
            page.Element(Atom + "id")?.Value.ShouldBe($"{host.Address}/notices/feed.atom?product=dialogporten");
            LinkOf(page, "last").ShouldBe($"{host.Address}/notices/feed.atom?product=dialogporten&page=3");
            next = LinkOf(page, "next");
        }

        ids.ShouldBe(many.Select(notice => (string?)$"urn:uuid:{notice.Id}"));
        ((int)(await host.SendAsync("/notices/feed.atom?page=4")).StatusCode).ShouldBe(404);
    }

    [Fact]
    public async Task What_xml_cannot_hold_is_left_out()
    {
        await using var host = await FeedHost.StartAsync([Notices.Change with { Title = new("a\u0001b\uFFFEc\uD800", "", "") }]);

        (await ReadAsync(host, "/notices/feed.atom")).Element(Atom + "entry")?.Element(Atom + "title")?.Value.ShouldBe("abc\uFFFD");
    }

    [Theory]
    [InlineData("nn", "Søket")]
    [InlineData("en", "Dialogporten's search")]
    public async Task The_feed_is_in_the_language_asked_for(string language, string title)
    {
        await using var host = await FeedHost.StartAsync([Notices.Change]);

        (await ReadAsync(host, $"/notices/feed.atom?lang={language}")).Element(Atom + "entry")?.Element(Atom + "title")?.Value.ShouldStartWith(title);
    }

    private static string? LinkOf(XElement feed, string relation) => feed.Elements(Atom + "link").FirstOrDefault(link => link.Attribute("rel")?.Value == relation)?.Attribute("href")?.Value;

    private static async Task<XElement> ReadAsync(FeedHost host, string address)
    {
        using var response = await host.SendAsync(address);
        response.EnsureSuccessStatusCode();
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/atom+xml");
        using var reader = XmlReader.Create(await response.Content.ReadAsStreamAsync(), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        var feed = XElement.Load(reader);

        // RFC 4287 4.1.1: exactly one id, title and updated; an author, for no entry has one; at most one alternate of a type and language; a self link.
        feed.Name.ShouldBe(Atom + "feed");
        feed.Elements(Atom + "author").Elements(Atom + "name").ShouldHaveSingleItem().Value.ShouldNotBeEmpty();
        LinkOf(feed, "self").ShouldBe(address.StartsWith('/') ? host.Address + address : address);
        CheckHolder(feed);
        foreach (var entry in feed.Elements(Atom + "entry"))
        {
            CheckHolder(entry);
            CheckInstant(entry.Elements(Atom + "published").ShouldHaveSingleItem());

            // 4.1.2: an entry without an alternate link must have content; ours have both. 4.1.3: a content of text holds no elements.
            entry.Elements(Atom + "link").Count(link => link.Attribute("rel")?.Value == "alternate").ShouldBe(1);
            var content = entry.Elements(Atom + "content").ShouldHaveSingleItem();
            content.Attribute("type")?.Value.ShouldBe("text");
            content.HasElements.ShouldBeFalse();
        }

        feed.Elements(Atom + "entry").Select(entry => entry.Element(Atom + "id")?.Value).ShouldBeUnique();
        return feed;
    }

    private static void CheckHolder(XElement holder)
    {
        Uri.TryCreate(holder.Elements(Atom + "id").ShouldHaveSingleItem().Value, UriKind.Absolute, out _).ShouldBeTrue();
        holder.Elements(Atom + "title").ShouldHaveSingleItem();
        CheckInstant(holder.Elements(Atom + "updated").ShouldHaveSingleItem());
        holder.Elements(Atom + "link").ShouldAllBe(link => Uri.IsWellFormedUriString(link.Attribute("href") == null ? "" : (string?)link.Attribute("href"), UriKind.Absolute));
    }

    private static void CheckInstant(XElement instant) => DateTimeOffset.TryParseExact(instant.Value, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _).ShouldBeTrue(instant.Value);
}
