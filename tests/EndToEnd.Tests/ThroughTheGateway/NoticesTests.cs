using System.Net;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests.ThroughTheGateway;

/// <summary>What the servicedesk publishes, callers meet.</summary>
[Collection(SharedSandbox.Name)]
public sealed class NoticesTests(RunningSandbox sandbox)
{
    private const string Dialogs = "/dialogporten/api/v1/enduser/dialogs/";

    private readonly Servicedesk _servicedesk = new(sandbox);

    [Fact]
    public async Task A_breaking_change_is_told_within_a_second_of_its_publication_on_exactly_its_operations_until_it_is_withdrawn()
    {
        var token = await sandbox.TokenAsync("maskinporten-systemuser", "vendor=" + await _servicedesk.RegisterAsync());
        var id = (await _servicedesk.DoAsync(HttpMethod.Post, "notices", Change("dialogporten.labellog.list")))["id"].Text();
        (await TellsAsync(token, "labellog")).ShouldBeFalse("a draft is nobody's business");

        await _servicedesk.DoAsync(HttpMethod.Post, $"notices/{id}/publish", new { }, "*");
        await WithinASecondAsync(() => TellsAsync(token, "labellog"));

        using (var told = await AskAsync(token, "labellog"))
        {
            told.Headers.Contains("Sunset").ShouldBeTrue();
            var link = string.Join(", ", told.Headers.GetValues("Link"));
            link.ShouldContain("rel=\"successor-version\"");
            link.ShouldContain($"/notices/{id}>; rel=\"deprecation\"");
        }

        using (var page = await sandbox.AskAsync($"/notices/{id}", null))
        {
            page.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await page.Content.ReadAsStringAsync()).ShouldContain("Loggen fjernes");
        }

        using (var other = await sandbox.AskAsync($"{Dialogs}{Guid.NewGuid()}/seenlog", token))
        {
            other.Headers.Contains("Deprecation").ShouldBeFalse();
        }

        await _servicedesk.DoAsync(HttpMethod.Post, $"notices/{id}/withdraw", new { text = Words("Trukket") }, "*");
        await WithinASecondAsync(async () => !await TellsAsync(token, "labellog"));
    }

    private static object Change(string operation) => new
    {
        kind = "breakingChange",
        title = Words("Loggen fjernes"),
        text = Words("Bruk den nye."),
        impact = "major",
        products = new[] { "dialogporten" },
        operations = new[] { operation },
        environments = new[] { "test" },
        startsAt = TimeProvider.System.GetUtcNow().AddDays(70),
        removes = true,
        successor = "/dialogporten/api/v2/enduser/labellog",
    };

    private static object Words(string text) => new { nb = text, nn = text, en = text };

    private Task<HttpResponseMessage> AskAsync(string token, string what) => sandbox.AskAsync($"{Dialogs}{Guid.NewGuid()}/context/{what}", token);

    private async Task<bool> TellsAsync(string token, string what)
    {
        using var answer = await AskAsync(token, what);
        return answer.Headers.Contains("Deprecation");
    }

    /// <summary>No request that was sent a second later still meets the old state. How long a busy machine takes over one that was sent in time says nothing.</summary>
    private static async Task WithinASecondAsync(Func<Task<bool>> holds)
    {
        var start = TimeProvider.System.GetTimestamp();
        var lastBefore = TimeSpan.Zero;
        await Eventually.TrueAsync(async () =>
        {
            var sent = TimeProvider.System.GetElapsedTime(start);
            var so = await holds();
            lastBefore = so ? lastBefore : sent;
            return so;
        });
        lastBefore.ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }
}
