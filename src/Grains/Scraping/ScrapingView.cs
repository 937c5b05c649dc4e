using System.Runtime.InteropServices;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>How one vendor stands at an instant. Immutable.</summary>
/// <param name="At">When, in milliseconds since 1970 (UTC).</param>
/// <param name="Subjects">Those with any evidence against them in their present window, highest score first.</param>
/// <param name="Counts">What was heard.</param>
internal sealed record ScrapingView(long At, IReadOnlyList<SubjectView> Subjects, ScrapingCounts Counts);

/// <summary>One subject: a person, a token holder, or the vendor's tokens together. Immutable.</summary>
/// <param name="Surface">Where it was seen.</param>
/// <param name="Subject">Keyed hash of the person or holder; 0 for <see cref="Scraping.Surface.Vendor"/>.</param>
/// <param name="From">Start of its window of 24 hours, in milliseconds since 1970 (UTC).</param>
/// <param name="Until">Its last call in the window, likewise.</param>
/// <param name="Requests">Calls in the window.</param>
/// <param name="Score">Log-odds that this is scraping: the prior and all groups together. Natural logarithm.</param>
/// <param name="Verdict">What the score amounts to.</param>
/// <param name="Signals">Those that weigh anything, in the order of the list of signals.</param>
/// <param name="Groups">Sums after caps, of the groups that weigh anything.</param>
internal sealed record SubjectView(
    Surface Surface,
    ulong Subject,
    long From,
    long Until,
    long Requests,
    double Score,
    ScrapingVerdict Verdict,
    IReadOnlyList<SignalFinding> Signals,
    IReadOnlyList<GroupSum> Groups)
{
    /// <summary>True when it was seen in shadow: no case follows.</summary>
    public bool Shadow { get; init; }
}

/// <summary>One signal that weighs something about a subject.</summary>
/// <param name="Signal">Its id: <c>S13</c>.</param>
/// <param name="Group">Its group.</param>
/// <param name="Threat">The threat it speaks of, by its OWASP id: <c>OAT-011</c>; empty for what exonerates.</param>
/// <param name="Weight">Its log-likelihood ratio before the group's cap; negative when it speaks for the subject.</param>
/// <param name="Why">One sentence with the figures.</param>
internal sealed record SignalFinding(string Signal, SignalGroup Group, string Threat, double Weight, Explanation Why);

/// <summary>A sentence for people, in both languages. Names nobody.</summary>
/// <param name="Nb">Bokmål.</param>
/// <param name="En">English.</param>
internal sealed record Explanation(string Nb, string En);

/// <summary>What one group adds to the score, its cap applied.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct GroupSum(SignalGroup Group, double Weight);

/// <summary>A subject whose verdict rose: for a person to look at. Nothing is ever closed by it. Immutable.</summary>
/// <param name="At">When it rose, in milliseconds since 1970 (UTC).</param>
/// <param name="Subject">The evidence.</param>
/// <param name="Sample">A uniform sample of at most 64 of its calls in the window since it is looked at, oldest first.</param>
internal sealed record ProposedCase(long At, SubjectView Subject, IReadOnlyList<SampledCall> Sample);

/// <summary>One call in the sample. Parties and things are the first 32 bits of their keyed hashes: enough to tell them apart, not to look them up.</summary>
/// <param name="At">When, in milliseconds since 1970 (UTC).</param>
/// <param name="Group">Product and class.</param>
/// <param name="Operation">Hash of the operation's id, as in <see cref="Observation.Operation"/>.</param>
/// <param name="Status">The answer's status.</param>
/// <param name="Bytes">Bytes of the answer, capped at 2³¹−1.</param>
/// <param name="Party">Prefix of the party's hash; 0 when there is none.</param>
/// <param name="Object">Prefix of the hash of the thing named; 0 when there is none.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SampledCall(long At, ReadGroup Group, ulong Operation, int Status, int Bytes, uint Party, uint Object);

/// <summary>What was heard since the watch began. For metrics.</summary>
/// <param name="Heard">Calls taken in.</param>
/// <param name="Subjects">Subjects remembered now.</param>
/// <param name="Forgotten">Subjects that had to give place to others.</param>
/// <param name="Reviews">Proposals for the review queue.</param>
/// <param name="Cases">Proposals of a case.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ScrapingCounts(long Heard, int Subjects, long Forgotten, long Reviews, long Cases);
