using Digdir.Altinn.VendorRegistry.Outbox;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Outbox;

public sealed class RetryScheduleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Attempts_follow_the_schedule_with_up_to_a_tenth_more_and_end_after_about_three_days()
    {
        for (var seed = 0L; seed < 200; seed++)
        {
            var at = Now;
            for (var attempts = 1; RetrySchedule.NextAt(attempts, at, seed) is { } next; attempts++)
            {
                ((next - at) / RetrySchedule.Waits[attempts]).ShouldBeInRange(1, 1.1);
                at = next;
            }

            (at - Now).ShouldBeInRange(TimeSpan.FromDays(3), TimeSpan.FromDays(3.5));
        }
    }

    [Fact]
    public void Jitter_is_the_same_for_the_same_delivery_and_spread_over_many()
    {
        RetrySchedule.NextAt(3, Now, 42).ShouldBe(RetrySchedule.NextAt(3, Now, 42));
        Enumerable.Range(0, 100).Select(seed => RetrySchedule.NextAt(3, Now, seed)).Distinct().Count().ShouldBe(100);
    }

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(60, 60)]
    [InlineData(10_000_000, 86_400)]
    public void What_a_receiver_asks_for_is_bounded(double asked, double given)
        => RetrySchedule.Bounded(TimeSpan.FromSeconds(asked)).ShouldBe(TimeSpan.FromSeconds(given));
}
