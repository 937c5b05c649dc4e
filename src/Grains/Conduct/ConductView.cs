using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Conduct;

/// <summary>A vendor's conduct as it stands: what the vendor's own usage report and the servicedesk show. Immutable.</summary>
/// <param name="At">When it was taken, in milliseconds since 1970 (UTC).</param>
/// <param name="Groups">The groups that were read, the costliest first.</param>
internal sealed record ConductView(long At, IReadOnlyList<GroupView> Groups);

/// <summary>One group's conduct. Immutable.</summary>
internal sealed record GroupView
{
    /// <summary>The group.</summary>
    public required ReadGroup Group { get; init; }

    /// <summary>The mode that holds for it.</summary>
    public required ConductMode Mode { get; init; }

    /// <summary>Its level; what it would be where the mode is shadow.</summary>
    public required Level Level { get; init; }

    /// <summary>Since when, in milliseconds since 1970; 0 when it never was elsewhere.</summary>
    public long Since { get; init; }

    /// <summary>By when the vendor may mend it before anything is refused, in milliseconds since 1970; 0 when there is no notice.</summary>
    public long Deadline { get; init; }

    /// <summary>The penalty P (reference 1.5).</summary>
    public double Penalty { get; init; }

    /// <summary>Reads N, decayed like the penalty.</summary>
    public double Reads { get; init; }
}
