using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Holds;
using Digdir.Altinn.VendorRegistry.Integrations;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Systems;
using Digdir.Altinn.VendorRegistry.Vendors;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.Benchmarks;

/// <summary>How long a change of one vendor takes to be in the registry's picture, and in a follower's, on each database; alone and while every processor is busy.</summary>
internal static class PicturesComparison
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly string[] Products = ["dialogporten", "melding", "events"];

    public static async Task<int> RunAsync(Arguments arguments)
    {
        int vendors = arguments.Number("vendors", 10_000), changes = arguments.Number("changes", 200);
        Console.WriteLine("| database | processors | whole picture ms | registry p50 ms | p99 | most | follower p50 ms | p99 | most |");
        Console.WriteLine("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        var folder = Directory.CreateTempSubdirectory("pictures-").FullName;
        try
        {
            var file = $"Data Source={Path.Combine(folder, "registry.db")};Pooling=false";
            await MeasureAsync("SQLite", () => new SqliteRegistryDb(new DbContextOptionsBuilder<SqliteRegistryDb>().UseSqlite(file).Options), vendors, changes);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        if (PostgresServer.SkipReason is null)
        {
            await using var server = await PostgresServer.StartOwnAsync();
            var database = await server.CreateDatabaseAsync();
            await MeasureAsync("PostgreSQL", () => new PostgresRegistryDb(new DbContextOptionsBuilder<PostgresRegistryDb>().UseNpgsql(database).Options), vendors, changes);
        }

        return 0;
    }

    private static async Task MeasureAsync(string name, Func<RegistryDb> open, int vendors, int changes)
    {
        var numbers = await FillAsync(open, vendors);
        var clock = TimeProvider.System;
        foreach (var isBusy in new[] { false, true })
        {
            using var done = new CancellationTokenSource();
            var load = isBusy ? Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => StartThread(done.Token)).ToArray() : [];
            var picture = await BuildAsync(open, RegistryPicture.Empty);
            var start = clock.GetTimestamp();
            picture = await BuildAsync(open, RegistryPicture.Empty);
            var whole = clock.GetElapsedTime(start);
            List<double> registry = [], follower = [];
            for (var round = -10; round < changes; round++)
            {
                await ChangeAsync(open, numbers[Random.Shared.Next(numbers.Length)], round);
                start = clock.GetTimestamp();
                var next = await BuildAsync(open, picture);
                var built = clock.GetElapsedTime(start);
                start = clock.GetTimestamp();
                var wire = JsonSerializer.SerializeToUtf8Bytes(PictureMessage.Since(picture.Version, next), PictureJson.Default.PictureMessage);
                _ = JsonSerializer.Deserialize(wire, PictureJson.Default.PictureMessage)?.ApplyTo(picture) ?? throw new InvalidOperationException("The difference does not fit.");
                var followed = clock.GetElapsedTime(start);
                picture = next;
                if (round >= 0)
                {
                    registry.Add(built.TotalMilliseconds);
                    follower.Add(followed.TotalMilliseconds);
                }
            }

            await done.CancelAsync();
            Array.ForEach(load, thread => thread.Join());
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {(isBusy ? "busy" : "idle")} | {whole.TotalMilliseconds:0} | {At(registry, 0.5):0.0} | {At(registry, 0.99):0.0} | {registry.Max():0.0} | {At(follower, 0.5):0.0} | {At(follower, 0.99):0.0} | {follower.Max():0.0} |"));
        }
    }

    private static async Task<RegistryPicture> BuildAsync(Func<RegistryDb> open, RegistryPicture current)
    {
        await using var db = open();
        return await PictureBuilder.BuildAsync(db, current, Now, CancellationToken.None);
    }

    private static async Task ChangeAsync(Func<RegistryDb> open, string number, int round)
    {
        await using var db = open();
        await using var change = await RegistryChange.BeginAsync(db, "benchmark", "vendors.update", Now, CancellationToken.None);
        (await db.Vendors.FindAsync(number))?.Rename(string.Create(CultureInfo.InvariantCulture, $"Navn {round} {number}"));
        await change.CommitAsync(CancellationToken.None);
    }

    /// <summary>Vendors with three systems, a client each, three integrations and a hold. Past the audit log, for speed: this is about reading.</summary>
    private static async Task<string[]> FillAsync(Func<RegistryDb> open, int vendors)
    {
        await using (var db = open())
        {
            await db.MigrateAsync(CancellationToken.None);
        }

        var numbers = Numbers().Take(vendors).ToArray();
        foreach (var some in numbers.Chunk(1_000))
        {
            await using var db = open();
            foreach (var number in some)
            {
                var vendor = Vendor.Register(VendorId.Parse(number), $"Leverandør {number}", Now);
                db.Add(vendor);
                for (var i = 0; i < 3; i++)
                {
                    db.Add(new VendorSystem { Id = $"{number}_{i}", Vendor = number });
                    db.Add(new Client { Id = $"client-{number}-{i}", Vendor = number, System = $"{number}_{i}" });
                    db.Add(new Integration { Id = Guid.NewGuid(), Vendor = number, Product = Products[i], Environment = AltinnEnvironment.Test, Purpose = "Regnskap", StatedAt = Now });
                }

                db.Add(new Hold { Id = Guid.NewGuid(), Vendor = number, Ground = HoldGround.VendorRequest, Reason = "Test", PutBy = "benchmark", PutAt = Now, From = Now, Product = "apps" });
            }

            db.IsChanging = true;
            await db.SaveChangesAsync();
        }

        return numbers;
    }

    private static Thread StartThread(CancellationToken done)
    {
        var thread = new Thread(() =>
        {
            Span<byte> hash = stackalloc byte[32];
            while (!done.IsCancellationRequested)
            {
                SHA256.HashData(hash, hash);
            }
        });
        thread.Start();
        return thread;
    }

    private static double At(List<double> figures, double share)
    {
        figures.Sort();
        return figures[Math.Min(figures.Count - 1, (int)(figures.Count * share))];
    }

    /// <summary>Synthetic organisation numbers with valid check digits.</summary>
    private static IEnumerable<string> Numbers()
    {
        for (var stem = 31_000_000; ; stem++)
        {
            for (var check = 0; check < 10; check++)
            {
                var number = string.Create(CultureInfo.InvariantCulture, $"{stem}{check}");
                if (OrganisationNumber.TryParse(number, out _))
                {
                    yield return number;
                }
            }
        }
    }
}
