namespace Digdir.Altinn.VendorRegistry.Storage;

/// <summary>The registry's one row about itself. Its lock is what makes changes, and so the audit chain and the feed's versions, follow one another.</summary>
internal sealed class RegistryState
{
    public const int OnlyId = 1;

    public int Id { get; init; } = OnlyId;

    /// <summary>Made with the database: a follower that meets another epoch starts over, because versions of two databases do not compare.</summary>
    public Guid Epoch { get; init; }

    /// <summary>Rises by one with every change.</summary>
    public long Version { get; init; }

    /// <summary>Sequence number of the last audit entry; 0 when there is none.</summary>
    public long AuditSequence { get; init; }

    /// <summary>Hash of the last audit entry: cutting entries off the end of the chain shows too.</summary>
    public byte[] AuditHash { get; init; } = [];
}
