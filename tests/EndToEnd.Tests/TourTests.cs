using System.Diagnostics;
using System.Text;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests;

/// <summary>Runs the calls of docs/tour.md as they stand, with bash and curl, on a sandbox of their own.</summary>
public sealed class TourTests : IClassFixture<RunningSandbox>
{
    private readonly RunningSandbox _sandbox;

    public TourTests(RunningSandbox sandbox) => _sandbox = sandbox;

    [CurlFact]
    public async Task Every_call_of_the_tour_is_answered_as_the_tour_says()
    {
        var stops = Tour.Read(Tour.Find());
        stops.Count.ShouldBeGreaterThan(12);
        var script = new StringBuilder();
        foreach (var stop in stops)
        {
            script.Append(stop.Script).Append('\n').Append("echo; echo '").Append(Mark).Append("'\n");
        }

        var answers = (await RunAsync(HereInstead(script.ToString()))).Split(Mark);
        for (var i = 0; i < stops.Count; i++)
        {
            var what = $"{stops[i].Script}was answered:\n{answers[i]}";
            StatusOf(answers[i]).ShouldBe(stops[i].Status, what);
            if (stops[i].Code is { } code)
            {
                answers[i].ShouldContain($"\"code\":\"{code}\"", customMessage: what);
            }
        }
    }

    [Fact]
    public void A_block_without_an_answer_is_no_stop()
        => Tour.Read("```bash\ncurl x\n```\n\n```bash\ncurl y\n# → 403 GWY-00011\n```\n").ShouldBe([new TourStop("curl y\n# → 403 GWY-00011\n", "403", "GWY-00011")]);

    [Fact]
    public void The_readme_shows_stops_of_the_tour_and_no_others()
    {
        var shown = Tour.Read(Tour.FindReadme());

        shown.Count.ShouldBeGreaterThan(3);
        shown.Except(Tour.Read(Tour.Find())).ShouldBeEmpty("a call that no test runs would not stay true");
    }

    private const string Mark = "----8<----";

    private string HereInstead(string script) => script
        .Replace("127.0.0.1:8080", _sandbox.Public.Authority, StringComparison.Ordinal)
        .Replace("127.0.0.1:8081", _sandbox.Management.Authority, StringComparison.Ordinal)
        .Replace("127.0.0.1:8090", _sandbox.StandIns.Authority, StringComparison.Ordinal);

    /// <summary>The status of the last answer in the text.</summary>
    private static string StatusOf(string answer)
        => answer.Split('\n').LastOrDefault(line => line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal))?.Split(' ')[1].Trim() ?? "none";

    private static async Task<string> RunAsync(string script)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException("bash did not start.");
        var errors = bash.StandardError.ReadToEndAsync();
        await bash.StandardInput.WriteAsync(script);
        bash.StandardInput.Close();
        var output = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();
        await errors;
        return output;
    }
}

/// <summary>A test that needs bash and curl: skipped where they are not, a failure where <c>CI=true</c>.</summary>
internal sealed class CurlFactAttribute : FactAttribute
{
    public CurlFactAttribute()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var missing = new[] { "bash", "curl" }.Where(program => !folders.Any(folder => File.Exists(Path.Combine(folder, program)))).ToList();
        if (missing.Count > 0 && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = $"needs {string.Join(" and ", missing)}";
        }
    }
}
