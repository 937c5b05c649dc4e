using System.Text;
using Digdir.Altinn.Gateway.Throttling;
using Digdir.Altinn.Grains.Limits;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Throttling;

public sealed class StructuredFieldsTests
{
    [Fact]
    public void The_policy_field_reads_as_the_drafts_own_example()
    {
        var set = new LimitSet([new Limit(new LimitKey("burst", 0), Allowance.Per(100, 10)), new Limit(new LimitKey("hour", 0), Allowance.Per(6000, 3600))]);

        RateLimitFields.PolicyOf(set, 1, RateLimitDraft.Draft11).ShouldBe("\"burst\";q=100;w=10, \"hour\";q=6000;w=3600");
    }

    [Fact]
    public void The_state_field_reads_as_the_drafts_own_example()
        => StructuredFields.Item("\"hour\"", "r", 120, "t", 900).ShouldBe("\"hour\";r=120;t=900");

    [Fact]
    public void A_draft_that_is_off_sends_nothing()
        => RateLimitFields.PolicyOf(new LimitSet([new Limit(new LimitKey("burst", 0), new Allowance(1, 1))]), 1, RateLimitDraft.Off).ShouldBeNull();

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("say \"hi\" \\ bye", "\"say \\\"hi\\\" \\\\ bye\"")]
    [InlineData("", "\"\"")]
    public void A_string_is_quoted_and_escaped(string text, string expected)
        => new StringBuilder().AppendString(text).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("bl\u00e5")]
    [InlineData("a\r\nSet-Cookie: x")]
    [InlineData("\u007f")]
    public void A_string_outside_printable_ascii_is_refused(string text)
        => Should.Throw<FormatException>(() => new StringBuilder().AppendString(text));

    [Fact]
    public void An_integer_has_at_most_fifteen_digits()
    {
        new StringBuilder().AppendParameter("q", 999_999_999_999_999).ToString().ShouldBe(";q=999999999999999");
        Should.Throw<ArgumentOutOfRangeException>(() => new StringBuilder().AppendParameter("q", 1_000_000_000_000_000));
        Should.Throw<ArgumentOutOfRangeException>(() => new StringBuilder().AppendParameter("q", long.MinValue));
    }
}
