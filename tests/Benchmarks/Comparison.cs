using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Digdir.Altinn.Benchmarks.Contenders;
using Digdir.Altinn.Benchmarks.Load;

namespace Digdir.Altinn.Benchmarks;

/// <summary>One measurement of one contender.</summary>
/// <param name="Contender">Its name.</param>
/// <param name="Round">1-based.</param>
/// <param name="Saturated">All connections busy all the time.</param>
/// <param name="CpuMicroseconds">Processor time of the contender's process per request, µs.</param>
/// <param name="Allocated">Managed bytes allocated per request; null for what is not .NET.</param>
/// <param name="Half">At a constant rate, half of what it can do; for plain YARP and the gateway the same rate.</param>
/// <param name="Foreign">Share of the machine's processor time that went to processes of others meanwhile, 0 to 1.</param>
internal sealed record Sample(string Contender, int Round, Measurement Saturated, double CpuMicroseconds, double? Allocated, Measurement Half, double Foreign);

/// <summary>
/// Measures the contenders on one machine in one run, taking turns, forwards in odd rounds and backwards in even ones, so that whatever else the machine
/// does falls on all of them alike. Generator and upstream share the processors with the contender.
/// </summary>
internal sealed class Comparison(Comparison.Settings settings, IReadOnlyList<string> tokens, Wrk? wrk, Contender upstream)
{
    internal sealed record Settings(int Seconds, int Rounds, int Warmup, int Connections, bool Half);

    private readonly Dictionary<string, double> _halfRates = new(StringComparer.Ordinal);

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var settings = new Settings(
            arguments.Number("seconds", 5), arguments.Number("rounds", 5), arguments.Number("warmup", 10), arguments.Number("connections", 64), arguments.Text("half") != "no");
        var folder = Directory.CreateTempSubdirectory("benchmark-").FullName;
        var contenders = new List<Contender>();
        await using var issuer = await IssuerHost.StartAsync();
        await using var upstream = await Contender.StartAsync("upstream", "upstream");
        try
        {
            var tokens = Requests.Tokens(issuer.Key, issuer.Issuer, 1000, TimeProvider.System.GetUtcNow());
            foreach (var name in (arguments.Text("only") ?? "yarp,usual,gateway,haproxy").Split(','))
            {
                var contender = name == "haproxy"
                    ? await Contender.StartHaproxyAsync(upstream.Port, issuer.Key.ExportSubjectPublicKeyInfoPem(), folder)
                    : await Contender.StartAsync(
                        name, "contend", "--name", name.Split('+')[0], "--upstream", Address(upstream), "--issuer", issuer.Issuer, "--vendors", "1000");
                if (contender is null)
                {
                    Console.WriteLine($"{name}: not installed, left out");
                    continue;
                }

                contenders.Add(contender);
                await ProveAsync(contender, tokens[0]);
            }

            var wrk = arguments.Text("generator") == "builtin" ? null : Wrk.Find(folder, tokens);
            var comparison = new Comparison(settings, tokens, wrk, upstream);
            var samples = await comparison.MeasureAsync(contenders);
            var report = new Report(settings, wrk is null ? "built in" : "wrk", samples);
            Console.WriteLine(report.Text());
            if (arguments.Text("json") is { } file)
            {
                await File.WriteAllTextAsync(file, report.Json());
            }

            return samples.Any(sample => sample.Saturated.Failures + sample.Half.Failures > 0) ? 1 : 0;
        }
        finally
        {
            foreach (var contender in contenders)
            {
                await contender.DisposeAsync();
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Address(Contender contender) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{contender.Port}/");

    /// <summary>A contender that does not do the work wins nothing: it must pass a good token on and, unless it is plain YARP, refuse one whose signature is broken.</summary>
    private static async Task ProveAsync(Contender contender, string token)
    {
        using var client = new HttpClient { BaseAddress = new Uri(Address(contender)) };
        var forged = token[..^10] + (token[^10] == 'A' ? 'B' : 'A') + token[^9..];
        await Expect(token, HttpStatusCode.OK);
        await Expect(forged, contender.Name.Split('+')[0] == "yarp" ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);

        async Task Expect(string bearer, HttpStatusCode status)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Requests.Paths[0]);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
            using var answer = await client.SendAsync(request);
            if (answer.StatusCode != status)
            {
                throw new InvalidOperationException($"{contender.Name} answered {(int)answer.StatusCode}, not {(int)status}: {await answer.Content.ReadAsStringAsync()}");
            }
        }
    }

    private async Task<IReadOnlyList<Sample>> MeasureAsync(List<Contender> contenders)
    {
        foreach (var contender in contenders)
        {
            await SaturateAsync(contender, settings.Warmup);
            var full = await SaturateAsync(contender, settings.Seconds);
            _halfRates[contender.Name] = full.PerSecond / 2;
            Console.Error.WriteLine($"warm: {contender.Name} {full.PerSecond:0}/s");
        }

        // Latency is compared at one rate for both; the slower of the two sets it.
        if (_halfRates.TryGetValue("yarp", out var yarp) && _halfRates.TryGetValue("gateway", out var gateway))
        {
            _halfRates["yarp"] = _halfRates["gateway"] = Math.Min(yarp, gateway);
        }

        var samples = new List<Sample>();
        for (var round = 1; round <= settings.Rounds; round++)
        {
            foreach (var contender in round % 2 == 1 ? contenders : contenders.AsEnumerable().Reverse())
            {
                var sample = await MeasureAsync(contender, round);
                samples.Add(sample);
                Console.Error.WriteLine(
                    $"{round}/{settings.Rounds} {contender.Name,-8} {sample.Saturated.PerSecond,8:0}/s {sample.CpuMicroseconds,6:0.0} us cpu, half: p50 {sample.Half.P50:0.000} p99 {sample.Half.P99:0.000} ms, others {sample.Foreign:P0}");
            }
        }

        return samples;
    }

    private async Task<Sample> MeasureAsync(Contender contender, int round)
    {
        var machine = Programs.MachineSeconds();
        var ours = OurSeconds(contender);
        var began = TimeProvider.System.GetTimestamp();
        var before = await contender.InsideAsync();
        var cpu = Programs.ProcessorSeconds(contender.ProcessId);
        var saturated = await SaturateAsync(contender, settings.Seconds);
        cpu = Programs.ProcessorSeconds(contender.ProcessId) - cpu;
        var after = await contender.InsideAsync();
        var half = settings.Half ? await Generator.RunAsync(contender.Port, settings.Connections, Requests.Written(contender.Port, tokens), settings.Seconds, _halfRates[contender.Name])
            : new Measurement(0, 0, settings.Seconds, double.NaN, double.NaN);
        var foreign = Programs.MachineSeconds() - machine - (OurSeconds(contender) - ours);
        return new Sample(
            contender.Name,
            round,
            saturated,
            cpu / saturated.Requests * 1e6,
            before is null || after is null ? null : (after.Allocated - before.Allocated) / (double)saturated.Requests,
            half,
            Math.Max(0, foreign / (TimeProvider.System.GetElapsedTime(began).TotalSeconds * Environment.ProcessorCount)));
    }

    private double OurSeconds(Contender contender)
        => Programs.ProcessorSeconds(Environment.ProcessId) + Programs.EndedChildrenSeconds() + Programs.ProcessorSeconds(upstream.ProcessId) + Programs.ProcessorSeconds(contender.ProcessId);

    private Task<Measurement> SaturateAsync(Contender contender, int seconds)
        => wrk?.RunAsync(contender.Port, settings.Connections, seconds)
        ?? Generator.RunAsync(contender.Port, settings.Connections, Requests.Written(contender.Port, tokens), seconds, perSecond: null);
}
