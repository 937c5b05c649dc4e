using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Holds;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Announcements;

public sealed class AnnouncementTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_kind_has_a_name_of_its_own_that_is_found_again()
    {
        AnnouncementKinds.ByName.Count.ShouldBe(AnnouncementKinds.All.Count);
        AnnouncementKinds.All.Select(kind => AnnouncementKinds.ByName.GetValueOrDefault(kind.Name)).ShouldBe(AnnouncementKinds.All);
        AnnouncementKinds.NoticePublished.EventType.ShouldBe("no.altinn.gateway.notice.published.v1");
        AnnouncementKinds.Topics.ShouldBe(["notices", "standing", "levels", "holds", "terms", "webhooks"]);
    }

    [Fact]
    public void Vendors_can_read_of_every_kind_that_they_hear_of()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "docs", "webhooks.md")))
        {
            folder = folder.Parent;
        }

        var page = File.ReadAllText(Path.Combine(folder.ShouldNotBeNull().FullName, "docs", "webhooks.md"));
        AnnouncementKinds.All.Where(kind => kind.Only is null).ShouldAllBe(kind => page.Contains($"`{kind.Name}`"));
        AnnouncementKinds.All.Where(kind => kind.ToServicedesk).ShouldAllBe(kind => kind.Only == "mail" && !page.Contains($"`{kind.Name}`"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_told_happens_with_the_change_or_not_at_all_and_keeps_its_order(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using (var db = database.Open())
        {
            await db.MigrateAsync(CancellationToken.None);
        }

        await TellAsync(database, Numbers.First, commits: true);
        await TellAsync(database, Numbers.Second, commits: false);
        await TellAsync(database, Numbers.At(2), commits: true);

        await using var after = database.Open();
        var told = await after.Announcements.AsNoTracking().OrderBy(row => row.Sequence).ToListAsync();
        told.Select(row => row.Vendor).ShouldBe([Numbers.First, Numbers.At(2)]);
        told[0].Data.ShouldBe("""{"ground":"incident"}""");
        told[0].At.ShouldBe(Now);
    }

    [Fact]
    public async Task What_no_webhook_could_carry_is_not_told()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var db = database.Open();
        await db.MigrateAsync(CancellationToken.None);
        await using var change = await RegistryChange.BeginAsync(db, "test", "test", Now, CancellationToken.None);
        Should.Throw<InvalidOperationException>(() => Announcement.Tell(change, AnnouncementKinds.HoldPut, null, "holds/1", new { text = new string('x', Announcement.MaxData) }));
    }

    private static async Task TellAsync(TestDatabase database, string vendor, bool commits)
    {
        await using var db = database.Open();
        await using var change = await RegistryChange.BeginAsync(db, "test", "test", Now, CancellationToken.None);
        db.Vendors.Add(Storage.Vendors.VendorOf(vendor));
        Announcement.Tell(change, AnnouncementKinds.HoldPut, vendor, $"vendors/{vendor}/holds/1", new { ground = HoldGround.Incident });
        if (commits)
        {
            await change.CommitAsync(CancellationToken.None);
        }
    }
}
