using Digdir.Altinn.Gateway.Observations;
using Digdir.Altinn.Grains.Observations;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Observations;

/// <summary>What a portal session's fields give away, and what they do not.</summary>
public sealed class BrowserExaminationTests
{
    internal const string Chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";
    private const string Edge = Chrome + " Edg/126.0.0.0";
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0";
    private const string Safari = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15";
    private const string ChromeOnIphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1";

    [Theory]
    [InlineData(Chrome, "\"Not/A)Brand\";v=\"8\", \"Chromium\";v=\"126\", \"Google Chrome\";v=\"126\"", "\"Windows\"")]
    [InlineData(Edge, "\"Not/A)Brand\";v=\"8\", \"Chromium\";v=\"126\", \"Microsoft Edge\";v=\"126\"", "\"Windows\"")]
    [InlineData(Firefox, null, null)]
    [InlineData(Safari, null, null)]
    [InlineData(ChromeOnIphone, null, null)]
    public void A_browser_gives_nothing_away_whether_it_loads_a_page_an_image_or_data(string agent, string? brands, string? platform)
    {
        var page = Fields(agent, brands, platform, "document", "navigate", "none");
        page["Sec-Fetch-User"] = "?1";
        page["Accept"] = "text/html,application/xhtml+xml,*/*;q=0.8";
        Signs(page, BrowserLoad.Document, isFirst: true).ShouldBe(BrowserSigns.DocumentOrAsset);

        Signs(Fields(agent, brands, platform, "image", "no-cors", "same-origin"), BrowserLoad.Asset).ShouldBe(BrowserSigns.DocumentOrAsset | BrowserSigns.Asset);
        Signs(Fields(agent, brands, platform, "empty", "cors", "same-site"), BrowserLoad.Data).ShouldBe(BrowserSigns.None);
    }

    [Theory]
    [InlineData(Chrome, true)]
    [InlineData(Firefox, true)]
    [InlineData(Safari, true)]
    [InlineData("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0.3945.88 Safari/537.36", false)]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:89.0) Gecko/20100101 Firefox/89.0", false)]
    [InlineData("Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.3 Safari/605.1.15", false)]
    [InlineData("Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.4 Safari/605.1.15", true)]
    [InlineData(ChromeOnIphone, false)]
    [InlineData("Mozilla/5.0 (something else)", false)]
    [InlineData("Chrome/126", false)]
    public void Missing_fetch_metadata_is_a_sign_only_where_the_browser_named_sends_it(string agent, bool isSign)
    {
        Has(BrowserSigns.FetchMetadataMissing, Fields(agent)).ShouldBe(isSign);
        Has(BrowserSigns.FetchMetadataMissing, Fields(agent, null, null, "empty", "cors", "same-origin")).ShouldBeFalse();

        // Over plain HTTP no browser sends it.
        (BrowserExamination.Examine(BrowserRequest.Of(Fields(agent), BrowserLoad.Data, isHttps: false)) & BrowserSigns.FetchMetadataMissing).ShouldBe(BrowserSigns.None);
    }

    [Fact]
    public void Fetch_metadata_that_no_browser_sends_is_a_sign()
    {
        Impossible("image", "navigate", "none", BrowserLoad.Document).ShouldBeTrue();
        Impossible("", "navigate", "none", BrowserLoad.Document).ShouldBeTrue();
        Impossible("document", "navigate", "none", BrowserLoad.Data).ShouldBeTrue("data is not navigated to");
        Impossible("empty", "cors", "same-origin", BrowserLoad.Data, isFirst: true).ShouldBeTrue("there was nowhere to come from");
        Impossible("empty", "cors", "same-origin", BrowserLoad.Data, user: "?1").ShouldBeTrue("people do not fetch");

        Impossible("iframe", "navigate", "same-origin", BrowserLoad.Document).ShouldBeFalse();
        Impossible("frame", "navigate", "cross-site", BrowserLoad.Document).ShouldBeFalse();
        Impossible("empty", "cors", "same-origin", BrowserLoad.Data).ShouldBeFalse();
        Impossible("document", "navigate", "cross-site", BrowserLoad.Document, isFirst: true, user: "?1").ShouldBeFalse();

        static bool Impossible(string dest, string mode, string site, BrowserLoad load, bool isFirst = false, string? user = null)
        {
            var fields = Fields(Firefox, null, null, dest, mode, site);
            if (user is not null)
            {
                fields["Sec-Fetch-User"] = user;
            }

            return (Signs(fields, load, isFirst) & BrowserSigns.FetchMetadataImpossible) != 0;
        }
    }

    [Theory]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0 Safari/537.36", nameof(BrowserSigns.AutomationAgent))]
    [InlineData("Mozilla/5.0 (Unknown; Linux x86_64) AppleWebKit/538.1 (KHTML, like Gecko) PhantomJS/2.1.1 Safari/538.1", nameof(BrowserSigns.AutomationAgent))]
    [InlineData("Playwright/1.44 (x64; ubuntu 22.04) node/20", nameof(BrowserSigns.AutomationAgent))]
    [InlineData("curl/8.5.0", nameof(BrowserSigns.LibraryAgent))]
    [InlineData("python-requests/2.31.0", nameof(BrowserSigns.LibraryAgent))]
    [InlineData("Java/17.0.2", nameof(BrowserSigns.LibraryAgent))]
    [InlineData("", nameof(BrowserSigns.LibraryAgent))]
    [InlineData(null, nameof(BrowserSigns.LibraryAgent))]
    [InlineData(Chrome, nameof(BrowserSigns.None))]
    [InlineData("Mozilla/5.0 (JavaScript; rv:1)", nameof(BrowserSigns.None))]
    public void Tools_and_libraries_that_name_themselves_are_believed(string? agent, string sign)
        => (Signs(Fields(agent), BrowserLoad.Data) & (BrowserSigns.AutomationAgent | BrowserSigns.LibraryAgent)).ShouldBe(Enum.Parse<BrowserSigns>(sign));

    [Fact]
    public void Fields_that_do_not_go_together_are_signs_one_by_one()
    {
        var none = Fields(Chrome);
        none.Remove("Accept-Language");
        Has(BrowserSigns.NoLanguage, none).ShouldBeTrue();
        var library = Fields("curl/8");
        library.Remove("Accept-Language");
        Has(BrowserSigns.NoLanguage, library).ShouldBeFalse("it does not claim to be a browser");

        foreach (var (encoding, lacks) in new[] { ("gzip, deflate", true), ("", true), ("br", false), ("gzip, BR;q=0.5", false), ("brotli", true) })
        {
            var fields = Fields(Chrome);
            fields["Accept-Encoding"] = encoding;
            Has(BrowserSigns.NoBrotli, fields).ShouldBe(lacks, encoding);
        }

        var anything = Fields(Chrome);
        anything["Accept"] = "*/*";
        Has(BrowserSigns.AnyTypePage, anything, BrowserLoad.Document).ShouldBeTrue();
        Has(BrowserSigns.AnyTypePage, anything, BrowserLoad.Data).ShouldBeFalse("scripts take anything");

        Has(BrowserSigns.HintsDisagree, Fields(Chrome, "\"Chromium\";v=\"120\"", "\"Windows\"")).ShouldBeTrue("another version");
        Has(BrowserSigns.HintsDisagree, Fields(Chrome, "\"Chromium\";v=\"126\"", "\"Linux\"")).ShouldBeTrue("another platform");
        Has(BrowserSigns.HintsDisagree, Fields(Chrome, "\"Chromium\";v=\"126\"", "\"Fuchsia\"")).ShouldBeFalse("a platform not known");
        Has(BrowserSigns.HintsDisagree, Fields(Firefox, "\"Chromium\";v=\"126\"", "\"Linux\"")).ShouldBeTrue("Firefox gives no hints");

        Signs(Fields(Chrome), BrowserLoad.Data, protocol: 11).HasFlag(BrowserSigns.OldProtocol).ShouldBeTrue();
        Signs(Fields(Chrome), BrowserLoad.Data, protocol: 20).HasFlag(BrowserSigns.OldProtocol).ShouldBeFalse();
        Signs(Fields(Chrome), BrowserLoad.Data, protocol: 0).HasFlag(BrowserSigns.OldProtocol).ShouldBeFalse("not known behind a proxy");
    }

    [Theory]
    [InlineData(200, 0.0049, true)]
    [InlineData(200, 0.005, false)]
    [InlineData(199, 0, false)]
    [InlineData(0, 0, false)]
    public void An_order_of_fields_is_odd_only_against_enough_peers(int peers, double share, bool isOdd)
    {
        var request = new BrowserRequest { Load = BrowserLoad.Data, IsHttps = true, Agent = Chrome, OrderPeers = peers, OrderShare = share };

        BrowserExamination.Examine(request).HasFlag(BrowserSigns.OddOrder).ShouldBe(isOdd);
    }

    [Fact]
    public void Whatever_is_sent_it_is_examined_and_nothing_breaks()
    {
        var random = new Random(1);
        string[] pieces = ["Mozilla/5.0 ", "Chrome/", "Version/", "Safari/", "Firefox/", "\"Chromium\";v=\"", "99999999999999999999", ".", "navigate", "", "\u00e5", ",", ";", "\"", "-1", "curl"];
        for (var run = 0; run < 20_000; run++)
        {
            var fields = new HeaderDictionary();
            foreach (var name in new[] { "User-Agent", "Accept", "Accept-Language", "Accept-Encoding", "Sec-Fetch-Dest", "Sec-Fetch-Mode", "Sec-Fetch-Site", "Sec-Fetch-User", "Sec-CH-UA", "Sec-CH-UA-Platform" })
            {
                if (random.Next(3) > 0)
                {
                    fields[name] = string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => pieces[random.Next(pieces.Length)]));
                }
            }

            BrowserExamination.Examine(BrowserRequest.Of(fields, (BrowserLoad)random.Next(3), random.Next(2) == 0, random.Next(32))).HasFlag(BrowserSigns.Examined).ShouldBeTrue();
        }
    }

    private static bool Has(BrowserSigns sign, HeaderDictionary fields, BrowserLoad load = BrowserLoad.Data) => Signs(fields, load).HasFlag(sign);

    private static BrowserSigns Signs(HeaderDictionary fields, BrowserLoad load, bool isFirst = false, int protocol = 20)
    {
        var signs = BrowserExamination.Examine(BrowserRequest.Of(fields, load, isHttps: true, protocol, isFirst));
        signs.HasFlag(BrowserSigns.Examined).ShouldBeTrue();
        return signs & ~BrowserSigns.Examined;
    }

    internal static HeaderDictionary Fields(string? agent, string? brands = null, string? platform = null, string? dest = null, string? mode = null, string? site = null)
    {
        var fields = new HeaderDictionary { ["Accept"] = "application/json", ["Accept-Language"] = "nb-NO,nb;q=0.9", ["Accept-Encoding"] = "gzip, deflate, br, zstd" };
        Set("User-Agent", agent);
        Set("Sec-CH-UA", brands);
        Set("Sec-CH-UA-Platform", platform);
        Set("Sec-Fetch-Dest", dest);
        Set("Sec-Fetch-Mode", mode);
        Set("Sec-Fetch-Site", site);
        return fields;

        void Set(string name, string? value)
        {
            if (value is not null)
            {
                fields[name] = value;
            }
        }
    }
}
