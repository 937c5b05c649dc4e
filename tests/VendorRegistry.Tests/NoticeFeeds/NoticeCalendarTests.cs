using Digdir.Altinn.VendorRegistry.Pictures;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.NoticeFeeds;

/// <summary>The calendar as a strict reader of RFC 5545 takes it.</summary>
public sealed class NoticeCalendarTests
{
    [Fact]
    public async Task Maintenance_effective_times_and_brownouts_are_events()
    {
        await using var host = await FeedHost.StartAsync(Notices.All);

        var calendar = await ReadAsync(host);

        (calendar["VERSION"], calendar["METHOD"]).ShouldBe(("2.0", "PUBLISH"));
        calendar.Parts.ShouldAllBe(part => part.Name == "VEVENT");
        calendar.Parts.Select(part => part["UID"]).ShouldBe(
            [$"{Notices.Change.Id}@notices.altinn.no", $"{Notices.Change.Id}-test-20261212T080000Z@notices.altinn.no", $"{Notices.Maintenance.Id}@notices.altinn.no"]);
        var change = calendar.Parts[0];
        change["DTSTART"].ShouldBe("20270101T080000Z");
        change.Lines.ShouldNotContain(line => line.Name == "DTEND");
        change.Text("SUMMARY").ShouldBe(Notices.Change.Title.Nb);
        change.Text("DESCRIPTION").ShouldStartWith(Notices.Change.Text.Nb);
        change["STATUS"].ShouldBe("CONFIRMED");
        var maintenance = calendar.Parts[2];
        (maintenance["DTSTART"], maintenance["DTEND"]).ShouldBe(("20261102T100000Z", "20261102T120000Z"));
        maintenance["URL"].ShouldBe($"{host.Address}/notices/{Notices.Maintenance.Id}");
    }

    [Fact]
    public async Task A_changed_notice_keeps_its_uid_and_gets_a_higher_sequence()
    {
        await using var host = await FeedHost.StartAsync([Notices.Change]);
        var before = (await ReadAsync(host)).Parts[0];

        var published = new NoticeUpdatePicture(Notices.Change.PublishedAt, "published", Notices.Change.Text);
        host.Take(Notices.Change with { State = NoticeState.Withdrawn, UpdatedAt = Notices.Now, Timeline = [published, new NoticeUpdatePicture(Notices.Now, "withdrawn", Notices.Change.Text)] });
        var after = (await ReadAsync(host)).Parts[0];

        after["UID"].ShouldBe(before["UID"]);
        before["SEQUENCE"].ShouldBe("0");
        long.Parse(after["SEQUENCE"]).ShouldBeGreaterThan(0);
        after["STATUS"].ShouldBe("CANCELLED");
    }

    [Fact]
    public async Task Long_lines_are_folded_between_letters_whatever_their_size()
    {
        for (var lead = 0; lead < 80; lead++)
        {
            var title = new string('x', lead) + string.Concat(Enumerable.Repeat("æøå €😀;,\\\n", 12)) + "slutt";
            await using var host = await FeedHost.StartAsync([Notices.Maintenance with { Title = new(title, title, title) }]);

            (await ReadAsync(host)).Parts[0].Text("SUMMARY").ShouldBe(title);
        }
    }

    [Fact]
    public async Task A_calendar_without_events_is_one_all_the_same()
    {
        await using var host = await FeedHost.StartAsync([]);

        (await ReadAsync(host)).Parts.ShouldNotBeEmpty();
    }

    private static async Task<CalendarPart> ReadAsync(FeedHost host)
    {
        using var response = await host.SendAsync("/notices/calendar.ics");
        response.EnsureSuccessStatusCode();
        response.Content.Headers.ContentType?.MediaType.ShouldBe("text/calendar");
        var calendar = CalendarReader.Read(await response.Content.ReadAsByteArrayAsync());

        // RFC 5545 3.6 and 3.6.1: what must be there once, and what a published event must have.
        foreach (var name in (string[])["PRODID", "VERSION"])
        {
            calendar.Lines.Count(line => line.Name == name).ShouldBe(1);
        }

        foreach (var part in calendar.Parts.Where(part => part.Name == "VEVENT"))
        {
            foreach (var name in (string[])["UID", "DTSTAMP", "DTSTART", "SEQUENCE", "SUMMARY"])
            {
                part.Lines.Count(line => line.Name == name).ShouldBe(1, name);
            }
        }

        calendar.Parts.Where(part => part.Name == "VEVENT").Select(part => part["UID"]).ShouldBeUnique();
        return calendar;
    }
}
