using System.Globalization;
using System.Text;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.VendorRegistry.NoticeFeeds;

/// <summary>Maintenance, effective times of breaking changes and brownouts as iCalendar (RFC 5545). Pure.</summary>
internal static class NoticeCalendar
{
    public const string ContentType = "text/calendar; charset=utf-8";
    public const string Path = NoticeFeedsApi.Prefix + "/calendar.ics";

    /// <summary>Octets of a line, without its end (RFC 5545 3.1).</summary>
    private const int LongestLine = 75;

    public static byte[] Build(ShownNotices shown, FeedQuestion question)
    {
        var lines = new StringBuilder();
        Line("BEGIN", "VCALENDAR");
        Line("VERSION", "2.0");
        Line("PRODID", "-//Digdir//Altinn notices//NO");
        Line("CALSCALE", "GREGORIAN");
        Line("METHOD", "PUBLISH");
        var name = Escaped(question.In("Altinn: vedlikehold og endringer", "Altinn: vedlikehald og endringar", "Altinn: maintenance and changes"));
        Line("NAME", name);
        Line("X-WR-CALNAME", name);
        Line("REFRESH-INTERVAL;VALUE=DURATION", "PT15M");
        Line("SOURCE;VALUE=URI", question.Link(Path));
        var any = false;
        foreach (var notice in shown.Notices.Where(notice => notice is { StartsAt: not null, Kind: NoticeKind.Maintenance or NoticeKind.BreakingChange }))
        {
            Event(notice, $"{notice.Id:D}@notices.altinn.no", notice.StartsAt.GetValueOrDefault(), notice.Kind == NoticeKind.Maintenance ? notice.EndsAt : null, question.In(notice.Title));
            any = true;
            foreach (var brownout in notice.Brownouts.Where(brownout => question.Environment is not { } only || brownout.Environment == only))
            {
                Event(
                    notice,
                    $"{notice.Id:D}-{FeedQuestion.WordOf(brownout.Environment)}-{Instant(brownout.From)}@notices.altinn.no",
                    brownout.From,
                    brownout.Until,
                    $"{question.In("Prøveavslag", "Prøveavslag", "Brownout")} ({FeedQuestion.WordOf(brownout.Environment)}): {question.In(notice.Title)}");
            }
        }

        if (!any)
        {
            // A calendar holds at least one component (RFC 5545 3.4); one that says nothing is the kindest.
            Line("BEGIN", "VTIMEZONE");
            Line("TZID", "Etc/UTC");
            Line("BEGIN", "STANDARD");
            Line("DTSTART", "19700101T000000");
            Line("TZOFFSETFROM", "+0000");
            Line("TZOFFSETTO", "+0000");
            Line("END", "STANDARD");
            Line("END", "VTIMEZONE");
        }

        Line("END", "VCALENDAR");
        return Encoding.UTF8.GetBytes(lines.ToString());

        void Event(NoticePicture notice, string uid, DateTimeOffset start, DateTimeOffset? end, string title)
        {
            Line("BEGIN", "VEVENT");
            Line("UID", uid);
            Line("DTSTAMP", Instant(notice.UpdatedAt));
            Line("CREATED", Instant(notice.PublishedAt));
            Line("LAST-MODIFIED", Instant(notice.UpdatedAt));

            // Every change of a public notice is an entry of its timeline, publication the first.
            Line("SEQUENCE", Math.Max(0, notice.Timeline.Length - 1).ToString(CultureInfo.InvariantCulture));
            Line("DTSTART", Instant(start));
            if (end is { } until && until > start)
            {
                Line("DTEND", Instant(until));
            }

            Line($"SUMMARY;LANGUAGE={question.Tag}", Escaped(title));
            Line($"DESCRIPTION;LANGUAGE={question.Tag}", Escaped(FeedText.Of(notice, question)));
            Line("URL", question.PageOf(notice.Id));
            Line("CATEGORIES", string.Join(',', notice.Products.Prepend(notice.Kind.Word()).Select(Escaped)));
            Line("STATUS", notice.State == NoticeState.Withdrawn ? "CANCELLED" : "CONFIRMED");
            Line("TRANSP", "TRANSPARENT");
            Line("CLASS", "PUBLIC");
            Line("END", "VEVENT");
        }

        void Line(string property, string value) => Fold(lines, $"{property}:{value}");
    }

    /// <summary>Puts a line, in as many pieces as it takes; no character is cut in two.</summary>
    private static void Fold(StringBuilder lines, string line)
    {
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > LongestLine)
            {
                lines.Append("\r\n ");
                octets = 1;
            }

            lines.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }

        lines.Append("\r\n");
    }

    /// <summary>A text value (RFC 5545 3.3.11).</summary>
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var character in text.Replace("\r\n", "\n", StringComparison.Ordinal))
        {
            escaped.Append(character switch
            {
                '\\' => "\\\\",
                ';' => "\\;",
                ',' => "\\,",
                '\n' or '\r' => "\\n",
                _ when char.IsControl(character) && character != '\t' => "",
                _ => character.ToString(),
            });
        }

        return escaped.ToString();
    }

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
}
