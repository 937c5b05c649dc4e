using System.Runtime.InteropServices;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Conduct;

/// <summary>How far the ladder goes for a group of reads (reference 5.4, roll-out). Values are stored: add, never renumber.</summary>
internal enum ConductMode : byte
{
    /// <summary>Nothing is computed and nothing is refused.</summary>
    Off = 0,

    /// <summary>Penalties and levels are computed and shown as what they would be. Nobody is written to and nothing is refused.</summary>
    Shadow = 1,

    /// <summary>Vendors are told, and refused once they were told and the deadline has passed.</summary>
    Enforce = 2,
}

/// <summary>What people have decided about one vendor's conduct, as far as it holds now. Immutable; a changed decision is a new value.</summary>
internal sealed record ConductSettings
{
    /// <summary>Everything in shadow: what holds until somebody decides otherwise.</summary>
    public static ConductSettings Shadow { get; } = new();

    /// <summary>The mode of products that are not named.</summary>
    public ConductMode Mode { get; init; } = ConductMode.Shadow;

    /// <summary>Modes of single products, by product id.</summary>
    public IReadOnlyDictionary<string, ConductMode> Products { get; init; } = new Dictionary<string, ConductMode>(StringComparer.Ordinal);

    /// <summary>Modes of single groups, which go before their product's: listing is enforced first.</summary>
    public IReadOnlyDictionary<ReadGroup, ConductMode> Groups { get; init; } = new Dictionary<ReadGroup, ConductMode>();

    /// <summary>
    /// The highest level any group of this vendor may be at: the kill switch. A group above it comes down at once. <see cref="Level.Notice"/> tells and
    /// refuses nothing; <see cref="Level.Clear"/> stops the ladder.
    /// </summary>
    public Level Ceiling { get; init; } = Level.ClosureCase;

    /// <summary>Escalation is frozen until then (an appeal under consideration), in milliseconds since 1970; 0 when it is not. Levels still fall.</summary>
    public long FrozenUntil { get; init; }

    /// <summary>Spans in which only the emergency brake refuses: days with legal deadlines.</summary>
    public IReadOnlyList<ProtectedSpan> Protected { get; init; } = [];

    /// <summary>The mode that holds for a group.</summary>
    public ConductMode ModeOf(in ReadGroup group)
        => Groups.TryGetValue(group, out var mode) || Products.TryGetValue(group.Product, out mode) ? mode : Mode;
}

/// <summary>A span of time, both in milliseconds since 1970 (UTC).</summary>
/// <param name="From">The first instant.</param>
/// <param name="Until">The instant after the last.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ProtectedSpan(long From, long Until)
{
    /// <summary>True when the instant lies within.</summary>
    public bool Contains(long now) => now >= From && now < Until;
}
