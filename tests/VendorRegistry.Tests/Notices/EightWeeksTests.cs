using Digdir.Altinn.VendorRegistry.Notices;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Notices;

public sealed class EightWeeksTests
{
    [Theory]
    [InlineData("2026-11-02T08:00:00Z", "2026-12-28T08:00:00Z")] // a winter's Monday: the same hour eight weeks on
    [InlineData("2026-11-02T22:59:59Z", "2026-12-28T22:59:59Z")] // late at night: the day that has nearly gone does not count
    [InlineData("2026-12-31T12:00:00Z", "2027-02-25T12:00:00Z")] // over the year's end
    [InlineData("2027-12-31T23:30:00Z", "2028-02-25T23:30:00Z")] // it is next year in Oslo already, and a leap year
    [InlineData("2027-02-01T08:00:00Z", "2027-03-29T08:00:00Z")] // over the start of summer time: one o'clock later there, but no hour less
    [InlineData("2027-03-28T00:30:00Z", "2027-05-23T00:30:00Z")] // half an hour before the clocks go forward
    [InlineData("2027-01-31T01:30:00Z", "2027-03-28T01:30:00Z")] // to the hour that summer time leaves out
    [InlineData("2026-09-01T08:00:00Z", "2026-10-27T09:00:00Z")] // over the end of summer time: the same time of day there
    [InlineData("2026-08-30T00:30:00Z", "2026-10-25T01:30:00Z")] // to the hour that comes twice: the second
    public void A_breaking_change_takes_effect_at_the_earliest_fifty_six_days_after_it_is_told_of(string published, string earliest)
    {
        var at = DateTimeOffset.Parse(published);
        EightWeeks.Earliest(at).ShouldBe(DateTimeOffset.Parse(earliest));
        EightWeeks.DaysBetween(at, DateTimeOffset.Parse(earliest)).ShouldBe(56);
        EightWeeks.DaysBetween(at, DateTimeOffset.Parse(earliest).AddTicks(-1)).ShouldBe(55);
        EightWeeks.Check(DateTimeOffset.Parse(earliest), null, false, at).ShouldBeNull();
        EightWeeks.Check(DateTimeOffset.Parse(earliest).AddMilliseconds(-1), null, false, at).ShouldNotBeNull().Problem.ShouldBe(Problems.NoticeTooShort);
    }

    [Fact]
    public void Every_instant_of_four_years_leaves_vendors_fifty_six_days_and_nights_and_fifty_six_days_of_the_calendar()
    {
        var oslo = TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo");
        for (var published = new DateTimeOffset(2026, 1, 1, 0, 17, 0, TimeSpan.Zero); published.Year < 2030; published = published.AddHours(1))
        {
            var earliest = EightWeeks.Earliest(published);
            (earliest - published).ShouldBeInRange(TimeSpan.FromDays(56), TimeSpan.FromDays(56) + TimeSpan.FromHours(1));
            TimeZoneInfo.ConvertTime(earliest, oslo).DateTime.ShouldBeGreaterThanOrEqualTo(TimeZoneInfo.ConvertTime(published, oslo).DateTime.AddDays(56));
        }
    }

    [Fact]
    public void An_emergency_needs_a_ground_and_another_person_and_never_reaches_back()
    {
        var now = new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
        EightWeeks.Check(now.AddDays(1), EmergencyGround.CriticalFault, isApproved: false, now).ShouldNotBeNull().Problem.ShouldBe(Problems.ApprovalMissing);
        EightWeeks.Check(now.AddDays(1), EmergencyGround.CriticalFault, isApproved: true, now).ShouldBeNull();
        EightWeeks.Check(now.AddMinutes(-1), EmergencyGround.CriticalFault, isApproved: true, now).ShouldNotBeNull().Problem.ShouldBe(Problems.NoticeTooShort);
    }
}
