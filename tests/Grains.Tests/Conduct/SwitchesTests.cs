using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using static Digdir.Altinn.Grains.Tests.Conduct.ConductedVendor;

namespace Digdir.Altinn.Grains.Tests.Conduct;

/// <summary>What people can switch: modes, ceilings, protected days and levels.</summary>
public sealed class SwitchesTests
{
    private readonly ConductedVendor _vendor = new();

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
}
