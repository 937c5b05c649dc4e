using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Cases;

/// <summary>What a breach case is about; each rests on a clause of the terms for vendors.</summary>
internal enum CaseKind
{
    /// <summary>Polling that went on through the whole ladder (1.2.4).</summary>
    Polling = 0,

    /// <summary>Screen-scraping, or harvesting beyond the task (7.1).</summary>
    Scraping = 1,

    /// <summary>Listing through an interface that is not for it (2.2).</summary>
    WrongInterface = 2,
}

/// <summary>Where a case stands.</summary>
internal enum CaseState
{
    /// <summary>Proposed by the detectors; nobody has looked yet. It changes nothing for the vendor.</summary>
    Proposed = 0,

    /// <summary>A person found that there is something to it.</summary>
    Accepted = 1,

    /// <summary>A person found that there is nothing to it.</summary>
    Dismissed = 2,
}

/// <summary>
/// A breach case (mislighold): evidence before a person. It is proposed by detectors and never decided by them; accepting or dismissing needs a reason and is
/// done once. A vendor has at most one open case of a kind and product: further evidence joins it.
/// </summary>
internal sealed class BreachCase : IAudited, IRevised, IIdentified
{
    public required Guid Id { get; init; }

    /// <summary>The vendor, or the nine zeros of <see cref="Grains.VendorId.Unknown"/>.</summary>
    public required string Vendor { get; init; }

    public required CaseKind Kind { get; init; }

    /// <summary>The product, or null when it is about the vendor as a whole.</summary>
    public string? Product { get; init; }

    /// <summary>The clause of the terms it rests on.</summary>
    public required string Clause { get; init; }

    public required DateTimeOffset ProposedAt { get; init; }

    public CaseState State { get; private set; }

    /// <summary>When evidence last joined it.</summary>
    public DateTimeOffset EvidenceAt { get; private set; }

    /// <summary>How many pieces of evidence it holds.</summary>
    public long EvidenceCount { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    public string? DecidedBy { get; private set; }

    /// <summary>Why it was decided so, in the operator's words.</summary>
    public string? Reason { get; private set; }

    public long Revision { get; set; }

    public string Subject => $"vendors/{Vendor}/cases/{Id}";

    public string? OfVendor => null;

    /// <summary>The clause each kind rests on.</summary>
    public static string ClauseOf(CaseKind kind) => kind switch
    {
        CaseKind.Polling => "1.2.4",
        CaseKind.Scraping => "7.1",
        CaseKind.WrongInterface => "2.2",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
    };

    /// <summary>Another piece of evidence joins the case.</summary>
    public void Join(DateTimeOffset at)
    {
        EvidenceCount++;
        EvidenceAt = at > EvidenceAt ? at : EvidenceAt;
    }

    /// <summary>Decides a proposed case. False, and nothing changed, when it was decided already.</summary>
    public bool Decide(CaseState outcome, string by, string reason, DateTimeOffset now)
    {
        if (State != CaseState.Proposed || outcome == CaseState.Proposed)
        {
            return false;
        }

        (State, DecidedBy, Reason, DecidedAt) = (outcome, by, reason, now);
        return true;
    }
}
