using System.Globalization;
using System.Text;
using System.Text.Json;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.Gateway.Usage;

/// <summary>
/// The written notice about polling (terms 1.2.4 and 7.2), as Markdown: what was measured, what would replace the calls, what happens when. Pure; names no
/// party but by keyed hash.
/// </summary>
internal static class UsageNotice
{
    private static readonly TimeZoneInfo Oslo = TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo");
    // The program runs without the system's cultures, so that it says the same on every machine: what it needs of them stands here.
    private static readonly NumberFormatInfo Norwegian = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "\u00a0", PercentDecimalSeparator = ",", PercentGroupSeparator = "\u00a0", PercentPositivePattern = 0 };
    private static readonly NumberFormatInfo English = new() { PercentPositivePattern = 1 };
    private static readonly string[] Months = ["januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"];
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes it.</summary>
    /// <param name="report">The vendor's figures.</param>
    /// <param name="name">The vendor's registered name.</param>
    /// <param name="language">In which language.</param>
    /// <returns>The document; it says that there is nothing to remark when no group is above clear.</returns>
    public static string Write(UsageReport report, string name, Language language)
    {
        var culture = language == Language.English ? English : Norwegian;
        var text = new StringBuilder();
        // On trial nobody is noticed, slowed or put before anybody: what the levels would mean is not told as if it happened.
        var raised = report.Groups.Where(group => group.Level > Level.Clear && group.Mode == ConductMode.Enforce).ToList();
        Line(text, In(language, $"# Varsel om unødige kall – {name} ({report.Vendor})", $"# Notice of avoidable calls – {name} ({report.Vendor})"));
        Line(text, In(language, $"Tall per {Day(report.At, language)}.", $"Figures as of {Day(report.At, language)}."));
        if (report.ThisNodeOnly is { } partial)
        {
            Line(text, In(language, partial.Nb, partial.En));
        }

        if (raised.Count == 0)
        {
            Line(text, In(language, "Det er ikke noe å bemerke.", "There is nothing to remark."));
            WebhookNotice.Write(text, report.Webhooks, language);
            return text.ToString();
        }

        Line(text, In(
            language,
            "Bruksvilkårene punkt 1.2.4: Leverandøren skal begrense antall kall mest mulig, og hendelser skal fortrinnsvis brukes fremfor hyppige kall.",
            "The terms, clause 1.2.4: the vendor is to keep the number of calls as low as possible, and events are preferably to be used rather than frequent calls."));
        foreach (var group in raised)
        {
            Write(text, group, language, culture);
        }

        WebhookNotice.Write(text, report.Webhooks, language);
        Line(text, In(
            language,
            "Er noe av dette feil, klag med ett kall: `POST /vendor/v1/appeals`. Da trappes ingenting opp på fem virkedager. Skal dere synkronisere eller flytte data, varsle det med `POST /vendor/v1/declared-work`.",
            "If any of this is wrong, appeal with one call: `POST /vendor/v1/appeals`. Then nothing escalates for five working days. If you are about to synchronise or move data, announce it with `POST /vendor/v1/declared-work`."));
        return text.ToString();
    }

    private static void Write(StringBuilder text, GroupUsage group, Language language, NumberFormatInfo culture)
    {
        Line(text, $"## {group.Product}: {Name(group.ReadClass, language)}");
        Line(text, In(
            language,
            $"- {group.CallsLast24Hours.ToString("N0", culture)} kall siste døgn; {group.NewsShare.ToString("P1", culture)} ga noe nytt.",
            $"- {group.CallsLast24Hours.ToString("N0", culture)} calls in the last 24 hours; {group.NewsShare.ToString("P1", culture)} brought news."));
        Line(text, In(
            language,
            $"- {group.AvoidablePerDay.ToString("N1", culture)} unødige lesninger i døgnet{Pace(group, language, culture)}.",
            $"- {group.AvoidablePerDay.ToString("N1", culture)} avoidable reads a day{Pace(group, language, culture)}."));
        Line(text, "- " + Step(group, language, culture));
        if (group.SecondsToForgiveness is { } seconds)
        {
            Line(text, In(language, $"- Stopper de nå, er alt glemt om {Span(seconds, language, culture)}.", $"- If they stop now, all is forgotten in {Span(seconds, language, culture)}."));
        }

        foreach (var party in group.TopParties.Take(10))
        {
            Line(text, In(
                language,
                $"  - Aktør `{party.Party}`: {party.ReadsPerDay.ToString("N1", culture)} lesninger i døgnet, {party.NewsShare.ToString("P1", culture)} med noe nytt.",
                $"  - Party `{party.Party}`: {party.ReadsPerDay.ToString("N1", culture)} reads a day, {party.NewsShare.ToString("P1", culture)} with news."));
        }

        foreach (var finding in group.Findings)
        {
            Line(text, $"- {(language == Language.English ? finding.Advice.En : finding.Advice.Nb)}");
        }

        if (group.Subscription is { } subscription)
        {
            Line(text, In(
                language,
                $"Disse hendelsene erstatter lesningene: {string.Join(", ", group.Events.Select(type => $"`{type}`"))}. Send dette til `POST /events/api/v1/subscriptions`, med egen adresse og ressurs:",
                $"These events replace the reads: {string.Join(", ", group.Events.Select(type => $"`{type}`"))}. Send this to `POST /events/api/v1/subscriptions`, with your own address and resource:"));
            Line(text, $"```json\n{subscription.ToJsonString(Readable)}\n```");
        }
    }

    private static string Step(GroupUsage group, Language language, NumberFormatInfo culture)
    {
        var deadline = group.Deadline is { } instant ? Day(instant, language) : null;
        return group.Level switch
        {
            Level.Notice when deadline is not null => In(
                language,
                $"Trinn 1, varsel: ingenting avvises. Er det ikke rettet innen {deadline}, bremses lesninger uten grunnlag.",
                $"Level 1, notice: nothing is refused. If it is not mended by {deadline}, uncredited reads are slowed."),
            Level.Notice => In(language, "Trinn 1, varsel: ingenting avvises.", "Level 1, notice: nothing is refused."),
            Level.Soft => In(
                language,
                $"Trinn 2: lesninger uten grunnlag slipper gjennom én gang per {Span(group.MinimumIntervalSeconds ?? 900, language, culture)} for hver aktør.",
                $"Level 2: uncredited reads pass once every {Span(group.MinimumIntervalSeconds ?? 900, language, culture)} for each party."),
            Level.Hard => In(
                language,
                $"Trinn 3: lesninger uten grunnlag slipper gjennom én gang per {Span(group.MinimumIntervalSeconds ?? 3600, language, culture)} for hver aktør, med et samlet tak.",
                $"Level 3: uncredited reads pass once every {Span(group.MinimumIntervalSeconds ?? 3600, language, culture)} for each party, under a cap on them all."),
            _ => In(
                language,
                "Trinn 4: en sak om stenging ligger hos Digdir. Ingenting stenges før to personer har avgjort den og dere har fått skriftlig varsel (vilkårene 7.1).",
                "Level 4: a closure case lies with Digdir. Nothing is closed before two people have decided it and you have been told in writing (terms 7.1)."),
        };
    }

    private static string Pace(GroupUsage group, Language language, NumberFormatInfo culture)
    {
        if (group.PeriodSeconds is not { } period)
        {
            return "";
        }

        var jitter = group.JitterSeconds ?? 0;
        return In(
            language,
            $", typisk hvert {period.ToString("N0", culture)}. sekund (± {jitter.ToString("N0", culture)} s) for samme aktør",
            $", typically every {period.ToString("N0", culture)} s (± {jitter.ToString("N0", culture)} s) for the same party");
    }

    private static string Name(ReadClass kind, Language language) => kind switch
    {
        ReadClass.List => In(language, "oversikter og søk", "overviews and searches"),
        ReadClass.Thing => In(language, "enkeltoppslag og innhold", "single things and content"),
        ReadClass.Status => In(language, "statuser", "statuses"),
        ReadClass.Lookup => In(language, "oppslag", "look-ups"),
        ReadClass.Feed => In(language, "hendelsesstrømmen", "the event feed"),
        _ => In(language, "annet", "other"),
    };

    private static string Span(long seconds, Language language, NumberFormatInfo culture) => seconds switch
    {
        < 120 => In(language, $"{seconds} sekunder", $"{seconds} seconds"),
        < 7200 => In(language, $"{seconds / 60} minutter", $"{seconds / 60} minutes"),
        < 172_800 => In(language, $"{(seconds / 3600.0).ToString("N0", culture)} timer", $"{(seconds / 3600.0).ToString("N0", culture)} hours"),
        _ => In(language, $"{(seconds / 86_400.0).ToString("N1", culture)} døgn", $"{(seconds / 86_400.0).ToString("N1", culture)} days"),
    };

    internal static string Day(DateTimeOffset instant, Language language)
    {
        var local = TimeZoneInfo.ConvertTime(instant, Oslo);
        var time = local.ToString("HH:mm", CultureInfo.InvariantCulture);
        return In(language, $"{local.Day}. {Months[local.Month - 1]} {local.Year} kl. {time}", $"{local.Day} {local.ToString("MMMM", CultureInfo.InvariantCulture)} {local.Year} at {time}");
    }

    private static string In(Language language, string nb, string en) => language == Language.English ? en : nb;

    private static void Line(StringBuilder text, string line) => text.Append(line).Append("\n\n");
}
