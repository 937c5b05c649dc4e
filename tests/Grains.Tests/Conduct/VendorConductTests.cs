using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.Grains.Vendors;
using static Digdir.Altinn.Grains.Tests.Conduct.ConductedVendor;

namespace Digdir.Altinn.Grains.Tests.Conduct;

public sealed class VendorConductTests
{
    private readonly ConductedVendor _vendor = new();

    [Fact]
    public void A_poller_is_told_then_slowed_after_the_deadline_and_its_event_driven_reads_never()
    {
        var refusedInNotice = 0;
        for (var minute = 0; minute < 15 * 1440; minute += 5)
        {
            _vendor.Now += 5 * Minute;
            refusedInNotice += _vendor.Read(1).Passes ? 0 : 1;
            if (_vendor.Now - Start > 14 * Day + 3 * Hour)
            {
                break;
            }
        }

        refusedInNotice.ShouldBeGreaterThan(0);
        var told = _vendor.Conduct.TakeEvents();
        told.Select(happened => happened.Kind).Distinct().ShouldBe([ConductEventKind.LevelRisen, ConductEventKind.NoticeDue]);
        var notice = told.Single(happened => happened.Kind == ConductEventKind.NoticeDue);
        notice.Deadline.ShouldBe(notice.At + (14 * Day));
        (notice.At - Start).ShouldBeLessThan(4 * Hour);
        var figures = notice.Figures.ShouldNotBeNull();
        figures.Penalty.Penalty.ShouldBeGreaterThanOrEqualTo(20);
        figures.PeriodMs.ShouldBeNear(5 * Minute, 20_000);
        told.Count(happened => happened.To == Level.Soft).ShouldBe(1);
        told.Single(happened => happened.To == Level.Soft).At.ShouldBeGreaterThanOrEqualTo(notice.Deadline);

        _vendor.Read(1);
        _vendor.Read(1).Passes.ShouldBeFalse();
        for (var i = 0; i < 20; i++)
        {
            _vendor.Now += 7 * Minute;
            _vendor.Event(1);
            _vendor.Now += 2_000;
            var judgement = _vendor.Read(1);
            judgement.Passes.ShouldBeTrue();
            judgement.Credit.ShouldBe(Excuse.Event);
        }
    }

    [Fact]
    public void A_vendor_that_reads_after_events_and_reconciles_at_night_is_never_told_anything()
    {
        var random = new Random(4);
        for (var day = 0; day < 30; day++)
        {
            for (var party = 0; party < 20; party++)
            {
                _vendor.Now = Start + (day * Day) + random.NextInt64(8 * Hour);
                _vendor.Event(party);
                _vendor.Now += random.Next(200, 30_000);
                _vendor.Read(party).Passes.ShouldBeTrue();
            }

            for (var party = 0; party < 20; party++)
            {
                _vendor.Now = Start + (day * Day) + (18 * Hour) + (party * 1_000);
                _vendor.Read(party).Passes.ShouldBeTrue();
            }
        }

        _vendor.Level.ShouldBe(Level.Clear);
        _vendor.Conduct.TakeEvents().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Level.Notice, 0)]
    [InlineData(Level.Soft, 15)]
    [InlineData(Level.Hard, 60)]
    [InlineData(Level.ClosureCase, 60)]
    internal void A_level_demands_its_interval_between_uncredited_reads_of_a_party(Level level, int minutes)
    {
        _vendor.Exhaust(1, 2);
        _vendor.Decide(level);
        _vendor.Now += Hour;

        _vendor.Read(1).Passes.ShouldBeTrue();
        _vendor.Now += 30_000;
        var judgement = _vendor.Read(1);

        judgement.Level.ShouldBe(level);
        judgement.Passes.ShouldBe(minutes == 0);
        judgement.RetryAfterMs.ShouldBeNear(minutes == 0 ? 0 : (minutes * Minute) - 30_000, 200);
        _vendor.Read(2).Passes.ShouldBeTrue("another party has an interval of its own");
    }

    [Fact]
    public void Waiting_as_long_as_told_suffices_and_a_millisecond_less_does_not()
    {
        _vendor.Exhaust(1);
        _vendor.Decide(Level.Soft);
        _vendor.Now += Hour;
        _vendor.Read(1);
        _vendor.Now += 1;
        var wait = _vendor.Read(1).RetryAfterMs;

        _vendor.Now += wait - 1;
        _vendor.Judge(Ask(1)).RetryAfterMs.ShouldBe(1);
        _vendor.Now += 1;
        _vendor.Judge(Ask(1)).Passes.ShouldBeTrue();
    }

    [Fact]
    public void A_promise_is_kept_although_the_level_rises_meanwhile()
    {
        _vendor.Exhaust(1);
        _vendor.Decide(Level.Soft);
        _vendor.Now += Hour;
        _vendor.Read(1);
        _vendor.Now += 60_000;
        var wait = _vendor.Read(1).RetryAfterMs;
        _vendor.Decide(Level.Hard);
        _vendor.Read(1).RetryAfterMs.ShouldBe(wait);

        _vendor.Now += wait;
        _vendor.Read(1).Passes.ShouldBeTrue();
        _vendor.Now += 1;
        _vendor.Read(1).RetryAfterMs.ShouldBeNear(60 * Minute, 1_000);
    }

    [Fact]
    public void An_hourly_poller_is_slowed_to_twice_its_own_interval_and_no_further_however_patient_it_is()
    {
        PollHourlyUntil(_vendor, Level.Soft);
        var passes = new List<long>();
        for (var call = 0; call < 40; call++)
        {
            var judgement = _vendor.Read(1);
            if (judgement.Passes)
            {
                passes.Add(_vendor.Now);
            }

            // Waits as told, and otherwise an hour.
            _vendor.Now += judgement.Passes ? Hour : judgement.RetryAfterMs;
        }

        passes.Count.ShouldBeGreaterThan(20);
        passes.Zip(passes.Skip(1), static (one, next) => next - one).ShouldAllBe(gap => gap <= (2 * Hour) + (10 * Minute));
        _vendor.Judge(Ask(1)).IntervalMs.ShouldBeNear(2 * Hour, 5 * Minute);
    }

    [Fact]
    public void What_is_reported_as_the_interval_is_what_is_enforced()
    {
        PollHourlyUntil(_vendor, Level.Soft);

        var reported = _vendor.Conduct.Look(_vendor.Now).Groups[0].IntervalMs;

        reported.ShouldBeGreaterThan(Hour);
        _vendor.Judge(Ask(1)).IntervalMs.ShouldBe(reported);
    }

    [Fact]
    public void Nobody_is_slowed_to_less_than_four_reads_a_day()
    {
        var vendor = new ConductedVendor(new ConductRules { OfObserved = 50 });
        PollHourlyUntil(vendor, Level.Soft);

        vendor.Judge(Ask(1)).IntervalMs.ShouldBe(6 * Hour);
    }

    [Fact]
    public void At_the_hard_level_uncredited_reads_are_capped_by_what_was_earned()
    {
        var vendor = new ConductedVendor(new ConductRules { CapPerParty = 0 });
        var many = Enumerable.Range(0, 400).ToArray();
        vendor.Exhaust(many);
        vendor.Decide(Level.Hard);
        vendor.Now += 2 * Hour;
        var passed = many.Count(party => vendor.Read(party) is { Passes: true, Credit: Excuse.None });
        passed.ShouldBe(100, "the grace");

        for (var i = 0; i < 10; i++)
        {
            vendor.Event(i);
            vendor.Now += 1_000;
            vendor.Read(i).Credit.ShouldBe(Excuse.Event);
        }

        many.Skip(200).Count(party => vendor.Read(party) is { Passes: true, Credit: Excuse.None }).ShouldBe(20, "twice what was earned");
        var wait = vendor.Read(399).RetryAfterMs;
        wait.ShouldBeInRange(22 * Hour, 24 * Hour);
        vendor.Now += wait;
        vendor.Judge(Ask(399)).Passes.ShouldBeTrue();
    }

    [Fact]
    public void The_cap_of_many_parties_leaves_the_interval_to_decide()
    {
        var many = Enumerable.Range(0, 400).ToArray();
        _vendor.Exhaust(many);
        _vendor.Decide(Level.Hard);
        _vendor.Now += 2 * Hour;

        many.Count(party => _vendor.Read(party).Passes).ShouldBe(400);
        many.Count(party => _vendor.Read(party) is { Passes: true, Credit: Excuse.None }).ShouldBe(0);
    }

    [Fact]
    public void Refusals_weigh_a_tenth()
    {
        _vendor.Exhaust(1);
        _vendor.Decide(Level.Soft);
        _vendor.Read(1);
        var before = _vendor.Conduct.Look(_vendor.Now).Groups[0].Penalty;

        for (var i = 0; i < 10; i++)
        {
            _vendor.Read(1).Passes.ShouldBeFalse();
        }

        (_vendor.Conduct.Look(_vendor.Now).Groups[0].Penalty - before).ShouldBe(1, 0.01);
    }

    [Theory]
    [InlineData(ConductMode.Off)]
    [InlineData(ConductMode.Shadow)]
    internal void Nothing_is_refused_and_nobody_told_where_nothing_is_enforced(ConductMode mode)
    {
        var vendor = new ConductedVendor(settings: new ConductSettings { Mode = mode });
        for (var minute = 0; minute < 40 * 1440; minute += 10)
        {
            vendor.Now += 10 * Minute;
            vendor.Read(1).Passes.ShouldBeTrue();
        }

        vendor.Conduct.TakeEvents().ShouldAllBe(happened => happened.Shadow && happened.Kind != ConductEventKind.NoticeDue);
        vendor.Conduct.Levels(vendor.Now).ShouldBeSameAs(ConductLevels.Clear);
        vendor.Level.ShouldBe(mode == ConductMode.Shadow ? Level.Soft : Level.Clear);
    }

    [Fact]
    public void Listing_can_be_enforced_before_anything_else()
    {
        var settings = new ConductSettings { Groups = new Dictionary<ReadGroup, ConductMode> { [Lists] = ConductMode.Enforce } };

        settings.ModeOf(Lists).ShouldBe(ConductMode.Enforce);
        settings.ModeOf(new ReadGroup("dialogporten", ReadClass.Thing)).ShouldBe(ConductMode.Shadow);
    }

    [Fact]
    public void On_protected_days_only_the_brake_refuses()
    {
        _vendor.Exhaust(1);
        _vendor.Decide(Level.Hard);
        _vendor.Read(1);
        _vendor.Read(1).Passes.ShouldBeFalse();

        var today = DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(_vendor.Now).UtcDateTime);
        _vendor.Conduct.Settings = _vendor.Conduct.Settings with { Protected = [ProtectedSpan.OfDay(today, TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo"))] };
        _vendor.Read(1).Passes.ShouldBeTrue();
        _vendor.Conduct.Brake(_vendor.Now).ShouldBeTrue();
        Enumerable.Range(0, 10).Count(_ => _vendor.Read(1).Passes).ShouldBeLessThan(3);
    }

    [Theory]
    [InlineData("2026-03-29", 23)]
    [InlineData("2026-10-25", 25)]
    [InlineData("2026-05-31", 24)]
    public void A_protected_day_is_a_day_in_Norway(string day, int hours)
    {
        var span = ProtectedSpan.OfDay(DateOnly.Parse(day), TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo"));

        (span.Until - span.From).ShouldBe(hours * Hour);
    }

    [Fact]
    public void The_kill_switch_lets_everything_pass_at_once()
    {
        _vendor.Exhaust(1);
        _vendor.Decide(Level.Hard);
        _vendor.Read(1);
        _vendor.Read(1).Passes.ShouldBeFalse();

        _vendor.Conduct.Settings = _vendor.Conduct.Settings with { Ceiling = Level.Notice };
        _vendor.Read(1).Passes.ShouldBeTrue();
        _vendor.Level.ShouldBe(Level.Notice);
    }

    [Fact]
    public void The_brake_holds_a_vendor_to_twice_its_usual_rate_for_an_hour_and_never_what_it_was_called_to_read()
    {
        for (var hour = 0; hour < 100; hour++)
        {
            for (var call = 0; call < 600; call++)
            {
                _vendor.Now += 6_000;
                _vendor.Conduct.Hear(_vendor.Answer(Ask(call % 300)), [1]);
            }
        }

        _vendor.Conduct.TakeEvents();
        _vendor.Conduct.Settings = _vendor.Conduct.Settings with { Mode = ConductMode.Shadow };
        _vendor.Conduct.Brake(_vendor.Now).ShouldBeTrue();
        var told = _vendor.Conduct.TakeEvents().Single(happened => happened.Kind == ConductEventKind.Braked);
        told.PerHour.ShouldBe(1200, 12);
        told.Deadline.ShouldBe(_vendor.Now + Hour);

        var passed = 0;
        for (var second = 0; second < 3590; second++)
        {
            _vendor.Now += 1_000;
            for (var call = 0; call < 5; call++)
            {
                var judgement = _vendor.Read((second * 5) + call + 1000);
                passed += judgement.Passes ? 1 : 0;
                (judgement.Passes || judgement.Braked).ShouldBeTrue();
            }

            if (second % 100 == 0)
            {
                _vendor.Event(second);
                _vendor.Read(second).Passes.ShouldBeTrue();
            }
        }

        passed.ShouldBeNear(1220, 25);
        _vendor.Now += 11_000;
        _vendor.Conduct.Levels(_vendor.Now).Braked.ShouldBeFalse();
        Enumerable.Range(20_000, 100).ShouldAllBe(party => _vendor.Read(party).Passes);
    }

    [Fact]
    public void A_refusal_by_the_brake_says_exactly_how_long()
    {
        _vendor.Read(1);
        _vendor.Conduct.Brake(_vendor.Now);
        Judgement judgement;
        do
        {
            judgement = _vendor.Read(2);
        }
        while (judgement.Passes);

        _vendor.Now += judgement.RetryAfterMs - 1;
        _vendor.Judge(Ask(2)).Passes.ShouldBeFalse();
        _vendor.Now += 1;
        _vendor.Judge(Ask(2)).Passes.ShouldBeTrue();
        _vendor.Conduct.Release(_vendor.Now);
        _vendor.Judge(Ask(2)).Passes.ShouldBeTrue();
    }

    [Fact]
    public void A_disabled_brake_cannot_be_pulled()
    {
        _vendor.Conduct.Settings = _vendor.Conduct.Settings with { MayBrake = false };

        _vendor.Conduct.Brake(_vendor.Now).ShouldBeFalse();
        _vendor.Conduct.TakeEvents().ShouldBeEmpty();
    }

    [Fact]
    public void A_decision_is_carried_out_once()
    {
        _vendor.Exhaust(1);
        _vendor.Decide(Level.Soft);
        _vendor.Decide(Level.Clear, penaltyFactor: 0);
        _vendor.Level.ShouldBe(Level.Clear);
        _vendor.Conduct.Look(_vendor.Now).Groups[0].Penalty.ShouldBe(0);
        var decided = _vendor.Conduct.Settings;

        for (var minute = 0; minute < 300; minute += 5)
        {
            _vendor.Now += 5 * Minute;
            _vendor.Read(1);
        }

        _vendor.Conduct.Settings = decided with { Mode = ConductMode.Enforce };
        _vendor.Restart();
        _vendor.Level.ShouldBe(Level.Notice, "what came after the decision counts");
    }

    [Fact]
    public void Forecasts_come_true()
    {
        for (var minute = 0; minute < 3 * 1440; minute += 10)
        {
            _vendor.Now += 10 * Minute;
            _vendor.Read(1);
        }

        var view = _vendor.Conduct.Look(_vendor.Now).Groups[0];
        view.Level.ShouldBe(Level.Notice);
        view.Calls.ShouldBeNear(144, 7);
        view.ExcessPerDay.ShouldBe(144, 20);
        view.NextLevelAt.ShouldBe(60);
        (_vendor.Now + view.ToNextLevelMs.ShouldNotBeNull()).ShouldBe(view.Deadline);
        var lower = view.ToLowerLevelMs.ShouldNotBeNull();
        view.ToForgivenessMs.ShouldBe(lower);
        _vendor.Now += lower - 2_000;
        _vendor.Level.ShouldBe(Level.Notice);
        _vendor.Now += 3_000;
        _vendor.Level.ShouldBe(Level.Clear);
        var clear = _vendor.Conduct.Look(_vendor.Now).Groups[0];
        clear.ToForgivenessMs.ShouldBeNull();
        clear.ToNextLevelMs.ShouldBeNull("it has stopped");
    }

    [Fact]
    public void A_forecast_of_the_next_level_at_a_steady_rate_comes_true()
    {
        GroupView view;
        do
        {
            _vendor.Now += 20 * Minute;
            _vendor.Read(1);
            view = _vendor.Conduct.Look(_vendor.Now).Groups[0];
        }
        while (view.Penalty < 10);

        var at = _vendor.Now + view.ToNextLevelMs.ShouldNotBeNull();
        while (_vendor.Level == Level.Clear)
        {
            _vendor.Now += 20 * Minute;
            _vendor.Read(1);
        }

        (_vendor.Now - at).ShouldBeNear(0, 2 * Hour);
    }

    [Fact]
    public void Levels_penalties_and_untold_events_survive_a_restart_and_what_was_read_does_not()
    {
        _vendor.Exhaust(1);
        _vendor.Decide(Level.Hard);
        _vendor.Conduct.Brake(_vendor.Now);
        var before = _vendor.Conduct.Look(_vendor.Now);

        _vendor.Restart(static snapshot =>
            GrainState.Parse(new GrainState(DateTimeOffset.UnixEpoch, []) { Conduct = snapshot }.ToBytes()).ShouldNotBeNull().Conduct.ShouldNotBeNull());

        var after = _vendor.Conduct.Look(_vendor.Now);
        after.Groups[0].Level.ShouldBe(Level.Hard);
        after.Groups[0].Since.ShouldBe(before.Groups[0].Since);
        after.Groups[0].Deadline.ShouldBe(before.Groups[0].Deadline);
        after.Groups[0].Penalty.ShouldBe(before.Groups[0].Penalty, 0.001);
        after.BrakedUntil.ShouldBe(before.BrakedUntil);
        after.MedianPerHour.ShouldBe(before.MedianPerHour);
        _vendor.Conduct.Release(_vendor.Now);
        _vendor.Conduct.Outbox.Select(happened => happened.Kind)
            .ShouldBe([ConductEventKind.LevelRisen, ConductEventKind.Braked, ConductEventKind.BrakeReleased]);
        _vendor.Conduct.Outbox.Select(happened => happened.Id).Distinct().Count().ShouldBe(3);
        _vendor.Conduct.Outbox[0].Figures.ShouldNotBeNull().TopParties.Length.ShouldBe(1);
        _vendor.Read(1).Credit.ShouldBe(Excuse.FirstContact);
    }

    [Fact]
    public void Acknowledged_events_are_not_told_again()
    {
        _vendor.Exhaust(1);
        _vendor.Decide(Level.Soft);
        var told = _vendor.Conduct.Outbox.ToArray();
        _vendor.Decide(Level.Hard);

        _vendor.Conduct.Acknowledge(told);

        _vendor.Conduct.TakeEvents().Select(happened => happened.To).ShouldBe([Level.Hard]);
    }

    [Fact]
    public void Events_nobody_takes_are_bounded()
    {
        for (var i = 0; i < 3000; i++)
        {
            _vendor.Conduct.Brake(_vendor.Now += 1000);
        }

        _vendor.Conduct.Outbox.Count.ShouldBe(500);
    }

    [Fact]
    public void Writes_and_what_is_no_read_are_never_judged()
    {
        _vendor.Conduct.Brake(_vendor.Now);
        foreach (var kind in new[] { ReadClass.Write, ReadClass.Other })
        {
            for (var i = 0; i < 200; i++)
            {
                _vendor.Judge(Ask(1, new ReadGroup("dialogporten", kind))).ShouldBe(Judgement.Clear);
            }
        }
    }

    /// <summary>Polls eight parties every hour.</summary>
    private static void PollHourlyUntil(ConductedVendor vendor, Level level)
    {
        for (var hour = 0; vendor.Level < level; hour++)
        {
            hour.ShouldBeLessThan(24 * 40);
            vendor.Now += Hour;
            for (var party = 0; party < 8; party++)
            {
                vendor.Read(party);
            }
        }
    }
}
