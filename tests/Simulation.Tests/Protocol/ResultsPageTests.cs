using Digdir.Altinn.Simulation.Protocol;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Simulation.Tests.Protocol;

/// <summary>The page of results.</summary>
public sealed class ResultsPageTests
{
    [Fact]
    public void One_half_s_section_leaves_the_other_s_alone()
    {
        var page = ResultsPage.Put("", "tuning", "## Tuning half\n\nBETA");
        page = ResultsPage.Put(page, "test", "## Test half");
        page = ResultsPage.Put(page, "tuning", "## Tuning half\n\nGAMMA");

        page.ShouldContain("GAMMA");
        page.ShouldNotContain("BETA");
        page.ShouldContain("## Test half");
        page.IndexOf("Test half", StringComparison.Ordinal).ShouldBeLessThan(page.IndexOf("Tuning half", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, 60, 0, 0.0602)]
    [InlineData(60, 60, 0.9398, 1)]
    [InlineData(5, 10, 0.2366, 0.7634)]
    public void Shares_come_with_wilson_s_interval(int hits, int of, double low, double high)
    {
        var (from, to) = Statistics.Wilson(hits, of);

        from.ShouldBe(low, 1e-4);
        to.ShouldBe(high, 1e-4);
    }

    [Fact]
    public void Quantiles_lie_between_neighbours()
    {
        Statistics.Median([4, 1, 3, 2]).ShouldBe(2.5);
        Statistics.Quantile([1, 2, 3, 4, 5], 0.9).ShouldBe(4.6);
        Statistics.Median([]).ShouldBeNull();
    }
}
