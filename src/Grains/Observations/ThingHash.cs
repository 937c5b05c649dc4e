namespace Digdir.Altinn.Grains.Observations;

/// <summary>
/// How a listed thing's hash is put together: the upper half is the upper half of its id's keyed hash, made exactly as <see cref="Observation.Object"/> is,
/// the lower half tells revisions apart. So a thing that was listed is recognised when it is opened, and the whole still changes with every revision.
/// Pure; thread-safe.
/// </summary>
internal static class ThingHash
{
    /// <summary>The hash of one listed thing.</summary>
    /// <param name="id">Keyed hash of its id, as in <see cref="Observation.Object"/>.</param>
    /// <param name="revision">Hash of its id and revision; any 64 bits.</param>
    public static ulong Of(ulong id, ulong revision) => (id & 0xFFFF_FFFF_0000_0000) | (uint)(revision ^ (revision >> 32));

    /// <summary>The part that says which thing it is, whatever its revision; of an <see cref="Observation.Object"/> the same.</summary>
    public static uint Id(ulong hash) => (uint)(hash >> 32);
}
