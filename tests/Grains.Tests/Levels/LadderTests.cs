using Digdir.Altinn.Grains.Levels;
using static Digdir.Altinn.Grains.Tests.Levels.Penalised;

namespace Digdir.Altinn.Grains.Tests.Levels;

public sealed class LadderTests
{
    private readonly Penalised _vendor = new();

    [Theory]
    [InlineData(19.9, 0, Level.Clear)]
    [InlineData(20, 0, Level.Notice)]
    [InlineData(20, 80, Level.Notice)]
    [InlineData(20, 81, Level.Clear)]
    [InlineData(249, 999, Level.Clear)]
    [InlineData(100, 1000, Level.Notice)]
    [InlineData(100, 1001, Level.Clear)]
    [InlineData(1_000_000, 0, Level.Notice)]
    internal void A_notice_takes_a_penalty_and_a_share_of_the_reads(double penalty, double reads, Level level)
    {
        _vendor.Reads = reads;

        _vendor.ReadTo(penalty).ShouldBe(level);
    }

    [Fact]
    public void Nothing_is_refused_before_the_deadline_and_the_first_read_after_it_is_slowed()
    {
        _vendor.ReadTo(25);
        _vendor.Ladder.State.Deadline.ShouldBe(Start + (14 * Day));

        _vendor.Keep(100, 13.9).ShouldBe(Level.Notice);
        _vendor.Keep(100, 0.2).ShouldBe(Level.Soft);
    }

    [Fact]
    public void Who_may_be_people_is_told_and_not_refused()
    {
        _vendor.SlowingGate = 150;
        _vendor.ReadTo(25);

        _vendor.Keep(100, 30).ShouldBe(Level.Notice);
        _vendor.Keep(160, 0.2).ShouldBe(Level.Soft);
    }

    [Fact]
    public void Ten_thousand_avoidable_reads_a_day_shorten_the_deadline_to_a_day()
    {
        _vendor.ReadTo(20_000);

        _vendor.Keep(20_000, 0.9).ShouldBe(Level.Notice);
        _vendor.Keep(20_000, 0.2).ShouldBe(Level.Soft);
    }

    [Fact]
    public void A_vendor_that_mends_its_ways_within_the_deadline_never_gets_further_than_the_notice()
    {
        _vendor.ReadTo(40);
        _vendor.Wait(49);

        _vendor.Look().ShouldBe(Level.Clear);
        _vendor.Ladder.State.Deadline.ShouldBe(0);
    }

    [Theory]
    [InlineData(59, Level.Notice)]
    [InlineData(60, Level.Soft)]
    [InlineData(1e6, Level.Soft)]
    internal void After_the_deadline_the_penalty_alone_decides(double penalty, Level level)
    {
        _vendor.Bring(Level.Notice);
        _vendor.Keep(50, 15).ShouldBe(Level.Notice);
        _vendor.Reads = 1e9;

        _vendor.ReadTo(penalty).ShouldBe(level);
    }

    [Fact]
    public void Seven_days_pass_before_a_slowed_vendor_is_slowed_harder()
    {
        _vendor.Bring(Level.Soft);
        var since = _vendor.Ladder.State.Since;

        _vendor.Keep(5000, ((since + (7 * Day) - _vendor.Now) / (double)Day) - 0.05).ShouldBe(Level.Soft);
        _vendor.Keep(5000, 0.1).ShouldBe(Level.Hard);
    }

    [Fact]
    public void A_case_is_proposed_after_fourteen_days_without_a_break_and_only_people_lead_out_of_it()
    {
        _vendor.Bring(Level.Hard);
        _vendor.Keep(1100, 13).ShouldBe(Level.Hard);
        _vendor.Wait(4);
        _vendor.Read(0);
        _vendor.Keep(1100, 13.9).ShouldBe(Level.Hard, "it began to count anew");
        _vendor.Keep(1100, 0.2).ShouldBe(Level.ClosureCase);

        _vendor.Wait(24 * 365);
        _vendor.Look().ShouldBe(Level.ClosureCase);
        _vendor.Ladder.Decide(Level.Clear, 0, _vendor.Now, out var step).ShouldBeTrue();
        step.Cause.ShouldBe(StepCause.Decided);
        _vendor.Level.ShouldBe(Level.Clear);
    }

    [Theory]
    [InlineData(Level.Notice, 24)]
    [InlineData(Level.Soft, 24)]
    [InlineData(Level.Hard, 72)]
    internal void A_level_is_left_one_step_at_a_time_after_its_dwell(Level level, double dwell)
    {
        _vendor.Bring(level);
        _vendor.Restart(_vendor.Ladder.State with { Since = _vendor.Now });
        _vendor.Penalty = 0;

        _vendor.Wait(dwell - 0.1);
        _vendor.Look().ShouldBe(level);
        _vendor.Wait(0.2);
        _vendor.Look().ShouldBe(level - 1);
    }

    [Theory]
    [InlineData(Level.Notice, 10)]
    [InlineData(Level.Soft, 30)]
    [InlineData(Level.Hard, 120)]
    internal void A_level_is_left_at_half_of_what_it_is_entered_at(Level level, double below)
    {
        _vendor.Bring(level);
        _vendor.Restart(_vendor.Ladder.State with { Since = _vendor.Now - (4 * Day) });

        _vendor.Penalty = below;
        _vendor.Look().ShouldBe(level);
        _vendor.Penalty = below - 0.001;
        _vendor.Look().ShouldBe(level - 1);
    }

    [Fact]
    public void A_vendor_that_was_away_comes_down_as_if_somebody_had_looked_all_along()
    {
        _vendor.Bring(Level.Hard);
        var looked = new Penalised();
        looked.Bring(Level.Hard);

        _vendor.Wait(24 * 30);
        _vendor.Look();
        for (var minute = 0; minute < 24 * 60 * 30; minute++)
        {
            looked.Wait(1 / 60.0);
            looked.Look();
        }

        _vendor.Level.ShouldBe(Level.Clear);
        _vendor.Steps.Select(step => step.To).ShouldBe(looked.Steps.Select(step => step.To));
        foreach (var (away, all) in _vendor.Steps.Zip(looked.Steps))
        {
            Math.Abs(away.At - all.At).ShouldBeLessThanOrEqualTo(2 * 60_000);
        }
    }

    [Fact]
    public void Coming_back_within_thirty_days_doubles_the_half_life_up_to_sixteen_times_and_ninety_days_without_a_rise_forget_it()
    {
        var factors = new List<int>();
        for (var visit = 0; visit < 7; visit++)
        {
            _vendor.ReadTo(20).ShouldBe(Level.Notice);
            factors.Add(_vendor.Ladder.HalfLifeFactor);
            while (_vendor.Level > Level.Clear)
            {
                _vendor.Wait(1);
                _vendor.Look();
            }
        }

        factors.ShouldBe([1, 2, 4, 8, 16, 16, 16]);
        _vendor.Wait(24 * 90);
        _vendor.ReadTo(20).ShouldBe(Level.Notice);
        _vendor.Ladder.HalfLifeFactor.ShouldBe(1);
    }

    [Fact]
    public void Coming_back_after_thirty_days_is_no_strike()
    {
        _vendor.ReadTo(20);
        _vendor.Wait(48);
        _vendor.Look().ShouldBe(Level.Clear);
        _vendor.Wait(24 * 31);

        _vendor.ReadTo(20).ShouldBe(Level.Notice);
        _vendor.Ladder.HalfLifeFactor.ShouldBe(1);
    }

    [Fact]
    public void An_appeal_freezes_what_would_rise_and_not_what_would_fall()
    {
        _vendor.Bring(Level.Soft);
        _vendor.Terms = _vendor.Terms with { FrozenUntil = _vendor.Now + (10 * Day) };

        _vendor.Keep(5000, 9.9).ShouldBe(Level.Soft);
        _vendor.Keep(5000, 0.2).ShouldBe(Level.Hard);
        _vendor.Terms = _vendor.Terms with { FrozenUntil = _vendor.Now + (100 * Day) };
        _vendor.Wait(24 * 20);
        _vendor.Look().ShouldBe(Level.Clear);
    }

    [Theory]
    [InlineData(Level.Clear)]
    [InlineData(Level.Notice)]
    [InlineData(Level.Soft)]
    internal void A_ceiling_brings_a_group_down_at_once_and_nothing_rises_above_it(Level ceiling)
    {
        _vendor.Bring(Level.Hard);
        _vendor.Terms = _vendor.Terms with { Ceiling = ceiling };

        _vendor.Look().ShouldBe(ceiling);
        _vendor.Keep(5000, 40).ShouldBe(ceiling);
        _vendor.Ladder.HalfLifeFactor.ShouldBe(1);
    }

    [Fact]
    public void An_allowance_raises_every_threshold()
    {
        _vendor.Terms = _vendor.Terms with { Allowance = 3 };

        _vendor.ReadTo(59).ShouldBe(Level.Clear);
        _vendor.ReadTo(60).ShouldBe(Level.Notice);
        _vendor.Keep(179, 15).ShouldBe(Level.Notice);
        _vendor.ReadTo(180).ShouldBe(Level.Soft);
        _vendor.Penalty = 89;
        _vendor.Wait(25);
        _vendor.Look().ShouldBe(Level.Notice);
    }

    [Fact]
    public void What_was_in_shadow_begins_anew_with_a_notice_of_its_own()
    {
        _vendor.Terms = _vendor.Terms with { Shadow = true };
        _vendor.Bring(Level.Hard);
        _vendor.Ladder.State.Shadow.ShouldBeTrue();

        _vendor.Terms = _vendor.Terms with { Shadow = false };
        _vendor.Read(1).ShouldBe(Level.Notice);
        _vendor.Ladder.State.Deadline.ShouldBe(_vendor.Now + (14 * Day));
        _vendor.Steps[^2].Cause.ShouldBe(StepCause.BegunAnew);
    }

    [Fact]
    public void A_deadline_once_told_stays_when_the_rules_or_the_clock_change()
    {
        _vendor.ReadTo(25);
        var told = _vendor.Ladder.State.Deadline;
        var stricter = new Penalised { Rules = new LadderRules { NoticeFor = TimeSpan.FromDays(1) } };
        stricter.Restart(_vendor.Ladder.State);

        stricter.Wait(-24 * 200);
        stricter.ReadTo(100).ShouldBe(Level.Notice);
        stricter.Ladder.State.Deadline.ShouldBe(told);
    }

    [Fact]
    public void A_clock_that_ran_ahead_for_a_year_keeps_nobody_at_a_level()
    {
        _vendor.Wait(24 * 365);
        _vendor.ReadTo(25).ShouldBe(Level.Notice);
        _vendor.Wait(-24 * 365);
        _vendor.Penalty = 0;

        _vendor.Look().ShouldBe(Level.Notice);
        _vendor.Wait(24.1);
        _vendor.Look().ShouldBe(Level.Clear);
    }
}
