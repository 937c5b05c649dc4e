using System.Runtime.InteropServices;

namespace Digdir.Altinn.Grains.Levels;

/// <summary>What people have decided about one group's ladder, as far as it holds now.</summary>
/// <param name="Shadow">Compute what would be; nobody is told.</param>
/// <param name="Ceiling">The highest level; a group above it comes down at once.</param>
/// <param name="FrozenUntil">No level rises before, in milliseconds since 1970.</param>
/// <param name="Allowance">By how much every threshold is raised; at least 1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LadderTerms(bool Shadow, Level Ceiling, long FrozenUntil, double Allowance)
{
    /// <summary>Enforced without reservation.</summary>
    public static LadderTerms Enforced => new(Shadow: false, Level.ClosureCase, 0, 1);
}

/// <summary>Why a level changed. Values are stored: add, never renumber.</summary>
internal enum StepCause : byte
{
    /// <summary>The penalty was high enough, for long enough.</summary>
    Penalty = 0,

    /// <summary>The penalty has decayed, for long enough.</summary>
    Forgiven = 1,

    /// <summary>People set a ceiling.</summary>
    Ceiling = 2,

    /// <summary>People decided about this group.</summary>
    Decided = 3,

    /// <summary>What was in shadow begins anew now that it counts: the vendor was never told.</summary>
    BegunAnew = 4,
}

/// <summary>One change of level.</summary>
/// <param name="At">When, in milliseconds since 1970; before the present when nobody looked in between.</param>
/// <param name="From">The level before.</param>
/// <param name="To">The level after.</param>
/// <param name="Cause">Why.</param>
/// <param name="Penalty">The penalty at that moment.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LadderStep(long At, Level From, Level To, StepCause Cause, double Penalty);
