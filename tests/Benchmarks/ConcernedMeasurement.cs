using System.Globalization;
using Digdir.Altinn.Benchmarks.Contenders;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Notices;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Traffic;
using Microsoft.EntityFrameworkCore;
using static Digdir.Altinn.VendorRegistry.Storage.RawCommands;

namespace Digdir.Altinn.Benchmarks;

/// <summary>How long it takes to tell whom a notice concerns: the first page that operators see, and the callers of a round of reminders, over a month of hourly counts.</summary>
internal static class ConcernedMeasurement
{
    private const string Operation = "dialogporten.dialogs.search";

    public static async Task<int> RunAsync(Arguments arguments)
    {
        int vendors = arguments.Number("vendors", 10_000), hours = arguments.Number("hours", 30 * 24);
        var database = arguments.Text("database") ?? "sqlite";
        if (database == "postgres")
        {
            await using var server = await PostgresServer.StartOwnAsync();
            var connection = await server.CreateDatabaseAsync();
            await MeasureAsync(() => new PostgresRegistryDb(new DbContextOptionsBuilder<PostgresRegistryDb>().UseNpgsql(connection).Options), vendors, hours);
            return 0;
        }

        var folder = Directory.CreateTempSubdirectory("concerned-").FullName;
        try
        {
            var file = $"Data Source={Path.Combine(folder, "registry.db")}";
            await MeasureAsync(() => new SqliteRegistryDb(new DbContextOptionsBuilder<SqliteRegistryDb>().UseSqlite(file).Options), vendors, hours);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(Func<RegistryDb> open, int vendors, int hours)
    {
        var (clock, now) = (TimeProvider.System, TimeProvider.System.GetUtcNow());
        await FillAsync(open, vendors, TrafficHour.HourOf(now), hours);
        var content = new NoticeContent { Operations = [Operation], Products = ["dialogporten"], Environments = [AltinnEnvironment.Production] };
        Console.WriteLine("| database | rows | question | first s | median of five s | found |");
        Console.WriteLine("| --- | ---: | --- | ---: | ---: | ---: |");
        var rows = (long)vendors * hours;
        await AskAsync("first page of who is concerned, 30 days", async db => (await NoticeTraffic.VendorsAsync(db, content, days: 30, after: "", most: 51, now, CancellationToken.None)).Count);
        await AskAsync("first page, 365 days", async db => (await NoticeTraffic.VendorsAsync(db, content, days: 365, after: "", most: 51, now, CancellationToken.None)).Count);
        await AskAsync("callers of a round of reminders", async db => (await NoticeTraffic.CallersAsync(db, content, now, CancellationToken.None)).Count);

        async Task AskAsync(string question, Func<RegistryDb, Task<int>> ask)
        {
            var (took, found) = (new List<double>(), 0);
            for (var round = 0; round < 6; round++)
            {
                await using var db = open();
                db.Database.SetCommandTimeout(TimeSpan.FromMinutes(5));
                var start = clock.GetTimestamp();
                found = await ask(db);
                took.Add(clock.GetElapsedTime(start).TotalSeconds);
            }

            var provider = open() is PostgresRegistryDb ? "PostgreSQL" : "SQLite";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {provider} | {rows} | {question} | {took[0]:0.00} | {took.Skip(1).Order().ElementAt(2):0.00} | {found} |"));
        }
    }

    /// <summary>Every vendor calls the operation every hour. By statements of the database's own, for speed: this is about reading.</summary>
    private static async Task FillAsync(Func<RegistryDb> open, int vendors, int lastHour, int hours)
    {
        await using var db = open();
        await db.MigrateAsync(CancellationToken.None);
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        foreach (var some in Enumerable.Range(0, vendors).Select(BenchmarkVendors.Number).Chunk(500))
        {
            await using var transaction = await db.BeginWriteAsync(CancellationToken.None);
            await using var add = CommandOf(db);
            add.CommandText = $"WITH RECURSIVE hours(hour) AS (SELECT {Add(add, lastHour - hours + 1)} UNION ALL SELECT hour + 1 FROM hours WHERE hour < {Add(add, lastHour)}), "
                + $"callers(number) AS (VALUES {Rows(some.Length, row => $"({Add(add, some[row])})")}) "
                + "INSERT INTO traffic (\"Operation\", \"Hour\", \"Environment\", \"Vendor\", \"System\", \"Customer\", \"Calls\", \"Refused\", \"LastAt\") "
                + $"SELECT {Add(add, Operation)}, hour, 'Production', number, number || '_regnskap', '', 60, 0, {Add(add, TimeProvider.System.GetUtcNow())} FROM hours CROSS JOIN callers ORDER BY hour, number";
            await add.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        }

        if (db is PostgresRegistryDb)
        {
            await db.Database.ExecuteSqlRawAsync("ANALYZE traffic");
        }
    }
}
