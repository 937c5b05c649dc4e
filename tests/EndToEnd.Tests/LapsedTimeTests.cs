using Digdir.Altinn.Sandbox;
using Digdir.Altinn.Support;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests;

public sealed class LapsedTimeTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualClock _life = new();

    [Fact]
    public void It_starts_at_the_present_and_a_second_is_ten_minutes_on_both_its_clocks()
    {
        var start = _life.GetUtcNow();
        var lapsed = new LapsedTime(_life, 600);
        lapsed.GetUtcNow().ShouldBe(start);
        var stamp = lapsed.GetTimestamp();

        _life.Advance(Second);

        lapsed.GetUtcNow().ShouldBe(start.AddMinutes(10));
        lapsed.GetElapsedTime(stamp).ShouldBe(TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task What_is_due_in_a_day_comes_when_the_clock_says_a_day_has_passed()
    {
        var lapsed = new LapsedTime(_life, 600);
        var due = Task.Delay(TimeSpan.FromDays(1), lapsed);

        _life.Advance(TimeSpan.FromSeconds(143));
        due.IsCompleted.ShouldBeFalse();
        _life.Advance(Second);

        await due.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(0.25, 0.25)]
    [InlineData(5, 5)]
    [InlineData(60, 5)]
    [InlineData(18_000, 5)]
    [InlineData(36_000, 10)]
    public async Task Timers_of_machines_last_as_long_as_in_life_and_none_becomes_shorter_than_they(double seconds, double inLife)
    {
        var lapsed = new LapsedTime(_life, 3600);
        var due = Task.Delay(TimeSpan.FromSeconds(seconds), lapsed);

        _life.Advance(TimeSpan.FromSeconds(inLife) - TimeSpan.FromMilliseconds(1));
        due.IsCompleted.ShouldBeFalse();
        _life.Advance(TimeSpan.FromMilliseconds(1));

        await due.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_timer_that_is_changed_goes_by_the_same_rule_and_one_that_is_off_stays_off()
    {
        var fired = 0;
        using var timer = new LapsedTime(_life, 600).CreateTimer(_ => fired++, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _life.Advance(TimeSpan.FromDays(1));
        fired.ShouldBe(0);

        timer.Change(TimeSpan.FromHours(2), TimeSpan.FromHours(1)).ShouldBeTrue();
        _life.Advance(TimeSpan.FromSeconds(12));
        fired.ShouldBe(1);
        _life.Advance(TimeSpan.FromSeconds(6));
        fired.ShouldBe(2);
    }

    [Fact]
    public async Task Those_who_live_there_pause_as_long_as_its_clock_says_but_never_so_briefly_that_they_spin()
    {
        var pace = new Pace(_life, 3600);
        var (hour, minute) = (pace.PauseAsync(TimeSpan.FromHours(1), default), pace.PauseAsync(TimeSpan.FromMinutes(1), default));

        _life.Advance(TimeSpan.FromMilliseconds(49));
        minute.IsCompleted.ShouldBeFalse();
        _life.Advance(TimeSpan.FromMilliseconds(1));
        await minute.WaitAsync(TimeSpan.FromSeconds(10));
        hour.IsCompleted.ShouldBeFalse();
        _life.Advance(TimeSpan.FromMilliseconds(950));
        await hour.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(1, 120, 120)]
    [InlineData(600, 120, 72_000)]
    [InlineData(3600, 3600, 432_000)]
    [InlineData(600, -120, -120)]
    public void Tokens_live_as_long_in_life_as_ever_up_to_five_days_and_what_has_expired_has_expired(double timeLapse, double usual, double seconds)
        => new Pace(_life, timeLapse).LifetimeOf(TimeSpan.FromSeconds(usual)).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void Without_a_time_lapse_the_clock_is_lifes_own() => new Pace(_life, 1).Clock.ShouldBeSameAs(_life);
}
