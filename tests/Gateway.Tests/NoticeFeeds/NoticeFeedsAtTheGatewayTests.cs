using System.Net;
using Digdir.Altinn.VendorRegistry.Pictures;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.NoticeFeeds;

/// <summary>Notices are there for everybody, on every node.</summary>
public sealed class NoticeFeedsAtTheGatewayTests
{
    private static readonly NoticePicture Notice = new()
    {
        Id = Guid.Parse("0199aaaa-0000-7000-8000-000000000001"),
        Kind = NoticeKind.Information,
        State = NoticeState.Published,
        Title = new("Nytt", "Nytt", "News"),
        Text = new("Les dette.", "Les dette.", "Read this."),
        Environments = [AltinnEnvironment.Test],
        PublishedAt = DateTimeOffset.FromUnixTimeSeconds(1_793_600_000),
        UpdatedAt = DateTimeOffset.FromUnixTimeSeconds(1_793_600_000),
    };

    [Theory]
    [InlineData("/notices")]
    [InlineData("/notices/feed.atom")]
    [InlineData("/notices/feed.json")]
    [InlineData("/notices/calendar.ics")]
    [InlineData("/notices/api/v2/summary.json")]
    [InlineData("/notices/0199aaaa-0000-7000-8000-000000000001")]
    public async Task Nobody_needs_a_token_to_read_them_and_the_management_listener_has_none(string address)
    {
        await using var gateway = await ServingGateway.StartAsync(["--Gateway:PublicAddress=https://gateway.example/"]);
        gateway.Registry = gateway.Registry with { Version = 2, Notices = [Notice] };

        using var response = await gateway.Public.GetAsync(address);
        using var management = await gateway.Management.GetAsync(address);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        management.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        if (address.EndsWith(".atom", StringComparison.Ordinal))
        {
            (await response.Content.ReadAsStringAsync()).ShouldContain("https://gateway.example/notices/0199aaaa-0000-7000-8000-000000000001");
        }
    }

    [Fact]
    public async Task A_node_that_only_forwards_has_them_too()
    {
        await using var gateway = await ServingGateway.StartAsync(["--Roles=gateway", "--Registry:Feed:CopyOnly=true"]);
        gateway.Registry = gateway.Registry with { Version = 2, Notices = [Notice] };

        (await gateway.Public.GetStringAsync("/notices/feed.json?lang=en")).ShouldContain("Read this.");
    }
}
