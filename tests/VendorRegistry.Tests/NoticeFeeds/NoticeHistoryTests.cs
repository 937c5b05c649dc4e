using System.Net;
using System.Text;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.NoticeFeeds;
using Digdir.Altinn.VendorRegistry.Notices;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Signing;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Notices;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.NoticeFeeds;

/// <summary>The history has every notice that was ever published, at the registry and at nodes without one, for as long as one of them remembers.</summary>
public sealed class NoticeHistoryTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    [Theory, OnSqlite, OnPostgres]
    public async Task What_pictures_have_forgotten_is_in_the_history_everywhere(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var clock = new ManualClock(Monday);
        var registry = await RegistryHost.StartAsync(database, clock, new()
        {
            ["Signing:Keys:0"] = StandardWebhook.Write(StandardWebhook.PrivatePrefix, Encoding.ASCII.GetBytes("TESTSIGNINGKEYDONOTUSETHISFORANY")),
        });
        using var node = Node(registry, clock, registry.Address.ToString());
        var old = IdOf(await registry.AsEveryone().PublishedAsync(NoticeCalls.Works(Monday.AddHours(1), Monday.AddHours(2))));
        await registry.AsEveryone().DraftAsync(NoticeCalls.Change(Monday.AddDays(60)));
        (await HistoryOf(registry)).ShouldNotBeNull().Find(old).ShouldNotBeNull().State.ShouldBe(NoticeState.Published);

        // Ended long ago, and a new one since: the picture that is made then has only the new one.
        clock.Step(Monday.AddDays(1));
        await registry.Services.GetRequiredService<NoticeTimes>().RunAsync(CancellationToken.None);
        clock.Step(Monday.AddDays(200));
        var recent = IdOf(await registry.AsEveryone().PublishedAsync(NoticeCalls.Works(Monday.AddDays(201), Monday.AddDays(202))));
        registry.Picture.Notices.ShouldHaveSingleItem().Id.ShouldBe(recent);

        var history = (await HistoryOf(registry)).ShouldNotBeNull();
        history.Find(old).ShouldNotBeNull().State.ShouldBe(NoticeState.Completed);
        (NoticeArchive.Read(history.Archive.Body) ?? []).Select(notice => notice.Id).ShouldBe([old, recent], "drafts are nobody's to see");
        (await HistoryOf(registry)).ShouldBeSameAs(history, "it is read again only when a notice has changed");

        var followed = (await node.GetAsync(CancellationToken.None)).ShouldNotBeNull();
        followed.Archive.Body.ShouldBe(history.Archive.Body);
        followed.Find(old).ShouldNotBeNull();
        var signature = followed.Signature.ShouldNotBeNull();
        Ed25519.Verify(signature.PublicKey, followed.Archive.Body, signature.Value).ShouldBeTrue();

        // A change that the node hears of while no registry answers any more.
        await registry.AsEveryone().PublishedAsync(NoticeCalls.Works(Monday.AddDays(201), Monday.AddDays(202)));
        await registry.DisposeAsync();
        (await node.GetAsync(CancellationToken.None)).ShouldBeSameAs(followed);
    }

    [Fact]
    public async Task The_history_is_for_nodes_that_have_the_key_and_without_a_signing_key_it_has_no_signature()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        var clock = new ManualClock(Monday);
        await using var registry = await RegistryHost.StartAsync(database, clock);
        (await registry.Anonymous().GetAsync(NoticeHistoryFeedApi.Path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await registry.AsEveryone().GetAsync(NoticeHistoryFeedApi.Path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        using var node = Node(registry, clock, registry.Address.ToString());
        (await node.GetAsync(CancellationToken.None)).ShouldNotBeNull().Signature.ShouldBeNull();
    }

    [Fact]
    public async Task A_registry_that_does_not_answer_is_asked_no_more_often_for_many_callers()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        var clock = new ManualClock(Monday);
        await using var registry = await RegistryHost.StartAsync(database, clock);
        using var node = Node(registry, clock, "http://127.0.0.1:9/", registry.Address.ToString());

        (await node.GetAsync(CancellationToken.None)).ShouldBeNull();
        (await node.GetAsync(CancellationToken.None)).ShouldBeNull("the other registry's turn comes after the pause");
        clock.Step(Monday.AddSeconds(5));
        (await node.GetAsync(CancellationToken.None)).ShouldNotBeNull();
    }

    private static ValueTask<NoticeHistory?> HistoryOf(RegistryHost registry) => registry.Services.GetRequiredService<INoticeHistory>().GetAsync(CancellationToken.None);

    /// <summary>A node that has the registry's picture.</summary>
    private static FollowedNoticeHistory Node(RegistryHost registry, TimeProvider clock, params string[] addresses) => new(
        registry.Services.GetRequiredService<IPictures>(), Options.Create(new FeedOptions { Address = string.Join(',', addresses), Key = RegistryHost.FeedKey }), clock, NullLogger<FollowedNoticeHistory>.Instance);

    private static Guid IdOf(string path) => Guid.Parse(path.Split('/')[^1]);
}
