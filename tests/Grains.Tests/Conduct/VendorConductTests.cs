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
}
