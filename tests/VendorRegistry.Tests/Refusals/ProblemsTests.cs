using Digdir.Altinn.VendorRegistry.Refusals;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Refusals;

public sealed class ProblemsTests
{
    [Fact]
    public void Every_problem_has_a_code_of_its_own_and_says_in_both_languages_what_to_do()
    {
        var problems = ProblemList.Of(typeof(Problems)).Problems;
        problems.Select(problem => problem.Code).ShouldBe(Enumerable.Range(1, problems.Count).Select(number => $"REG-{number:D5}"), ignoreOrder: true);
        foreach (var problem in problems)
        {
            problem.Status.ShouldBeInRange(400, 599, problem.Code);
            foreach (var text in new[] { problem.Title, problem.Remedy })
            {
                text.Nb.ShouldNotBeNullOrWhiteSpace(problem.Code);
                text.En.ShouldNotBeNullOrWhiteSpace(problem.Code);
                text.Nb.ShouldNotBe(text.En.Replace("Content-Type", "x", StringComparison.Ordinal), problem.Code);
            }
        }
    }
}
