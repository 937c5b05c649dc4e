using System.Runtime.InteropServices;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>What outlives a restart: enough that nobody is proposed twice and that a vendor's ordinary share of failures stays known. A few hundred bytes.</summary>
/// <param name="FailureShares">Share of first contacts answered 403 or 404, of the last 30 days that had enough of them; oldest first.</param>
/// <param name="Proposed">Subjects proposed within the last week.</param>
internal sealed record ScrapingMemory(IReadOnlyList<float> FailureShares, IReadOnlyList<ProposedMark> Proposed)
{
    /// <summary>Nothing.</summary>
    public static ScrapingMemory None { get; } = new([], []);
}

/// <summary>That a subject was proposed.</summary>
/// <param name="Surface">Where it was seen.</param>
/// <param name="Subject">Its hash.</param>
/// <param name="Verdict">As what.</param>
/// <param name="At">When, in milliseconds since 1970 (UTC).</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ProposedMark(Surface Surface, ulong Subject, ScrapingVerdict Verdict, long At);
