using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Evidence;

/// <summary>What one piece of evidence is about.</summary>
internal enum EvidenceKind
{
    /// <summary>A group of reads rose on the ladder.</summary>
    LevelRisen = 1,

    /// <summary>It fell.</summary>
    LevelFallen = 2,

    /// <summary>The vendor is to be told in writing, with a deadline (terms 7.2).</summary>
    NoticeDue = 3,

    /// <summary>A pattern was found: herd, retry storm, dead webhook and the like.</summary>
    Finding = 4,

    /// <summary>A closure case for polling was proposed.</summary>
    CaseProposed = 5,

    /// <summary>The emergency brake was pulled or renewed.</summary>
    Braked = 6,

    /// <summary>The emergency brake let go.</summary>
    BrakeReleased = 7,

    /// <summary>Evidence of scraping or harvesting was put before people.</summary>
    ScrapingProposed = 8,
}

/// <summary>
/// One thing the detectors told about a vendor, as they told it: never changed, in the audit chain like every change, and gone when its time is over
/// (<see cref="EvidenceRetention"/>). Holds no personal data: parties and persons are keyed hashes. It need not be about a registered vendor.
/// </summary>
internal sealed class EvidenceRecord : IAudited
{
    /// <summary>The detectors' own id: told twice, it is kept once.</summary>
    public required Guid Id { get; init; }

    public required string Vendor { get; init; }

    public required DateTimeOffset At { get; init; }

    public required EvidenceKind Kind { get; init; }

    /// <summary>The product; null when it is about the vendor as a whole.</summary>
    public string? Product { get; init; }

    /// <summary>The class of reads: list, thing, status, lookup, feed.</summary>
    public string? ReadClass { get; init; }

    /// <summary>The level before, for changes of level.</summary>
    public string? FromLevel { get; init; }

    /// <summary>The level after.</summary>
    public string? ToLevel { get; init; }

    /// <summary>True when it only would have happened: the detector was in shadow.</summary>
    public bool Shadow { get; init; }

    /// <summary>By when the vendor may mend it.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What was found, as a stable word.</summary>
    public string? Finding { get; init; }

    /// <summary>The figures, signals and samples it rests on: a JSON object.</summary>
    [Lapsing]
    public required string Figures { get; init; }

    /// <summary>The breach case it belongs to, if any.</summary>
    public Guid? Case { get; init; }

    public string Subject => $"vendors/{Vendor}/evidence/{Id}";

    public string? OfVendor => null;
}
