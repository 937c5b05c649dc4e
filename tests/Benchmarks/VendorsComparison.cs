using System.Globalization;
using Digdir.Altinn.Benchmarks.Contenders;
using Digdir.Altinn.Benchmarks.Load;

namespace Digdir.Altinn.Benchmarks;

/// <summary>What many vendors cost: the same gateway and the same number of tokens, with ten vendors and with ten thousand, taking turns.</summary>
internal static class VendorsComparison
{
    private static readonly int[] Counts = [10, 10_000];

    public static async Task<int> RunAsync(Arguments arguments)
    {
        int seconds = arguments.Number("seconds", 3), rounds = arguments.Number("rounds", 5), warmup = arguments.Number("warmup", 10), tokenCount = arguments.Number("tokens", 5000);
        var folder = Directory.CreateTempSubdirectory("benchmark-").FullName;
        await using var issuer = await IssuerHost.StartAsync();
        await using var upstream = await Contender.StartAsync("upstream", "upstream");
        var sides = new List<Side>();
        try
        {
            foreach (var vendors in Counts)
            {
                var contender = await Contender.StartAsync(
                    "gateway", "contend", "--name", "gateway", "--upstream", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{upstream.Port}/"),
                    "--issuer", issuer.Issuer, "--vendors", vendors.ToString(CultureInfo.InvariantCulture));
                var idle = await contender.InsideAsync(tidy: true);
                var tokens = Requests.Tokens(issuer.Key, issuer.Issuer, vendors, TimeProvider.System.GetUtcNow(), tokenCount);
                var own = Directory.CreateDirectory(Path.Combine(folder, vendors.ToString(CultureInfo.InvariantCulture))).FullName;
                var side = new Side(vendors, contender, Wrk.Find(own, tokens), Requests.Written(contender.Port, tokens), idle?.Heap ?? 0, []);
                sides.Add(side);
                _ = await LoadAsync(side, warmup);
            }

            for (var round = 1; round <= rounds; round++)
            {
                foreach (var side in round % 2 == 1 ? sides : sides.AsEnumerable().Reverse())
                {
                    side.Measured.Add(await LoadAsync(side, seconds));
                }
            }

            Console.WriteLine("| vendors | tokens | requests/s | p99 ms | heap idle MiB | heap after load MiB | answers other than 200 |");
            Console.WriteLine("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
            foreach (var side in sides)
            {
                var inside = await side.Contender.InsideAsync(tidy: true);
                Console.WriteLine(
                    $"| {side.Vendors} | {tokenCount} | {Median(side, one => one.PerSecond):0} | {Median(side, one => one.P99):0.0} | {side.IdleHeap / 1048576.0:0.0} | {(inside?.Heap ?? 0) / 1048576.0:0.0} | {side.Measured.Sum(one => one.Failures)} |");
            }

            var ratios = Enumerable.Range(0, rounds).Select(round => sides[1].Measured[round].PerSecond / sides[0].Measured[round].PerSecond).Order().ToArray();
            Console.WriteLine(
                $"\n{Counts[1]} vendors against {Counts[0]}: median {Report.Median(ratios):0.000} of the requests per second ({ratios[0]:0.000} to {ratios[^1]:0.000}); bar 0.95.");
            return 0;
        }
        finally
        {
            foreach (var side in sides)
            {
                await side.Contender.DisposeAsync();
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<Measurement> LoadAsync(Side side, int seconds)
        => side.Wrk?.RunAsync(side.Contender.Port, 64, seconds) ?? Generator.RunAsync(side.Contender.Port, 64, side.Requests, seconds, perSecond: null);

    private static double Median(Side side, Func<Measurement, double> figure) => Report.Median(side.Measured.Select(figure));

    private sealed record Side(int Vendors, Contender Contender, Wrk? Wrk, byte[][] Requests, long IdleHeap, List<Measurement> Measured);
}
