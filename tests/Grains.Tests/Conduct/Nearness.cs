namespace Digdir.Altinn.Grains.Tests.Conduct;

internal static class Nearness
{
    public static void ShouldBeNear(this long actual, long expected, long tolerance) => actual.ShouldBeInRange(expected - tolerance, expected + tolerance);

    public static void ShouldBeNear(this int actual, int expected, int tolerance) => actual.ShouldBeInRange(expected - tolerance, expected + tolerance);
}
