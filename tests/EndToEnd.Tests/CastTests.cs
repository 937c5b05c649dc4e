using Digdir.Altinn.Grains;
using Digdir.Altinn.Sandbox.Cast;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests;

public sealed class CastTests
{
    [Fact]
    public void Every_number_of_the_cast_passes_its_check_digits_and_is_in_a_synthetic_series()
    {
        foreach (var (number, _) in Players.Named)
        {
            if (number.Length == 9)
            {
                OrganisationNumber.TryParse(number, out _).ShouldBeTrue(number);
                number.ShouldStartWith("31");
            }
            else
            {
                SyntheticNumbers.IsPerson(number).ShouldBeTrue(number);
                int.Parse(number[2..4]).ShouldBeInRange(81, 92);
            }
        }
    }

    [Fact]
    public void No_two_of_the_cast_share_a_number() => Players.Named.Select(one => one.Key).ShouldBeUnique();

    [Theory]
    [InlineData(0)]
    [InlineData(999)]
    [InlineData(123_456)]
    public void A_thousand_synthetic_organisations_all_pass(int from)
        => Enumerable.Range(from, 1000).ShouldAllBe(ordinal => IsOrganisation(SyntheticNumbers.Organisation(ordinal)));

    [Fact]
    public void A_person_number_with_one_digit_changed_is_no_person_number()
    {
        var number = Players.People[0].Number;
        for (var i = 0; i < 11; i++)
        {
            var changed = number.ToCharArray();
            changed[i] = (char)('0' + ((changed[i] - '0' + 1) % 10));
            SyntheticNumbers.IsPerson(new(changed)).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("0192:310923044", "310923044")]
    [InlineData("urn:altinn:organization:identifier-no:310923044", "310923044")]
    [InlineData("310923044", "310923044")]
    [InlineData("310923045", null)]
    [InlineData("", null)]
    [InlineData("0192:", null)]
    public void A_party_is_read_in_every_form_the_products_write_it(string text, string? number) => Party.NumberIn(text).ShouldBe(number);

    [Fact]
    public void A_party_nobody_has_heard_of_is_always_made_up_the_same()
    {
        var number = SyntheticNumbers.Organisation(77_000);
        new Parties().Of(number).ShouldBe(new Parties().Of(number));
        new Parties().Of(number).Name.ShouldNotBeNullOrWhiteSpace();
    }

    private static bool IsOrganisation(string number) => OrganisationNumber.TryParse(number, out _);
}
