using System.Collections.Immutable;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>What people have granted a vendor: announced work and larger allowances, decided in an appeal or an agreement (reference 5.4). Immutable.</summary>
internal sealed record Concessions
{
    /// <summary>Nothing granted.</summary>
    public static Concessions None { get; } = new();

    /// <summary>Windows of announced work; reads within one are excused.</summary>
    public ImmutableArray<DeclaredWork> Work { get; init; } = [];

    /// <summary>Larger graces.</summary>
    public ImmutableArray<LargerGrace> Graces { get; init; } = [];
}

/// <summary>An announced initial sync or migration.</summary>
/// <param name="Group">The read group; null for all.</param>
/// <param name="Party">Keyed hash of the party; 0 for all.</param>
/// <param name="From">First instant, in milliseconds since 1970 (UTC).</param>
/// <param name="Until">The instant after the last one.</param>
internal sealed record DeclaredWork(ReadGroup? Group, ulong Party, long From, long Until);

/// <summary>More grace than others have, for a time.</summary>
/// <param name="Group">The read group; null for all.</param>
/// <param name="Factor">How many times the usual grace; 1 to 24 (24 is one read per party every quarter of an hour).</param>
/// <param name="From">From when it holds, in milliseconds since 1970 (UTC).</param>
/// <param name="Until">When it lapses, likewise.</param>
internal sealed record LargerGrace(ReadGroup? Group, double Factor, long From, long Until);
