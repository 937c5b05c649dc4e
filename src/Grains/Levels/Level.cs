namespace Digdir.Altinn.Grains.Levels;

/// <summary>The rungs of the ladder (reference 5.2). Values are stored: add, never renumber.</summary>
internal enum Level : byte
{
    /// <summary>L0: nothing to remark.</summary>
    Clear = 0,

    /// <summary>L1: told in writing, with a deadline. Nothing is refused.</summary>
    Notice = 1,

    /// <summary>L2: uncredited reads keep a minimum interval per party and class.</summary>
    Soft = 2,

    /// <summary>L3: a longer minimum interval and a cap on uncredited reads.</summary>
    Hard = 3,

    /// <summary>L4: a closure case lies with two people. Reads are treated as at <see cref="Hard"/> until they decide.</summary>
    ClosureCase = 4,
}
