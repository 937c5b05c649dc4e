using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Pictures;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Notices;

/// <summary>Where the links of answers lead.</summary>
public sealed class NoticesApiTests
{
    [Fact]
    public async Task Everybody_can_read_what_a_link_leads_to()
    {
        await using var gateway = await ServingGateway.StartAsync();
        var removal = NoticeSamples.Removal(gateway.Clock.GetUtcNow(), "dialogporten.dialogs.get") with
        {
            Title = new("<b>Borte</b>", "Borte", "Gone"),
            Brownouts = [new(AltinnEnvironment.Test, gateway.Clock.GetUtcNow().AddDays(20), gateway.Clock.GetUtcNow().AddDays(20).AddMinutes(15))],
        };
        gateway.Registry = gateway.Registry.Telling(removal);

        foreach (var (accepted, language, word) in new[] { (null, "nb", "&lt;b&gt;Borte&lt;/b&gt;"), ("nn-NO, en;q=0.5", "nn", "<h1>Borte"), ("de, en;q=0.5", "en", "<h1>Gone"), ("no;q=0.1, en", "en", "Brownout") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/notices/{removal.Id}");
            request.Headers.TryAddWithoutValidation("Accept-Language", accepted);
            using var page = await gateway.Public.SendAsync(request);
            page.StatusCode.ShouldBe(HttpStatusCode.OK);
            page.Content.Headers.ContentType?.MediaType.ShouldBe("text/html");
            page.Content.Headers.ContentLanguage.ShouldBe([language]);
            (await page.Content.ReadAsStringAsync()).ShouldContain(word);
        }

        var notice = await gateway.Public.GetFromJsonAsync<JsonElement>($"/notices/{removal.Id}.json");
        notice.GetProperty("kind").GetString().ShouldBe("breakingChange");
        notice.GetProperty("title").GetProperty("en").GetString().ShouldBe("Gone");
        notice.GetProperty("successor").GetString().ShouldBe($"{gateway.Public.BaseAddress?.ToString().TrimEnd('/')}{removal.Successor}");
    }

    [Theory]
    [InlineData("")]
    [InlineData(".json")]
    public async Task A_notice_that_nobody_published_is_not_there(string suffix)
    {
        await using var gateway = await ServingGateway.StartAsync();

        (await gateway.Public.GetAsync($"/notices/{Guid.NewGuid()}{suffix}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
