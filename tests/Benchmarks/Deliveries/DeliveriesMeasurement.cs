using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Signing;
using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.Benchmarks.Deliveries;

/// <summary>How long it takes until everybody has heard of one published notice, by webhook or by mail. The receivers are a process of their own on loopback.</summary>
internal static class DeliveriesMeasurement
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var (receivers, rounds) = (arguments.Number("receivers", 10_000), arguments.Number("rounds", 2));
        var bad = (int)(receivers * double.Parse(arguments.Text("bad") ?? "0", CultureInfo.InvariantCulture));
        var (database, kind) = (arguments.Text("database") ?? "sqlite", arguments.Text("kind") ?? "webhook");
        if (kind == "mail" && bad > 0)
        {
            throw new ArgumentException("--bad is about webhooks.", nameof(arguments));
        }

        var seed = RandomNumberGenerator.GetBytes(Ed25519.KeyLength);
        using var child = Programs.StartSelf([], ["receivers", "--bad", bad.ToString(CultureInfo.InvariantCulture), "--key", Convert.ToBase64String(Ed25519.PublicKeyOf(seed))]);
        try
        {
            var ready = (await child.StandardOutput.ReadLineAsync() ?? "").Split(' ');
            var key = StandardWebhook.Write(StandardWebhook.PrivatePrefix, seed);
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{ready[1]}") };
            var mailPort = kind == "mail" ? int.Parse(ready[2], CultureInfo.InvariantCulture) : 0;
            Func<int, string>? urlOf = kind == "mail" ? null : n => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ready[1]}/r/{n}");
            var plan = new Plan(kind, receivers, bad, rounds, key, mailPort, urlOf, http);
            Console.WriteLine("| database | by | receivers | bad ones | round | the last good one s | p50 s | p99 s | deliveries/s | written down s | processor s | peak MiB | repeated | signatures wrong |");
            Console.WriteLine("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
            await MeasureAsync(database, plan);
            Console.WriteLine($"\nOthers on the machine: load {(await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0]} at the end; {Environment.ProcessorCount} processors.");
            return 0;
        }
        finally
        {
            await Programs.EndAsync(child);
        }
    }

    private static async Task MeasureAsync(string database, Plan plan)
    {
        if (database == "postgres")
        {
            await using var server = await PostgresServer.StartOwnAsync();
            await MeasureAsync(DatabaseProvider.Postgres, await server.CreateDatabaseAsync(), plan);
            return;
        }

        var folder = Directory.CreateTempSubdirectory("deliveries-").FullName;
        try
        {
            await MeasureAsync(DatabaseProvider.Sqlite, $"Data Source={Path.Combine(folder, "registry.db")}", plan);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(DatabaseProvider provider, string connection, Plan plan)
    {
        await using var registry = await DeliveryRegistry.StartAsync(provider, connection, plan.Key, plan.MailPort);
        await registry.FillAsync(plan.Receivers, plan.UrlOf);
        for (var round = 1; round <= plan.Rounds; round++)
        {
            await plan.Http.GetAsync(new Uri("/reset", UriKind.Relative));
            var clock = TimeProvider.System;
            using var self = Process.GetCurrentProcess();
            var (processor, peak) = (Programs.ProcessorSeconds(self.Id), 0L);
            var published = await registry.PublishAsync();
            var report = new Uri($"/report?since={Uri.EscapeDataString(published.ToString("O", CultureInfo.InvariantCulture))}", UriKind.Relative);
            Received? got = null;
            TimeSpan? written = null;
            var mayPend = plan.Bad;
            while (clock.GetUtcNow() - published < Longest && (got is null || got.Count < plan.Receivers - plan.Bad || written is null))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250), clock);
                self.Refresh();
                peak = Math.Max(peak, self.WorkingSet64);
                got = await plan.Http.GetFromJsonAsync<Received>(report);
                if (got?.Count >= plan.Receivers - plan.Bad && written is null && await registry.PendingAsync() <= mayPend * round)
                {
                    written = clock.GetUtcNow() - published;
                }
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {provider} | {plan.Kind} | {plan.Receivers} | {plan.Bad} | {round} | {got?.Last:0.0} | {got?.P50:0.0} | {got?.P99:0.0} | {got?.Count / got?.Last:0} | {written?.TotalSeconds:0.0} | "
                + $"{Programs.ProcessorSeconds(self.Id) - processor:0.0} | {peak / 1048576.0:0} | {got?.Repeated} | {got?.Wrong} of {got?.Checked} |"));
        }
    }

    private sealed record Plan(string Kind, int Receivers, int Bad, int Rounds, string Key, int MailPort, Func<int, string>? UrlOf, HttpClient Http);
}
