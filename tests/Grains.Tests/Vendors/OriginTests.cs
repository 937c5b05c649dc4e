using System.Text;
using Digdir.Altinn.Grains.Vendors;
using static Digdir.Altinn.Grains.Tests.Vendors.Reports;

namespace Digdir.Altinn.Grains.Tests.Vendors;

/// <summary>Where a new activation starts.</summary>
public sealed class OriginTests
{
    [Fact]
    public void A_grain_that_was_at_rest_goes_on_where_it_was()
    {
        var rules = new GrainRules();
        var before = First(rules);
        before.Exchange(Asks(1, 1, 90), At(0));
        before.Exchange(Asks(1, 2, 0), At(0));
        var state = before.Snapshot(At(0)).ShouldNotBeNull();

        var after = new VendorGrain(2, Origin.Rested(GrainState.Parse(state.ToBytes()).ShouldNotBeNull(), At(1)), rules);

        after.Exchange(Asks(1, 1, 1000, epoch: 0), At(1)).Granted().ShouldBe(60, 1e-6, "10 were left and 50 refilled in a second");
    }

    [Fact]
    public void A_grain_with_tokens_in_gates_hands_is_not_at_rest_until_they_lapse()
    {
        var grain = First();
        grain.Exchange(Asks(1, 1, 10), At(0));

        grain.Snapshot(At(1)).ShouldBeNull();
        grain.Snapshot(At(2)).ShouldNotBeNull();
    }

    [Fact]
    public void A_grain_is_not_at_rest_while_it_learns()
    {
        var rules = new GrainRules();
        var grain = new VendorGrain(2, Origin.Unknown(At(0), rules), rules);

        grain.Snapshot(At(1)).ShouldBeNull();
        grain.Snapshot(At(5)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("null")]
    public void An_unreadable_state_is_no_state(string text)
    {
        GrainState.Parse(Encoding.UTF8.GetBytes(text)).ShouldBeNull();
    }

    [Fact]
    public void A_state_from_the_future_does_not_refill_ahead_of_time()
    {
        var state = new GrainState(At(1000), [new BucketLevel("vendor", 0, 5)]);

        var grain = new VendorGrain(2, Origin.Rested(state, At(0)), new GrainRules());

        grain.Exchange(Asks(1, 1, 100, epoch: 0), At(0)).Granted().ShouldBe(5);
    }
}
