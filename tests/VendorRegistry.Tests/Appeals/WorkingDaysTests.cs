using Digdir.Altinn.VendorRegistry.Appeals;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Appeals;

public sealed class WorkingDaysTests
{
    [Theory]
    [InlineData(2024, "2024-03-31")]
    [InlineData(2025, "2025-04-20")]
    [InlineData(2026, "2026-04-05")]
    [InlineData(2027, "2027-03-28")]
    [InlineData(2038, "2038-04-25")]
    public void Easter_falls_where_the_almanac_says(int year, string day)
        => WorkingDays.EasterSunday(year).ToString("yyyy-MM-dd").ShouldBe(day);

    [Theory]
    [InlineData("2026-04-02")] // Maundy Thursday
    [InlineData("2026-04-03")] // Good Friday
    [InlineData("2026-04-06")] // Easter Monday
    [InlineData("2026-05-01")]
    [InlineData("2026-05-14")] // Ascension Day
    [InlineData("2026-05-17")]
    [InlineData("2026-05-25")] // Whit Monday
    [InlineData("2026-12-25")]
    [InlineData("2027-01-01")]
    [InlineData("2026-11-21")] // a Saturday
    public void Nobody_works_on(string day) => WorkingDays.IsWorkingDay(DateOnly.Parse(day)).ShouldBeFalse();

    [Theory]
    [InlineData("2026-04-01")]
    [InlineData("2026-04-07")]
    [InlineData("2026-05-13")]
    [InlineData("2026-11-23")]
    [InlineData("2026-12-24")]
    public void People_work_on(string day) => WorkingDays.IsWorkingDay(DateOnly.Parse(day)).ShouldBeTrue();

    [Theory]
    [InlineData("2026-11-23T08:00:00Z", "2026-11-30T23:00:00Z")] // Monday: Tuesday to Monday, midnight in winter
    [InlineData("2026-03-30T08:00:00Z", "2026-04-09T22:00:00Z")] // Monday before Easter: Tue, Wed, Tue, Wed, Thu, midnight in summer
    [InlineData("2026-11-20T23:30:00Z", "2026-11-27T23:00:00Z")] // Saturday already, in Oslo
    public void Five_working_days_end_at_midnight_in_Oslo(string from, string until)
        => WorkingDays.After(DateTimeOffset.Parse(from), 5).ShouldBe(DateTimeOffset.Parse(until));
}
