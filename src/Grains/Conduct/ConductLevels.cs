using System.Runtime.InteropServices;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Conduct;

/// <summary>What gates must know of a vendor's conduct: who is to be judged, and who was told. Immutable; the same instance as long as nothing changes.</summary>
/// <param name="Groups">Groups at <see cref="Level.Notice"/> or above that count, shadows left out.</param>
/// <param name="Braked">True while the emergency brake holds: every read is judged.</param>
internal sealed record ConductLevels(IReadOnlyList<GroupLevel> Groups, bool Braked)
{
    /// <summary>Nothing to remark.</summary>
    public static ConductLevels Clear { get; } = new([], Braked: false);

    /// <summary>The group's level.</summary>
    public Level LevelOf(in ReadGroup group)
    {
        for (var i = 0; i < Groups.Count; i++)
        {
            if (Groups[i].Group == group)
            {
                return Groups[i].Level;
            }
        }

        return Level.Clear;
    }

    /// <summary>True when a read of the group cannot pass unjudged.</summary>
    public bool Judges(in ReadGroup group) => Braked || LevelOf(group) >= Level.Soft;
}

/// <summary>One group's level.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct GroupLevel(ReadGroup Group, Level Level);
