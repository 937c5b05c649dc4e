using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Simulation.Behaviours;
using Digdir.Altinn.Simulation.Vendors;
using Digdir.Altinn.Simulation.World;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Simulation.Tests.World;

/// <summary>The clock on the wall, and the parameters drawn.</summary>
public sealed class CalendarTests
{
    [Fact]
    public void It_agrees_with_the_zone_all_fortnight_long()
    {
        var oslo = TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo");
        for (var at = Calendar.Start; at < Calendar.Start + (14 * Calendar.Day); at += 17 * Calendar.Minute)
        {
            var wall = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(at), oslo);
            Calendar.HourOfDay(at).ShouldBe(wall.TimeOfDay.TotalHours, 1e-9);
            Calendar.IsWeekend(at).ShouldBe(wall.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);
        }
    }

    [Fact]
    public void The_next_nine_o_clock_is_at_nine_whatever_the_clocks_do()
    {
        for (var at = Calendar.Start; at < Calendar.Start + (14 * Calendar.Day); at += 37 * Calendar.Minute)
        {
            var next = Calendar.Next(at, 9);
            Calendar.HourOfDay(next).ShouldBe(9, 1e-9);
            (next - at).ShouldBeInRange(1, 25 * Calendar.Hour);
        }
    }

    [Fact]
    public void The_halves_have_no_value_in_common_and_cover_the_range()
    {
        var tuning = Draws(RangeHalf.Tuning);
        var test = Draws(RangeHalf.Test);

        tuning.Select(Piece).Intersect(test.Select(Piece)).ShouldBeEmpty();
        tuning.Concat(test).Select(Piece).Distinct().Count().ShouldBe(8);

        static int Piece(double value) => (int)(value * 8);
    }

    [Fact]
    public void A_party_changes_as_often_as_it_is_said_to()
    {
        var world = new Surroundings(new Dice(1), 14);
        var changes = 0;
        for (var i = 0; i < 200; i++)
        {
            var party = new Party(world, i, new Dice((ulong)i + 5), perDay: 2, items: 5);
            for (; party.NextChange < world.End; changes++)
            {
                party.Advance(party.NextChange);
            }
        }

        // Ten workdays at two, four days of weekend at 0.15 times that, and two mass publications that reach some.
        (changes / 200.0).ShouldBeInRange(19.5, 24);
    }

    private static List<double> Draws(RangeHalf half)
    {
        var vendor = new VendorUnderTest(new Surroundings(new Dice(1), 1), new Dice(2), new GatewayUnderTest(ConductRules.Default, ConductSettings.Shadow));
        var scene = new Scene(vendor, new Dice(3), half);
        return [.. Enumerable.Range(0, 2_000).Select(_ => scene.Between(0, 1))];
    }
}
