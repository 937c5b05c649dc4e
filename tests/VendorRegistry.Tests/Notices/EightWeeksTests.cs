using Digdir.Altinn.VendorRegistry.Notices;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Notices;

public sealed class EightWeeksTests
{
    [Theory]
    [InlineData("2026-11-02T08:00:00Z", "2026-12-28T23:00:00Z")] // a winter's Monday; the change at the midnight after eight weeks of whole days
    [InlineData("2026-11-02T22:59:59Z", "2026-12-28T23:00:00Z")] // the last second of that day in Oslo
    [InlineData("2026-11-02T23:00:00Z", "2026-12-29T23:00:00Z")] // the next day has begun in Oslo
    [InlineData("2026-12-31T12:00:00Z", "2027-02-25T23:00:00Z")] // over the year's end
    [InlineData("2027-12-31T23:30:00Z", "2028-02-26T23:00:00Z")] // it is next year in Oslo already, and a leap year
    [InlineData("2027-02-01T08:00:00Z", "2027-03-29T22:00:00Z")] // over the start of summer time: midnight is an hour earlier
    [InlineData("2027-03-28T00:30:00Z", "2027-05-23T22:00:00Z")] // half an hour before the clocks go forward
    [InlineData("2026-09-01T08:00:00Z", "2026-10-27T23:00:00Z")] // over the end of summer time
    [InlineData("2026-10-25T01:30:00Z", "2026-12-20T23:00:00Z")] // in the hour that comes twice
    public void A_breaking_change_takes_effect_at_the_earliest_when_fifty_six_whole_days_in_Oslo_have_passed(string published, string earliest)
    {
        var at = DateTimeOffset.Parse(published);
        EightWeeks.Earliest(at).ShouldBe(DateTimeOffset.Parse(earliest));
        EightWeeks.DaysBetween(at, DateTimeOffset.Parse(earliest)).ShouldBe(56);
        EightWeeks.DaysBetween(at, DateTimeOffset.Parse(earliest).AddTicks(-1)).ShouldBe(55);
        EightWeeks.Check(DateTimeOffset.Parse(earliest), null, false, at).ShouldBeNull();
        EightWeeks.Check(DateTimeOffset.Parse(earliest).AddMilliseconds(-1), null, false, at).ShouldNotBeNull().Problem.ShouldBe(Problems.NoticeTooShort);
    }

    [Fact]
    public void Every_instant_of_four_years_leaves_vendors_fifty_six_days_and_nights_but_for_the_hour_of_summer_time()
    {
        for (var published = new DateTimeOffset(2026, 1, 1, 0, 17, 0, TimeSpan.Zero); published.Year < 2030; published = published.AddHours(1))
        {
            var left = EightWeeks.Earliest(published) - published;
            left.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromDays(56) - TimeSpan.FromHours(1));
            left.ShouldBeLessThanOrEqualTo(TimeSpan.FromDays(57) + TimeSpan.FromHours(1));
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
