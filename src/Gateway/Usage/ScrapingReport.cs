using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Scraping;
using Digdir.Altinn.VendorRegistry.Admin;

namespace Digdir.Altinn.Gateway.Usage;

/// <summary>Evidence of scraping about one vendor, for people at Digdir. It closes nothing.</summary>
/// <param name="Vendor">The vendor.</param>
/// <param name="At">When it holds.</param>
/// <param name="Subjects">Persons, token holders and the tokens together that anything speaks about, the highest score first.</param>
internal sealed record ScrapingReport(string Vendor, DateTimeOffset At, IReadOnlyList<SubjectReport> Subjects)
    : IExample<ScrapingReport>
{
    public static ScrapingReport Example { get; } = new(
        Examples.Vendor,
        Examples.At.AddHours(6),
        [
            new SubjectReport(
                Surface.UserToken, "9f0c6d2b41a87e35", Examples.At, Examples.At.AddHours(6), Requests: 412, Score: 5.2, ScrapingVerdict.Case,
                [
                    new SignalReport("S13", SignalGroup.Enumeration, "OAT-011", 7.4, "31 av 52 nye id-er fantes ikke eller var stengt.", "31 of 52 new ids did not exist or were closed."),
                    new SignalReport("S8", SignalGroup.Pace, "OAT-011", 4.8, "412 kall uten pause over 30 sekunder.", "412 calls without a pause of 30 seconds."),
                ],
                new Dictionary<SignalGroup, double> { [SignalGroup.Enumeration] = 7.4, [SignalGroup.Pace] = 4.8 },
                Shadow: false),
        ]);

    public static ScrapingReport Of(VendorId vendor, ScrapingView view) => new(
        vendor.ToString(),
        UsageReport.Instant(view.At).GetValueOrDefault(),
        [.. view.Subjects.Select(subject => new SubjectReport(
            subject.Surface,
            PartyUsage.KeyOf(subject.Subject),
            UsageReport.Instant(subject.From),
            UsageReport.Instant(subject.Until),
            subject.Requests,
            Math.Round(subject.Score, 2),
            subject.Verdict,
            [.. subject.Signals.Select(signal => new SignalReport(signal.Signal, signal.Group, signal.Threat, Math.Round(signal.Weight, 2), signal.Why.Nb, signal.Why.En))],
            subject.Groups.ToDictionary(group => group.Group, group => Math.Round(group.Weight, 2)),
            subject.Shadow))]);
}

/// <summary>One subject. <c>score</c> is the natural logarithm of the odds, prior included: at 0 it is for review, at 4.6 with two groups of evidence a case. <c>shadow</c> says that it was seen in shadow: no case follows.</summary>
internal sealed record SubjectReport(
    Surface Surface, string Subject, DateTimeOffset? From, DateTimeOffset? Until, long Requests, double Score, ScrapingVerdict Verdict,
    IReadOnlyList<SignalReport> Signals, IReadOnlyDictionary<SignalGroup, double> Groups, bool Shadow);

/// <summary>One signal: its id, group, OWASP threat, weight and why.</summary>
internal sealed record SignalReport(string Signal, SignalGroup Group, string Threat, double Weight, string WhyNb, string WhyEn);
