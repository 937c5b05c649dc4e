using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Digdir.Altinn.VendorRegistry.Traffic;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Digdir.Altinn.VendorRegistry.Tests.Traffic;

/// <summary>What nodes count is added up once, by hour, and forgotten in time.</summary>
public sealed class TrafficIntakeTests(ITestOutputHelper output)
{
    private readonly ManualClock _clock = new();

    private DateTimeOffset Now => _clock.GetUtcNow();

    private int Hour => TrafficHour.HourOf(Now);

    [Theory, OnSqlite, OnPostgres]
    public async Task Reports_of_several_nodes_are_added_up(DatabaseProvider provider)
    {
        await using var database = await MigratedAsync(provider);
        var intake = Intake(database);

        await intake.TakeAsync(Report(Guid.NewGuid(), 1, Count(calls: 5, refused: 1, at: Now.AddMinutes(2))), CancellationToken.None);
        await intake.TakeAsync(Report(Guid.NewGuid(), 1, Count(calls: 7, refused: 2, at: Now.AddMinutes(1))), CancellationToken.None);

        var row = await SingleAsync(database);
        (row.Calls, row.Refused).ShouldBe((12, 3));
        row.LastAt.ShouldBe(Now.AddMinutes(2), "the last call is the last of either");
        row.Environment.ShouldBe(AltinnEnvironment.Test);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_report_that_is_sent_again_counts_once(DatabaseProvider provider)
    {
        await using var database = await MigratedAsync(provider);
        var intake = Intake(database);
        var node = Guid.NewGuid();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => intake.TakeAsync(Report(node, 1, Count(calls: 5)), CancellationToken.None)));
        await intake.TakeAsync(Report(node, 2, Count(calls: 1)), CancellationToken.None);
        await intake.TakeAsync(Report(node, 1, Count(calls: 5)), CancellationToken.None);

        (await SingleAsync(database)).Calls.ShouldBe(6);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task One_key_twice_in_a_report_is_one_row(DatabaseProvider provider)
    {
        await using var database = await MigratedAsync(provider);

        await Intake(database).TakeAsync(Report(Guid.NewGuid(), 1, Count(calls: 5), Count(calls: 2, at: Now.AddSeconds(3))), CancellationToken.None);

        var row = await SingleAsync(database);
        row.Calls.ShouldBe(7);
        row.LastAt.ShouldBe(Now.AddSeconds(3));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Two_nodes_that_tell_of_the_same_ten_thousand_vendors_at_once_are_both_heard(DatabaseProvider provider)
    {
        await using var database = await MigratedAsync(provider);
        var intake = Intake(database);
        var vendors = Numbers.All().Take(10_000).ToArray();
        var start = TimeProvider.System.GetTimestamp();

        await Task.WhenAll(Enumerable.Range(0, 2).Select(async node =>
        {
            var (id, sequence) = (Guid.NewGuid(), 0);
            foreach (var some in vendors.Order(node == 0 ? StringComparer.Ordinal : Comparer<string>.Create((one, other) => string.CompareOrdinal(other, one))).Chunk(TrafficReport.MostRows))
            {
                await intake.TakeAsync(Report(id, ++sequence, [.. some.Select(vendor => Count(vendor: vendor, calls: 1))]), CancellationToken.None);
            }
        }));

        output.WriteLine($"{provider}: 2 × 10,000 rows in {TimeProvider.System.GetElapsedTime(start).TotalMilliseconds:F0} ms");
        await using var db = database.Open();
        (await db.Traffic.CountAsync()).ShouldBe(10_000);
        (await db.Traffic.SumAsync(row => row.Calls)).ShouldBe(20_000);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Traffic_is_no_news_to_the_feed_and_does_not_wait_for_who_holds_the_state_row(DatabaseProvider provider)
    {
        await using var database = await MigratedAsync(provider);
        await using var db = database.Open();
        var before = await db.State.AsNoTracking().SingleAsync();

        // On SQLite there is one writer at a time; on PostgreSQL a change under way is nobody's business here.
        await using (provider == DatabaseProvider.Postgres ? await RegistryChange.BeginAsync(db, "test", "test", Now, CancellationToken.None) : null)
        {
            await Intake(database).TakeAsync(Report(Guid.NewGuid(), 1, Count(calls: 1)), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        }

        await using var later = database.Open();
        var after = await later.State.AsNoTracking().SingleAsync();
        (after.Version, after.AuditSequence).ShouldBe((before.Version, before.AuditSequence));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Traffic_is_kept_for_thirteen_months_and_forgotten_in_parts(DatabaseProvider provider)
    {
        await using var database = await MigratedAsync(provider);
        var intake = Intake(database);
        var node = Guid.NewGuid();
        var vendors = Numbers.All().Take(TrafficRetention.MostInTransaction + 1).ToArray();
        var sequence = 0;
        foreach (var some in vendors.Chunk(TrafficReport.MostRows))
        {
            await intake.TakeAsync(Report(node, ++sequence, [.. some.Select(vendor => Count(vendor: vendor, calls: 1))]), CancellationToken.None);
        }

        var retention = new TrafficRetention(database.Open, _clock, NullLogger<TrafficRetention>.Instance);
        _clock.Step(TrafficHour.StartOf(Hour).AddMonths(TrafficRetention.Months).AddMinutes(59));
        (await retention.TidyAsync(CancellationToken.None)).ShouldBe(0, "the hour is not yet older than that");

        _clock.Advance(TimeSpan.FromHours(1));
        await intake.TakeAsync(Report(node, ++sequence, Count(calls: 1)), CancellationToken.None);
        (await retention.TidyAsync(CancellationToken.None)).ShouldBe(vendors.Length);
        (await SingleAsync(database)).Calls.ShouldBe(1, "what is new is kept");
    }

    private static async Task<TestDatabase> MigratedAsync(DatabaseProvider provider)
    {
        var database = await TestDatabase.CreateAsync(provider);
        await using var db = database.Open();
        await db.MigrateAsync(CancellationToken.None);
        return database;
    }

    private static async Task<TrafficHour> SingleAsync(TestDatabase database)
    {
        await using var db = database.Open();
        return await db.Traffic.AsNoTracking().SingleAsync();
    }

    private static TrafficReport Report(Guid node, long sequence, params TrafficCount[] rows) => new(node, sequence, rows);

    private TrafficIntake Intake(TestDatabase database) => new(database.Open, _clock);

    private TrafficCount Count(string? vendor = null, long calls = 1, long refused = 0, DateTimeOffset? at = null)
        => new("dialogporten.dialogs.search", Hour, AltinnEnvironment.Test, vendor ?? Numbers.First, "310000004_system", Numbers.Second, calls, refused, at ?? Now);
}
