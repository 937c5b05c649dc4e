namespace Digdir.Altinn.VendorRegistry.Audit;

/// <summary>One line of the audit log: who did what to what, when, and what changed. Never changed once written; carries the hash of the line before it.</summary>
internal sealed class AuditEntry
{
    /// <summary>1 for the first entry, rising by one without gaps.</summary>
    public required long Sequence { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The operator's id at the issuer, never an identity number.</summary>
    public required string Actor { get; init; }

    /// <summary>What was done, for example <c>holds.put</c>.</summary>
    public required string Action { get; init; }

    public required string Subject { get; init; }

    /// <summary>The vendor it concerns, by organisation number; null when it concerns all or none.</summary>
    public string? Vendor { get; init; }

    /// <summary>What changed, as canonical JSON: <c>{"field":{"from":…,"to":…}}</c>.</summary>
    public required string Change { get; init; }

    /// <summary>SHA-256 of the entry before; 32 zero bytes for the first.</summary>
    public required byte[] PreviousHash { get; init; }

    /// <summary>SHA-256 of <see cref="PreviousHash"/> and every field above.</summary>
    public byte[] Hash { get; init; } = [];
}
