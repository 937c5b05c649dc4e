using System.Net;
using System.Text;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Digdir.Altinn.VendorRegistry.Traffic;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Traffic;

/// <summary>Nodes without the registry role bring their counts to a registry, and tell them again until they are taken.</summary>
public sealed class TrafficFeedTests
{
    private readonly ManualClock _clock = new();

    [Theory, OnSqlite, OnPostgres]
    public async Task What_a_node_counted_arrives_whole_and_once(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, _clock);
        using var node = Node(registry.Address.ToString(), RegistryHost.FeedKey);
        var report = Report();

        await node.TakeAsync(report, CancellationToken.None);
        await node.TakeAsync(report, CancellationToken.None);

        await using var db = database.Open();
        var row = await db.Traffic.AsNoTracking().SingleAsync();
        var told = report.Rows[0];
        new TrafficCount(row.Operation, row.Hour, row.Environment, row.Vendor, row.System, row.Customer, row.Calls, row.Refused, row.LastAt).ShouldBe(told);
    }

    [Theory, OnSqlite]
    public async Task A_node_without_the_key_is_not_heard_and_knows_it(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, _clock);
        using var node = Node(registry.Address.ToString(), "another-key-that-is-long-enough-to-be-one");

        await Should.ThrowAsync<HttpRequestException>(node.TakeAsync(Report(), CancellationToken.None));
        await using var db = database.Open();
        (await db.Traffic.CountAsync()).ShouldBe(0);
    }

    [Theory, OnSqlite]
    public async Task A_node_turns_to_the_next_registry_when_one_is_gone(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, _clock);
        using var node = Node($"http://127.0.0.1:9,{registry.Address}", RegistryHost.FeedKey);

        await Should.ThrowAsync<HttpRequestException>(node.TakeAsync(Report(), CancellationToken.None));
        await node.TakeAsync(Report(), CancellationToken.None);

        await using var db = database.Open();
        (await db.Traffic.CountAsync()).ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"node\":\"6f1cb1a1-5f4c-4b0f-8d4c-2d3cbb5a0001\",\"sequence\":1,\"rows\":[]}")]
    [InlineData("{\"node\":\"6f1cb1a1-5f4c-4b0f-8d4c-2d3cbb5a0001\",\"sequence\":1,\"rows\":[null]}")]
    [InlineData("{\"node\":\"6f1cb1a1-5f4c-4b0f-8d4c-2d3cbb5a0001\",\"sequence\":1,\"rows\":[{}]}")]
    public async Task A_misshapen_report_is_a_clear_problem(string body)
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var registry = await RegistryHost.StartAsync(database, _clock);
        var client = registry.Anonymous();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", FeedKey.Scheme + RegistryHost.FeedKey);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        await (await client.PostAsync(TrafficFeedApi.Path, content)).ShouldRefuseAsync(HttpStatusCode.BadRequest, "REG-00001");
    }

    [Fact]
    public void A_report_whose_figures_make_no_sense_is_not_taken()
    {
        var now = _clock.GetUtcNow();
        var good = Report();
        good.IsSane(now).ShouldBeTrue();
        TrafficCount row = good.Rows[0];
        TrafficCount[] bad =
        [
            row with { Operation = "" }, row with { Operation = new string('x', 201) }, row with { Hour = row.Hour + 48 }, row with { Hour = 0 },
            row with { Environment = (AltinnEnvironment)9 }, row with { Vendor = "310000003" }, row with { System = "a\0b" }, row with { Customer = "12345678901" },
            row with { Calls = 0 }, row with { Refused = -1 }, row with { LastAt = DateTimeOffset.MinValue }, row with { LastAt = DateTimeOffset.MaxValue },
        ];

        bad.Select(wrong => good with { Rows = [wrong] }).ShouldAllBe(report => !report.IsSane(now));
        (good with { Sequence = 0 }).IsSane(now).ShouldBeFalse();
        (good with { Node = Guid.Empty }).IsSane(now).ShouldBeFalse();
        (good with { Rows = Enumerable.Repeat(row, TrafficReport.MostRows + 1).ToArray() }).IsSane(now).ShouldBeFalse();
    }

    private static TrafficForwarder Node(string addresses, string key) => new(Options.Create(new FeedOptions { Address = addresses, Key = key }));

    private TrafficReport Report()
    {
        var now = _clock.GetUtcNow();
        return new(Guid.NewGuid(), 1, [new("events.subscriptions.create", TrafficHour.HourOf(now), AltinnEnvironment.Production, Numbers.First, "", "", 4, 3, now)]);
    }
}
