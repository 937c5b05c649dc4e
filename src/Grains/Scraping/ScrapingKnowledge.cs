using System.Collections.Frozen;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>What is known of a vendor from elsewhere and bears on the evidence. Immutable: a new value replaces the old.</summary>
internal sealed record ScrapingKnowledge
{
    private const long LongestSync = 7 * 86_400_000L;

    /// <summary>Nothing known but the starting figures of peers.</summary>
    public static ScrapingKnowledge None { get; } = new();

    /// <summary>How many parties comparable users read in a day.</summary>
    public PeerFigures Peers { get; init; } = PeerFigures.Start;

    /// <summary>How many parties a subject may read, by its hash (0: the vendor's tokens together). Where it says nothing the watch estimates from earlier days, once it has some.</summary>
    public FrozenDictionary<ulong, int> AuthorisedParties { get; init; } = FrozenDictionary<ulong, int>.Empty;

    /// <summary>The vendor serves accountants or auditors: breadth is their trade (S19).</summary>
    public bool AccountantOrAuditor { get; init; }

    /// <summary>Start of a declared initial sync or migration, in milliseconds since 1970 (UTC).</summary>
    public long DeclaredSyncFrom { get; init; }

    /// <summary>Its end, likewise; it counts for at most seven days (S19). Not after the start: none is declared.</summary>
    public long DeclaredSyncUntil { get; init; }

    /// <summary>
    /// Documents and assets of the portal pass this gateway too, so that their absence means something (S6, S7). False where they come from elsewhere,
    /// as when only the portal's data calls pass.
    /// </summary>
    public bool SeesPortalPages { get; init; }

    /// <summary>True while a declared sync is under way; at most seven days from its start.</summary>
    /// <param name="now">In milliseconds since 1970.</param>
    public bool HasDeclaredSync(long now) => now >= DeclaredSyncFrom && now < Math.Min(DeclaredSyncUntil, DeclaredSyncFrom + LongestSync);
}
