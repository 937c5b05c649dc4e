using System.Net;
using System.Net.Http.Headers;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Shouldly;
using Xunit;
using static Digdir.Altinn.VendorRegistry.Tests.Pictures.PictureChecks;

namespace Digdir.Altinn.VendorRegistry.Tests.Pictures;

public sealed class FeedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pictures-").FullName;

    private static VendorId First => VendorId.Parse(Numbers.First);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, OnSqlite, OnPostgres]
    public async Task A_hold_reaches_a_node_behind_another_registry_within_a_second(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        await using var other = await RegistryHost.StartAsync(database);
        await using var node = await FollowerNode.StartAsync(other.Address.ToString());
        var admin = registry.As("caseworker");
        await admin.RegisterVendorAsync(Numbers.First);
        await UntilAsync(() => node.Picture.Vendors.ContainsKey(First));

        // The median: on a busy machine one of them may wait for a processor.
        List<TimeSpan> times = [];
        for (var round = 0; round < 5; round++)
        {
            var hold = await admin.PutHoldAsync(Numbers.First);
            times.Add(await UntilAsync(() => node.Picture.Vendors[First].Holds.Any(held => held.Id == hold)));
        }

        times.Order().ElementAt(times.Count / 2).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        node.Picture.AsText().ShouldBe(registry.Picture.AsText());
    }

    [Theory, OnSqlite]
    public async Task A_node_keeps_its_picture_while_the_registry_is_gone_and_catches_up_when_it_is_back(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var registry = await RegistryHost.StartAsync(database);
        await registry.As("caseworker").RegisterVendorAsync(Numbers.First);
        await using var node = await FollowerNode.StartAsync(registry.Address.ToString());
        await UntilAsync(() => node.Picture.Vendors.ContainsKey(First));
        node.Health.Origin.ShouldBe(PictureOrigin.Registry);

        var address = registry.Address.ToString();
        await registry.DisposeAsync();
        await UntilAsync(() => !node.Health.SourceReachable);
        node.Picture.Vendors.ShouldContainKey(First);
        node.Health.CanServe.ShouldBeTrue();

        await using var again = await RegistryHost.StartAsync(database, address: address);
        await again.As("caseworker").PutHoldAsync(Numbers.First);
        await UntilAsync(() => node.Picture.Vendors[First].Holds.Length == 1);
        node.Health.SourceReachable.ShouldBeTrue();
    }

    [Theory, OnSqlite]
    public async Task A_node_that_starts_while_the_registry_is_gone_serves_from_its_copy(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var copy = Path.Combine(_folder, "picture.json");
        string text, address;
        await using (var registry = await RegistryHost.StartAsync(database))
        {
            address = registry.Address.ToString();
            var admin = registry.As("caseworker");
            await admin.RegisterVendorAsync(Numbers.First, "Blåbær & sønn ÆØÅ");
            await using var before = await FollowerNode.StartAsync(address, copy);
            await admin.PutHoldAsync(Numbers.First);
            await UntilAsync(() => before.Picture.Vendors[First].Holds.Length == 1);
            text = before.Picture.AsText();
            await UntilAsync(() => File.Exists(copy) && File.ReadAllText(copy).Contains("\"holds\"", StringComparison.Ordinal));
        }

        await using var after = await FollowerNode.StartAsync(address, copy);
        after.Picture.AsText().ShouldBe(text);
        after.Health.Origin.ShouldBe(PictureOrigin.Copy);
        after.Health.CanServe.ShouldBeTrue();
        after.Health.InStepAt.ShouldBeNull();
        Directory.GetFiles(_folder).ShouldBe([copy]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"format":2,"epoch":"6f1cb1a1-5f4c-4b0f-8d4c-2d3cbb5a0001","version":1,"after":0,"vendors":[],"policies":[],"maintenance":[],"terms":[]}""")]
    [InlineData("""{"format":1,"epoch":"6f1cb1a1-5f4c-4b0f-8d4c-2d3cbb5a0001","version":1,"after":0,"vendors":[{"id":"123"}],"policies":[],"maintenance":[],"terms":[]}""")]
    public async Task A_copy_that_cannot_be_used_counts_as_none(string content)
    {
        var copy = Path.Combine(_folder, "picture.json");
        await File.WriteAllTextAsync(copy, content);
        await using var node = await FollowerNode.StartAsync("http://127.0.0.1:9", copy);
        node.Picture.ShouldBeSameAs(RegistryPicture.Empty);
        node.Health.CanServe.ShouldBeFalse();
    }

    [Theory, OnSqlite]
    public async Task A_node_turns_to_the_next_registry_when_one_is_gone(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var first = await RegistryHost.StartAsync(database);
        await using var second = await RegistryHost.StartAsync(database);
        await using var node = await FollowerNode.StartAsync($"{first.Address}, {second.Address}");
        await first.DisposeAsync();

        await second.As("caseworker").RegisterVendorAsync(Numbers.First);
        await UntilAsync(() => node.Picture.Vendors.ContainsKey(First));
    }

    [Fact]
    public async Task A_registry_that_knows_nothing_does_not_tell_its_nodes_that_they_are_in_step()
    {
        await using var gone = TestDatabase.On("Host=/nonexistent;Username=registry;Timeout=1");
        await using var registry = await RegistryHost.StartAsync(gone);
        registry.Health.CanServe.ShouldBeFalse();
        await using var young = await FollowerNode.StartAsync(registry.Address.ToString());
        young.Health.CanServe.ShouldBeFalse();
        young.Health.SourceReachable.ShouldBeFalse();

        var copy = Path.Combine(_folder, "picture.json");
        await File.WriteAllTextAsync(copy, PictureTests.Full().AsText());
        await using var old = await FollowerNode.StartAsync(registry.Address.ToString(), copy);
        old.Health.Origin.ShouldBe(PictureOrigin.Copy);
        old.Health.InStepAt.ShouldBeNull();
    }

    [Theory, OnSqlite]
    public async Task The_feed_opens_for_its_key_only(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database);
        const string Question = "/feed/v1/pictures?after=0&epoch=00000000-0000-0000-0000-000000000000";
        foreach (var (scheme, key) in new[] { ("FeedKey", "wrong"), ("FeedKey", RegistryHost.FeedKey + "x"), ("Bearer", RegistryHost.FeedKey) })
        {
            var client = registry.Anonymous();
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(scheme, key);
            await (await client.GetAsync(Question)).ShouldRefuseAsync(HttpStatusCode.Unauthorized, "REG-00011");
        }

        await (await registry.Anonymous().GetAsync(Question)).ShouldRefuseAsync(HttpStatusCode.Unauthorized, "REG-00011");
        var node = registry.Anonymous();
        node.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("FeedKey", RegistryHost.FeedKey);
        (await node.GetAsync(Question)).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var bad in new[] { "/feed/v1/pictures", "/feed/v1/pictures?after=x&epoch=y", "/feed/v1/pictures?after=-1&epoch=00000000-0000-0000-0000-000000000000" })
        {
            await (await node.GetAsync(bad)).ShouldRefuseAsync(HttpStatusCode.BadRequest, "REG-00002");
        }
    }

    [Theory, OnSqlite]
    public async Task A_registry_without_a_key_serves_no_feed(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, settings: new() { ["Registry:Feed:Key"] = null });
        var node = registry.Anonymous();
        node.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "FeedKey ");
        await (await node.GetAsync("/feed/v1/pictures?after=0&epoch=00000000-0000-0000-0000-000000000000")).ShouldRefuseAsync(HttpStatusCode.Unauthorized, "REG-00011");
    }

    [Theory, OnPostgres]
    public async Task A_registry_serves_from_its_copy_while_the_database_is_gone_and_says_so_to_operators(DatabaseProvider provider)
    {
        provider.ShouldBe(DatabaseProvider.Postgres);
        await using var server = await PostgresServer.StartOwnAsync();
        var database = TestDatabase.On(await server.CreateDatabaseAsync());
        var settings = new Dictionary<string, string?> { ["Registry:Feed:CopyPath"] = Path.Combine(_folder, "picture.json") };
        await using (var registry = await RegistryHost.StartAsync(database, settings: settings))
        {
            var admin = registry.As("caseworker");
            await admin.RegisterVendorAsync(Numbers.First);
            await admin.PutHoldAsync(Numbers.First);
            await UntilAsync(() => File.Exists(settings["Registry:Feed:CopyPath"]) && File.ReadAllText(settings["Registry:Feed:CopyPath"] ?? "").Contains("\"holds\"", StringComparison.Ordinal));

            await server.KillAsync();
            await UntilAsync(() => !registry.Health.SourceReachable);
            registry.Picture.Vendors[First].Holds.Length.ShouldBe(1);
            await (await admin.GetAsync("/admin/v1/vendors")).ShouldRefuseAsync(HttpStatusCode.ServiceUnavailable, "REG-00013");
            await (await admin.PostAsync($"/admin/v1/vendors/{Numbers.First}/holds", System.Net.Http.Json.JsonContent.Create(new { ground = "breach", reason = "x" })))
                .ShouldRefuseAsync(HttpStatusCode.ServiceUnavailable, "REG-00013");
        }

        // The program starts again while the database is still gone.
        await using var young = await RegistryHost.StartAsync(database, settings: settings);
        young.Health.Origin.ShouldBe(PictureOrigin.Copy);
        young.Picture.Vendors[First].Holds.Length.ShouldBe(1);

        await server.StartAsync();
        await UntilAsync(() => young.Health is { SourceReachable: true, Origin: PictureOrigin.Registry });
        await young.As("caseworker").PutHoldAsync(Numbers.First);
        young.Picture.Vendors[First].Holds.Length.ShouldBe(2);
    }
}
