using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Subscriptions;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Webhooks;

namespace Digdir.Altinn.Gateway.Usage;

/// <summary>How a vendor's calls are judged, as figures (reference 5.4): calls, news share, level, what comes next and what would mend it.</summary>
/// <param name="Vendor">The vendor's organisation number.</param>
/// <param name="At">When the figures hold.</param>
/// <param name="HalfLifeHours">Counts and penalties halve in so long; a count a day is the steady rate it stands for.</param>
/// <param name="BrakedUntil">Until when the emergency brake holds; null when it is off.</param>
/// <param name="BrakedPerHour">Calls an hour that the brake lets pass; null when it is off.</param>
/// <param name="Groups">What was read, the highest level first.</param>
/// <param name="Webhooks">How the vendor's webhooks stand, those at the gateway and those at Altinn Events.</param>
internal sealed record UsageReport(
    string Vendor, DateTimeOffset At, double HalfLifeHours, DateTimeOffset? BrakedUntil, double? BrakedPerHour, IReadOnlyList<GroupUsage> Groups, WebhookUsage Webhooks)
    : IExample<UsageReport>
{
    public static UsageReport Example { get; } = new(Examples.Vendor, Examples.At.AddHours(6), HalfLifeHours: 24, BrakedUntil: null, BrakedPerHour: null, [GroupUsage.Example], WebhookUsage.Example);

    /// <summary>The product that was overrun when the brake was pulled by itself; null when it is off or a person pulled it.</summary>
    public string? BrakedFor { get; init; }

    /// <summary>Set when several gateway nodes may serve: figures and levels are those of the node that answers.</summary>
    public AdviceText? ThisNodeOnly { get; init; }

    /// <summary>The keyed hashes of all parties in it.</summary>
    public IReadOnlySet<string> PartyKeys() => Groups.SelectMany(group => group.TopParties).Select(party => party.Party).ToHashSet(StringComparer.Ordinal);

    private static AdviceText Partial { get; } = new(
        "Tallene gjelder kallene som kom til denne gateway-noden. Flere noder teller og vurderer hver for seg.",
        "The figures are of the calls that came to this gateway node. Several nodes count and judge each by itself.");

    /// <summary>Makes the report. Pure.</summary>
    public static UsageReport Of(VendorId vendor, ConductView view, OperationCatalogue catalogue, SubscriptionsSeen seen, bool isPartial = false, IReadOnlyList<WebhookView>? own = null)
    {
        GroupUsage[] groups = [.. view.Groups.Select(group => GroupUsage.Of(group, catalogue))];
        return new(
            vendor.ToString(),
            Instant(view.At).GetValueOrDefault(),
            view.Groups.Count == 0 ? 24 : Math.Round(view.Groups[0].Figures.HalfLifeMs / 3_600_000, 2),
            Instant(view.BrakedUntil),
            view.BrakedUntil > 0 ? view.BrakedPerHour : null,
            groups,
            WebhookUsage.Of(seen, groups, own))
        {
            BrakedFor = view.BrakedFor?.Product,
            ThisNodeOnly = isPartial ? Partial : null,
        };
    }

    /// <summary>An instant of the grain's, or null for none.</summary>
    internal static DateTimeOffset? Instant(long ms) => ms > 0 ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;

    /// <summary>Seconds of a span of the grain's, rounded up; null for none.</summary>
    internal static long? Seconds(long? ms) => ms is { } some ? (some + 999) / 1000 : null;
}

/// <summary>One product's reads of one class.</summary>
/// <param name="Product">The product.</param>
/// <param name="ReadClass">list, thing, status, lookup or feed.</param>
/// <param name="Mode">off, shadow (nothing is refused, nobody is told) or enforce.</param>
/// <param name="Level">clear, notice, soft, hard or closureCase.</param>
/// <param name="Since">Since when it is at the level.</param>
/// <param name="Deadline">By when it may be mended before anything is refused.</param>
/// <param name="CallsLast24Hours">Calls, refused ones included.</param>
/// <param name="NewsShare">The share of the answers that brought news, 0 to 1.</param>
/// <param name="AvoidablePerDay">Avoidable reads a day at the rate of the last hours.</param>
/// <param name="RefusedPerDay">Reads refused a day.</param>
/// <param name="Penalty">The penalty P.</param>
/// <param name="NextLevelAt">The penalty of the next level; null when there is none.</param>
/// <param name="SecondsToNextLevel">How long until the next level at the rate of the last hours; null when that rate does not lead there.</param>
/// <param name="SecondsToLowerLevel">How long until the next lower level when it stops now.</param>
/// <param name="SecondsToForgiveness">How long until nothing is left of it when it stops now.</param>
/// <param name="MinimumIntervalSeconds">The least time between uncredited reads of one party; null while nothing is slowed.</param>
/// <param name="PeriodSeconds">The typical time between readings of one party; null when unknown.</param>
/// <param name="JitterSeconds">The median deviation from it.</param>
/// <param name="UsefulIntervalSeconds">The interval at which half the reads would bring news; null when it cannot be told.</param>
/// <param name="CostOnFewParties">The share of the penalty that falls on the costliest parties, taken together fewer than one in twenty. Above 0.5 few parties are polled among many; 0 for twenty parties or fewer.</param>
/// <param name="Credited">Reads a day without news that were credited, by the reason.</param>
/// <param name="TopParties">The parties that cost most, by keyed hash.</param>
/// <param name="Findings">Patterns found.</param>
/// <param name="Events">Event types that would replace the reads.</param>
/// <param name="Subscription">A subscription request ready to send, but for your address and the resource.</param>
internal sealed record GroupUsage(
    string Product,
    ReadClass ReadClass,
    ConductMode Mode,
    Level Level,
    DateTimeOffset? Since,
    DateTimeOffset? Deadline,
    long CallsLast24Hours,
    double NewsShare,
    double AvoidablePerDay,
    double RefusedPerDay,
    double Penalty,
    double? NextLevelAt,
    long? SecondsToNextLevel,
    long? SecondsToLowerLevel,
    long? SecondsToForgiveness,
    long? MinimumIntervalSeconds,
    double? PeriodSeconds,
    double? JitterSeconds,
    double? UsefulIntervalSeconds,
    double CostOnFewParties,
    IReadOnlyDictionary<string, double> Credited,
    IReadOnlyList<PartyUsage> TopParties,
    IReadOnlyList<FindingView> Findings,
    IReadOnlyList<string> Events,
    JsonObject? Subscription)
    : IExample<GroupUsage>
{
    public static GroupUsage Example { get; } = new(
        "dialogporten",
        ReadClass.List,
        ConductMode.Enforce,
        Level.Notice,
        Since: Examples.At.AddHours(2),
        Deadline: Examples.At.AddDays(14).AddHours(2),
        CallsLast24Hours: 1440,
        NewsShare: 0.02,
        AvoidablePerDay: 276,
        RefusedPerDay: 0,
        Penalty: 34.6,
        NextLevelAt: 60,
        SecondsToNextLevel: 1_209_600,
        SecondsToLowerLevel: 154_800,
        SecondsToForgiveness: 240_000,
        MinimumIntervalSeconds: null,
        PeriodSeconds: 300,
        JitterSeconds: 4,
        UsefulIntervalSeconds: 14_400,
        CostOnFewParties: 0.62,
        new Dictionary<string, double>(StringComparer.Ordinal) { ["event"] = 12 },
        [PartyUsage.Example],
        [FindingView.Of(new Finding(Pattern.Herd, 4.1, 3, 276))],
        ["dialogporten.dialog.created.v1"],
        EventAdvice.Subscription(["dialogporten.dialog.created.v1"]));

    public static GroupUsage Of(GroupView group, OperationCatalogue catalogue)
    {
        var figures = group.Figures;
        var events = EventAdvice.TypesFor(catalogue, group.Group);
        return new GroupUsage(
            group.Group.Product,
            group.Group.Class,
            group.Mode,
            group.Level,
            UsageReport.Instant(group.Since),
            UsageReport.Instant(group.Deadline),
            group.Calls,
            Math.Round(figures.NewsShare, 4),
            Math.Round(group.ExcessPerDay, 1),
            Math.Round(figures.PerDay(figures.Refused), 1),
            Math.Round(group.Penalty, 2),
            group.NextLevelAt > 0 ? Math.Round(group.NextLevelAt, 2) : null,
            UsageReport.Seconds(group.ToNextLevelMs),
            UsageReport.Seconds(group.ToLowerLevelMs),
            UsageReport.Seconds(group.ToForgivenessMs),
            group.IntervalMs > 0 ? UsageReport.Seconds(group.IntervalMs) : null,
            figures.PeriodMs > 0 ? figures.PeriodMs / 1000.0 : null,
            figures.PeriodMs > 0 ? figures.SpreadMs / 1000.0 : null,
            figures.HalfUsefulIntervalMs > 0 ? figures.HalfUsefulIntervalMs / 1000.0 : null,
            Math.Round(figures.Concentration, 3),
            CreditedOf(figures),
            [.. figures.TopParties.Select(party => PartyUsage.Of(party, figures))],
            [.. figures.Findings.Select(FindingView.Of)],
            events,
            EventAdvice.Subscription(events));
    }

    private static Dictionary<string, double> CreditedOf(GroupFigures figures)
    {
        var credited = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var excuse = 1; excuse < figures.Excused.Length; excuse++)
        {
            if (figures.PerDay(figures.Excused[excuse]) is var perDay and >= 0.05)
            {
                credited[JsonNamingPolicy.CamelCase.ConvertName(((Excuse)excuse).ToString())] = Math.Round(perDay, 1);
            }
        }

        return credited;
    }
}

/// <summary>One party's part in it.</summary>
/// <param name="Party">Keyed hash of the party, sixteen hexadecimal digits; <c>POST /vendor/v1/usage/parties</c> tells which of your parties it is.</param>
/// <param name="AvoidablePerDay">Avoidable reads a day, weighed.</param>
/// <param name="ReadsPerDay">Reads a day.</param>
/// <param name="NewsShare">The share of the answers that brought news.</param>
/// <param name="PeriodSeconds">The typical time between readings; null when unknown.</param>
/// <param name="JitterSeconds">The median deviation from it.</param>
/// <param name="HoursOfTheDay">Distinct hours of the last twenty-four in which it was read.</param>
internal sealed record PartyUsage(string Party, double AvoidablePerDay, double ReadsPerDay, double NewsShare, double? PeriodSeconds, double? JitterSeconds, int HoursOfTheDay)
    : IExample<PartyUsage>
{
    public static PartyUsage Example { get; } = new("4be1a2c09d77f310", AvoidablePerDay: 276, ReadsPerDay: 288, NewsShare: 0.02, PeriodSeconds: 300, JitterSeconds: 4, HoursOfTheDay: 24);

    public static PartyUsage Of(PartyFigures party, GroupFigures figures) => new(
        KeyOf(party.Party),
        Math.Round(figures.PerDay(party.Cost), 1),
        Math.Round(figures.PerDay(party.Reads), 1),
        party.Reads > 0 ? Math.Round(Math.Min(1, party.Novel / party.Reads), 4) : 0,
        party.PeriodMs > 0 ? party.PeriodMs / 1000.0 : null,
        party.PeriodMs > 0 ? party.SpreadMs / 1000.0 : null,
        party.Hours);

    /// <summary>A keyed hash as the APIs spell it: JSON's numbers do not hold 64 bits.</summary>
    public static string KeyOf(ulong key) => key.ToString("x16", CultureInfo.InvariantCulture);
}

/// <summary>A pattern found, with what to do about it.</summary>
/// <param name="Pattern">Which.</param>
/// <param name="Value">The statistic.</param>
/// <param name="Threshold">What it had to reach.</param>
/// <param name="Count">How many calls it rests on.</param>
/// <param name="Advice">What to do, in both languages.</param>
internal sealed record FindingView(Pattern Pattern, double Value, double Threshold, double Count, AdviceText Advice)
{
    public static FindingView Of(Finding finding)
    {
        var advice = PatternAdvice.For(finding.Pattern);
        return new(finding.Pattern, Math.Round(finding.Value, 3), Math.Round(finding.Threshold, 3), Math.Round(finding.Count, 1), new AdviceText(advice.Nb, advice.En));
    }
}

/// <summary>Advice in both languages.</summary>
internal sealed record AdviceText(string Nb, string En);

/// <summary>What to do about each pattern.</summary>
internal static class PatternAdvice
{
    public static Text For(Pattern pattern) => pattern switch
    {
        Pattern.Herd => new("Kallene samler seg ved hel, halv og kvart time. Spre dem jevnt.", "The calls crowd at the full, half and quarter hour. Spread them evenly."),
        Pattern.EarlyRetries => new("Nye forsøk kommer før Retry-After er gått. Vent så lenge svaret sier.", "Retries come before Retry-After has passed. Wait as long as the answer says."),
        Pattern.NoBackOff => new("Nye forsøk kommer med samme mellomrom. Doble ventetiden for hvert forsøk.", "Retries come at the same pace. Double the wait with each attempt."),
        Pattern.CacheBusting => new("Samme spørsmål stilles med stadig nye parametere. Ta dem bort.", "The same question comes with ever new parameters. Leave them out."),
        Pattern.ReCrawl => new("Hele lister leses på nytt uten at noe er nytt. Hent bare det som er endret.", "Whole lists are read again with nothing new in them. Fetch only what has changed."),
        Pattern.BeltAndBraces => new("Hendelsene kommer frem. Slutt å lese i tillegg.", "The events arrive. Stop reading beside them."),
        Pattern.DeadWebhook => new("Abonnementets mottak svarer ikke. Rett det først.", "The subscription's receiver does not answer. Mend that first."),
        Pattern.FeedPolling => new("Hendelsesstrømmen leses oftere enn den flytter seg. Les hvert femte minutt, eller abonner.", "The event feed is read more often than it moves. Read every five minutes, or subscribe."),
        Pattern.WrongInterface => new("Meldinger listes gjennom Melding. Oversikten hentes fra Dialogporten (vilkårene 2.2).", "Messages are listed through Melding. The overview comes from Dialogporten (terms 2.2)."),
        Pattern.FalseClaims => new("Kall viser til hendelser som ikke finnes. Send bare id-er fra hendelser dere har fått.", "Calls refer to events that never were. Send only ids of events you received."),
        _ => new("", ""),
    };
}
