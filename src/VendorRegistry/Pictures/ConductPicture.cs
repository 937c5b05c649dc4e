using System.Collections.Immutable;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.VendorRegistry.Concessions;

namespace Digdir.Altinn.VendorRegistry.Pictures;

/// <summary>What people have decided about how one vendor's calls are judged. Immutable.</summary>
internal sealed record ConductPicture
{
    /// <summary>Nothing has been decided.</summary>
    public static ConductPicture None { get; } = new();

    /// <summary>The highest level the vendor may reach; null when the whole ladder applies.</summary>
    public Level? Ceiling { get; init; }

    /// <summary>Announced work and extra grace that is not over, whole registry tidying apart.</summary>
    public ImmutableArray<ConcessionPicture> Concessions { get; init; } = [];

    /// <summary>Products (null for all) whose escalation an open appeal freezes, each until when.</summary>
    public ImmutableArray<FreezePicture> Freezes { get; init; } = [];

    /// <summary>Products (null for all) whose penalties and levels start over from an instant: an appeal found the detectors wrong.</summary>
    public ImmutableArray<ResetPicture> Resets { get; init; } = [];

    /// <summary>True when it says nothing.</summary>
    public bool IsNone => Ceiling is null && Concessions.IsEmpty && Freezes.IsEmpty && Resets.IsEmpty;
}

/// <summary>Something conceded.</summary>
/// <param name="Kind">What.</param>
/// <param name="Product">The product, or null for all.</param>
/// <param name="From">UTC.</param>
/// <param name="Until">UTC.</param>
/// <param name="Factor">How many times the usual grace or thresholds; 0 for announced work, which credits every read.</param>
internal sealed record ConcessionPicture(ConcessionKind Kind, string? Product, DateTimeOffset From, DateTimeOffset Until, double Factor);

/// <summary>Escalation frozen by an appeal.</summary>
/// <param name="Product">The product, or null for all.</param>
/// <param name="Until">UTC.</param>
internal sealed record FreezePicture(string? Product, DateTimeOffset Until);

/// <summary>A fresh start.</summary>
/// <param name="Product">The product, or null for all.</param>
/// <param name="At">UTC: what was found before counts no more.</param>
internal sealed record ResetPicture(string? Product, DateTimeOffset At);

/// <summary>A span in which only the emergency brake refuses.</summary>
/// <param name="From">UTC.</param>
/// <param name="Until">UTC.</param>
internal sealed record ProtectedPicture(DateTimeOffset From, DateTimeOffset Until);
