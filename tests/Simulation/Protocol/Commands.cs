using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Digdir.Altinn.Gateway.Replay;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Simulation.Behaviours;
using Digdir.Altinn.Simulation.Vendors;

namespace Digdir.Altinn.Simulation.Protocol;

/// <summary>The verbs of the command line.</summary>
internal static class Commands
{
    private static readonly ConductSettings Enforced = ConductSettings.Shadow with { Mode = ConductMode.Enforce };

    public static async Task<int> ResultsAsync(Arguments arguments)
    {
        var (instances, days) = (arguments.Number("instances", 60), arguments.Number("days", 14));
        var rules = Rules(arguments);
        RangeHalf[] halves = (arguments.Text("half") ?? "both") switch
        {
            "both" => [RangeHalf.Tuning, RangeHalf.Test],
            "tuning" => [RangeHalf.Tuning],
            "test" => [RangeHalf.Test],
            _ => throw new ArgumentException("--half is test, tuning or both.", nameof(arguments)),
        };
        var only = arguments.Text("only")?.Split(',', StringSplitOptions.TrimEntries);
        var behaviours = only is null ? Cast.All : [.. Cast.All.Where(one => only.Contains(one.Name, StringComparer.OrdinalIgnoreCase) || only.Contains($"{one.Number}", StringComparer.Ordinal))];
        foreach (var half in halves)
        {
            var began = TimeProvider.System.GetTimestamp();
            var outcomes = Run(behaviours, instances, days, half, rules, (ulong)arguments.Number("seed", 0));
            var command = $"dotnet run -c Release --project tests/Simulation -- results --instances {instances} --days {days} --half {half.ToString().ToLowerInvariant()}"
                + (arguments.Number("seed", 0) == 0 ? "" : $" --seed {arguments.Number("seed", 0)}") + (arguments.Text("deadlines") is { } deadlines ? $" --deadlines {deadlines}" : "");
            var facts = new RunFacts(half, instances, days, command, Today(), Digest(rules), TimeProvider.System.GetElapsedTime(began).TotalSeconds);
            var section = ResultsPage.Section(facts, new Figures(outcomes));
            Console.WriteLine(section);
            if (only is null)
            {
                await PutAsync(arguments, half == RangeHalf.Test ? "test" : "tuning", section);
            }
        }

        return 0;
    }

    public static async Task<int> AdversaryAsync(Arguments arguments)
    {
        var rules = Rules(arguments);
        var (evaluations, days) = (arguments.Number("evaluations", 5_000), arguments.Number("days", 14));
        var began = TimeProvider.System.GetTimestamp();
        var adversary = new Adversary(rules, days);
        adversary.Search(evaluations, (ulong)arguments.Number("seed", 1));
        var command = $"dotnet run -c Release --project tests/Simulation -- adversary --evaluations {evaluations} --days {days}";
        var section = adversary.Section(command, Today(), Digest(rules), TimeProvider.System.GetElapsedTime(began).TotalSeconds);
        Console.WriteLine(section);
        await PutAsync(arguments, "adversary", section);
        return 0;
    }

    public static async Task<int> TraceAsync(Arguments arguments)
    {
        var name = arguments.Required("behaviour");
        var behaviour = Cast.All.FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || $"{one.Number}" == name)
            ?? throw new ArgumentException($"There is no behaviour {name}.", nameof(arguments));
        var half = arguments.Text("half") == "test" ? RangeHalf.Test : RangeHalf.Tuning;
        await using var output = new StreamWriter(Console.OpenStandardOutput());
        var gateway = new GatewayUnderTest(ConductRules.Default, ConductSettings.Shadow) { Trace = new TraceWriter(output) };
        Instance.Make(behaviour, arguments.Number("index", 0), half, arguments.Number("days", 3), gateway, (ulong)arguments.Number("seed", 0)).Run();
        return 0;
    }

    /// <summary>Every behaviour, so many times.</summary>
    public static List<Outcome> Run(IReadOnlyList<Behaviour> behaviours, int instances, int days, RangeHalf half, ConductRules rules, ulong seed)
    {
        List<Outcome> outcomes = [];
        foreach (var behaviour in behaviours)
        {
            for (var index = 0; index < instances; index++)
            {
                outcomes.Add(Instance.Run(behaviour, index, half, days, rules, Enforced, seed));
            }

            Console.Error.Write('.');
        }

        Console.Error.WriteLine();
        return outcomes;
    }

    /// <summary>The gateway's numbers, with deadlines that fit into a fortnight unless the real ones are asked for.</summary>
    public static ConductRules Rules(Arguments arguments)
    {
        var (rules, problem) = ReplayRules.Read(new ReplayOptions { Settings = arguments.Text("settings") });
        return rules is null ? throw new ArgumentException(problem, nameof(arguments)) : (arguments.Text("deadlines") ?? "short") switch
        {
            "real" => rules,
            "short" => Shortened(rules),
            _ => throw new ArgumentException("--deadlines is short or real.", nameof(arguments)),
        };
    }

    /// <summary>The gateway's numbers, with short deadlines.</summary>
    public static ConductRules ShortDeadlines { get; } = Shortened(ConductRules.Default);

    /// <summary>The same for the same numbers, and for no others.</summary>
    public static string Digest(ConductRules rules) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(rules)))[..12];

    /// <summary>Soft a day after the notice, hard two days later.</summary>
    private static ConductRules Shortened(ConductRules rules)
        => rules with { Ladder = rules.Ladder with { NoticeFor = TimeSpan.FromDays(1), SoftFor = TimeSpan.FromDays(2), HardFor = TimeSpan.FromDays(7) } };

    private static string Today() => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static async Task PutAsync(Arguments arguments, string name, string section)
    {
        var path = arguments.Text("out") ?? Path.Combine(Solution(), "docs", "detection-results.md");
        var page = File.Exists(path) ? await File.ReadAllTextAsync(path) : "";
        await File.WriteAllTextAsync(path, ResultsPage.Put(page, name, section));
        Console.Error.WriteLine($"written: {path}");
    }

    /// <summary>The folder of the solution, upwards from here.</summary>
    private static string Solution()
    {
        var folder = new DirectoryInfo(Environment.CurrentDirectory);
        while (folder is not null && folder.GetFiles("*.sln").Length == 0)
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? Environment.CurrentDirectory;
    }
}
