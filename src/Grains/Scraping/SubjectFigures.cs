using System.Runtime.InteropServices;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>Everything the signals look at about one subject in one window: plain figures, so that every signal is a function of them alone.</summary>
[StructLayout(LayoutKind.Auto)]
internal record struct SubjectFigures
{
    /// <summary>Where the subject was seen.</summary>
    public Surface Surface { get; set; }

    /// <summary>Examined portal calls without fetch metadata though they name a browser that sends it (S1).</summary>
    public int MetadataMissing { get; set; }

    /// <summary>With fetch metadata no browser sends (S2).</summary>
    public int MetadataImpossible { get; set; }

    /// <summary>That name an automation tool (S3).</summary>
    public int Automation { get; set; }

    /// <summary>That name an HTTP library or nothing (S3).</summary>
    public int Library { get; set; }

    /// <summary>Kinds of inconsistency seen at least three times, 0 to 5 (S4).</summary>
    public int Inconsistencies { get; set; }

    /// <summary>With a rare order of fields (S5).</summary>
    public int OddOrders { get; set; }

    /// <summary>The portal's pages pass here too, so their absence means something (S6, S7).</summary>
    public bool SeesPages { get; set; }

    /// <summary>So do their scripts, styles and images (S6).</summary>
    public bool SeesAssets { get; set; }

    /// <summary>Portal calls for data.</summary>
    public int DataCalls { get; set; }

    /// <summary>Portal calls for documents.</summary>
    public int Documents { get; set; }

    /// <summary>Portal calls for assets.</summary>
    public int Assets { get; set; }

    /// <summary>Portal calls that came from one of the session's last ten pages.</summary>
    public int Referred { get; set; }

    /// <summary>Steps from one operation to the next.</summary>
    public int Steps { get; set; }

    /// <summary>Bits per step, 0 to 3 (S18).</summary>
    public double EntropyRate { get; set; }

    /// <summary>See <see cref="Pace.RanLikeAMachine"/>.</summary>
    public bool RanLikeAMachine { get; set; }

    /// <summary>Calls above what a person does; see <see cref="Pace.Over"/>.</summary>
    public int Over { get; set; }

    /// <summary>Gaps that <see cref="Burstiness"/> rests on.</summary>
    public int Gaps { get; set; }

    /// <summary>Kim and Jo's burstiness; NaN when unknown.</summary>
    public double Burstiness { get; set; }

    /// <summary>Gaps of more than a minute.</summary>
    public int LongPauses { get; set; }

    /// <summary>Distinct hours of the day with any call, 0 to 24.</summary>
    public int ActiveHours { get; set; }

    /// <summary>Longest stretch without a pause of five minutes, in milliseconds.</summary>
    public long LongestStretch { get; set; }

    /// <summary>Distinct things opened in the busiest clock hour (S10).</summary>
    public double OpenedInAnHour { get; set; }

    /// <summary>The most different things opened in a row without a pause of 30 seconds (S22).</summary>
    public int OpenedInARun { get; set; }

    /// <summary>Distinct parties read.</summary>
    public double Parties { get; set; }

    /// <summary>Parties the subject may read; 0 unknown.</summary>
    public double Authorised { get; set; }

    /// <summary>Parties a day that 99 of 100 peers stay within; 0 unknown (S11).</summary>
    public double PeerParties { get; set; }

    /// <summary>Distinct things opened.</summary>
    public double Opened { get; set; }

    /// <summary>Distinct things listed.</summary>
    public double Listed { get; set; }

    /// <summary>Openings of a thing whose age is known.</summary>
    public int OpenedOfKnownAge { get; set; }

    /// <summary>Of them, older than a year.</summary>
    public int OpenedOld { get; set; }

    /// <summary>Of them, older than thirty days.</summary>
    public int OpenedStale { get; set; }

    /// <summary>The walk over first contacts has alarmed (S13).</summary>
    public bool Tried { get; set; }

    /// <summary>First contacts.</summary>
    public int Contacts { get; set; }

    /// <summary>Of them 403 or 404.</summary>
    public int Failures { get; set; }

    /// <summary>Different whole-number ids among the last 64.</summary>
    public int Numbers { get; set; }

    /// <summary>Share of steps between them of exactly one.</summary>
    public double Neighbours { get; set; }

    /// <summary>Kendall's τ of their order against their size.</summary>
    public double NumberTau { get; set; }

    /// <summary>Different organisation or identity numbers asked for.</summary>
    public int Identities { get; set; }

    /// <summary>Of them with check digits that do not hold.</summary>
    public int BadIdentities { get; set; }

    /// <summary>Things opened from a list, not called for by an event.</summary>
    public int OpenedFromList { get; set; }

    /// <summary>Kendall's τ of their order against the list's.</summary>
    public double ListTau { get; set; }

    /// <summary>Tokens that opened at least twenty things each (S17); 0 where it is not the vendor's tokens together that is looked at.</summary>
    public int Tokens { get; set; }

    /// <summary>Sum of what each opened over what all of them opened: 1 when they share nothing.</summary>
    public double Partition { get; set; }

    /// <summary>Gini coefficient of what each opened: 0 when all the same.</summary>
    public double Gini { get; set; }

    /// <summary>Tokens with enough calls to compare their hours.</summary>
    public int ComparedTokens { get; set; }

    /// <summary>Mean correlation of their calls per hour.</summary>
    public double Synchrony { get; set; }

    /// <summary>Distinct things opened that no event called for (reference 2.5).</summary>
    public double Uncalled { get; set; }

    /// <summary>Reads.</summary>
    public int Reads { get; set; }

    /// <summary>Of them called for by an event.</summary>
    public int CalledFor { get; set; }

    /// <summary>A declared initial sync or migration is under way.</summary>
    public bool DeclaredSync { get; set; }

    /// <summary>Registered as accountant or auditor.</summary>
    public bool AccountantOrAuditor { get; set; }

    /// <summary>Share of the listed things that were opened (D); 0 when nothing was listed.</summary>
    public readonly double OpenedShare => Listed < 1 ? 0 : Opened / Listed;

    /// <summary>Share of the authorised parties that were read (C); 0 when unknown.</summary>
    public readonly double Coverage => Authorised < 1 ? 0 : Math.Min(1, Parties / Authorised);

    /// <summary>Share of reads called for by an event.</summary>
    public readonly double CalledForShare => Reads == 0 ? 0 : (double)CalledFor / Reads;
}
