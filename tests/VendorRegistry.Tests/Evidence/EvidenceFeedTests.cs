using System.Net;
using System.Net.Sockets;
using System.Text;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.VendorRegistry.Evidence;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Cases;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Evidence;

/// <summary>Nodes without the registry role bring their evidence to a registry, and tell it again until it is heard.</summary>
public sealed class EvidenceFeedTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task What_a_node_tells_arrives_whole_and_once(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        using var node = Node(registry.Address.ToString(), RegistryHost.FeedKey);
        ConductEvent[] told = [CasesApiTests.Scraping(7), CasesApiTests.Polling(50)];

        await node.HearAsync(VendorId.Parse(Numbers.First), told, CancellationToken.None);
        await node.HearAsync(VendorId.Parse(Numbers.First), told, CancellationToken.None);

        var admin = registry.As("reader");
        var kept = (await admin.GetJsonAsync($"/admin/v1/vendors/{Numbers.First}/evidence")).GetProperty("items");
        kept.GetArrayLength().ShouldBe(2);
        var scraping = kept.EnumerateArray().Single(item => item.GetProperty("kind").GetString() == "scrapingProposed").GetProperty("figures").GetProperty("scraping");
        scraping.GetProperty("subject").GetProperty("subject").GetString().ShouldBe("fedcba9876543210");
        scraping.GetProperty("sample")[0].GetProperty("party").GetString().ShouldBe("deadbeef");
        (await admin.GetJsonAsync("/admin/v1/cases")).GetProperty("items").GetArrayLength().ShouldBe(2);
    }

    [Theory, OnSqlite]
    public async Task A_node_without_the_key_is_not_heard_and_knows_it(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        using var node = Node(registry.Address.ToString(), "another-key-that-is-long-enough-to-be-one");

        await Should.ThrowAsync<HttpRequestException>(node.HearAsync(VendorId.Parse(Numbers.First), [CasesApiTests.Polling(1)], CancellationToken.None).AsTask());
        (await registry.As("reader").GetJsonAsync("/admin/v1/cases")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Theory, OnSqlite]
    public async Task A_node_turns_to_the_next_registry_when_one_is_gone(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        using var node = Node($"http://127.0.0.1:9,{registry.Address}", RegistryHost.FeedKey);
        var told = CasesApiTests.Polling(1);

        await Should.ThrowAsync<HttpRequestException>(node.HearAsync(VendorId.Parse(Numbers.First), [told], CancellationToken.None).AsTask());
        await node.HearAsync(VendorId.Parse(Numbers.First), [told], CancellationToken.None);

        (await registry.As("reader").GetJsonAsync("/admin/v1/cases")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Theory, OnSqlite]
    public async Task A_node_turns_to_the_next_registry_when_one_does_not_answer(DatabaseProvider provider)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        using var node = Node($"http://{silent.LocalEndpoint},{registry.Address}", RegistryHost.FeedKey);
        var told = CasesApiTests.Polling(1);

        await Should.ThrowAsync<OperationCanceledException>(node.HearAsync(VendorId.Parse(Numbers.First), [told], CancellationToken.None).AsTask());
        await node.HearAsync(VendorId.Parse(Numbers.First), [told], CancellationToken.None);

        (await registry.As("reader").GetJsonAsync("/admin/v1/cases")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Theory, OnSqlite]
    public async Task Two_vendors_grains_may_number_their_events_alike(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        using var node = Node(registry.Address.ToString(), RegistryHost.FeedKey);
        var told = CasesApiTests.Polling(1);

        await node.HearAsync(VendorId.Parse(Numbers.First), [told], CancellationToken.None);
        await node.HearAsync(VendorId.Parse(Numbers.Second), [told], CancellationToken.None);

        (await registry.As("reader").GetJsonAsync("/admin/v1/cases")).GetProperty("items").GetArrayLength().ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"vendor\":\"310000004\"}")]
    [InlineData("{\"vendor\":\"1\",\"events\":[{\"id\":\"6f1cb1a1-5f4c-4b0f-8d4c-2d3cbb5a0001\",\"at\":1,\"kind\":\"finding\"}]}")]
    [InlineData("{\"vendor\":\"310000004\",\"events\":[null]}")]
    [InlineData("{\"vendor\":\"310000004\",\"events\":[{}]}")]
    [InlineData("{\"vendor\":\"310000004\",\"events\":[{\"id\":\"x\"}]}")]
    public async Task A_misshapen_message_is_a_clear_problem(string body)
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var registry = await RegistryHost.StartAsync(database);
        var client = registry.Anonymous();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", FeedKey.Scheme + RegistryHost.FeedKey);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        await (await client.PostAsync(EvidenceFeedApi.Path, content)).ShouldRefuseAsync(HttpStatusCode.BadRequest, "REG-00001");
    }

    private static EvidenceForwarder Node(string addresses, string key) => new(Options.Create(new FeedOptions { Address = addresses, Key = key }));
}
