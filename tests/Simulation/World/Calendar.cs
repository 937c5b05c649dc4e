namespace Digdir.Altinn.Simulation.World;

/// <summary>
/// The simulated fortnight, in milliseconds since 1970 (UTC), and what the clock on the wall in Norway says in it. It begins on a Monday; summer time ends on
/// its first Sunday, so that every run has a day of 25 hours. Immutable.
/// </summary>
internal static class Calendar
{
    public const long Second = 1_000, Minute = 60 * Second, Hour = 60 * Minute, Day = 24 * Hour;

    /// <summary>Monday 19 October 2026, midnight in Norway.</summary>
    public const long Start = 1_792_360_800_000;

    /// <summary>Sunday 25 October 2026 01:00 UTC: 03:00 becomes 02:00.</summary>
    private const long WinterTime = 1_792_890_000_000;

    /// <summary>Milliseconds of the wall clock since the wall clock's 1970.</summary>
    public static long Wall(long at) => at + (at < WinterTime ? 2 * Hour : Hour);

    /// <summary>Hour of the day on the wall, with its fraction, in [0, 24).</summary>
    public static double HourOfDay(long at) => Wall(at) % Day / (double)Hour;

    /// <summary>Days since <see cref="Start"/> on the wall, 0 on the first.</summary>
    public static int DayNumber(long at) => (int)((Wall(at) - Wall(Start)) / Day);

    /// <summary>True on Saturdays and Sundays.</summary>
    public static bool IsWeekend(long at) => DayNumber(at) % 7 >= 5;

    /// <summary>The first instant after <paramref name="after"/> at which the wall clock shows the hour, which may have a fraction.</summary>
    public static long Next(long after, double hour)
    {
        var wall = Wall(after);
        var at = after - (wall % Day) + (long)(hour * Hour);
        while (true)
        {
            // A day of 25 hours lies between: read the wall again, and mend.
            var off = (Wall(at) % Day) - (long)(hour * Hour);
            at -= off > Day / 2 ? off - Day : off < -Day / 2 ? off + Day : off;
            if (at > after)
            {
                return at;
            }

            at += Day;
        }
    }

    /// <summary>As <see cref="Next"/>, but on a weekday.</summary>
    public static long NextWorkday(long after, double hour)
    {
        var at = Next(after, hour);
        while (IsWeekend(at))
        {
            at = Next(at, hour);
        }

        return at;
    }
}
