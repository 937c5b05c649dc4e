using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using static Digdir.Altinn.Grains.Tests.Conduct.ConductedVendor;

namespace Digdir.Altinn.Grains.Tests.Conduct;

/// <summary>What a vendor is told of when its level changes.</summary>
public sealed class ForecastTests
{
    private readonly ConductedVendor _vendor = new();

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
}
