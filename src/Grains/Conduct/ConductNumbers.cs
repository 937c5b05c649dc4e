using System.ComponentModel.DataAnnotations;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.Grains.Scraping;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Grains.Conduct;

/// <summary>
/// The numbers of detection and ladder that an operator may tune: the configuration section <c>Conduct:Numbers</c>. Read at start: what a vendor is judged by
/// does not change under its feet. Try them on a trace first (<c>replay --set</c>).
/// </summary>
internal sealed class ConductNumbers
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Conduct:Numbers";

    /// <summary>In what time a penalty halves. 1 hour to 30 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "30.00:00:00")]
    public TimeSpan HalfLife { get; set; } = LadderRules.Default.HalfLife;

    /// <summary>The penalty from which a vendor is told. 5 to 1000.</summary>
    [Range(5, 1_000)]
    public double Notice { get; set; } = LadderRules.Default.Notice;

    /// <summary>The penalty from which reads are slowed. 10 to 10000, not below <see cref="Notice"/>.</summary>
    [Range(10, 10_000)]
    public double Soft { get; set; } = LadderRules.Default.Soft;

    /// <summary>The penalty from which they are slowed more. 20 to 100000, not below <see cref="Soft"/>.</summary>
    [Range(20, 100_000)]
    public double Hard { get; set; } = LadderRules.Default.Hard;

    /// <summary>The penalty from which a closure case is proposed. 50 to 1000000, not below <see cref="Hard"/>.</summary>
    [Range(50, 1_000_000)]
    public double Closure { get; set; } = LadderRules.Default.Closure;

    /// <summary>Reads a day of one party that cost nothing. 1 to 96.</summary>
    [Range(1, 96)]
    public double GracePerDay { get; set; } = PollingRules.Default.GracePerDay;

    /// <summary>The least time between uncredited reads of one party at Soft. 1 minute to 6 hours.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "06:00:00")]
    public TimeSpan SoftInterval { get; set; } = ConductRules.Default.SoftInterval;

    /// <summary>The same at Hard. 1 minute to 6 hours, not below <see cref="SoftInterval"/>.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "06:00:00")]
    public TimeSpan HardInterval { get; set; } = ConductRules.Default.HardInterval;

    /// <summary>The emergency brake lets pass this many times the vendor's median hour. 1 to 10.</summary>
    [Range(1, 10)]
    public double BrakeOfMedian { get; set; } = ConductRules.Default.BrakeOfMedian;

    /// <summary>And never fewer calls an hour than this. 1 to 100000.</summary>
    [Range(1, 100_000)]
    public double LeastBraked { get; set; } = ConductRules.Default.LeastBraked;

    /// <summary>Score from which evidence of scraping is put before a person. -3 to 10.</summary>
    [Range(-3, 10)]
    public double ScrapingReview { get; set; } = ScrapingRules.Default.Review;

    /// <summary>Score from which it is a case. 0 to 20, not below <see cref="ScrapingReview"/>.</summary>
    [Range(0, 20)]
    public double ScrapingCase { get; set; } = ScrapingRules.Default.Case;

    /// <summary>True when what is to rise rises.</summary>
    public bool IsInOrder => Notice <= Soft && Soft <= Hard && Hard <= Closure && SoftInterval <= HardInterval && ScrapingReview <= ScrapingCase;

    /// <summary>The rules with these numbers.</summary>
    public ConductRules ToRules(TimeSpan noticeFor) => new()
    {
        Polling = PollingRules.Default with { HalfLife = HalfLife, Threshold = Notice, GracePerDay = GracePerDay },
        Ladder = LadderRules.Default with { HalfLife = HalfLife, NoticeFor = noticeFor, Notice = Notice, Soft = Soft, Hard = Hard, Closure = Closure },
        Scraping = ScrapingRules.Default with { Review = ScrapingReview, Case = ScrapingCase },
        SoftInterval = SoftInterval,
        HardInterval = HardInterval,
        BrakeOfMedian = BrakeOfMedian,
        LeastBraked = LeastBraked,
    };
}

/// <summary>Checks <see cref="ConductNumbers"/> at start.</summary>
[OptionsValidator]
internal sealed partial class ConductNumbersValidator : IValidateOptions<ConductNumbers>;
