using System.Text.RegularExpressions;
using Digdir.Altinn.Gateway.ApiDiff;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.ApiDiff;

/// <summary>Each rule finds its change, the opposite change is told as what it is, and neither is told where data flows the other way.</summary>
public sealed partial class RulesTests
{
    public static TheoryData<string, string, string, string> Narrower => SchemaPairs.Narrower;

    public static TheoryData<string, string, string> Different => SchemaPairs.Different;

    public static TheoryData<string, string, string, string> Around => OperationPairs.All;

    [Theory]
    [MemberData(nameof(Narrower))]
    public void Narrowing_breaks_requests_and_widening_breaks_responses(string narrowed, string widened, string wide, string narrow)
    {
        Found(Api.Taking(wide), Api.Taking(narrow)).ShouldBe([$"request-{narrowed}"]);
        Found(Api.Taking(narrow), Api.Taking(wide)).ShouldBe([$"request-{widened}"]);
        Found(Api.Giving(narrow), Api.Giving(wide)).ShouldBe([$"response-{widened}"]);
        Found(Api.Giving(wide), Api.Giving(narrow)).ShouldBe([$"response-{narrowed}"]);

        SeverityOf($"request-{narrowed}").ShouldBe(Severity.Breaking);
        SeverityOf($"request-{widened}").ShouldBe(Severity.NonBreaking);
        if (narrowed != "property-removed")
        {
            SeverityOf($"response-{widened}").ShouldBe(Severity.Breaking);
            SeverityOf($"response-{narrowed}").ShouldBe(Severity.NonBreaking);
        }
    }

    [Fact]
    public void A_property_that_is_gone_breaks_whoever_read_it_and_a_new_one_nobody()
    {
        SeverityOf("response-property-removed").ShouldBe(Severity.Breaking);
        SeverityOf("response-property-added").ShouldBe(Severity.NonBreaking);
    }

    [Theory]
    [MemberData(nameof(Different))]
    public void What_is_merely_different_breaks_both(string changed, string one, string other)
    {
        Found(Api.Taking(one), Api.Taking(other)).ShouldBe([$"request-{changed}"]);
        Found(Api.Taking(other), Api.Taking(one)).ShouldBe([$"request-{changed}"]);
        Found(Api.Giving(one), Api.Giving(other)).ShouldBe([$"response-{changed}"]);

        SeverityOf($"request-{changed}").ShouldBe(Severity.Breaking);
        SeverityOf($"response-{changed}").ShouldBe(Severity.Breaking);
    }

    [Theory]
    [MemberData(nameof(Around))]
    public void What_stands_around_the_schemas_has_rules_of_its_own(string there, string back, string older, string newer)
    {
        Found(older, newer).ShouldBe([there]);
        Found(newer, older).ShouldBe(back.Length == 0 ? [] : [back]);
    }

    [Fact]
    public void Every_rule_has_a_pair()
    {
        IEnumerable<string> shown =
        [
            .. Narrower.SelectMany(row => new[] { (string)row[0], (string)row[1] }).Concat(Different.Select(row => (string)row[0])).SelectMany(end => new[] { $"request-{end}", $"response-{end}" }),
            .. Around.SelectMany(row => new[] { (string)row[0], (string)row[1] }),
        ];

        ApiRules.All.Select(rule => rule.Id).Except(shown).ShouldBeEmpty();
        shown.Except(ApiRules.All.Select(rule => rule.Id)).ShouldBe([""]);
        ApiRules.All.Select(rule => rule.Id).ShouldBeUnique();
    }

    [Fact]
    public void Every_rule_says_what_happened_and_what_it_means_in_three_languages()
    {
        foreach (var rule in ApiRules.All)
        {
            var change = new ApiChange { Rule = rule, Subject = new("x", "x", "x"), Before = "1", After = "2" };

            string[] told = [change.Text.Nb, change.Text.Nn, change.Text.En];
            told.ShouldAllBe(text => Sentences().IsMatch(text), rule.Id);
            rule.Id.ShouldMatch("^[a-z]+(-[a-z]+)*$");
        }
    }

    private static IEnumerable<string> Found(string older, string newer)
    {
        Api.Compare(older, older).Where(change => change.Rule != ApiRules.OutsideReference).ShouldBeEmpty();
        return Api.Rules(Api.Compare(older, newer));
    }

    private static Severity SeverityOf(string rule) => ApiRules.All.Single(known => known.Id == rule).Severity;

    [GeneratedRegex(@"^[^{}]+[.] \p{Lu}[^{}]+[.]$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sentences();
}
