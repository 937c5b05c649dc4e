using System.Runtime.InteropServices;
using Digdir.Altinn.Grains.Polling;

namespace Digdir.Altinn.Grains.Levels;

/// <summary>Whether the ladder lets a read pass.</summary>
/// <param name="Level">The group's level.</param>
/// <param name="Passes">True when the read may be forwarded.</param>
/// <param name="Credit">Why it passes although the group is slowed; <see cref="Excuse.None"/> when it passes for another reason or not at all.</param>
/// <param name="RetryAfterMs">Milliseconds until the same read passes; exact. 0 when it passes.</param>
/// <param name="Braked">True when the emergency brake refuses rather than the ladder: to be observed as refused by a limit, since it is no sign of deafness.</param>
/// <param name="IntervalMs">The minimum interval that holds for the party and class, in milliseconds; 0 when none does.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Judgement(Level Level, bool Passes, Excuse Credit, long RetryAfterMs, long IntervalMs, bool Braked = false)
{
    /// <summary>Passes, nothing to remark.</summary>
    public static Judgement Clear => new(Level.Clear, Passes: true, Excuse.None, 0, 0);
}
