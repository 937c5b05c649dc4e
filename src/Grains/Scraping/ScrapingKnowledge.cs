using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

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

    /// <summary>Declared initial syncs and migrations, in any order; each counts for at most seven days (S19).</summary>
    public ImmutableArray<SyncWindow> DeclaredSyncs { get; init; } = [];

    /// <summary>Pages of the portal pass this gateway too, so that their absence means something (S6, S7). False where only the portal's data calls pass.</summary>
    public bool SeesPortalPages { get; init; }

    /// <summary>And so do their scripts, styles and images. False where those come from elsewhere, as the apps' do.</summary>
    public bool SeesPortalAssets { get; init; }

    /// <summary>True while a declared sync is under way; at most seven days from its start.</summary>
    /// <param name="now">In milliseconds since 1970.</param>
    public bool HasDeclaredSync(long now)
    {
        foreach (var sync in DeclaredSyncs.AsSpan())
        {
            if (now >= sync.From && now < Math.Min(sync.Until, sync.From + LongestSync))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A declared initial sync or migration, in milliseconds since 1970 (UTC).</summary>
/// <param name="From">The first instant.</param>
/// <param name="Until">The instant after the last.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SyncWindow(long From, long Until);
