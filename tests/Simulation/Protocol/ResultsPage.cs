using System.Globalization;
using System.Text;
using Digdir.Altinn.Simulation.Behaviours;

namespace Digdir.Altinn.Simulation.Protocol;

/// <summary>What one run of the protocol is told by. Immutable.</summary>
/// <param name="Half">Which half of the parameters.</param>
/// <param name="Instances">Instances of each behaviour.</param>
/// <param name="Days">Days simulated.</param>
/// <param name="Command">The command that repeats it.</param>
/// <param name="Date">The day it was run, as <c>yyyy-MM-dd</c>.</param>
/// <param name="Rules">A digest of every number that was judged by.</param>
/// <param name="Seconds">Seconds it took.</param>
internal sealed record RunFacts(RangeHalf Half, int Instances, int Days, string Command, string Date, string Rules, double Seconds);

/// <summary>The results as a page of Markdown: one section per half, each rewritten by its own run and left alone by the other's.</summary>
internal static class ResultsPage
{
    private const string Preamble = """
        # Detection: what it finds, and what it leaves alone

        Every vendor here is made up, and its conduct is therefore known. Behaviours, world and protocol are in `tests/Simulation`: each instance of a
        behaviour draws its own parameters, runs on a virtual clock against the gateway's own mapping, conduct and ladder, and reacts to what it is answered.
        Ranges are cut into eight pieces that the two halves take in turn: rules are tuned on one half and reported from the other. The digest tells that
        both were judged by the same numbers. The simulation and the detector come from one house: read the figures as "the design holds together", not as
        field performance.

        All of it again: `dotnet run -c Release --project tests/Simulation -- results`; what evasion can gain: `... -- adversary`.

        So that all levels are reached within a fortnight, deadlines are short: soft one day after the notice, hard two days later. `--deadlines real` leaves them as they are.
        """;

    /// <summary>Puts a section into the page, in place of the one of that name.</summary>
    public static string Put(string page, string name, string section)
    {
        var sections = new StringBuilder();
        foreach (var other in new[] { "test", "tuning", "adversary" })
        {
            var text = string.Equals(other, name, StringComparison.Ordinal) ? section.Trim() : Find(page, other);
            if (text.Length > 0)
            {
                sections.Append(CultureInfo.InvariantCulture, $"\n<!-- {other} -->\n\n{text}\n\n<!-- /{other} -->\n");
            }
        }

        return Preamble + "\n" + sections;
    }

    /// <summary>One half's section.</summary>
    public static string Section(RunFacts facts, Figures figures)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"## {(facts.Half == RangeHalf.Test ? "Test" : "Tuning")} half");
        text.AppendLine();
        var calls = figures.Outcomes.Sum(one => one.Truth.Calls);
        var vendorDays = figures.Outcomes.Sum(one => (double)one.Days);
        text.AppendLine(CultureInfo.InvariantCulture, $"`{facts.Command}`, {facts.Date}, rules {facts.Rules}: {figures.Outcomes.Count:N0} vendors, {vendorDays:N0} vendor-days, {calls:N0} calls in {facts.Seconds:N0} s on one thread, {vendorDays * 86_400 / facts.Seconds:N0} × real time for one vendor, {facts.Days * 86_400 / facts.Seconds:N0} × for all of them together.");
        text.AppendLine();
        Metrics(text, figures);
        text.AppendLine();
        Behaviours(text, figures);
        return text.ToString();
    }

    private static void Metrics(StringBuilder text, Figures figures)
    {
        text.AppendLine("| metric | measured | acceptance | moonshot | reached |");
        text.AppendLine("| --- | --- | --- | --- | --- |");
        var goodDays = figures.GoodDays;
        var falsePerDay = figures.FalseFlags / goodDays;
        var bound = figures.FalseFlags == 0 ? 3 / goodDays : Statistics.Wilson(figures.FalseFlags, (int)goodDays).High;
        Row("polling precision (vendor)", $"{figures.Precision:0.0000}", "≥ 0.99", "≥ 0.999", figures.Precision, 0.99, 0.999);
        Row("false flags per good vendor-day", $"{falsePerDay:0.0e0} ({figures.FalseFlags} in {goodDays:0}; bound {bound:0.0e0})", "≤ 10⁻³", "≤ 10⁻⁴", -bound, -1e-3, -1e-4);
        var (hits, of) = figures.Recall();
        Row("polling recall, ≥ 50 avoidable calls a day", $"{Share(hits, of)}", "≥ 0.97", "≥ 0.995", hits / (double)Math.Max(1, of), 0.97, 0.995);
        (hits, of) = figures.Recall("adaptive");
        Row("… adaptive", Share(hits, of), "", "≥ 0.90", hits / (double)Math.Max(1, of), 0, 0.9);
        (hits, of) = figures.Recall("mimic");
        Row("… mimic", Share(hits, of), "", "≥ 0.995", hits / (double)Math.Max(1, of), 0, 0.995);
        var single = figures.Of(Kind.Polling).Where(one => one.Behaviour.Name != "spread" && one.AvoidablePerDay >= 50).ToList();
        var hours = Statistics.Median(single.Select(one => one.HoursToFlag).OfType<double>());
        var calls = Statistics.Median(single.Select(one => one.CallsToFlag).OfType<double>());
        var within = single.Count(one => one.HoursToFlag <= 2 || one.CallsToFlag <= 100) / (double)Math.Max(1, single.Count);
        Row("time to flag, median", $"{Hours(hours)}, {calls:0} avoidable calls; {within:P0} within 2 h or 100 calls", "≤ 2 h or ≤ 100 calls", "≤ 30 min or ≤ 40 calls",
            -Math.Min((hours ?? 99) / 2, (calls ?? 999) / 100), -1, -Math.Max(0.25, 0.4));
        var spread = Statistics.Median(figures.Of("spread").Select(one => one.HoursToFlag).OfType<double>());
        Row("… spread", Hours(spread), "≤ 6 h", "≤ 2 h", -(spread ?? 99), -6, -2);
        var atHard = figures.Saved(atHard: true, "fixed", "jitter 50 %", "jitter 100 %", "exponential", "rotate", "cache busting");
        Row("avoidable calls saved at level 3", Percent(atHard), "≥ 80 %", "≥ 95 % with the 304 shim", atHard ?? 0, 0.8, 0.95);
        var all = figures.Saved(atHard: false, [.. figures.Of(Kind.Polling).Select(one => one.Behaviour.Name).Distinct(StringComparer.Ordinal)]);
        Row("… since the flag, all pollers", Percent(all), "≥ 50 %", "", all ?? 0, 0.5, double.NaN);
        Row("harm to good vendors: share of calls refused", $"{figures.GoodHarm:0.0e0}", "≤ 10⁻⁴", "0", -figures.GoodHarm, -1e-4, 0);
        Row("credited calls refused", $"{figures.CreditedRefused}", "0", "0", -figures.CreditedRefused, 0, 0);
        foreach (var level in new[] { 2, 3 })
        {
            var (minutes, intervals) = figures.FreshnessHarm(level == 3);
            Row($"freshness harm at level {level}, median", minutes is null ? "–" : $"{minutes:0} min, {intervals:0.00} of the interval in force", "≤ 1 interval", "0 with the 304 shim", -(intervals ?? 0), -1, 0);
        }

        var steady = figures.Of(Kind.Polling).Where(one => one.Behaviour.Name != "sawtooth").Select(one => one.FlapsPerDay).DefaultIfEmpty().Average();
        var sawtooth = figures.Of("sawtooth").Select(one => one.FlapsPerDay).DefaultIfEmpty().Average();
        Row("level changes per vendor-day", $"{steady:0.00} steady, {sawtooth:0.00} sawtooth", "≤ 0.5", "≤ 0.25", -Math.Max(steady, sawtooth), -0.5, -0.25);
        Scrapers(Row, figures);
        text.AppendLine(CultureInfo.InvariantCulture, $"| gateway's own time per call, mean (the bars are for p99, which this does not measure) | {figures.MicrosecondsPerCall:0.00} µs | p99 ≤ 50 µs | p99 ≤ 10 µs | – |");
        var unexplained = figures.Outcomes.Where(one => one.Truth.Flagged > 0 && !one.Explained).GroupBy(one => one.Behaviour.Name, StringComparer.Ordinal).Select(group => $"{group.Key} {group.Count()}").ToList();
        Row("flags that name period, count and news share", $"{figures.Explained:P0}{(unexplained.Count == 0 ? "" : $"; not: {string.Join(", ", unexplained)}")}", "100 %", "", figures.Explained, 1, double.NaN);

        void Row(string metric, string measured, string acceptance, string moonshot, double value, double accepted, double shot)
            => text.AppendLine(CultureInfo.InvariantCulture, $"| {metric} | {measured} | {acceptance} | {moonshot} | {(value >= shot ? "moonshot" : value >= accepted ? "acceptance" : "**no**")} |");
    }

    private static void Scrapers(Action<string, string, string, string, double, double, double> row, Figures figures)
    {
        foreach (var (name, accepted, shot) in new[] { ("browser a, headless", 0.95, 0.99), ("browser b, forged", 0.95, 0.99), ("browser c, stealth", 0, 0.8) })
        {
            var those = figures.Of(name).ToList();
            var hits = those.Count(one => one.Caught);
            row($"scraping, {name}: recall", Share(hits, those.Count), accepted > 0 ? $"≥ {accepted:0.00}" : "", $"≥ {shot:0.00}", hits / (double)Math.Max(1, those.Count), accepted, shot);
        }

        foreach (var (name, objects, most, shot) in new[] { ("scraper, sequential", true, 50.0, 15.0), ("scraper, shuffled, person", true, 300, 100), ("scraper, shuffled, machine", true, 300, 100), ("scraper, distributed", false, 48, 24) })
        {
            var those = figures.Of(name).ToList();
            var hits = those.Count(one => one.Caught);
            var measure = Statistics.Median(those.Select(one => objects ? one.CallsToFlag : one.HoursToFlag).OfType<double>());
            var tail = Statistics.Quantile(those.Select(one => objects ? one.CallsToFlag : one.HoursToFlag).OfType<double>(), 0.9);
            var recall = hits / (double)Math.Max(1, those.Count);
            var unit = objects ? "objects" : "h";
            row(name, $"recall {Share(hits, those.Count)}; median {measure:0.#}, p90 {tail:0.#} {unit}", $"≥ 0.9, ≤ {most:0} {unit}", $"≥ 0.98, ≤ {shot:0} {unit}",
                Math.Min(recall / 0.9, most / Math.Max(measure ?? 1e9, 1e-9)), 1, Math.Max(0.98 / 0.9, most / shot));
        }

        row("good vendors put before a person for scraping", $"{figures.FalseReviews} in {figures.GoodDays:0} vendor-days (accountant {figures.Of("accountant").Count(one => one.Truth.Review > 0)})", "≤ 10⁻⁴ a day", "accountant 0",
            -figures.FalseReviews, 0, 0);
    }

    private static void Behaviours(StringBuilder text, Figures figures)
    {
        text.AppendLine("| # | behaviour | kind | n | caught | share (95 %) | time, median | p90 | calls before, median | p90 | calls a day | refused | credited refused | L1 | L2 | L3 | L4 | reviews | cases | changes a day |");
        text.AppendLine("| ---: | --- | --- | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var group in figures.Outcomes.GroupBy(one => one.Behaviour))
        {
            var those = group.ToList();
            var caught = those.Count(one => one.Caught);
            var (low, high) = Statistics.Wilson(caught, those.Count);
            var hours = those.Select(one => one.HoursToFlag).OfType<double>().ToList();
            var calls = those.Select(one => one.CallsToFlag).OfType<double>().ToList();
            text.Append(CultureInfo.InvariantCulture, $"| {group.Key.Number} | {group.Key.Name} | {Word(group.Key)} | {those.Count} | {caught} | {caught / (double)those.Count:0.00} ({low:0.00}–{high:0.00}) | ");
            text.Append(CultureInfo.InvariantCulture, $"{Hours(Statistics.Median(hours))} | {Hours(Statistics.Quantile(hours, 0.9))} | {Statistics.Median(calls):0} | {Statistics.Quantile(calls, 0.9):0} | ");
            text.Append(CultureInfo.InvariantCulture, $"{those.Average(one => one.Truth.Calls / (double)one.Days):0} | {those.Sum(one => one.Truth.Refused)} | {those.Sum(one => one.Truth.CreditedRefused)} | ");
            for (var level = 1; level <= 4; level++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{those.Count(one => one.Truth.Reached[level] > 0)} | ");
            }

            text.AppendLine(CultureInfo.InvariantCulture, $"{those.Count(one => one.Truth.Review > 0)} | {those.Count(one => one.Truth.Case > 0)} | {those.Average(one => one.FlapsPerDay):0.00} |");
        }
    }

    private static string Find(string page, string name)
    {
        string begin = $"<!-- {name} -->", end = $"<!-- /{name} -->";
        int from = page.IndexOf(begin, StringComparison.Ordinal), to = page.IndexOf(end, StringComparison.Ordinal);
        return from < 0 || to < from ? "" : page[(from + begin.Length)..to].Trim();
    }

    private static string Word(Behaviour behaviour) => (behaviour.Kind switch
    {
        Kind.Good => "good",
        Kind.Polling => "polls",
        Kind.Scraping => "scrapes",
        _ => behaviour.Patterns.Count > 0 ? "own detector" : "cheap by design",
    }) + (behaviour.Evades ? ", evades" : "");

    private static string Share(int hits, int of)
    {
        var (low, high) = Statistics.Wilson(hits, of);
        return of == 0 ? "–" : $"{hits / (double)of:0.000} ({hits}/{of}; {low:0.000}–{high:0.000})";
    }

    private static string Percent(double? share) => share is null ? "–" : $"{share:P0}";

    private static string Hours(double? hours) => hours switch
    {
        null => "",
        < 2 => $"{hours * 60:0} min",
        < 72 => $"{hours:0.0} h",
        _ => $"{hours / 24:0.0} d",
    };
}
