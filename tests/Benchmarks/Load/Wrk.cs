using System.Globalization;
using System.Text.Json;

namespace Digdir.Altinn.Benchmarks.Load;

/// <summary>Drives <c>wrk</c>, which costs the machine least of the generators at hand, closed loop, with the requests in rotation.</summary>
internal sealed class Wrk(string program, string folder, IReadOnlyList<string> tokens)
{
    /// <summary>wrk where it is installed, or null.</summary>
    public static Wrk? Find(string folder, IReadOnlyList<string> tokens) => Programs.Find("wrk") is { } program ? new Wrk(program, folder, tokens) : null;

    public async Task<Measurement> RunAsync(int port, int connections, int seconds)
    {
        var script = Path.Combine(folder, "load.lua");
        if (!File.Exists(script))
        {
            await File.WriteAllTextAsync(script, Script());
        }

        using var wrk = Programs.Start(
            program,
            "-t1", $"-c{connections}", $"-d{seconds}s", "--timeout", "10s", "-s", script, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
        var output = await Programs.OutputAsync(wrk, TimeSpan.FromSeconds(seconds + 30));
        var line = output.Split('\n').LastOrDefault(text => text.StartsWith('{')) ?? throw new InvalidOperationException("wrk said nothing usable: " + output);
        using var json = JsonDocument.Parse(line);
        double Read(string name) => json.RootElement.GetProperty(name).GetDouble();
        return new Measurement((long)Read("requests"), (long)Read("failures"), Read("us") / 1e6, Read("p50") / 1e3, Read("p99") / 1e3);
    }

    private string Script()
    {
        var requests = tokens.Select((token, i) =>
            $"  wrk.format('GET', '{Requests.Paths[i % Requests.Paths.Count]}', {{{string.Join(", ", Requests.Headers(token).Select(header => $"['{header.Name}'] = '{header.Value}'"))}}}),");
        return $$"""
            local requests
            local i = 0
            init = function()
              requests = {
            {{string.Join('\n', requests)}}
              }
            end
            request = function()
              i = i % #requests + 1
              return requests[i]
            end
            done = function(summary, latency)
              local e = summary.errors
              print(string.format('{"requests":%d,"us":%d,"failures":%d,"p50":%d,"p99":%d}', summary.requests, summary.duration,
                e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(50), latency:percentile(99)))
            end
            """;
    }
}
