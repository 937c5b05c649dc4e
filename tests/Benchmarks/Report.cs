using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Digdir.Altinn.Benchmarks;

/// <summary>One bar of the design and what was measured against it.</summary>
/// <param name="Name">What is compared.</param>
/// <param name="Median">Median over the rounds, each round compared with itself.</param>
/// <param name="Least">Least of the rounds.</param>
/// <param name="Most">Most of the rounds.</param>
/// <param name="Bar">The bar; null when the design sets none.</param>
/// <param name="AtLeast">True when more is better.</param>
internal sealed record Verdict(string Name, double Median, double Least, double Most, double? Bar, bool AtLeast)
{
    public bool? Met => Bar is { } bar ? AtLeast ? Median >= bar : Median <= bar : null;
}

/// <summary>The figures of a comparison for people and, as JSON, for programs.</summary>
internal sealed class Report(Comparison.Settings settings, string generator, IReadOnlyList<Sample> samples)
{
    /// <summary>From which share of others' work on the machine a run is called noisy.</summary>
    private const double Noisy = 0.05;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public string Text()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Machine()}; {generator}, {settings.Connections} connections, {settings.Rounds} rounds of {settings.Seconds} s; medians");
        text.AppendLine();
        text.AppendLine("| contender | requests/s | p50 ms | p99 ms | CPU µs/request | bytes/request | half load, requests/s | p50 ms | p99 ms |");
        text.AppendLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var name in Names())
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {name} | {Of(name, s => s.Saturated.PerSecond):0} | {Of(name, s => s.Saturated.P50):0.00} | {Of(name, s => s.Saturated.P99):0.00} | {Of(name, s => s.CpuMicroseconds):0.0} | {Bytes(name)} | {Of(name, s => s.Half.PerSecond):0} | {Of(name, s => s.Half.P50):0.000} | {Of(name, s => s.Half.P99):0.000} |");
        }

        text.AppendLine();
        text.AppendLine("| the gateway against | median | spread | bar | met |");
        text.AppendLine("| --- | ---: | ---: | ---: | --- |");
        foreach (var verdict in Verdicts())
        {
            var met = verdict.Met switch { true => "yes", false => "NO", null => "" };
            var bar = verdict.Bar is { } value ? (verdict.AtLeast ? "≥ " : "≤ ") + value.ToString("0.##", CultureInfo.InvariantCulture) : "";
            text.AppendLine(CultureInfo.InvariantCulture, $"| {verdict.Name} | {verdict.Median:0.###} | {verdict.Least:0.###} to {verdict.Most:0.###} | {bar} | {met} |");
        }

        var failures = samples.Sum(sample => sample.Saturated.Failures + sample.Half.Failures);
        var foreign = Median(samples.Select(sample => sample.Foreign));
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Answers other than 200: {failures}. Others' share of the processors meanwhile: {foreign:P1}{(foreign > Noisy ? " — NOISY, repeat on a quiet machine" : "")}.");
        return text.ToString();
    }

    public string Json() => JsonSerializer.Serialize(
        new { machine = Machine(), generator, settings, verdicts = Verdicts(), foreign = Median(samples.Select(sample => sample.Foreign)), samples }, Indented);

    private static string Machine()
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ").Last() ?? "?";
        return string.Create(CultureInfo.InvariantCulture, $"{model}, {Environment.ProcessorCount} processors, .NET {Environment.Version}, {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC");
    }

    private IEnumerable<Verdict> Verdicts()
    {
        if (!Names().Contains("gateway"))
        {
            yield break;
        }

        if (Names().Contains("yarp"))
        {
            yield return Compared("requests/s ÷ plain YARP", "yarp", (mine, other) => mine.Saturated.PerSecond / other.Saturated.PerSecond, 0.95, atLeast: true);
            yield return Compared("CPU per request, plain YARP ÷ gateway", "yarp", (mine, other) => other.CpuMicroseconds / mine.CpuMicroseconds, null, atLeast: true);
            yield return Compared("ms added at half load, p50", "yarp", (mine, other) => mine.Half.P50 - other.Half.P50, null, atLeast: false);
            yield return Compared("ms added at half load, p99", "yarp", (mine, other) => mine.Half.P99 - other.Half.P99, 0.3, atLeast: false);
            yield return Compared("bytes of our own per request", "yarp", (mine, other) => (mine.Allocated - other.Allocated) ?? double.NaN, 1024, atLeast: false);
        }

        if (Names().Contains("usual"))
        {
            yield return Compared("requests/s ÷ YARP + JwtBearer + rate limiter", "usual", (mine, other) => mine.Saturated.PerSecond / other.Saturated.PerSecond, 1.7, atLeast: true);
            yield return Compared("CPU per request, that ÷ gateway", "usual", (mine, other) => other.CpuMicroseconds / mine.CpuMicroseconds, null, atLeast: true);
        }

        if (Names().Contains("haproxy"))
        {
            yield return Compared("requests/s ÷ HAProxy", "haproxy", (mine, other) => mine.Saturated.PerSecond / other.Saturated.PerSecond, 1.0, atLeast: true);
            yield return Compared("CPU per request, HAProxy ÷ gateway", "haproxy", (mine, other) => other.CpuMicroseconds / mine.CpuMicroseconds, null, atLeast: true);
        }
    }

    private Verdict Compared(string name, string other, Func<Sample, Sample, double> compare, double? bar, bool atLeast)
    {
        var rounds = samples.Where(sample => sample.Contender == "gateway")
            .Join(samples.Where(sample => sample.Contender == other), sample => sample.Round, sample => sample.Round, compare).ToArray();
        return rounds.Length == 0 ? new Verdict(name, double.NaN, double.NaN, double.NaN, bar, atLeast) : new Verdict(name, Median(rounds), rounds.Min(), rounds.Max(), bar, atLeast);
    }

    private IEnumerable<string> Names() => samples.Select(sample => sample.Contender).Distinct(StringComparer.Ordinal);

    private double Of(string name, Func<Sample, double> figure) => Median(samples.Where(sample => sample.Contender == name).Select(figure));

    private string Bytes(string name)
        => samples.Any(sample => sample.Contender == name && sample.Allocated is not null) ? Of(name, sample => sample.Allocated ?? 0).ToString("0", CultureInfo.InvariantCulture) : "–";

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
