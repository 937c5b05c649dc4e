using System.Runtime.CompilerServices;
using Digdir.Altinn.Gateway.ApiDiff;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.ApiDiff;

/// <summary>The page about comparing descriptions lists the rules there are.</summary>
public sealed class RuleListTests
{
    [Fact]
    public void The_page_lists_every_rule_with_its_severity_and_what_it_says()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryRoot(), "docs", "api-diff.md"));

        page[(page.LastIndexOf("|---|---|---|\n", StringComparison.Ordinal) + "|---|---|---|\n".Length)..].ShouldBe(string.Concat(ApiRules.All.Select(Row)));
    }

    private static string Row(ApiRule rule)
        => $"| `{rule.Id}` | {ApiDiffReport.Word(rule.Severity)} | {string.Format(null, rule.En, "…", "old", "new")} |\n";

    private static string RepositoryRoot([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile) ?? "", "..", "..", ".."));
}
