using System.Text.Json;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Notices;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using static Digdir.Altinn.VendorRegistry.Tests.Notices.NoticeCalls;

namespace Digdir.Altinn.VendorRegistry.Tests.Notices;

public sealed class ReminderTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Effective = new(2027, 1, 20, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-29, null)]
    [InlineData(-28, 28)]
    [InlineData(-15, 28)]
    [InlineData(-14, 14)]
    [InlineData(-6.5, 7)]
    [InlineData(-3, 3)]
    [InlineData(-2, 2)]
    [InlineData(-0.5, 1)]
    [InlineData(0, null)]
    public void Rounds_come_more_often_as_the_effect_comes_nearer(double days, int? step)
        => ReminderSchedule.Due(Monday, Effective, Effective.AddDays(days)).ShouldBe(step);

    [Fact]
    public void What_lay_before_publication_is_not_made_up_for()
        => ReminderSchedule.Due(Effective.AddDays(-6), Effective, Effective.AddDays(-5)).ShouldBeNull();

    [Theory]
    [InlineData(28, false, 1, 0, true)]
    [InlineData(28, false, 0, 0, false)]
    [InlineData(28, true, 9, 9, false)]
    [InlineData(7, true, 9, 9, false)]
    [InlineData(3, true, 9, 9, true)]
    [InlineData(3, true, 9, 0, false)]
    public void Those_who_have_answered_are_left_alone_until_the_last_days(int step, bool isAcknowledged, long week, long recent, bool wants)
        => ReminderSchedule.Wants(step, isAcknowledged, week, recent).ShouldBe(wants);

    [Theory, OnSqlite, OnPostgres]
    public async Task Each_vendor_that_still_calls_is_reminded_once_at_each_step_however_many_registries_run(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var clock = new ManualClock(Monday);
        await using var one = await RegistryHost.StartAsync(database, clock);
        var other = await RegistryHost.StartAsync(database, clock);
        var admin = one.AsEveryone();
        string[] vendors = [.. Enumerable.Range(0, 4).Select(Numbers.At)];
        foreach (var vendor in vendors)
        {
            await admin.RegisterVendorAsync(vendor);
        }

        var path = await admin.PublishedAsync(Change(Effective));
        (await one.AsVendor(vendors[1]).PostAsync($"/vendor/v1/notices/{path.Split('/')[^1]}/acknowledge", null)).EnsureSuccessStatusCode();
        var told = new List<string?>();

        // The fourth does not call, and one that is not registered cannot be told.
        await RunAsync(28, [vendors[0], vendors[1], vendors[2], Numbers.At(50)], [vendors[0], vendors[2]]);
        await RunAsync(27, [vendors[0]], []);
        await RunAsync(14, [vendors[0], vendors[1]], [vendors[0]]);
        await other.DisposeAsync();
        other = await RegistryHost.StartAsync(database, clock);
        await RunAsync(13.9, [], []);
        await RunAsync(3, [vendors[0], vendors[1]], [vendors[0], vendors[1]]);
        await RunAsync(1, [], [vendors[0]]); // called within the week; the one that has acknowledged has been quiet for two days
        await RunAsync(-1, [vendors[0]], []);
        await other.DisposeAsync();

        await using var db = database.Open();
        var news = await db.Announcements.AsNoTracking().Where(row => row.Kind == "notice.reminder").OrderBy(row => row.Sequence).ToListAsync();
        using var first = JsonDocument.Parse(news[0].Data);
        first.RootElement.GetProperty("daysLeft").GetInt32().ShouldBe(28);
        first.RootElement.GetProperty("callsLastWeek").GetInt64().ShouldBe(5);
        first.RootElement.GetProperty("acknowledged").GetBoolean().ShouldBeFalse();
        first.RootElement.GetProperty("title").GetProperty("nn").GetString().ShouldBe("Søket fjernes (nn)");
        using var mild = JsonDocument.Parse(news.Single(row => row.Vendor == vendors[1]).Data);
        mild.RootElement.GetProperty("acknowledged").GetBoolean().ShouldBeTrue();

        async Task RunAsync(double daysBefore, string[] callers, string[] reminded)
        {
            clock.Step(Effective.AddDays(-daysBefore));
            foreach (var caller in callers)
            {
                await one.CallAsync(caller, clock.GetUtcNow(), 5);
            }

            await Task.WhenAll(Enumerable.Range(0, 4).Select(place => (place % 2 == 0 ? one : other).Services.GetRequiredService<NoticeTimes>().RunAsync(CancellationToken.None)));
            await using var now = database.Open();
            var all = await now.Announcements.AsNoTracking().Where(row => row.Kind == "notice.reminder").OrderBy(row => row.Sequence).Select(row => row.Vendor).ToListAsync();
            all.Skip(told.Count).ShouldBe(reminded, $"{daysBefore} days before");
            told = all;
        }
    }

    [Theory, OnSqlite]
    public async Task A_round_that_was_broken_off_goes_on_where_it_was(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var clock = new ManualClock(Monday);
        await using var registry = await RegistryHost.StartAsync(database, clock);
        var admin = registry.AsEveryone();
        string[] vendors = [.. Enumerable.Range(0, 3).Select(Numbers.At)];
        foreach (var vendor in vendors)
        {
            await admin.RegisterVendorAsync(vendor);
        }

        var notice = Guid.Parse((await admin.PublishedAsync(Change(Effective))).Split('/')[^1]);
        clock.Step(Effective.AddDays(-7));
        foreach (var vendor in vendors)
        {
            await registry.CallAsync(vendor, clock.GetUtcNow(), 5);
        }

        // Another registry died when it had come to the first vendor.
        await using (var db = database.Open())
        {
            await using var change = await RegistryChange.BeginAsync(db, "registry", "notices.remind", clock.GetUtcNow(), CancellationToken.None);
            var round = new ReminderRound { Notice = notice, Effective = Effective, DaysBefore = 7, BegunAt = change.Now };
            round.Advance(vendors[0], 1, doneAt: null);
            db.ReminderRounds.Add(round);
            await change.CommitAsync(CancellationToken.None);
        }

        await registry.Services.GetRequiredService<NoticeTimes>().RunAsync(CancellationToken.None);
        await using var after = database.Open();
        (await after.Announcements.AsNoTracking().Where(row => row.Kind == "notice.reminder").Select(row => row.Vendor).ToListAsync()).ShouldBe([vendors[1], vendors[2]]);
        var done = await after.ReminderRounds.AsNoTracking().SingleAsync();
        done.Reminded.ShouldBe(3);
        done.DoneAt.ShouldNotBeNull();
    }
}
